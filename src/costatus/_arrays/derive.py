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
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import groupby
from typing import Any, Final, TypeAlias, cast

from costatus._arrays.layout import (
    BLOCK,
    INPUTS,
    NO_MOMENT,
    NOTES_FROM,
    OPTIONS,
    RECORDS,
    RESULTS,
    SHARED,
    STATE,
    STATE_OF_LOT,
    STATES_OF_STAGES,
)
from costatus.models import statuses
from costatus.models.as_of import LAST_DAY, NEVER, UNKNOWN
from costatus.models.statuses import (
    LotStatus,
    ManufacturingStage,
    PurchaseStage,
    Term,
    TransferStage,
)
from costatus.rules import TABLES
from costatus.rules._table import Note, Row, Table, TimedNote, TimedRow, otherwise
from costatus.rules.product import is_at_risk

_STAGES: Final = (ManufacturingStage, PurchaseStage, TransferStage)
_INDENT: Final = "    "
_BITS: Final = "cython.ulonglong"
_TIME: Final = "cython.longlong"
_AT: Final = ("facts", "today", "now")
"""The parameters of a predicate: facts, a day number, and an instant in microseconds."""
_TYPES: Final = {
    "facts": "Facts",
    "today": _TIME,
    "now": _TIME,
    "held": _BITS,
    "status": "cython.int",
    "key": "cython.int",
    "family": "cython.int",
}
"""The types of the parameters of functions that are derived for each family."""
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
    masks = [line for family, table in TABLES.items() for line in _masks(family, table)]
    functions = [
        *rules.by_family("conditions", _AT, _BITS, _conditions),
        *rules.by_family("timed_conditions", _AT, _BITS, _timed_conditions),
        *rules.by_family("status_of", ["held"], "cython.int", _status),
        *rules.by_family("reasons_of", ["held", "status"], _BITS, _reasons),
        *rules.by_family("turning_of", ["status"], _BITS, _turning),
        *rules.by_family("turning_days", [], "cython.int", _count("turning_days")),
        *rules.by_family("turning_moments", [], "cython.int", _count("turning_moments")),
        *rules.by_family("turning_day", ["facts", "key"], _TIME, _times("turning_days")),
        *rules.by_family("turning_moment", ["facts", "key"], _TIME, _times("turning_moments")),
    ]
    rules.predicate("source", is_at_risk)
    facts = [f"{_INDENT}{name}: cython.longlong" for name in sorted(rules.facts)]
    return "\n".join(
        [
            _HEAD,
            *_constants(),
            *_records(),
            _CLASSES,
            *facts,
            *_snapshot(),
            *_results(),
            "",
            *_states(),
            *masks,
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
    for bit, number in STATE.items():
        yield f"STATE_{bit.upper()} = cython.declare(cython.int, {number})"
    numbers = {"UNKNOWN": UNKNOWN, "NEVER": NEVER, "LAST_DAY": LAST_DAY}
    numbers |= {"BLOCK": BLOCK, "NOTES_FROM": NOTES_FROM}
    for name, number in numbers.items():
        yield f"{name} = cython.declare(cython.int, {number})"
    yield f"NO_MOMENT = cython.declare(cython.longlong, {NO_MOMENT})"


def _records() -> Iterator[str]:
    for name, fields in RECORDS.items():
        typed = ", ".join(f"{field}={_C_TYPES[kind]}" for field, kind in fields.items())
        yield f"{name} = cython.struct({typed})"


def _states() -> Iterator[str]:
    """Yield the states of sources by stage, and what lots keep of them and add by status."""
    states = [0] * (max(map(code, TransferStage)) + 1)
    for kind, of_stages in enumerate(STATES_OF_STAGES, 1):
        for stage, state in of_stages.items():
            number = code(stage)
            states[number] = state | kind * STATE["manufactured"] | number * STATE["stage"]
    kept, added = zip(*(STATE_OF_LOT[status] for status in LotStatus), strict=True)
    for name, numbers in (("OF_STAGE", states), ("KEPT", kept), ("ADDED", added)):
        yield f"STATE_{name} = cython.declare(cython.int[{len(numbers)}], {list(numbers)})"


def _snapshot() -> Iterator[str]:
    """Yield the class of the arrays that the kernel reads, and works out before it evaluates."""
    yield _ARRAYS.format(name="Snapshot", docstring="The arrays that orders are evaluated from.")
    yield from (f"{_INDENT}{name}: cython.longlong" for name in OPTIONS)
    yield from (
        f"{_INDENT}{name}: cython.const[{_C_TYPES[kind]}][::1]" for name, kind in INPUTS.items()
    )
    yield from (f"{_INDENT}{name}: {record}[::1]" for name, record in SHARED.items())
    yield f"\n{_INDENT}def __init__(self, arrays: dict[str, object], options: dict[str, int]):"
    yield from (f'{_INDENT * 2}self.{name} = options["{name}"]' for name in OPTIONS)
    yield from (f'{_INDENT * 2}self.{name} = arrays["{name}"]' for name in (*INPUTS, *SHARED))


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
        self, name: str, parameters: Sequence[str], returns: str, lines_of: "_LinesOf"
    ) -> Iterator[str]:
        """Yield a function for each family, and one that takes the family as an argument."""
        arguments = ", ".join(parameters)
        yield _signature(name, ["family", *parameters], returns)
        for family in TABLES:
            yield f"{_INDENT}if family == {family.upper()}:"
            yield f"{_INDENT * 2}return {family}_{name}({arguments})"
        yield f"{_INDENT}return 0"
        for family, table in TABLES.items():
            yield _signature(f"{family}_{name}", parameters, returns)
            yield from (f"{_INDENT}{line}" for line in lines_of(self, family, table))

    def predicate(self, family: str, holds: Callable[..., bool]) -> str:
        """Derive a predicate, and the predicates that it calls; return its name."""
        name = f"{family}_{holds.__name__}"
        if name not in self.predicates:
            translated = _Translated(self, family, holds)
            text = ast.unparse(translated.truth(translated.returned()))
            signature = _signature(name, _AT, "cython.bint")
            self.predicates[name] = f"{signature}\n{_INDENT}return {text}"
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
        *statements, last = self._function.body
        if ast.get_docstring(self._function):
            statements = statements[1:]
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

    def truth(self, node: ast.expr) -> ast.expr:
        """Return what is 1 where a condition holds, else 0, without a branch.

        The processor would guess which way a branch goes, and facts are hard to guess.
        """
        match node:
            case ast.BoolOp(operator, values):
                joint = ast.BitAnd() if isinstance(operator, ast.And) else ast.BitOr()
                return _joined(joint, [self.truth(each) for each in values])
            case ast.UnaryOp(ast.Not(), operand):
                return ast.Compare(self.truth(operand), [ast.Eq()], [ast.Constant(0)])
            case ast.Call(ast.Name("bool"), [number]):
                return self.truth(number)
        value: ast.expr = self.visit(node)
        if isinstance(node, ast.Compare) or isinstance(value, ast.Call):
            return value
        return ast.Compare(value, [ast.NotEq()], [ast.Constant(0)])

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
                return ast.Name(name)
            case ast.Name(self._parameter):
                self._rules.facts.add(name)
                return ast.Attribute(ast.Name("facts"), name)
        raise self._refused(node)

    def visit_Call(self, node: ast.Call) -> Any:
        """Replace `len` by what it counts, and call the predicate that is called."""
        match node:
            case ast.Call(ast.Name("len"), [counted]):
                return self.visit(counted)
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
                return ast.Call(ast.Name(called), [ast.Name(each) for each in _AT], [])
            case ast.Call(ast.Attribute() as counted, []):
                return self.visit(counted)
        raise self._refused(node)

    def visit_Compare(self, node: ast.Compare) -> Any:
        """Compare codes by their value, and with each of a set."""
        match node:
            case ast.Compare(left, [ast.In()], [ast.Name(name)]):
                compared = self.visit(left)
                terms = sorted(self._names[name], key=code)
                return _joined(
                    ast.BitOr(),
                    [
                        ast.Compare(compared, [ast.Eq()], [ast.Name(constant(term))])
                        for term in terms
                    ],
                )
        same = {ast.Is: ast.Eq, ast.IsNot: ast.NotEq}
        operators = [same.get(type(operator), type(operator))() for operator in node.ops]
        compared = [self.visit(each) for each in (node.left, *node.comparators)]
        return _joined(
            ast.BitAnd(),
            [
                ast.Compare(left, [operator], [right])
                for left, operator, right in zip(compared, operators, compared[1:], strict=False)
            ],
        )

    def generic_visit(self, node: ast.AST) -> Any:
        """Take over what means the same; refuse all else."""
        match node:
            case (
                ast.Constant(int())
                | ast.UnaryOp()
                | ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult())
            ):
                return super().generic_visit(node)
            case ast.unaryop() | ast.operator():
                return node
        raise self._refused(node)

    def _refused(self, node: ast.AST) -> TypeError:
        text = ast.unparse(node)
        return TypeError(
            f"{self._names['__name__']}: the kernel cannot run {text!r}: a predicate compares "
            "numbers, flags and codes, joined by and, or and not"
        )


