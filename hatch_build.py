"""Builds the wheel with its busiest modules compiled by mypyc, where there is a compiler for it.

The compiled modules lie beside the Python files they are made of, which tracebacks show and which
run wherever the wheel is plain. COSTATUS_COMPILE=0 builds a plain wheel; COSTATUS_COMPILE=1 fails
where nothing can be compiled.
"""

import ast
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WANTED = os.environ.get("COSTATUS_COMPILE", "")
PREPARED = "costatus/prepared.py"
PREPARE = "import sys; from costatus._evaluation.prepare import prepared; sys.stdout.write(prepared())"
COMPILE = """
import sys
from mypyc.build import mypycify
from setuptools import setup

names = ["--ignore-missing-imports", *sys.argv[1:]]
modules = mypycify(names, group_name="costatus.native", opt_level="2", debug_level="0")
setup(name="costatus", packages=[], ext_modules=modules, script_args=["build_ext", "--inplace"])
"""


class CannotCompile(Exception):
    """Why not: the end of what the compiler printed."""


class CompilingHook(BuildHookInterface[Any]):
    """Compiles the modules that the project names under `modules`."""

    PLUGIN_NAME = "custom"
    _place: TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        """What compiling needs, beside what the library itself imports."""
        if not self._compiles():
            return []
        return ["mypy>=1.13", "setuptools>=69", *self.metadata.core.dependencies]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and add what came out to the wheel."""
        if not self._compiles() or version == "editable":
            return
        self._place = TemporaryDirectory()
        place = Path(self._place.name)
        try:
            self._compile(place)
        except (OSError, CannotCompile) as error:
            if WANTED == "1":
                raise SystemExit(f"costatus could not be compiled:\n{error}") from error
            self.app.display_warning(
                "costatus is built as plain Python, which is about half as fast: it could not be "
                f"compiled. COSTATUS_COMPILE=0 does not try it.\n{error}"
            )
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        library = place / "costatus"
        made = [place / PREPARED, *library.rglob("*.so"), *library.rglob("*.pyd")]
        build_data["force_include"] |= {str(file): str(file.relative_to(place)) for file in made}

    def finalize(self, *_: Any) -> None:
        """Remove what was only needed to build."""
        if self._place is not None:
            self._place.cleanup()

    def _compiles(self) -> bool:
        return WANTED != "0" and platform.python_implementation() == "CPython"

    def _compile(self, place: Path) -> None:
        """Compile a copy of the library, with the functions of its tables."""
        shutil.copytree(Path(self.root, "src/costatus"), place / "costatus")
        prepared = self._run(place, "-c", PREPARE)
        (place / PREPARED).write_text(prepared, encoding="utf-8")
        modules = [f"costatus/{module}" for module in self.config["modules"]]
        for module in modules:
            _say_again(place / module)
        self._run(place, "-c", COMPILE, *modules, PREPARED)

    def _run(self, place: Path, *arguments: str) -> str:
        path = os.pathsep.join([str(place), *filter(None, [os.environ.get("PYTHONPATH")])])
        environ = {**os.environ, "PYTHONPATH": path}
        command = [sys.executable, "-P", *arguments]
        done = subprocess.run(  # noqa: S603 our own arguments
            command, cwd=place, env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode:
            last_lines = (done.stdout + done.stderr).splitlines()[-20:]
            raise CannotCompile("\n".join(last_lines))
        return done.stdout


def _say_again(module: Path) -> None:
    """Give its classes their docstrings at the end: mypyc leaves out those that it finds."""
    text = module.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and (told := ast.get_docstring(node)):
            text += f"setattr({node.name}, '__doc__', {told!r})\n"
    module.write_text(text, encoding="utf-8")
