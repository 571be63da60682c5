"""Derive the rules that the kernel runs from the text of `costatus.rules`.

The predicates compare numbers, flags and codes, so their text means the same where the facts are
numbers alone. It is taken over with a few changes: a term becomes its code, a collection becomes
how many it holds, and what belongs to a part of the facts, `mo.production.started`, becomes a fact
of its own, `mo.production_started`.

The result is a module in Cython's pure Python mode. It is written while the wheel is built.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, cast

from costatus._arrays.layout import (
    BLOCK,
    INPUTS,
    NO_MOMENT,
    OPTIONS,
    RECORDS,
    RESULTS,
    STATE,
)
from costatus.models import statuses
from costatus.models.as_of import LAST_DAY, NEVER, UNKNOWN
from costatus.models.statuses import (
    ManufacturingStage,
    PurchaseStage,
    Term,
    TransferStage,
)
from costatus.rules import TABLES
from costatus.rules._table import Row, Table, TimedNote, TimedRow, otherwise
from costatus.rules.product import is_at_risk

_STAGES: Final = (ManufacturingStage, PurchaseStage, TransferStage)
_INDENT: Final = "    "
_C_TYPES: Final = {
    "int8": "cython.schar",
    "uint8": "cython.uchar",
    "uint16": "cython.ushort",
    "int32": "cython.int",
    "uint32": "cython.uint",
    "int64": "cython.longlong",
}


def code(term: Term | None) -> int:
    """Return the number of a term in the kernel; -1 for none.

    It is the term's place in its vocabulary. The stages of the three kinds of source are compared
    with each other, so they count on: a purchase order's from 10, a transfer order's from 20.
    """
    if term is None:
        return -1
    vocabulary = type(term)
    place = list(vocabulary).index(term)
    return place + 10 * _STAGES.index(vocabulary) if vocabulary in _STAGES else place


def derived_rules() -> str:
    """Return the text of the module."""
    rules = _Rules()
    functions = [
        *rules.by_family("status_of", "cython.int", _status),
        *rules.by_family("rows_of", "cython.uint", _rows),
        *rules.by_family("notes_of", "cython.uint", _notes),
        *rules.by_family("turns_of", "cython.uint", _turns),
        *rules.by_family("turning_day", "cython.longlong", _turning("turning_days")),
        *rules.by_family("turning_moment", "cython.longlong", _turning("turning_moments")),
    ]
    rules.predicate("source", is_at_risk)
    facts = [f"{_INDENT}{name}: cython.longlong" for name in sorted(rules.facts)]
    return "\n".join(
        [
            _HEAD,
            *_constants(),
            _CLASSES,
            *facts,
            *_snapshot(),
            *_results(),
            *rules.predicates.values(),
            *functions,
            "",
        ]
    )


def joined(kernel: str) -> str:
    """Return the text of the kernel with the rules in it, as it is compiled: one C file.

    Small constants become numbers, which a C compiler can reckon with.
    """
    directives, _, rest = kernel.partition("\n")
    rest = _IMPORT_OF_RULES.sub(lambda _: derived_rules().partition("import cython\n")[2], rest)
    constants = dict(_CONSTANT.findall(rest))
    rest = _CONSTANT.sub("", rest)
    names = re.compile(rf"\b({'|'.join(constants)})\b")
    return f"{directives}\n{names.sub(lambda name: constants[name[0]], rest)}"


_IMPORT_OF_RULES = re.compile(r"from costatus\._arrays\.rules import \(.*?\)\n", re.DOTALL)
_CONSTANT = re.compile(r"^(\w+) = cython\.declare\(cython\.int, ([\d_]+)\)\n", re.MULTILINE)
_HEAD = '''"""The rules for the kernel; derived from costatus.rules while the wheel was built."""

import cython
'''
_CLASSES = '''

@cython.final
@cython.cclass
class Time:
    """A day number, and an instant in microseconds."""

    today: cython.longlong
    now: cython.longlong


@cython.final
@cython.cclass
class Facts:
    """What the predicates compare: each object has those of its family."""
'''
_ARRAYS = '''

@cython.final
@cython.cclass
class {name}:
    """{docstring}"""
'''
_FUNCTION = """

