"""Draw the speed of a sweep as one SVG picture: by the number of orders, and of their lines."""

from collections.abc import Iterator, Mapping
from math import ceil, log10

WIDTH, HEIGHT, GAP, LEFT, TOP = 320, 200, 120, 100, 50
STYLE = (
    "text{font:12px sans-serif;fill:#333;text-anchor:middle}.name{font-weight:bold}"
    ".speed{text-anchor:end}.card{fill:#fff}.grid{stroke:#ddd}.axis{stroke:#555}"
    "polyline{fill:none;stroke:#3f51b5;stroke-width:2}circle{fill:#3f51b5}"
)


def chart(curves: Mapping[str, Mapping[str, float]]) -> str:
    """Return the picture: counts on a logarithmic axis, speeds from 0.

    It has a background of its own, so that it can be read on light and on dark pages.
    """
    width = LEFT + len(curves) * (WIDTH + GAP) - GAP + 50
    height = TOP + HEIGHT + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "<title>Orders per second of a sweep</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="card" width="{width}" height="{height}" rx="8"/>',
    ]
    for n, (name, points) in enumerate(curves.items()):
        parts += _curve(LEFT + n * (WIDTH + GAP), name, points)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _curve(left: int, name: str, points: Mapping[str, float]) -> Iterator[str]:
    counts = [int(count) for count in points]
    low, high = log10(min(counts)), log10(max(counts))
    step = _step(max(points.values()))
    steps = ceil(max(points.values()) / step)
    bottom, right = TOP + HEIGHT, left + WIDTH
    places = [
        (
            left + round((log10(count) - low) / ((high - low) or 1) * WIDTH),
            bottom - round(speed / (steps * step) * HEIGHT),
        )
        for count, speed in zip(counts, points.values(), strict=True)
    ]
    yield f'<text class="name" x="{left - 10}" y="{TOP - 20}">orders per second</text>'
    yield f'<text class="name" x="{left + WIDTH // 2}" y="{bottom + 44}">{name}</text>'
    for n in range(steps + 1):
        y = bottom - round(n / steps * HEIGHT)
        line = "grid" if n else "axis"
        yield f'<line class="{line}" x1="{left}" y1="{y}" x2="{right}" y2="{y}"/>'
        yield f'<text class="speed" x="{left - 10}" y="{y + 4}">{n * step:,}</text>'
    for (x, _), count in zip(places, counts, strict=True):
        yield f'<text x="{x}" y="{bottom + 20}">{count:,}</text>'
    yield '<polyline points="' + " ".join(f"{x},{y}" for x, y in places) + '"/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="4"/>' for x, y in places)


def _step(top: float) -> int:
    """Return a round step that divides an axis up to `top` into five to ten parts."""
    size: int = 10 ** int(log10(max(top, 10)) - 1)
    return next(size * n for n in (1, 2, 5, 10, 20) if top <= 8 * size * n)
