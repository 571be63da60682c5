"""The strategies reach every row and every note of the rules."""

from collections.abc import Iterator

import pytest

from costatus.testing import Situation
from tests.reference.answer import Result
from tests.reference.loop import evaluate
from tests.reference.pegging import pegging_of
from tests.testing.sample import draw_situations

ROWS = """
    P1 P2c P2 P2t P3a P3b P4 P5 P5m P5p P6m P6p P6t P6l P6d P7m P7p P7t P7l P7d P7x P7u P7c P8
    M1 M2 M3a M3b M3c M4 M5a M5b M5c M5x M6 U1 U2 U3a U3b U3c U4 T1 T2a T2b T2c T3a T3x T4
    O1 O2 O3 O4 O5 O6 O7 O8 I1a I1b I2 I3 Y1a Y1b Y2 Y3
"""
NOTES = {
    "product": """
        PROMISE_PASSED PROMISE_TODAY SOURCE_OVERDUE EXPECTED_AFTER_PROMISE OVER_SHIPPED
        BOOKED_OTHER_ITEM SOURCE_AT_RISK SURPLUS_BOOKED BOOKING_NOT_USABLE BOOKINGS_IGNORED
        LINES_DELAYED
    """,
    "manufacturing": "MO_FINISH_PASSED EXPECTED_AFTER_PROMISE MO_PAUSED",
    "purchase": "NO_EXPECTED_DATE",
    "order": "GOODS_NOT_SHIPPED BOOKINGS_NOT_RELEASED QUANTITY_CLOSED SHIPPED_BUT_CANCELED",
    "invoicing": "INVOICE_NOT_COUNTED OVER_INVOICED TOTAL_UNKNOWN CREDITED",
    "payment": """
        PREPAID OVERPAID REFUND_OUTSTANDING CANCELED_WITH_OPEN_INVOICE PAID_AMOUNT_UNKNOWN
        STATUS_AMOUNT_CONFLICT
    """,
}
CODES_OF_ROWS = ["P8 NO_PROMISED_DATE", "P8 ORDER_FINISHED", "O8 MO_NOT_SCHEDULED"]
EXPECTED = {
    *ROWS.split(),
    *CODES_OF_ROWS,
    *(f"{family} {code}" for family, codes in NOTES.items() for code in codes.split()),
}
RUNS = 150


def reached_by(result: Result) -> Iterator[str]:
    """Name each row, with and without its code, and each note with its family."""
    for (family, _, kind, _), answer in result.answers.items():
        for why in answer.reasons:
            yield str(why.row)
            yield f"{why.row} {why.code}"
        for why in answer.notes:
            yield f"{kind or family} {why.code}"


def evaluated(situation: Situation) -> Iterator[Result]:
    """Evaluate a situation by the reference loop."""
    pegged = pegging_of(situation)
    for order in situation.orders:
        yield evaluate(order, situation.as_of, situation.settings, pegged)


@pytest.mark.no_cover
def test_every_row_and_every_note_is_reached() -> None:
    """Within a few thousand situations; it stops as soon as all are found."""
    missing = set(EXPECTED)
    for number in range(RUNS):
        for situation in draw_situations(number, tracing=bool(number % 4)):
            for result in evaluated(situation):
                missing.difference_update(reached_by(result))
        if not missing:
            return
    pytest.fail(f"not reached in {RUNS} runs: {sorted(missing)}")
