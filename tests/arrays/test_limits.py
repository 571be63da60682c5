"""What does not fit the arrays is left to the models."""

from datetime import date
from typing import Any

import costatus as cs
from costatus._arrays.run import run
from costatus.models.as_of import AsOf
from tests.arrays.models import SCALE, Arrays

TODAY = AsOf(date(2026, 11, 24))
OFF = cs.Settings(tracing=False)


def evaluated(
    kernel: Any, quantity: int, stock: int, item: str | None = "bike", skip: int = 0
) -> Any:
    line = cs.OrderLine(id="1", item="bike", quantity=quantity)
    lots = [cs.StockLot(id="L-1", item=item or "car", status="received", quantity=stock)]
    arrays = Arrays([cs.CustomerOrder(id="CO-1", stage="confirmed", lines=(line,))], lots, TODAY)
    arrays.arrays["order_skip"][0] = skip
    if item is None:
        arrays.arrays["lot_item"][0] = -1
    return run(
        kernel,
        arrays.arrays,
        as_of=TODAY,
        settings=OFF,
        quantity_scale=SCALE,
        money_scale=SCALE,
        line_key=arrays.line_key,
        lot_key=arrays.lot_key,
    )


def test_supplies_that_do_not_fit_are_not_pegged(kernel: Any) -> None:
    assert evaluated(kernel, 1, 9 * 10**9) is None
    assert evaluated(kernel, 1, 10**6) is not None


def test_an_item_without_lots_supplies_nothing(kernel: Any) -> None:
    found = evaluated(kernel, 1, 10, item="car")
    assert found["line_status"][0] == 1, "Not enough"


def test_a_lot_of_no_items_line_supplies_nothing(kernel: Any) -> None:
    found = evaluated(kernel, 1, 10, item=None)
    assert found["order_product"].tolist() == [1], "Not enough"


def test_an_order_to_be_skipped_has_no_status(kernel: Any) -> None:
    found = evaluated(kernel, 1, 10, skip=1)
    assert found["order_status"].tolist() == [-1]
