"""The built site loads nothing from other hosts, and has what is linked from outside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SITES = [ROOT / ".venv" / "site", ROOT / "site"]
"""Where `make test` builds it with MkDocs and with Zensical."""
LOADS = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|srcset|data)=["']?([^"'\s>]+)
    |<link\b(?=[^>]*\brel=["']?(?:stylesheet|icon|preload|preconnect|modulepreload|dns-prefetch))
     [^>]*?\bhref=["']?([^"'\s>]+)
    |url\(\s*["']?([^"')]+)
    |@import\s+["']([^"']+)""",
    re.VERBOSE,
)
LINK = re.compile(r"//costatus\.github\.io/costatus/([\w/-]*)#?([\w-]*)")
ELSEWHERE = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)


def loaded(text: str) -> Iterator[str]:
    """Yield what a page or a style sheet loads from another host."""
    for found in LOADS.findall(text):
        yield from filter(ELSEWHERE.match, found)


@pytest.fixture(params=SITES, ids=["mkdocs", "zensical"])
def site(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    if not (folder / "index.html").exists():
        pytest.skip(f"the site is not built: {folder.relative_to(ROOT)} is made by `make test`")
    return folder


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in [*site.rglob("*.html"), *site.rglob("*.css")]:
        text = page.read_text(encoding="utf-8")
        assert [*loaded(text)] == [], page
        # The theme's script asks GitHub for the stars of a repository, and loads mermaid.
        assert 'data-md-component="source"' not in text, page
        assert 'class="mermaid"' not in text, page


def test_the_site_has_what_is_linked_from_outside_it(site: Path) -> None:
    for name in ("README.md", "CHANGELOG.md", "pyproject.toml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for path, anchor in LINK.findall(text):
            page = (site / path / "index.html").read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in page, (name, path, anchor)


@pytest.mark.parametrize(
    "text",
    [
        '<script async src="https://a.example/x.js">',
        "<link rel=stylesheet href=//fonts.example/css>",
        '<link href="https://fonts.example" rel="preconnect">',
        '<img alt="" src=http://a.example/x.png>',
        "@font-face{src:url(https://fonts.example/x.woff2)}",
        '@import "https://a.example/x.css"',
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(text: str) -> None:
    assert len([*loaded(text)]) == 1


def test_links_and_own_files_are_not_loaded_from_elsewhere() -> None:
    text = '<a href="https://a.example"><img src="../x.png"><link rel="canonical" href="https://a.example">'
    assert [*loaded(text)] == []
