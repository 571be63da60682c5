"""What ARCHITECTURE.md asks of every module of the library, as checks of its text.

A check takes a module and tells what it finds wrong with it.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

import costatus


@frozen
class Module:
    """A module of the library: its dotted name and its text."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def length(self) -> int:
        return len(self.text.splitlines())

    @property
    def is_pure(self) -> bool:
        return self.name.startswith(("costatus.models", "costatus.rules"))


Check: TypeAlias = Callable[[Module], Iterable[str]]


def library() -> Iterator[Module]:
    """Every module of the library, as it is installed, but the one that is made to be compiled."""
    home = Path(costatus.__file__).parent
    for path in sorted({*home.rglob("*.py")} - {home / "prepared.py"}):
        parts = path.relative_to(home.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        yield Module(name, path.read_text(encoding="utf-8"))


_LAYERS: Mapping[str, int] = {
    "models": 0,
    "rules": 1,
    "compiled": 2,
    "evaluate": 2,
    "evaluated": 2,
    "evaluator": 2,
    "expressions": 2,
    "incomparable": 2,
    "inline": 2,
    "prepare": 2,
    "reports": 2,
    "site_clock": 2,
    "turning": 2,
    "worst_of_lines": 2,
    "": 4,
    "serialization": 5,
    "columnar": 5,
    "cli": 6,
    "__main__": 6,
    "testing": 7,
}
_STANDS_ON_EVALUATE = 3
"""The layer of what is not named above: it uses the evaluation, and is part of the face `costatus`.

The face itself is above it, and above the face are the packages that need an extra.
"""

_EXTRAS: Mapping[str, str] = {
    "attrs": "costatus",
    "dateutil": "costatus",
    "cattrs": "costatus.serialization",
    "rich": "costatus.cli",
    "hypothesis": "costatus.testing",
    "numpy": "costatus.columnar",
    "pyarrow": "costatus.columnar",
}
"""Third-party packages, and the one package of ours that may import each."""

_PURE = frozenset(
    {
        "abc",
        "attrs",
        "collections",
        "contextlib",
        "costatus",
        "datetime",
        "decimal",
        "enum",
        "itertools",
        "operator",
        "reprlib",
        "types",
        "typing",
    }
)
"""What models and rules may import: nothing that reads a clock, a file or the machine."""

_IMPURE = frozenset(
    {
        "__import__",
        "breakpoint",
        "compile",
        "eval",
        "exec",
        "globals",
        "input",
        "locals",
        "open",
        "print",
    }
)
_CLOCKS = frozenset({"fromtimestamp", "now", "strftime", "timestamp", "today", "utcnow"})
_FROM_TEXT = frozenset({"compile", "eval", "exec"})
_MUTABLE = frozenset(
    {"Counter", "OrderedDict", "bytearray", "defaultdict", "deque", "dict", "list", "set"}
)


def layer(name: str) -> int:
    """How high a module stands; it imports from its own layer and from those below."""
    return _LAYERS.get(f"{name}.".split(".")[1], _STANDS_ON_EVALUATE)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """The line and the dotted name of everything that a module imports, wherever it does."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                of_the_face = origin == "costatus" and alias.name not in _LAYERS
                yield node.lineno, origin if of_the_face else f"{origin}.{alias.name}"


def imports_go_down(module: Module) -> Iterator[str]:
    """A module imports, by full names, from its own layer or from one below."""
    for line, name in imports(module):
        if name.startswith("."):
            yield f"line {line}: {name} is not a full name"
        elif name.split(".")[0] == "costatus" and layer(name) > layer(module.name):
            yield f"line {line}: {name} is above"


def extras_stay_at_home(module: Module) -> Iterator[str]:
    """A third-party package is imported by the one package of ours that needs it."""
    for line, name in imports(module):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top in {"costatus", ""}:
            continue
        home = _EXTRAS.get(top)
        if home is None or not f"{module.name}.".startswith(f"{home}."):
            yield f"line {line}: {top} belongs to {home or 'nobody'}"


def models_and_rules_import_little(module: Module) -> Iterator[str]:
    """Models and rules import nothing that knows about the world outside."""
    if module.is_pure:
        for line, name in imports(module):
            if name.split(".")[0] not in _PURE:
                yield f"line {line}: {name} is not on the list"


def models_and_rules_are_pure(module: Module) -> Iterator[str]:
    """Models and rules read no clock and no file, write nothing, and reckon exactly."""
    for node in ast.walk(module.tree) if module.is_pure else ():
        match node:
            case ast.Name(id=name) if name in _IMPURE:
                yield f"line {node.lineno}: {name}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in _CLOCKS:
                yield f"line {node.lineno}: {name}()"
            case ast.Attribute(value=ast.Name(id="date" | "datetime"), attr=name) if (
                name in _CLOCKS
            ):
                yield f"line {node.lineno}: {name} of the machine's clock"
            case ast.Call(func=ast.Attribute(attr="astimezone"), args=[]):
                yield f"line {node.lineno}: the zone of the machine"
            case ast.Constant(value=float() | complex()):
                yield f"line {node.lineno}: {node.value!r} is not exact"


def text_is_run_in_one_place(module: Module) -> Iterator[str]:
    """Only `compiled` makes code from text."""
    for node in ast.walk(module.tree) if module.name != "costatus._evaluation.compiled" else ():
        if isinstance(node, ast.Name) and node.id in _FROM_TEXT:
            yield f"line {node.lineno}: {node.id}"


def nothing_is_kept_in_modules(module: Module) -> Iterator[str]:
    """What a module or a class keeps cannot be changed; so threads and calls share no state."""
    bodies: list[list[ast.stmt]] = [module.tree.body]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield f"line {node.lineno}: global {', '.join(node.names)}"
        if isinstance(node, ast.ClassDef):
            bodies.append(node.body)
    for statement in (each for body in bodies for each in body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and _is_mutable(statement.value):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if (name := ast.unparse(target)) != "__all__":
                yield f"line {statement.lineno}: {name} can be changed"


def _is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return not _MUTABLE.isdisjoint(ast.unparse(value.func).split("."))
    return isinstance(
        value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp
    )


def modules_say_what_they_are(module: Module) -> Iterator[str]:
    """Every module has a docstring."""
    if not ast.get_docstring(module.tree):
        yield "it has no docstring"


def modules_are_small(module: Module) -> Iterator[str]:
    """A module has at most 250 lines."""
    if module.length > 250:
        yield f"{module.length} lines are too many"


def cycle(modules: Iterable[Module]) -> list[str]:
    """Modules that import each other in a ring, if there are any."""
    texts = {module.name: module for module in modules}
    graph: dict[str, set[str]] = {}
    for name, module in texts.items():
        found = {other for _, other in imports(module)}
        modules_of = {other if other in texts else other.rpartition(".")[0] for other in found}
        graph[name] = modules_of & texts.keys()
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def predicate_faults(text: str, row: str | None = None) -> Iterator[str]:
    """What keeps a predicate from serving values and arrays alike, and from being compiled."""
    match ast.parse(text).body:
        case [
            ast.FunctionDef(
                args=ast.arguments(args=[ast.arg(arg=facts)], kwonlyargs=[], vararg=None),
                body=[ast.Expr(value=ast.Constant(value=str(told))), ast.Return(value=returned)],
                decorator_list=[],
            )
        ]:
            if row is not None and not told.startswith(f"{row}. "):
                yield f"its docstring does not begin with {row}"
            yield from _not_compared(returned, facts)
        case _:
            yield "it is not one function of its facts with a docstring and one return"


def _not_compared(node: ast.expr | None, facts: str) -> Iterator[str]:
    match node:
        case ast.Compare(left=ast.Attribute(attr="now" | "today")):
            yield "the time stands on the left, where `compiled_turns` does not look for it"
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
            yield from _not_compared(left, facts)
            yield from _not_compared(right, facts)
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id=owner)),
            ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() | ast.Eq()],
            comparators=[ast.Constant(value=int()) | ast.Name() | ast.Attribute(value=ast.Name())],
        ) if owner == facts:
            pass
        case _:
            yield f"{ast.unparse(node) if node else 'nothing'} is no comparison of a fact"


CHECKS: tuple[Check, ...] = (
    imports_go_down,
    extras_stay_at_home,
    models_and_rules_import_little,
    models_and_rules_are_pure,
    text_is_run_in_one_place,
    nothing_is_kept_in_modules,
    modules_say_what_they_are,
    modules_are_small,
)
