"""Two curves as one SVG picture: orders a second against orders, and against lines an order."""

from collections.abc import Iterator, Mapping
from math import log10

WIDTH, HEIGHT, GAP, LEFT, TOP = 320, 200, 90, 70, 40
STYLE = (
    "text{font:12px sans-serif;fill:#666}.t{font-weight:bold}"
    "polyline{fill:none;stroke:#3f51b5;stroke-width:2}circle{fill:#3f51b5}"
    "line{stroke:#999;stroke-width:1}"
)


def chart(curves: Mapping[str, Mapping[str, float]]) -> str:
    """The picture; both axes of numbers of things are logarithmic, speeds start at 0."""
    width = LEFT + len(curves) * (WIDTH + GAP)
    height = TOP + HEIGHT + 60
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
    bottom = TOP + HEIGHT
    places = [
        (
            left + round((log10(count) - low) / ((high - low) or 1) * WIDTH),
            bottom - round(speed / top * HEIGHT),
        )
        for count, speed in zip(counts, points.values(), strict=True)
    ]
    yield f'<text class="t" x="{left}" y="{TOP - 16}">orders/s against {name}</text>'
    yield f'<line x1="{left}" y1="{bottom}" x2="{left + WIDTH}" y2="{bottom}"/>'
    yield f'<line x1="{left}" y1="{TOP}" x2="{left}" y2="{bottom}"/>'
    for share in (0.0, 0.5, 1.0):
        y = bottom - round(share * HEIGHT)
        yield f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{share * top:,.0f}</text>'
    for (x, _), count in zip(places, counts, strict=True):
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{count:,}</text>'
    yield '<polyline points="' + " ".join(f"{x},{y}" for x, y in places) + '"/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="3"/>' for x, y in places)
