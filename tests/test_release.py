"""What must agree before a release, and what the workflows promise."""

import re
import tomllib
from pathlib import Path

import pytest

import costatus as cs

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
CI = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")


def test_the_changelog_has_the_version() -> None:
    """Under a heading with its day where it is released, else under Unreleased."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## \[(.+?)\](?: - \d{4}-\d\d-\d\d)?$", changelog, re.MULTILINE)
    assert first is not None
    if ".dev" in cs.__version__:
        assert first[0] == "## [Unreleased]"
    else:
        assert first[0].startswith(f"## [{cs.__version__}] - ")


def test_every_python_that_is_promised_is_tested_and_gets_wheels() -> None:
    prefix = "Programming Language :: Python :: 3."
    promised = [
        f"3.{each.removeprefix(prefix)}"
        for each in PROJECT["project"]["classifiers"]
        if each.startswith(prefix)
    ]
    assert f"python: {promised}".replace("'", '"') in CI
    built = [f"cp{version.replace('.', '')}-*" for version in promised]
    assert PROJECT["tool"]["cibuildwheel"]["build"] == built
    assert PROJECT["project"]["requires-python"] == f">={promised[0]}"


def test_the_bill_of_materials_lists_every_extra() -> None:
    release = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    extras = sorted(PROJECT["project"]["optional-dependencies"])
    assert f"[{','.join(extras)}]" in release


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(workflow: Path) -> None:
    """A tag can be moved by whoever takes over the action's repository."""
    actions = re.findall(r"uses: (.+)", workflow.read_text(encoding="utf-8"))
    assert actions
    for action in actions:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
