"""The text of the module `costatus.prepared`: the functions of all tables, for a build to compile.

They are the functions that `inline.py` makes, with the constants that they name before them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from costatus.compiled import name_of
from costatus.expressions import Constants
from costatus.inline import first_that_holds, first_turn, why
from costatus.models.statuses import Word
from costatus.rules import TABLES
from costatus.rules.reasons import reason_of
from costatus.turning import timed


def prepared() -> str:
    """The module's text."""
    functions: dict[str, str] = {}
    constants = Constants()
    for name, (text, named) in sorted(_functions()):
        functions[name] = text
        constants |= named
    evidence = _evidence()
    imports, values = set(), []
    for name, value in sorted(constants.items()):
        if isinstance(value, type) or value is reason_of:
            imports.add(_import(value))
        elif isinstance(value, Word):
            imports.add(_import(type(value)))
            values.append(f"{name}: Final = {type(value).__name__}.{value.name}")
        else:
            values.append(f"{name}: Final = {evidence.get(value, value)}")
    known = [f'    "{name}": {name},' for name in functions]
    return "\n".join(
        [
            '"""The functions of all tables; made from them by costatus.prepare."""\n',
            "from typing import Any, Callable, Final\n",
            *sorted(imports),
            "from costatus.rules import TABLES\n",
            *values,
            *("\n\n" + text.rstrip() for text in functions.values()),
            "\n\nFUNCTIONS: dict[str, Callable[..., Any]] = {",
            *known,
            "}\n",
        ]
    )


def _functions() -> Iterator[tuple[str, tuple[str, Constants]]]:
    for table in TABLES.values():
        name = name_of("first_that_holds", None, table)
        yield name, first_that_holds(name, table)
        for status in {row.status for row in table.rows}:
            if status is not None:
                name = name_of("why", status, table)
                yield name, why(name, table, status)
                name = name_of("first_turn", status, table)
                yield name, first_turn(name, table, timed(table, status))


def _evidence() -> Mapping[object, str]:
    """What tells the evidence of each row and note, and where it is found."""
    found: dict[object, str] = {}
    for family, table in TABLES.items():
        told = f"TABLES[{family!r}]"
        found[table.about] = f"{told}.about"
        found |= {row.evidence: f"{told}.rows[{n}].evidence" for n, row in enumerate(table.rows)}
        found |= {
            note.evidence: f"{told}.notes[{n}].evidence" for n, note in enumerate(table.notes)
        }
    return found


def _import(named: Any) -> str:
    return f"from {named.__module__} import {named.__name__}"
