"""Equality of models is that of their contents: linear, however they are shared and deep."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from dateutil.tz import gettz
from hypothesis import given
from hypothesis import strategies as st

import costatus as cs
from costatus.models import _equality
from costatus.models._equality import Numbering
from costatus.models._moments import comparable
from costatus.models._validation.checked import Checked, values_of

TALLINN = gettz("Europe/Tallinn")
EARLIER = datetime(2026, 10, 25, 3, 30, tzinfo=TALLINN)
LATER = EARLIER.replace(fold=1)
NAIVE = datetime(2026, 10, 25, 3, 30)
DAY = date(2026, 10, 25)
MOMENTS = [EARLIER, LATER, NAIVE, NAIVE.replace(fold=1), DAY, datetime(2026, 10, 25), None]


def structure(value: Any) -> object:
    """Return the contents of a value as plain Python; equal where the values have to be."""
    if isinstance(value, tuple):
        return [structure(each) for each in value]
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return [type(value), *(structure(getattr(value, field.name)) for field in fields)]
    return comparable(value)


@st.composite
def graphs(draw: st.DrawFn) -> list[cs.StockLot]:
    """Draw lots whose orders are made of earlier lots: many are equal, and some are shared."""
    lots = [cs.StockLot("L", "wheel", "planned")]
    for _ in range(draw(st.integers(1, 8))):
        parts = [
            cs.Part(str(n), "wheel", 1, bookings=[cs.Booking(draw(st.sampled_from(lots)), 1)])
            for n in range(draw(st.integers(0, 2)))
        ]
        finish = draw(st.sampled_from(MOMENTS[:3]))
        source = cs.ManufacturingOrder("MO", "new", planned_finish=finish, parts=parts)
        lots.append(cs.StockLot(draw(st.sampled_from("LM")), "wheel", "planned", source=source))
    return lots


@given(graphs())
def test_equality_is_that_of_the_structure(lots: list[cs.StockLot]) -> None:
    for one in lots:
        for other in lots:
            assert (one == other) == (structure(one) == structure(other))
            assert (one != other) == (structure(one) != structure(other))
            assert one != other or hash(one) == hash(other)


@given(graphs())
def test_one_numbering_serves_many_comparisons(lots: list[cs.StockLot]) -> None:
    numbering = Numbering()
    for one in lots:
        for other in lots:
            assert numbering.same(one, other) == (one == other)


@pytest.mark.parametrize("one", MOMENTS)
@pytest.mark.parametrize("other", MOMENTS)
def test_moments_are_equal_that_are_the_same_instant(one: Any, other: Any) -> None:
    def lot(finish: Any) -> cs.StockLot:
        source = cs.ManufacturingOrder("MO", "new", planned_finish=finish)
        return cs.StockLot("L", "bike", "planned", source=source)

    same = one is other or {id(one), id(other)} == {id(NAIVE), id(MOMENTS[3])}
    assert (lot(one) == lot(other)) == same
    if isinstance(one, datetime) and one.tzinfo:
        for zone in (UTC, timezone(timedelta(hours=-9))):
            assert (lot(one.astimezone(zone)) == lot(other)) == same
            assert hash(lot(one.astimezone(zone)).source) == hash(lot(one).source)


def test_models_of_two_classes_differ() -> None:
    class Special(cs.PurchaseOrder):
        __slots__ = ()

    assert cs.PurchaseOrder("X", "new") != cs.TransferOrder("X", "new")
    assert cs.PurchaseOrder("X", "new") != Special("X", "new")
    assert cs.PurchaseOrder("X", "new") != "X"
    assert cs.Settings() == cs.Settings(quantity_tolerance="0.00")
    assert cs.Settings() != cs.Settings(tracing=False)


def ladder(depth: int, last: str = "wheel") -> cs.StockLot:
    """Make a chain of levels of two parts each, which book equal lots that are two objects."""
    one = other = cs.StockLot("L", last, "planned")
    for _ in range(depth):
        one, other = (
            cs.StockLot(
                "L",
                "wheel",
                "planned",
                source=cs.ManufacturingOrder(
                    "MO",
                    "new",
                    parts=[
                        cs.Part("1", "wheel", 1, bookings=[cs.Booking(one, 1)]),
                        cs.Part("2", "wheel", 1, bookings=[cs.Booking(other, 1)]),
                    ],
                ),
            )
            for _ in range(2)
        )
    return one


def chain(depth: int, last: str = "wheel") -> cs.StockLot:
    lot = cs.StockLot("L", last, "planned")
    for _ in range(depth):
        part = cs.Part("1", "wheel", 1, bookings=[cs.Booking(lot, 1)])
        source = cs.ManufacturingOrder("MO", "new", parts=[part])
        lot = cs.StockLot("L", "wheel", "planned", source=source)
    return lot


def wide(size: int, last: str = "wheel") -> cs.StockLot:
    items = ["wheel"] * (size - 1) + [last]
    parts = [cs.Part(str(n), item, 1) for n, item in enumerate(items)]
    source = cs.ManufacturingOrder("MO", "new", parts=parts)
    return cs.StockLot("L", "wheel", "planned", source=source)


def line(name: str, lot: cs.StockLot) -> cs.OrderLine:
    return cs.OrderLine(name, "bike", 1, bookings=[cs.Booking(lot, 1)])


SHAPES = [(ladder, 60), (chain, 2_000), (wide, 5_000)]


@pytest.mark.no_cover
@pytest.mark.parametrize(("shape", "size"), SHAPES, ids=["ladder", "chain", "wide"])
def test_large_models_are_compared_at_once(shape: Callable[..., cs.StockLot], size: int) -> None:
    """Comparing path by path would never end for a ladder, and recursion would for a chain."""
    one, same, other = shape(size), shape(size), shape(size, last="tyre")
    assert one == same
    assert one != other
    assert hash(one) == hash(same)
    assert len(repr(one)) < 100
    cs.CustomerOrder("CO-1", "confirmed", [line("1", one), line("2", same)])
    with pytest.raises(cs.InvalidInput) as caught:
        cs.CustomerOrder("CO-1", "confirmed", [line("1", one), line("2", other)])
    assert [fault.path for fault in caught.value.faults] == [
        "lines[1].bookings[0].lot",
        "lines[1].bookings[0].lot.source",
    ]
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("last", ["wheel", "tyre"])
def test_each_object_is_read_a_few_times(last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lines book copies of a lot, and whether or not the copies contradict."""
    read: list[Checked] = []

    def counted(model: Checked) -> tuple[Any, ...]:
        read.append(model)
        return values_of(model)

    monkeypatch.setattr(_equality, "values_of", counted)
    shared, copy = wide(100), wide(100, last)
    assert shared.source is not None
    lots = [attrs.evolve(each) for each in [shared] + [copy] * 200]
    lines = [line(str(n), lot) for n, lot in enumerate(lots)]
    if last == "wheel":
        cs.CustomerOrder("CO-1", "confirmed", lines)
    else:
        with pytest.raises(cs.InvalidInput) as caught:
            cs.CustomerOrder("CO-1", "confirmed", lines)
        assert len(caught.value.faults) == 400
    assert len(read) < 3 * (len(lots) + 204)


def test_the_same_moment_in_two_zones_contradicts_nothing() -> None:
    """One MO under two lines; and an hour apart, in the hour that comes twice, it does."""

    def order(finish: datetime) -> cs.CustomerOrder:
        sources = [
            cs.ManufacturingOrder("MO", "new", planned_finish=each) for each in (LATER, finish)
        ]
        lots = [
            cs.StockLot(f"L{n}", "bike", "planned", source=source)
            for n, source in enumerate(sources)
        ]
        lines = [line(str(n), lot) for n, lot in enumerate(lots)]
        return cs.CustomerOrder("CO-1", "confirmed", lines)

    assert order(LATER.astimezone(UTC)).lines[1].bookings[0].lot.source is not None
    with pytest.raises(cs.InvalidInput) as caught:
        order(EARLIER)
    assert str(caught.value) == (
        "CustomerOrder 'CO-1': lines[1].bookings[0].lot.source: got <ManufacturingOrder 'MO'>; "
        "expected the same facts wherever manufacturing order 'MO' is booked; "
        "send its latest state everywhere, best as one object"
    )
