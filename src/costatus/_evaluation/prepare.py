"""The text of the module `costatus.prepared`: the functions of all tables, for a build to compile.

They are the functions that `inline.py` makes, with the constants that they name before them.
"""

from collections.abc import Iterator
from typing import Any

from costatus._evaluation.compiled import name_of
from costatus._evaluation.expressions import Constants
from costatus._evaluation.inline import first_that_holds, first_turn, why
from costatus.models.statuses import Term
from costatus.rules import TABLES
from costatus._evaluation.next_change import timed


def prepared() -> str:
    """The module's text."""
    functions: dict[str, str] = {}
    constants = Constants()
    for name, (text, named) in sorted(_functions()):
        functions[name] = text
        constants |= named
    imports, values = set(), []
    for name, value in sorted(constants.items()):
        if callable(value):
            imports.add(_import(value, name))
        elif isinstance(value, Term):
            imports.add(_import(type(value), type(value).__name__))
            values.append(f"{name}: Final = {type(value).__name__}.{value.name}")
        else:
            values.append(f"{name}: Final = {value}")
    known = [f'    "{name}": {name},' for name in functions]
    return "\n".join(
        [
            '"""The functions of all tables; made from them by costatus._evaluation.prepare."""\n',
            "from typing import Any, Callable, Final\n",
            *sorted(imports),
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


def _import(named: Any, name: str) -> str:
    known = named.__name__
    return f"from {named.__module__} import {known if known == name else f'{known} as {name}'}"
