"""The first page shows what its example gives."""

import re
from pathlib import Path

import costatus as cs

PAGE = (Path(__file__).parents[2] / "docs" / "index.md").read_text(encoding="utf-8")


def test_the_first_page_shows_what_people_read_of_its_example() -> None:
    (source,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    names: dict[str, cs.OrderReport] = {}
    exec(compile(source, "index.md", "exec"), names)  # noqa: S102 the example is our own
    explained = " ".join(cs.explain(names["report"]).split())
    cards = re.findall(r'^!!! \w+ ".+?: (.+)"\n((?:    .+\n|\n)+)', PAGE, re.MULTILINE)
    assert len(cards) == 3
    for status, text in cards:
        reason, *advice = (" ".join(each.split()) for each in text.strip().split("\n\n"))
        assert f": {status} - {reason}" in explained
        assert all(each in explained for each in advice)
