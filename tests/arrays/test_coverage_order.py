"""The bookings that cover a line are the best; ids decide only between equals."""

from datetime import date
from typing import Any

import numpy as np
import pytest

import costatus as cs
from costatus._arrays.run import Results, run
from costatus.models.as_of import AsOf
from costatus.rules import TABLES
from tests.arrays.models import SCALE, Arrays

TODAY = date(2026, 11, 24)


def purchase(number: str, stage: str) -> cs.PurchaseOrder:
    return cs.PurchaseOrder(id=f"PO-{number}", stage=stage, expected_on=date(2026, 12, 1))


def lot(number: str, *, stage: str = "ordered", item: str = "bike") -> cs.StockLot:
    return cs.StockLot(id=number, item=item, status="planned", source=purchase(number, stage))


def order(*lots: cs.StockLot, quantity: int = 1) -> cs.CustomerOrder:
    bookings = tuple(cs.Booking(lot=each, quantity=1) for each in lots)
    line = cs.OrderLine(id="1", item="bike", quantity=quantity, bookings=bookings)
    return cs.CustomerOrder(
        id="CO-1", stage="confirmed", lines=(line,), promised_on=date(2026, 12, 9)
    )


def evaluated(kernel: Any, given: cs.CustomerOrder, **ids: Any) -> tuple[Results, cs.OrderReport]:
    arrays = Arrays([given], (), AsOf(TODAY))
    if ids:
        nothing: dict[str, Any] = {
            "lot_text_ends": np.empty(0, np.int64),
            "lot_text": np.empty(0, np.uint8),
        }
        arrays.arrays |= {**nothing, **ids}
    found = run(
        kernel,
        arrays.arrays,
        as_of=AsOf(TODAY),
        settings=cs.Settings(),
        quantity_scale=SCALE,
        money_scale=SCALE,
        line_key=arrays.line_key,
        lot_key=arrays.lot_key,
    )
    assert found is not None
    return found, cs.evaluate(given, as_of=TODAY)


NOTES = [note.code for note in TABLES["product"].notes]
OTHER_ITEM = 1 << NOTES.index(cs.ReasonCode.BOOKED_OTHER_ITEM)


@pytest.mark.parametrize(
    ("first", "second"),
    [("L-1", "L-2"), ("L-1", "L-10"), ("L", "L-1"), ("L-2", "L-10"), ("é", "f"), ("10", "9")],
)
def test_the_smaller_id_covers_first(kernel: Any, first: str, second: str) -> None:
    """One of two equal lots is enough: the lot with the smaller id, as a text, decides."""
    smaller, larger = sorted([first, second])
    for bike, car in ((first, second), (second, first)):
        found, report = evaluated(kernel, order(lot(bike), lot(car, item="car")))
        assert bool(found["line_notes"][0] & OTHER_ITEM) == (car == smaller)
        assert report.lines[0].status is cs.ProductStatus.EXPECTED_ON_TIME
    assert larger != smaller


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1, 2),
        (10, 9),
        (9, 10),
        (100, 10),
        (-1, 1),
        (-10, -9),
        (-5, -51),
        (0, 7),
        (-(2**63), 2**63 - 1),
    ],
)
def test_numbers_are_compared_as_texts(kernel: Any, first: int, second: int) -> None:
    """Integer ids are texts in the models, so that tables and models decide alike."""
    given = order(lot(str(first)), lot(str(second), item="car"))
    found, _ = evaluated(kernel, given, lot_number=np.array([first, second], np.int64))
    assert bool(found["line_notes"][0] & OTHER_ITEM) == (str(second) < str(first))


def test_a_lot_booked_twice_covers_in_the_order_given(kernel: Any) -> None:
    twice = lot("L-1")
    found, report = evaluated(kernel, order(twice, twice, lot("L-2"), quantity=2))
    assert found["line_status"][0] == 5
    assert report.lines[0].status is cs.ProductStatus.EXPECTED_ON_TIME


def test_the_best_of_many_bookings_cover(kernel: Any) -> None:
    """Requested lots come last, whatever their number."""
    late = [lot(f"L-{n}", stage="approved") for n in range(30)]
    found, report = evaluated(kernel, order(*late, lot("M-1"), lot("M-2"), quantity=2))
    assert found["line_status"][0] == 5
    assert report.lines[0].status is cs.ProductStatus.EXPECTED_ON_TIME
