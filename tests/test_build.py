"""The wheel is plain, or compiled with COSTATUS_COMPILE=1."""

import ast
import inspect
import os
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

import pytest

import costatus as cs
from tests.kind import COMPILED, only_plain

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["modules"]


def build(
    target: str, to: Path, root: Path = ROOT, **environ: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(to)],
        cwd=root,
        env={**os.environ, "COSTATUS_COMPILE": "", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = build("wheel", folder, CC="false")
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.iterdir()
    return wheel


def test_nothing_is_compiled_unless_it_is_asked_for(wheel: Path) -> None:
    assert wheel.name == f"costatus-{cs.__version__}-py3-none-any.whl"
    names = set(ZipFile(wheel).namelist())
    assert {
        "costatus/py.typed",
        "costatus/languages/locale/de/LC_MESSAGES/costatus.po",
        "costatus/rules/_ladders.py",
        "costatus/serialization/schema.json",
        "costatus/_pyinstaller/hook-costatus.py",
        f"costatus-{cs.__version__}.dist-info/licenses/LICENSE",
    } <= names


@only_plain
def test_the_build_fails_where_it_cannot_compile(tmp_path: Path) -> None:
    (tmp_path / "Cython.py").write_text("raise ImportError('there is no compiler')")
    wheels = tmp_path / "wheels"
    done = build("wheel", wheels, COSTATUS_COMPILE="1", PYTHONPATH=str(tmp_path))
    assert done.returncode != 0
    assert "costatus could not be built" in done.stderr
    assert "there is no compiler" in done.stderr
    assert not any(wheels.glob("*"))


def test_the_sdist_has_what_testing_needs_and_builds_the_same_wheel(
    tmp_path: Path, wheel: Path
) -> None:
    assert build("sdist", tmp_path).returncode == 0
    (sdist,) = tmp_path.iterdir()
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    root = tmp_path / sdist.name.removesuffix(".tar.gz")
    names = {str(file.relative_to(root)) for file in root.rglob("*")}
    assert {
        ".github/workflows/release.yml",
        "LICENSE",
        "Makefile",
        "README.md",
        "SECURITY.md",
        "docs/index.md",
        "examples/demo.py",
        "hatch_build.py",
        "mkdocs.yml",
        "pyproject.toml",
        "src/costatus/py.typed",
        "tests/test_build.py",
    } <= names
    assert not any(name.endswith((".whl", ".so", ".pyc")) for name in names)
    assert build("wheel", tmp_path / "again", root).returncode == 0
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_wheel_is_of_the_kind_that_is_to_be_tested() -> None:
    """`make test` sets COSTATUS_COMPILE. The processes that tests start use the same wheel."""
    wanted = os.environ.get("COSTATUS_COMPILE")
    assert wanted is None or COMPILED is (wanted == "1")
    here = "import costatus; print(costatus.__file__)"
    started = subprocess.run(
        [sys.executable, "-c", here], capture_output=True, text=True, check=True
    )
    assert started.stdout.strip() == cs.__file__


def documented(module: str) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Return the functions, classes and methods of a module that have a docstring, by name."""
    source = (ROOT / "src/costatus" / module).read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for child in node.body:
                if isinstance(child, ast.FunctionDef) and ast.get_docstring(child):
                    yield f"{node.name}.{child.name}", child


@pytest.mark.parametrize("module", MODULES)
def test_what_is_compiled_keeps_docstrings_and_signatures(module: str) -> None:
    loaded = import_module("costatus." + module.removesuffix(".py").replace("/", "."))
    for name, node in documented(module):
        found = reduce(getattr, name.split("."), loaded)
        text = ast.get_docstring(node)
        assert text is None or inspect.cleandoc(found.__doc__ or "") == text, name
        if isinstance(node, ast.FunctionDef) and callable(found):
            arguments = node.args
            names = [each.arg for each in (*arguments.args, *arguments.kwonlyargs)]
            assert list(inspect.signature(found).parameters) == names, name
