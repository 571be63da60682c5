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
from typing import Any, get_type_hints

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILE = os.environ.get("COSTATUS_COMPILE") == "1"
LADDERS = "costatus/rules/_ladders.py"
RULES = "costatus/_arrays/rules.py"
KERNEL = "costatus/_arrays/kernel.py"
OPTIMIZE = [] if sys.platform == "win32" else ["-O3"]


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
    "from costatus.rules.facts.context import Time",
)


def ladders() -> str:
    """Return a module with a function for each rule table, which tries its rows from the top."""
    from costatus.rules import TABLES  # noqa: PLC0415 the package that is being built
    from costatus.rules._table import TimedRow  # noqa: PLC0415

    imports = set(_LADDER_IMPORTS)
    constants, functions = set(), []
    for family, table in TABLES.items():
        facts, *_ = get_type_hints(table.rows[0].holds).values()
        imports.add(_import(facts))
        lines = [f"def {family}_status(facts: {facts.__name__}, at: Time) -> Term | None:"]
        for row in table.rows:
            status = "None"
            if row.status is not None:
                status = f"{family}_{row.status.name}".upper()
                vocabulary = type(row.status).__name__
                imports.add(f"from costatus.models.statuses import {vocabulary}")
                constants.add(f"{status}: Final = {vocabulary}.{row.status.name}")
            if row is table.rows[-1]:
                lines.append(f"    return {status}")
            else:
                holds = f"{family}_{row.holds.__name__}"
                imports.add(f"{_import(row.holds)} as {holds}")
                arguments = "facts, at" if isinstance(row, TimedRow) else "facts"
                lines += [f"    if {holds}({arguments}):", f"        return {status}"]
        functions += ["", "", *lines]
    head = '"""The rows of each rule table as a function; written while the wheel was built."""\n'
    return "\n".join([head, *sorted(imports), "", *sorted(constants), *functions, ""])


def _import(named: Any) -> str:
    return f"from {named.__module__} import {named.__name__}"


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
        Extension(".".join(Path(path).with_suffix("").parts), [source], extra_compile_args=OPTIMIZE)
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
