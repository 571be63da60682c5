"""What ARCHITECTURE.md says of every module, beside the import contracts of pyproject.toml."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import costatus

HOME = Path(costatus.__file__).parent
MODULES = sorted(HOME.glob("**/*.py"))
PURE = sorted([*HOME.glob("models/**/*.py"), *HOME.glob("rules/**/*.py")])

WORLD = frozenset({"open", "print", "input", "exec", "eval", "compile", "globals", "__import__"})
CLOCK = frozenset({"now", "today", "utcnow", "fromtimestamp", "timestamp", "strftime"})
MUTABLE = frozenset({"dict", "list", "set", "deque", "defaultdict", "Counter", "bytearray"})


def parsed(modules: list[Path]) -> Iterator[tuple[str, ast.Module]]:
    for path in modules:
        yield path.relative_to(HOME).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_models_and_rules_read_no_clock_and_no_file() -> None:
    found = []
    for name, module in parsed(PURE):
        for node in ast.walk(module):
            match node:
                case ast.Name(id=word) if word in WORLD:
                    found.append(f"{name}:{node.lineno}: {word}")
                case ast.Call(func=ast.Attribute(attr=word)) if word in CLOCK:
                    found.append(f"{name}:{node.lineno}: {word}()")
                case ast.Call(func=ast.Attribute(attr="astimezone"), args=[]):
                    found.append(f"{name}:{node.lineno}: the machine's time zone")
    assert found == []


def test_no_module_keeps_what_can_change() -> None:
    """So threads and calls share no state. A dict that is a constant is Final."""
    found = []
    for name, module in parsed(MODULES):
        bodies = [module.body, *(n.body for n in ast.walk(module) if isinstance(n, ast.ClassDef))]
        for statement in (each for body in bodies for each in body):
            match statement:
                case ast.Assign(targets=[ast.Name(id="__all__")]):
                    pass
                case ast.AnnAssign(annotation=kind) if ast.unparse(kind).startswith("Final"):
                    pass
                case ast.Assign(value=value) | ast.AnnAssign(value=value) if _is_mutable(value):
                    found.append(f"{name}:{statement.lineno}")
        found += [f"{name}:{n.lineno}" for n in ast.walk(module) if isinstance(n, ast.Global)]
    assert found == []


def _is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return not MUTABLE.isdisjoint(ast.unparse(value.func).split("."))
    return isinstance(
        value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp
    )


def test_importing_costatus_loads_attrs_and_dateutil_alone() -> None:
    code = "import sys; old = set(sys.modules); import costatus; print(*set(sys.modules) - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    others = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert others <= {"costatus", "attr", "attrs", "dateutil", "six"}
    assert not loaded & {
        "costatus._evaluation.advice",
        "costatus.cli",
        "costatus.serialization",
        "costatus.testing",
        "dateutil.tz",
        "logging",
        "zoneinfo",
    }
