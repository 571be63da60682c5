"""Limits hold, however the input grows."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

import costatus as cs
from costatus import serialization
from tests.growth import assert_it_grows_with_its_input
from tests.serialization.samples import LOT, chain, changed, refused_in, with_source

LIMITS: list[tuple[Callable[[], str], serialization.Limits, str]] = [
    (changed, serialization.Limits(size=50), "expected at most 50 characters"),
    (changed, serialization.Limits(depth=6), "expected at most 6 levels of nesting"),
    (lambda: "[" * 100_000, serialization.Limits(), "expected at most 32 levels of nesting"),
    (lambda: chain(33), serialization.Limits(), "expected at most 32 sources behind each other"),
]


@pytest.mark.parametrize(
    ("text", "limits", "message"), LIMITS, ids=["size", "depth", "far", "chain"]
)
def test_what_is_beyond_the_limits_is_refused(
    text: Callable[[], str], limits: serialization.Limits, message: str
) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_snapshot(text(), limits=limits)
    assert message in str(caught.value)


def test_what_is_within_the_limits_is_read() -> None:
    assert (
        len(serialization.read_snapshot(changed(), limits=serialization.Limits(depth=7)).orders)
        == 1
    )
    assert len(serialization.read_snapshot(chain(32)).lots) == 32


@pytest.mark.no_cover
def test_a_chain_beyond_the_stack_is_refused_by_its_depth() -> None:
    """Every source that is too far from its materials is, and each one that is made of it."""
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_snapshot(chain(5_000))
    assert "manufacturing_orders[4967].parts" not in str(caught.value)
    assert caught.value.faults[0].path == "manufacturing_orders[4967]"
    assert caught.value.faults[0].expected == "at most 32 sources behind each other"


@pytest.mark.no_cover
def test_a_chain_beyond_the_stack_can_be_read_and_written() -> None:
    limits = serialization.Limits(depth=5_000)
    snapshot = serialization.read_snapshot(chain(5_000), limits=limits)
    assert len(snapshot.lots) == 5_000
    lines = list(serialization.write_lines((), lots=snapshot.lots))
    reader = serialization.read_lines(lines, limits=limits)
    assert list(reader) == []
    assert len(reader.lots()) == 5_000


def test_a_chain_does_not_pass_the_limit_in_pieces() -> None:
    """Each order refers to the part above that of the order before it."""
    lots = json.loads(chain(40))
    lines = ['{"costatus": 1}']
    for n in reversed(range(40)):
        lines += [
            json.dumps({"manufacturing_order": lots["manufacturing_orders"][n]}),
            json.dumps({"lot": lots["lots"][n]}),
            json.dumps({"order": {"id": f"CO-{n}", "stage": "confirmed", "lines": [
                {"id": "1", "item": "bike", "quantity": 1,
                 "bookings": [{"lot": f"L{n + 1}", "quantity": 1}]}]}}),
        ]  # fmt: skip
    read = list(serialization.read_lines(lines))
    assert sum(isinstance(each, cs.CustomerOrder) for each in read) == 32


@pytest.mark.no_cover
def test_a_circle_of_any_length_is_refused() -> None:
    circle = json.loads(chain(5_000))
    circle["manufacturing_orders"][-1]["parts"][0]["bookings"] = [{"lot": "L1", "quantity": 1}]
    with pytest.raises(cs.InvalidInput) as caught:
        serialization.read_snapshot(json.dumps(circle))
    assert "expected a lot that does not come from itself; break the circle" in str(caught.value)


def test_a_line_is_refused_before_all_of_it_is_read() -> None:
    """So that a file of one long line does not fill the memory."""

    class Bounded(StringIO):
        def readline(self, size: Any = -1, /) -> str:  # type: ignore[override]
            assert 0 < size <= 1 << 16
            return super().readline(size)

    long = json.dumps({"order": {"id": "x" * 100_000}})
    text = f'{{"costatus": 1}}\n{long}\n{{"lot": 1}}\n{long[:100]}'
    read = serialization.read_lines(Bounded(text), limits=serialization.Limits(size=100))
    assert [
        (each.where, each.name, each.error.faults[0].expected) for each in refused_in(read)
    ] == [
        ("line 2", None, "at most 100 characters"),
        (
            "line 3",
            "lot",
            "an object with the keys id, item, status, expected_on, source, quantity, extra",
        ),
        ("line 4", None, "JSON"),
    ]


def repeated_key(n: int) -> None:
    with pytest.raises(cs.InvalidInput):
        serialization.read_snapshot("{" + ",".join(['"costatus": 1'] * n) + "}")


def repeated_keys(n: int) -> None:
    keys = ",".join(f'"{m // 2}": 1' for m in range(n))
    with pytest.raises(cs.InvalidInput):
        serialization.read_snapshot(f'{{"costatus": 1, "orders": [{{{keys}}}]}}')


def unknown_keys(n: int) -> None:
    with pytest.raises(cs.InvalidInput):
        serialization.read_snapshot(changed(**{f"x{m}": m for m in range(n // 20)}))


def blank_lines(n: int) -> None:
    assert list(serialization.read_lines("\n" * n + '{"costatus": 1}' + "\n" * n)) == []


def parts_that_share_lots(n: int) -> None:
    width = int(n**0.5)
    lots = [{**LOT, "id": f"L{m}"} for m in range(width)]
    bookings = [{"lot": f"L{m}", "quantity": 1} for m in range(width)]
    makers = [
        {"id": f"MO-{m}", "stage": "new",
         "parts": [{"id": "1", "item": "p", "quantity": 1, "bookings": bookings}]}
        for m in range(width)
    ]  # fmt: skip
    made = [with_source(id=f"M{m}", source={"kind": "manufacturing", "id": f"MO-{m}"})
            for m in range(width)]  # fmt: skip
    text = changed(lots=made + lots, manufacturing_orders=makers, orders=[])
    assert len(serialization.read_snapshot(text).lots) == 2 * width


def long_chain(n: int) -> None:
    read = serialization.read_snapshot(chain(n // 4), limits=serialization.Limits(depth=n))
    assert len(read.lots) == n // 4


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "grow",
    [repeated_key, repeated_keys, unknown_keys, blank_lines, parts_that_share_lots, long_chain],
)
def test_reading_grows_with_its_input(grow: Callable[[int], None]) -> None:
    assert_it_grows_with_its_input(lambda n: lambda: grow(n), 4_000)


def copies(depth: int) -> cs.StockLot:
    """Return a lot made of four parts a level, which book one lot: paths grow as 4 ** depth."""
    lot = cs.StockLot("L0", "bike", cs.LotStatus.RECEIVED)
    for n in range(1, depth + 1):
        parts = [cs.Part(str(m), "p", 1, 0, [cs.Booking(lot, 1)]) for m in range(4)]
        maker = cs.ManufacturingOrder(f"MO-{n}", cs.ManufacturingStage.NEW, parts=parts)
        lot = cs.StockLot(f"L{n}", "bike", cs.LotStatus.PLANNED, source=maker)
    return lot


def test_equal_copies_are_compared_once_each_when_they_are_written() -> None:
    lines = list(serialization.write_lines((), lots=(copies(200), copies(200))))
    assert len(lines) == 402


def test_copies_that_differ_far_below_are_refused() -> None:
    other = cs.StockLot("L0", "bike", cs.LotStatus.PLANNED)

    def above(lot: cs.StockLot) -> cs.StockLot:
        part = cs.Part("1", "p", 1, 0, [cs.Booking(lot, 1)])
        maker = cs.ManufacturingOrder("MO", cs.ManufacturingStage.NEW, parts=[part])
        return cs.StockLot("L", "bike", cs.LotStatus.PLANNED, source=maker)

    with pytest.raises(cs.InvalidInput, match="the same facts wherever lot 'L0' is booked"):
        list(serialization.write_lines((), lots=(above(copies(0)), above(other))))