def _signature(name: str, parameters: Sequence[str], returns: str) -> str:
    typed = ", ".join(f"{each}: {_TYPES[each]}" for each in parameters)
    return f"{_FUNCTION}def {name}({typed}) -> {returns}:"


_LinesOf: TypeAlias = Callable[[_Rules, str, Table[Any]], list[str]]


def _joined(operator: ast.operator, conditions: list[ast.expr]) -> ast.expr:
    """Return conditions joined by an operator."""
    return reduce(lambda left, right: ast.BinOp(left, operator, right), conditions)


def _bits(table: Table[Any]) -> dict[int, Row[Any] | Note[Any]]:
    """Return the rows and notes of a table by their bit; those of notes follow the 32 of rows."""
    return dict(enumerate(table.rows)) | dict(enumerate(table.notes, NOTES_FROM))


def _conditions(
    rules: _Rules, family: str, table: Table[Any], *, only: Any = (Row, Note)
) -> list[str]:
    """Return the rows and notes that hold, a bit each."""
    predicates = {
        bit: rules.predicate(family, entry.holds)
        for bit, entry in _bits(table).items()
        if isinstance(entry, only) and entry.holds is not otherwise
    }
    arguments = ", ".join(_AT)
    return [
        f"held: {_BITS} = 0",
        *(f"held |= cython.cast({_BITS}, {p}({arguments})) << {b}" for b, p in predicates.items()),
        "return held",
    ]