@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
"""


def _constants() -> Iterator[str]:
    for number, family in enumerate(TABLES):
        yield f"{family.upper()} = cython.declare(cython.int, {number})"
    for vocabulary in vars(statuses).values():
        if inspect.isclass(vocabulary) and issubclass(vocabulary, Term) and vocabulary is not Term:
            for term in vocabulary:
                yield f"{constant(term)} = cython.declare(cython.int, {code(term)})"
    for record, (_, fields) in RECORDS.items():
        for place, field in enumerate(fields):
            yield f"{record.upper()}_{field.upper()} = cython.declare(cython.int, {place})"
    for bit, number in STATE.items():
        yield f"STATE_{bit.upper()} = cython.declare(cython.int, {number})"
    days = {"UNKNOWN": UNKNOWN, "NEVER": NEVER, "LAST_DAY": LAST_DAY, "BLOCK": BLOCK}
    for name, number in days.items():
        yield f"{name} = cython.declare(cython.int, {number})"
    yield f"NO_MOMENT = cython.declare(cython.longlong, {NO_MOMENT})"


def _snapshot() -> Iterator[str]:
    """Yield the class of the arrays that the kernel reads, and works out before it evaluates."""
    yield _ARRAYS.format(name="Snapshot", docstring="The arrays that orders are evaluated from.")
    yield from (f"{_INDENT}{name}: cython.longlong" for name in OPTIONS)
    yield from (
        f"{_INDENT}{name}: cython.const[{_C_TYPES[kind]}][::1]" for name, kind in INPUTS.items()
    )
    yield from (f"{_INDENT}{name}: {_C_TYPES[kind]}[:, ::1]" for name, (kind, _) in RECORDS.items())
    yield f"\n{_INDENT}def __init__(self, arrays: dict[str, object], options: dict[str, int]):"
    yield from (f'{_INDENT * 2}self.{name} = options["{name}"]' for name in OPTIONS)
    yield from (f'{_INDENT * 2}self.{name} = arrays["{name}"]' for name in (*INPUTS, *RECORDS))


def _results() -> Iterator[str]:
    """Yield the class of the arrays that the kernel fills."""
    yield _ARRAYS.format(name="Results", docstring="The arrays that orders are evaluated into.")
    yield from (f"{_INDENT}{name}: {_C_TYPES[kind]}[::1]" for name, kind in RESULTS.items())
    yield f"\n{_INDENT}def __init__(self, arrays: dict[str, object]):"
    yield from (f'{_INDENT * 2}self.{name} = arrays["{name}"]' for name in RESULTS)


def constant(term: Term) -> str:
    """Return the name of a term's code: LOT_STATUS_ON_HOLD."""
    vocabulary = type(term).__name__
    words = "".join(f"_{letter}" if letter.isupper() else letter for letter in vocabulary)
    return f"{words.lstrip('_')}_{term.name}".upper()


class _Rules:
    """The predicates met so far, as functions of the kernel, and the facts that they read."""

    def __init__(self) -> None:
        self.predicates: dict[str, str] = {}
        self.facts: set[str] = set()

    def by_family(
        self,
        name: str,
        returns: str,
        lines_of: "Callable[[_Rules, str, Table[Any]], list[str]]",
    ) -> Iterator[str]:
        """Yield a function for each family, and one that takes the family as an argument."""
        arguments = "facts: Facts, at: Time, key: cython.int"
        yield f"{_FUNCTION}def {name}(family: cython.int, {arguments}) -> {returns}:"
        for family in TABLES:
            yield f"{_INDENT}if family == {family.upper()}:"
            yield f"{_INDENT * 2}return {family}_{name}(facts, at, key)"
        yield f"{_INDENT}return 0"
        for family, table in TABLES.items():
            yield f"{_FUNCTION}def {family}_{name}({arguments}) -> {returns}:"
            yield from (f"{_INDENT}{line}" for line in lines_of(self, family, table))

    def call(self, family: str, holds: Callable[..., bool]) -> str:
        """Return a call of a predicate."""
        return f"{self.predicate(family, holds)}(facts, at)"

    def predicate(self, family: str, holds: Callable[..., bool]) -> str:
        """Derive a predicate, and the predicates that it calls; return its name."""
        name = f"{family}_{holds.__name__}"
        if name not in self.predicates:
            translated = _Translated(self, family, holds)
            text = ast.unparse(translated.visit(translated.returned()))
            self.predicates[name] = (
                f"{_FUNCTION}def {name}(facts: Facts, at: Time) -> cython.bint:\n"
                f"{_INDENT}return {text}"
            )
        return name


