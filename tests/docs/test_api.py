"""The API reference has every public name on one page, and says what each field and member is."""

import re
from pathlib import Path
from typing import Any

import attrs
import griffe
import pytest

import costatus as cs
from costatus import languages, serialization, tables, testing
from costatus.tables import files
from tests.docs.api_reference import ApiReference

ROOT = Path(__file__).parents[2]
PAGES = "".join(page.read_text("utf-8") for page in (ROOT / "docs" / "api").glob("*.md"))
NAMED = re.findall(r"^::: costatus\.(.+)$", PAGES, re.MULTILINE)
MODULES = {
    "": cs,
    "languages.": languages,
    "serialization.": serialization,
    "tables.": tables,
    "tables.files.": files,
    "testing.": testing,
}
PUBLIC = {
    prefix + name: vars(module)[name]
    for prefix, module in MODULES.items()
    for name in module.__all__
    if name != "__version__"
}


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """Return what mkdocstrings shows under each name."""
    extensions = griffe.load_extensions(ApiReference())
    package = griffe.load("costatus", search_paths=[ROOT / "src"], extensions=extensions)
    return {name: package[name] for name in NAMED}


def test_every_public_name_is_on_one_page() -> None:
    assert sorted(NAMED) == sorted(PUBLIC)


def test_every_name_is_explained(shown: dict[str, Any]) -> None:
    assert [name for name, each in shown.items() if not each.docstring] == []


def test_every_field_is_explained_and_is_in_the_signature(shown: dict[str, Any]) -> None:
    for name, public in PUBLIC.items():
        if attrs.has(public):
            fields = [each.name for each in attrs.fields(public)]
            text = shown[name].docstring.value
            explained = re.findall(r"^    (\w+): ", text, re.MULTILINE)
            assert explained[: len(fields)] == fields, name
            assert [each.name for each in shown[name].parameters][1:] == fields, name


def test_every_member_of_a_vocabulary_is_explained(shown: dict[str, Any]) -> None:
    for name, public in PUBLIC.items():
        # The page of reasons explains the codes.
        if isinstance(public, type) and issubclass(public, cs.Term) and public is not cs.ReasonCode:
            text = shown[name].docstring.value
            rows = re.findall(r"^\| `(\w+)`<br>`(\w+)` \| (.+) \| .+ \|$", text, re.MULTILINE)
            assert rows == [(each.name, each.value, each.label) for each in public]
