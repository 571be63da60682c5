"""The blocks of a page that are generated, each between two comments."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
_BLOCK = re.compile(
    r"(?P<start><!-- generated: (?P<name>\w+)(?P<about>[\w ]*) -->\n)"
    r".*?(?P<end><!-- end of generated -->)",
    re.DOTALL,
)

Blocks = Mapping[str, Callable[..., Iterable[str]]]
"""What writes the lines of a block, by its name; it takes the words that follow the name."""


def written(page: str, blocks: Blocks) -> str:
    """Return a page with its blocks written again."""

    def block(match: re.Match[str]) -> str:
        text = "\n".join(blocks[match["name"]](*match["about"].split())).strip()
        return f"{match['start']}\n{text}\n\n{match['end']}"

    return _BLOCK.sub(block, page)
