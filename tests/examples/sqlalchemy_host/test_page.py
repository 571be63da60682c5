"""The page about the host on SQLAlchemy."""

import re
from pathlib import Path
from textwrap import indent

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "hosts" / "sqlalchemy.md"
FOLDERS = (ROOT / "examples" / "sqlalchemy_host", Path(__file__).parent)
QUOTE = re.compile(r"^```py\n(.*?)^```", re.DOTALL | re.MULTILINE)


def test_what_the_page_quotes_is_in_the_code() -> None:
    code = "".join(
        file.read_text(encoding="utf-8") for folder in FOLDERS for file in folder.glob("*.py")
    )
    quotes = QUOTE.findall(PAGE.read_text(encoding="utf-8"))
    assert quotes
    for quote in quotes:
        assert any(indent(quote, " " * 4 * depth) in code for depth in range(3)), quote