class _Translated(ast.NodeTransformer):
    """What a function of facts returns, over facts that are numbers."""

    def __init__(self, rules: _Rules, family: str, function: Callable[..., Any]) -> None:
        (tree,) = ast.parse(inspect.getsource(function)).body
        self._rules = rules
        self._family = family
        self._names: dict[str, Any] = vars(inspect.getmodule(function))
        self._function = cast("ast.FunctionDef", tree)
        self._parameter = self._function.args.args[0].arg
        self._local: dict[str, ast.expr] = {}

    def returned(self) -> ast.expr:
        """Return the expression that the function returns; local names are put in it later."""
        _, *statements, last = self._function.body  # the docstring is first
        for statement in statements:
            match statement:
                case ast.Assign([ast.Name(name)], value):
                    self._local[name] = value
                case _:
                    raise self._refused(statement)
        match last:
            case ast.Return(ast.expr() as value):
                return value
        raise self._refused(last)

    def visit_Name(self, node: ast.Name) -> Any:
        """Replace a global name by its code or its number."""
        value = self._names.get(node.id)
        if isinstance(value, Term):
            return ast.Name(constant(value))
        if isinstance(value, int):
            return ast.Constant(value)
        raise self._refused(node)

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        """Make a fact of a part of the facts a fact of its own."""
        path: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            path.append(inner.attr)
            inner = inner.value
            if isinstance(inner, ast.Name):
                inner = self._local.get(inner.id, inner)
        name = "_".join(reversed(path))
        match inner:
            case ast.Name("at"):
                return ast.Attribute(inner, name)
            case ast.Name(self._parameter):
                self._rules.facts.add(name)
                return ast.Attribute(ast.Name("facts"), name)
        raise self._refused(node)

    def visit_Call(self, node: ast.Call) -> Any:
        """Replace `len` and `bool` by what they count, and call the predicate that is called."""
        match node:
            case ast.Call(ast.Name("len"), [counted]):
                return self.visit(counted)
            case ast.Call(ast.Name("bool"), [number]):
                return ast.Compare(self.visit(number), [ast.NotEq()], [ast.Constant(0)])
            case ast.Call(
                ast.Name("any"),
                [
                    ast.GeneratorExp(
                        ast.Call(ast.Name(name)), [ast.comprehension(iter=ast.Attribute() as of)]
                    )
                ],
            ):  # how many of them it holds for
                return self.visit(ast.Attribute(of, name))
            case ast.Call(ast.Name(name), [ast.Name(), *_]):
                called = self._rules.predicate(self._family, self._names[name])
                return ast.Call(ast.Name(called), [ast.Name("facts"), ast.Name("at")], [])
            case ast.Call(ast.Attribute() as counted, []):
                return self.visit(counted)
        raise self._refused(node)

    def visit_Compare(self, node: ast.Compare) -> Any:
        """Compare codes by their value, and with each of a set."""
        match node:
            case ast.Compare(left, [ast.In()], [ast.Name(name)]):
                terms = sorted(self._names[name], key=code)
                compared = self.visit(left)
                return ast.BoolOp(
                    ast.Or(),
                    [
                        ast.Compare(compared, [ast.Eq()], [ast.Name(constant(term))])
                        for term in terms
                    ],
                )
        same = {ast.Is: ast.Eq, ast.IsNot: ast.NotEq}
        operators = [same.get(type(operator), type(operator))() for operator in node.ops]
        return ast.Compare(
            self.visit(node.left), operators, [self.visit(each) for each in node.comparators]
        )

    def generic_visit(self, node: ast.AST) -> Any:
        """Take over what means the same; refuse all else."""
        match node:
            case ast.Constant(int()) | ast.BoolOp() | ast.UnaryOp() | ast.BinOp():
                return super().generic_visit(node)
            case ast.boolop() | ast.unaryop() | ast.operator():
                return node
        raise self._refused(node)

    def _refused(self, node: ast.AST) -> TypeError:
        text = ast.unparse(node)
        return TypeError(
            f"{self._names['__name__']}: the kernel cannot run {text!r}: a predicate compares "
            "numbers, flags and codes, joined by and, or and not"
        )