def _timed_conditions(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
    """Return those of the conditions that read the time."""
    return _conditions(rules, family, table, only=(TimedRow, TimedNote))


def _status(_rules: _Rules, _family: str, table: Table[Any]) -> list[str]:
    """Return the status of the first row that holds, found from the last: without a branch."""
    lines = [f"status: cython.int = {_code(table.rows[-1])}"]
    by_status = groupby(reversed(range(len(table.rows))), lambda bit: _code(table.rows[bit]))
    lines += [f"status = {code} if held & {_mask(bits)} else status" for code, bits in by_status]
    return [*lines, "return status"]


def _code(row: Row[Any]) -> str:
    return "-1" if row.status is None else constant(row.status)


def _reasons(_rules: _Rules, family: str, table: Table[Any]) -> list[str]:
    """Return the rows and notes that are reasons of a status; the last row where no other is."""
    last = len(table.rows) - 1
    return [
        f"held &= {family.upper()}_REASONS[status]",
        f"return held if held & {2 ** (last + 1) - 1} else held | {1 << last}",
    ]


def _turning(_rules: _Rules, family: str, _table: Table[Any]) -> list[str]:
    """Return the conditions by which time can change a decision of a status."""
    return [f"return {family.upper()}_TURNING[status]"]


def _masks(family: str, table: Table[Any]) -> Iterator[str]:
    """Yield, by status, the conditions that are its reasons, and those by which time changes it."""
    bits = _bits(table)
    reasons, turning = [], []
    for status in cast("type[Term]", type(table.rows[-1].status)):
        of_status = [bit for bit, row in enumerate(table.rows) if row.status is status]
        until = max(of_status, default=-1)
        notes = [
            bit
            for bit, note in enumerate(table.notes, NOTES_FROM)
            if note.beside is None or status in note.beside
        ]
        reasons.append(_mask([*of_status, *notes]))
        can_turn = (TimedRow, TimedNote)
        timed = [bit for bit in (*range(until + 1), *notes) if isinstance(bits[bit], can_turn)]
        turning.append(_mask(timed))
    for name, masks in (("REASONS", reasons), ("TURNING", turning)):
        yield f"{family.upper()}_{name} = cython.declare({_BITS}[{len(masks)}], {masks})"


def _mask(bits: Iterable[int]) -> int:
    return sum(1 << bit for bit in bits)


def _times(times: str) -> _LinesOf:
    def lines_of(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
        """Return the day or the instant of number `key`."""
        lines = []
        for key, time in enumerate(_turning_times(rules, family, getattr(table, times))):
            lines += [f"if key == {key}:", f"{_INDENT}return {time}"]
        return [*lines, "return 0"]

    return lines_of


def _count(times: str) -> _LinesOf:
    def lines_of(rules: _Rules, family: str, table: Table[Any]) -> list[str]:
        """Return how many days or instants there are."""
        return [f"return {len(_turning_times(rules, family, getattr(table, times)))}"]

    return lines_of


def _turning_times(rules: _Rules, family: str, function: Callable[..., Any]) -> list[str]:
    """Return the text of each day or instant of a table's function."""
    translated = _Translated(rules, family, function)
    times = cast("ast.Tuple", translated.returned()).elts
    return [ast.unparse(translated.visit(time)) for time in times]
