"""The blocks of a page that are generated, each between two comments."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
_BLOCK = re.compile(
    r"(?P<start><!-- generated: (?P<name>\w+)(?: (?P<about>\w+))? -->\n)"
    r".*?(?P<end><!-- end of generated -->)",
    re.DOTALL,
)

Blocks = Mapping[str, Callable[..., Iterable[str]]]
"""What writes the lines of a block, by its name; it takes what the block is about, if anything."""


def written(page: str, blocks: Blocks) -> str:
    """Return a page with its blocks written again."""

    def block(match: re.Match[str]) -> str:
        about = [match["about"]] if match["about"] else []
        text = "\n".join(blocks[match["name"]](*about))
        return f"{match['start']}\n{text}\n\n{match['end']}"

    return _BLOCK.sub(block, page)
