"""The first page shows what its example prints."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "index.md"
EXAMPLE = re.compile(r"```python\n(.*?)```\n\n((?: {4}[^\n]*\n)+)", re.DOTALL)


def test_the_first_page_shows_what_its_example_prints(capsys: pytest.CaptureFixture[str]) -> None:
    found = EXAMPLE.search(PAGE.read_text(encoding="utf-8"))
    assert found
    source, shown = found.groups()
    exec(compile(source, str(PAGE), "exec"), {})  # noqa: S102 the example is our own
    assert shown.split() == capsys.readouterr().out.split()
