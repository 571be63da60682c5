"""Pictures inside a page: they have the colours of the page, light or dark, by docs/style.css."""

from collections.abc import Iterable, Iterator
from html import escape


def figure(
    name: str, title: str, description: str, size: tuple[int, int], parts: Iterable[str]
) -> Iterator[str]:
    """Yield a picture with its title and description for those who do not see it."""
    width, height = size
    yield '<figure class="diagram" tabindex="0">'
    yield (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-labelledby="{name}-title {name}-description">'
    )
    yield f'<title id="{name}-title">{escape(title)}</title>'
    yield f'<desc id="{name}-description">{escape(description)}</desc>'
    yield (
        f'<marker id="{name}-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto-start-reverse"><path class="head" d="M0 0L8 4L0 8z"/>'
        "</marker>"
    )
    yield from parts
    yield "</svg>"
    yield "</figure>"


def box(kind: str, x: float, y: float, width: float, height: float) -> str:
    """Return a rectangle."""
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'


def text(kind: str, x: float, y: float, said: str) -> str:
    """Return a line of text, `y` at its foot."""
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(said)}</text>'


def arrow(
    name: str, kind: str, points: Iterable[tuple[float, float]], *, both: bool = False
) -> str:
    """Return an arrow through some points of the picture of that name."""
    path = "L".join(f"{x} {y}" for x, y in points)
    start = f' marker-start="url(#{name}-head)"' if both else ""
    return f'<path class="{kind}" d="M{path}" marker-end="url(#{name}-head)"{start}/>'
