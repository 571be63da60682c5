"""Every Python example of the README and the documentation runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted(ROOT.glob("docs/**/*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def examples(page: Path) -> list[tuple[int, str]]:
    """Return each example of a page with the line that it starts on."""
    text = page.read_text(encoding="utf-8")
    return [(text.count("\n", 0, match.start(1)) + 1, match[1]) for match in BLOCK.finditer(text)]


@pytest.mark.filterwarnings("ignore::costatus.tables.SlowPathWarning")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_the_page_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later examples of a page may use the names of earlier ones."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "example"}
    for line, source in examples(page):
        # Blank lines in front, so that a failure names the line of the page.
        code = compile("\n" * (line - 1) + source, str(page), "exec")
        exec(code, names)  # noqa: S102 these examples are our own


def test_the_readme_has_an_example_of_about_20_lines() -> None:
    ((_, source),) = examples(ROOT / "README.md")
    assert "assert " in source
    assert 15 <= len([line for line in source.splitlines() if line.strip()]) <= 25