def _status(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
    """Return the status of the first row that holds."""
    lines = []
    for row in table.rows[:-1]:
        status = "-1" if row.status is None else constant(row.status)
        lines += [f"if {rules.call(family, row.holds)}:", f"{_INDENT}return {status}"]
    return [*lines, f"return {constant(cast('Term', table.rows[-1].status))}"]


def _rows(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
    """Return the rows of the status `key` that hold, a bit each; the last where none does."""
    lines = ["found: cython.uint = 0"]
    by_status: dict[Term, list[tuple[int, Row[Any]]]] = {}
    for bit, row in enumerate(table.rows):
        if row.status is not None and row.holds is not otherwise:
            by_status.setdefault(row.status, []).append((bit, row))
    for status, rows in by_status.items():
        lines.append(f"if key == {constant(status)}:")
        for bit, row in rows:
            lines.append(f"{_INDENT}if {rules.call(family, row.holds)}:")
            lines.append(f"{_INDENT * 2}found |= {1 << bit}")
    return [*lines, f"return found if found else {1 << len(table.rows) - 1}"]


def _notes(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
    """Return the notes beside the status `key`, a bit each."""
    lines = ["found: cython.uint = 0"]
    for bit, note in enumerate(table.notes):
        lines.append(f"if {_beside(note.beside)}{rules.call(family, note.holds)}:")
        lines.append(f"{_INDENT}found |= {1 << bit}")
    return [*lines, "return found"]


def _beside(statuses: frozenset[Term] | None) -> str:
    if statuses is None:
        return ""
    each = [f"key == {constant(status)}" for status in sorted(statuses, key=code)]
    return f"({' or '.join(each)}) and "


def _turns(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
    """Return which of the predicates that read the time hold, for a decision of status `key`."""
    lines = ["found: cython.uint = 0"]
    bit = 0
    for status in dict.fromkeys(row.status for row in table.rows):
        if status is None:
            continue
        until = max(place for place, row in enumerate(table.rows) if row.status is status)
        timed = [row for row in table.rows[: until + 1] if isinstance(row, TimedRow)]
        if timed:
            lines.append(f"if key == {constant(status)}:")
        for row in timed:
            lines.append(f"{_INDENT}if {rules.call(family, row.holds)}:")
            lines.append(f"{_INDENT * 2}found |= {1 << timed.index(row)}")
        bit = max(bit, len(timed))
    for note in table.notes:
        if isinstance(note, TimedNote):
            lines.append(f"if {_beside(note.beside)}{rules.call(family, note.holds)}:")
            lines.append(f"{_INDENT}found |= {1 << bit}")
            bit += 1
    return [*lines, "return found"]


def _turning(times: str) -> Callable[[_Rules, str, Table[Any]], list[str]]:
    def lines_of(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
        """Return the day or the instant of number `key`; -1 behind the last."""
        function = getattr(table, times)
        if function.__name__ == "_never":
            return ["return -1"]
        translated = _Translated(rules, family, function)
        lines = []
        for place, time in enumerate(cast("ast.Tuple", translated.returned()).elts):
            text = ast.unparse(translated.visit(time))
            lines += [f"if key == {place}:", f"{_INDENT}return {text}"]
        return [*lines, "return -1"]

    return lines_of
