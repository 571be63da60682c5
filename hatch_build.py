"""Build the wheel: write what is made from the rule tables, and compile with COSTATUS_COMPILE=1.

COSTATUS_COMPILE=1 compiles the modules that pyproject.toml names: with mypyc, and with Cython those
that run over tables. It needs a C compiler. Without it the wheel is plain Python and runs
everywhere. A compiled module is put beside the Python file that it is made from, which tracebacks
show.

Everything happens in a copy of the package, and in processes of its own: hatchling runs the hook,
and the hook runs this file again as a script, with the copy on its path.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_origin, get_type_hints

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILE = os.environ.get("COSTATUS_COMPILE") == "1"
LADDERS = "costatus/rules/_ladders.py"
RULES = "costatus/_arrays/rules.py"
KERNEL = "costatus/_arrays/kernel.py"
# Debug information would name the folder of the build, and no two wheels were the same.
OPTIONS = [] if sys.platform == "win32" else ["-O3", "-g0"]
# Otherwise calls go through a table of the linker, as if another library could replace a function.
DIRECT_CALLS = ["-fno-plt", "-fno-semantic-interposition"] if sys.platform == "linux" else []


class BuildHook(BuildHookInterface[Any]):
    """Add the generated files to the wheel."""

    PLUGIN_NAME = "custom"
    _place: TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        """Return what the package imports, and the compilers if COSTATUS_COMPILE=1."""
        compilers = ["cython>=3.1", "mypy>=2.4", "setuptools>=70.1"] if COMPILE else []
        return [*self.metadata.core.dependencies, *compilers]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files in a copy of the package."""
        if version == "editable":
            return
        self._place = TemporaryDirectory()
        place = Path(self._place.name)
        shutil.copytree(Path(self.root, "src/costatus"), place / "costatus")
        made = [place / LADDERS, place / RULES]
        for file in made:
            file.write_text(self._run(place, file.stem), encoding="utf-8")
        if COMPILE:
            modules = [f"costatus/{module}" for module in self.config["modules"]]
            self._run(place, "cythonize", KERNEL, *self.config["cython-modules"])
            self._run(place, "compile", LADDERS, *modules)
            made += [*place.glob("costatus/**/*.so"), *place.glob("costatus/**/*.pyd")]
            build_data |= {"pure_python": False, "infer_tag": True}
        build_data["force_include"] |= {str(file): str(file.relative_to(place)) for file in made}

    def finalize(self, *_: Any) -> None:
        """Remove the copy."""
        if self._place is not None:
            self._place.cleanup()

    def _run(self, place: Path, *arguments: str) -> str:
        """Run this file in the copy; return what it prints."""
        path = os.pathsep.join([str(place), *filter(None, [os.environ.get("PYTHONPATH")])])
        done = subprocess.run(  # noqa: S603 our own arguments
            [sys.executable, "-P", __file__, *arguments],
            cwd=place,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last_lines = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise SystemExit(f"costatus could not be built ({arguments[0]}):\n{last_lines}")
        return done.stdout


_LADDER_IMPORTS = (
    "from typing import Final",
    "from costatus.models.statuses import Term",
    "from costatus.rules._reasons import Reason, add_reason",
    "from costatus.rules._table import Why",
    "from costatus.rules.facts.context import Time",
)


def ladders() -> str:
    """Return a module with two functions for each rule table, which try its rows from the top.

    They are what the methods `status` and `why` of the table do, as calls of its functions.
    """
    from costatus.rules import TABLES  # noqa: PLC0415 the package that is being built

    names = _Names()
    functions = [line for table in TABLES.values() for line in _ladder(table, names)]
    head = '"""The rows of each rule table as functions; written while the wheel was built."""\n'
    return "\n".join([head, *sorted(names.imports), "", *sorted(names.constants), *functions, ""])


class _Names:
    """The names that the ladders use."""

    def __init__(self) -> None:
        self.imports = set(_LADDER_IMPORTS)
        self.constants: set[str] = set()

    def of(self, named: Any) -> str:
        """Return the name of a class or function, after that of its module."""
        alias = f"{named.__module__.rpartition('.')[2]}_{named.__name__}"
        self.imports.add(f"from {named.__module__} import {named.__name__} as {alias}")
        return alias

    def term(self, term: Any) -> str:
        """Return the name of a term, or None."""
        if term is None:
            return "None"
        vocabulary = type(term).__name__
        module = "rules.reason_codes" if vocabulary == "ReasonCode" else "models.statuses"
        self.imports.add(f"from costatus.{module} import {vocabulary}")
        name = f"{vocabulary}_{term.name}".upper()
        self.constants.add(f"{name}: Final = {vocabulary}.{term.name}")
        return name

    def holds(self, part: Any) -> str:
        """Return the call of the predicate of a row or note."""
        timed = len(get_type_hints(part.holds)) > 2  # with that of what it returns
        return f"{self.of(part.holds)}({'facts, at' if timed else 'facts'})"


def _ladder(table: Any, names: _Names) -> Iterator[str]:
    """Yield the lines of the two functions of a table."""
    *rows, last = table.rows
    kind, *_ = get_type_hints(rows[0].holds).values()
    yield f"\n\ndef {table.family}_status(facts: {names.of(kind)}, at: Time) -> Term | None:"
    for row in rows:
        yield f"    if {names.holds(row)}:"
        yield f"        return {names.term(row.status)}"
    yield f"    return {names.term(last.status)}"
    yield f"\n\ndef {table.family}_why(facts: {names.of(kind)}, status: Term) -> Why:"
    yield "    at = facts.context.time"
    yield f"    subject = {names.of(table.subject)}(facts)"
    yield "    reasons: list[Reason] = []"
    for row in table.rows:
        if row.status is not None:
            yield f"    if status is {names.term(row.status)} and {names.holds(row)}:"
            yield from _added(row, f"reasons, {names.term(row.code)}, {row.id!r}", "status", names)
    yield "    if not reasons:"
    yield from _added(last, f"reasons, {names.term(last.code)}, {last.id!r}", "status", names)
    yield "    notes: list[Reason] = []"
    for note in table.notes:
        beside = " or ".join(f"status is {names.term(each)}" for each in sorted(note.beside or ()))
        yield f"    if {f'({beside}) and ' if beside else ''}{names.holds(note)}:"
        yield from _added(note, f"notes, {names.term(note.code)}, None", "None", names)
    yield "    return tuple(reasons), tuple(notes)"


def _added(part: Any, first: str, last: str, names: _Names) -> Iterator[str]:
    """Yield what adds a reason with the evidence of a row or note, or one for each piece of it."""
    evidence, indent = f"{names.of(part.evidence)}(facts)", " " * 8
    if get_origin(get_type_hints(part.evidence)["return"]) is list:
        yield f"{indent}for evidence in {evidence}:"
        evidence, indent = "evidence", " " * 12
    yield f"{indent}add_reason({first}, subject, {evidence}, {last})"


def rules() -> str:
    """Return the rules as the kernel for tables runs them."""
    from costatus._arrays.derive import derived_rules  # noqa: PLC0415

    return derived_rules()


def cythonize_modules(kernel: str, *others: str) -> None:
    """Compile the kernel, together with the rules, and other modules in place."""
    from Cython.Build import cythonize  # noqa: PLC0415 only for COSTATUS_COMPILE=1
    from setuptools import Extension, setup  # noqa: PLC0415 only for COSTATUS_COMPILE=1

    from costatus._arrays.derive import joined  # noqa: PLC0415

    text = Path("build", Path(kernel).name)
    text.parent.mkdir()
    text.write_text(joined(Path(kernel).read_text(encoding="utf-8")), encoding="utf-8")
    sources = {kernel: str(text)} | {path: path for path in others}
    modules = [
        Extension(".".join(Path(path).with_suffix("").parts), [source], extra_compile_args=OPTIONS)
        for path, source in sources.items()
    ]
    setup(
        name="costatus",
        packages=[],
        ext_modules=cythonize(modules, language_level=3),
        script_args=["build_ext", "-i"],
    )


def compile_modules(paths: list[str]) -> None:
    """Compile modules in place, with the docstrings that mypyc leaves out."""
    from mypyc.build import mypycify  # noqa: PLC0415 only for COSTATUS_COMPILE=1
    from setuptools import setup  # noqa: PLC0415 only for COSTATUS_COMPILE=1

    documented: dict[str, str] = {}
    for path in map(Path, paths):
        text = path.read_text(encoding="utf-8")
        for name, docstring, is_class in _docstrings(ast.parse(text)):
            if is_class:
                text += f"setattr({name}, '__doc__', {docstring!r})\n"
            else:
                parts = [*path.with_suffix("").parts, *name.split(".")]
                suffixes = ("___".join(parts[start:]) for start in range(len(parts)))
                documented |= dict.fromkeys(suffixes, docstring)
        path.write_text(text, encoding="utf-8")
    extensions = mypycify(
        ["--ignore-missing-imports", *paths],
        group_name="costatus.native",
        opt_level="2",
        debug_level="0",
    )
    for extension in extensions:
        extension.extra_compile_args += DIRECT_CALLS
    for source in Path("build").glob("**/__native*.c"):
        text = _IN_C.sub(partial(_with_docstring, documented), source.read_text(encoding="utf-8"))
        source.write_text(text, encoding="utf-8")
    setup(name="costatus", packages=[], ext_modules=extensions, script_args=["build_ext", "-i"])


def _docstrings(
    node: ast.Module | ast.ClassDef, prefix: str = ""
) -> Iterator[tuple[str, str, bool]]:
    """Yield the name and the docstring of each function and class, and whether it is a class."""
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            if text := ast.get_docstring(child):
                yield prefix + child.name, text, isinstance(child, ast.ClassDef)
            if isinstance(child, ast.ClassDef):
                yield from _docstrings(child, f"{child.name}.")


_IN_C = re.compile(
    r'\(PyCFunction\)CPyPy_(?P<function>\w+),\s+METH_[\w |]+, PyDoc_STR\((?P<doc>NULL|".*?")'
    r"|\(getter\)(?P<owner>\w+?)_get_(?P<property>\w+),\s+(?:NULL|\(setter\)\w+),\s+(?P<none>NULL)"
)
"""A function or method among those of its module or class, and a property, in what mypyc writes.

The name of the module in it is as short as is clear: `rules___order___subject`.
"""


def _with_docstring(documented: dict[str, str], match: re.Match[str]) -> str:
    """Put the docstring behind the signature that is there, or in the place of NULL."""
    name = match["function"] or f"{match['owner']}___{match['property']}"
    if name not in documented:
        return match[0]
    quoted = "".join(f"\\{byte:03o}" for byte in documented[name].encode())
    return f'{match[0].removesuffix("NULL")} "{quoted}"'


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["_ladders"]:
            sys.stdout.write(ladders())
        case ["rules"]:
            sys.stdout.write(rules())
        case ["cythonize", *paths]:
            cythonize_modules(*paths)
        case ["compile", *paths]:
            compile_modules(paths)
