"""Draw the curves as one SVG picture: orders per second by number of orders, and by lines."""

from collections.abc import Iterator, Mapping
from math import log10

WIDTH, HEIGHT, GAP, LEFT, TOP, BOTTOM = 320, 200, 110, 90, 50, 70
STYLE = (
    "text{font:12px sans-serif;fill:#555}.title{font-weight:bold}"
    "line{stroke:#999}polyline{fill:none;stroke:#3f51b5;stroke-width:2}circle{fill:#3f51b5}"
    "@media(prefers-color-scheme:dark){text{fill:#ccc}line{stroke:#777}"
    "polyline{stroke:#9fa8da}circle{fill:#9fa8da}}"
)


def chart(curves: Mapping[str, Mapping[str, float]]) -> str:
    """Return the picture. The horizontal axes are logarithmic, the vertical ones start at 0."""
    width = len(curves) * (LEFT + WIDTH) + (len(curves) - 1) * (GAP - LEFT) + 40
    height = TOP + HEIGHT + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>Orders per second of a sweep</title>",
        f"<style>{STYLE}</style>",
    ]
    for n, (name, points) in enumerate(curves.items()):
        parts += _curve(LEFT + n * (WIDTH + GAP), name, points)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _curve(left: int, name: str, points: Mapping[str, float]) -> Iterator[str]:
    counts = [int(count) for count in points]
    low, high = log10(min(counts)), log10(max(counts))
    top = max(points.values())
    bottom, middle = TOP + HEIGHT, left + WIDTH // 2
    places = [
        (
            left + round((log10(count) - low) / ((high - low) or 1) * WIDTH),
            bottom - round(speed / top * HEIGHT),
        )
        for count, speed in zip(counts, points.values(), strict=True)
    ]
    yield f'<text class="title" x="{middle}" y="{TOP - 26}" text-anchor="middle">'
    yield f"Orders per second, by {name}</text>"
    yield f'<line x1="{left}" y1="{bottom}" x2="{left + WIDTH}" y2="{bottom}"/>'
    yield f'<line x1="{left}" y1="{TOP}" x2="{left}" y2="{bottom}"/>'
    for share in (0.0, 0.5, 1.0):
        y = bottom - round(share * HEIGHT)
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{share * top:,.0f}</text>'
    for (x, _), count in zip(places, counts, strict=True):
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{count:,}</text>'
    yield f'<text x="{left - 8}" y="{TOP - 10}" text-anchor="middle">orders/s</text>'
    yield f'<text x="{middle}" y="{bottom + 42}" text-anchor="middle">{name}</text>'
    yield '<polyline points="' + " ".join(f"{x},{y}" for x, y in places) + '"/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="3"/>' for x, y in places)
