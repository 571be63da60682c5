"""The state diagram of an order: what a person may assign, and what follows from the facts."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import costatus as cs
from costatus.models.orders import AUTOMATIC
from costatus.rules import TABLES
from tests.docs.pages.svg import arrow, box, figure, text

_S = cs.OrderStatus
_WIDTH, _HEIGHT, _STEP = 200, 46, 74
_LEFT, _RIGHT = 16, 290
_PLACES = {
    _S.QUOTATION: (_LEFT, 0),
    _S.WAITING_FOR_CONFIRMATION: (_LEFT, 1),
    _S.CONFIRMED: (_LEFT, 2),
    _S.WAITING_FOR_PRODUCTION: (_RIGHT, 2),
    _S.IN_PRODUCTION: (_RIGHT, 3),
    _S.READY_FOR_SHIPMENT: (_RIGHT, 4),
    _S.SHIPPED: (_LEFT, 4),
    _S.DELIVERED: (_LEFT, 5),
    _S.CANCELED: (_LEFT, 6.4),
    _S.ARCHIVED: (_RIGHT, 6.4),
}
_NAME = "order-states"


def states() -> Iterator[str]:
    """Yield the picture."""
    moves = _moves()
    free = [stage for stage in moves if stage is _S.CONFIRMED or _S.CONFIRMED in moves[stage]]
    description = (
        f"A person may assign {_and(free)}, in any order. "
        + " ".join(f"From {_and(before)} to {after.label}." for after, before in _ends(moves, free))
        + f" While the stage is Confirmed, the status follows from the facts: {_and(_by_facts())}."
    )
    yield from figure(
        _NAME, "The statuses of an order", description, (506, 570), _parts(moves, free)
    )


def moves() -> Iterator[str]:
    """Yield a table of what a person may assign at each stage."""
    yield "| Stage | A person may assign |"
    yield "| --- | --- |"
    for stage, allowed in _moves().items():
        yield f"| {stage.label} | {', '.join(each.label for each in allowed) or 'nothing'} |"


def _moves() -> dict[cs.OrderStatus, list[cs.OrderStatus]]:
    """Return which other stages a person may assign at each."""
    found = {}
    for stage in _S:
        if stage not in AUTOMATIC:
            allowed = cs.allowed_moves(cs.CustomerOrder(id="CO-1", stage=stage))
            found[stage] = [each for each in allowed if each is not stage]
    return found


def _ends(
    moves: Mapping[cs.OrderStatus, list[cs.OrderStatus]], free: list[cs.OrderStatus]
) -> list[tuple[cs.OrderStatus, list[cs.OrderStatus]]]:
    """Return the stages from which there is no way back, each with those before it."""
    for stage in free:
        assert set(free) <= {stage, *moves[stage]}, f"{stage.label} is no longer one of many"
    return [
        (after, [before for before in moves if after in moves[before]])
        for after in moves
        if after not in free
    ]


def _by_facts() -> list[cs.OrderStatus]:
    """Return the statuses that follow from facts, in the order of the process."""
    rows = [row for row in TABLES["order"].rows if row.id != "O1"]
    return sorted({row.status for row in rows if isinstance(row.status, _S)})


def _and(stages: list[cs.OrderStatus]) -> str:
    *labels, last = [stage.label for stage in stages]
    return f"{', '.join(labels)} and {last}" if labels else last


def _parts(
    moves: Mapping[cs.OrderStatus, list[cs.OrderStatus]], free: list[cs.OrderStatus]
) -> Iterator[str]:
    facts = _by_facts()
    yield from _group("A person may assign any of these", free)
    yield from _group("Follow from the facts", [each for each in facts if each not in free])
    for before, after in pairwise(facts):
        yield arrow(_NAME, "line facts", _way(before, after), both=True)
    for after, stages in _ends(moves, free):
        if set(free) <= set(stages):
            x, y = _corner(after)
            bottom = max(_corner(stage)[1] for stage in free) + _HEIGHT + 14
            yield arrow(_NAME, "line", [(x + _WIDTH / 2, bottom), (x + _WIDTH / 2, y)])
        for stage in stages:
            if not (set(free) <= set(stages) and stage in free):
                yield arrow(_NAME, "line", _way(stage, after))
    for stage in _S:
        yield from _box(stage)


def _group(title: str, stages: list[cs.OrderStatus]) -> Iterator[str]:
    """Yield a frame around some statuses, with its title above them."""
    corners = [_corner(stage) for stage in stages]
    x, top = corners[0][0] - 14, min(y for _, y in corners) - 34
    bottom = max(y for _, y in corners) + _HEIGHT + 14
    yield box("group", x, top, _WIDTH + 28, bottom - top)
    yield text("small", x + 14, top + 22, title)


def _box(stage: cs.OrderStatus) -> Iterator[str]:
    """Yield a status with the rows that decide for it."""
    x, y = _corner(stage)
    rows = dict.fromkeys(row.id for row in TABLES["order"].rows if row.status is stage)
    yield box("box", x, y, _WIDTH, _HEIGHT)
    yield text("name middle", x + _WIDTH / 2, y + 20, stage.label)
    yield text("small middle", x + _WIDTH / 2, y + 37, " ".join(rows))


def _corner(stage: cs.OrderStatus) -> tuple[float, float]:
    x, row = _PLACES[stage]
    return x, 40 + row * _STEP


def _way(before: cs.OrderStatus, after: cs.OrderStatus) -> list[tuple[float, float]]:
    """Return the way of an arrow from one box to another: straight, or round one corner."""
    (x, y), (to_x, to_y) = _corner(before), _corner(after)
    if x == to_x:
        middle = x + _WIDTH / 2
        return [(middle, y + _HEIGHT), (middle, to_y)]
    side, to_side = (x + _WIDTH, to_x) if x < to_x else (x, to_x + _WIDTH)
    if y == to_y:
        return [(side, y + _HEIGHT / 2), (to_side, y + _HEIGHT / 2)]
    middle = to_x + _WIDTH / 2
    return [(side, y + _HEIGHT / 2), (middle, y + _HEIGHT / 2), (middle, to_y)]
