"""The mapping and the nightly command."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import costatus as cs
from tests.examples.django_host.conftest import TODAY

TOMORROW = TODAY + timedelta(1)
SAMPLE = [
    ("quotation", "not_booked", "not_invoiced", "not_paid"),
    ("waiting_for_confirmation", "not_booked", "not_invoiced", "not_paid"),
    ("in_production", "delayed", "part_invoiced", "not_paid"),
    ("waiting_for_production", "expected_on_time", "not_invoiced", "not_paid"),
    ("waiting_for_production", "possibly_delayed", "invoiced", "paid"),
    ("ready_for_shipment", "ready_for_shipment", "invoiced", "paid"),
    ("confirmed", "not_booked", "not_invoiced", "not_paid"),
    ("waiting_for_production", "delayed", "not_invoiced", "not_paid"),
    ("delivered", "delivered", "invoiced", "part_paid"),
    ("canceled", "not_booked", "not_invoiced", "not_paid"),
]
"""The statuses of the sample: of the order, its goods, invoicing and payment."""


def night(as_of: date = TODAY) -> list[str]:
    """Run the command, and return the lines that it prints."""
    printed = StringIO()
    call_command("update_statuses", as_of=as_of, stdout=printed)
    return printed.getvalue().splitlines()


def stored(sales: Any) -> list[tuple[Any, ...]]:
    """Return the statuses of all orders."""
    columns = ("status", "product_status", "invoicing_status", "payment_status")
    return list(sales.models.CustomerOrder.objects.order_by("pk").values_list(*columns))


def built(sales: Any, **which: Any) -> list[cs.CustomerOrder]:
    """Return the orders as models."""
    rows = sales.mapping.loaded(sales.models.CustomerOrder.objects.filter(**which))
    return list(sales.mapping.read(rows))


def test_the_statuses_of_the_sample(sales: Any) -> None:
    night()
    assert stored(sales) == SAMPLE


@pytest.mark.parametrize("batch", [3, 5, 200])
def test_the_command_stores_what_evaluate_says(
    sales: Any, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(sales.update_statuses, "BATCH", batch)
    for as_of in (TODAY, TODAY + timedelta(30)):
        night(as_of)
        for order in built(sales):
            report = cs.evaluate(order, as_of=as_of)
            row = sales.models.CustomerOrder.objects.get(pk=int(order.id))
            assert row.status == report.status
            assert row.next_change == report.next_change
            assert report.product is not None
            assert row.why == str(report.product.reasons[0])
            assert cs.words_from_json(row.words) == report.words()


def test_keys_are_integers_in_rows_and_texts_in_models(sales: Any) -> None:
    """Sources of two kinds may have one key."""
    made = sales.models.ManufacturingOrder.objects.get(stage="in_progress")
    bought = sales.models.PurchaseOrder.objects.get()
    assert made.pk == bought.pk
    sales.models.StockLot.objects.filter(item="Cargo bike").update(manufacturing_order=made)
    night()
    row = sales.models.CustomerOrder.objects.get(
        lines__item="Helmet", stage="confirmed", total=2800
    )
    cargo, helmet = row.lines.order_by("pk")
    words = cs.words_from_json(row.words)
    assert {key for key in words if key.family == "source"} == {
        cs.StatusKey("source", str(cargo.pk), "manufacturing", str(made.pk)),
        cs.StatusKey("source", str(helmet.pk), "purchase", str(made.pk)),
    }


def test_what_orders_share_is_built_once(sales: Any) -> None:
    lots = [
        booking.lot
        for order in built(sales, lines__bookings__lot__purchase_order__isnull=False)
        for line in order.lines
        for booking in line.bookings
        if line.item == "Helmet"
    ]
    assert len(lots) == 2
    assert lots[0] is lots[1]


def test_more_orders_take_no_more_queries(sales: Any) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            built(sales)
        counts.append(len(queries))
        sales.sample.build(TODAY)
    assert counts == [4, 4]


def test_a_second_run_prints_and_writes_nothing(sales: Any) -> None:
    assert len(night()) > len(SAMPLE)
    with CaptureQueriesContext(connection) as queries:
        assert night() == []
    assert not [each for each in queries if "UPDATE" in each["sql"]]


def test_what_changed_is_printed_with_its_reason(sales: Any) -> None:
    night()
    row = sales.models.CustomerOrder.objects.get(status="ready_for_shipment")
    sales.models.StockLot.objects.filter(status="received").update(status="rejected")
    line = f"line {row.lines.get().pk}"
    order, product, of_line = night(TOMORROW)
    assert order.startswith(
        f"order {row.pk}, order: ready_for_shipment -> confirmed. Order {row.pk}"
    )
    assert product.startswith(f"order {row.pk}, product: ready_for_shipment -> not_booked. Line ")
    assert of_line == product.replace("product", line)


def test_an_order_that_is_not_valid_keeps_its_statuses_and_stops_no_other(sales: Any) -> None:
    night()
    orders = sales.models.CustomerOrder.objects.order_by("pk")
    orders.filter(status="quotation").update(stage="sold")
    orders.filter(status="in_production").update(stage="shipped")
    with pytest.raises(CommandError, match="not evaluated: 1; "):
        night()
    assert orders[0].status == "quotation"
    assert "stage: got 'sold'" in orders[0].error
    assert orders[2].status == "shipped"
    orders.update(stage="confirmed")
    night()
    assert (orders[0].status, orders[0].error) == ("confirmed", "")


def test_a_batch_is_stored_whole_or_not_at_all(sales: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sales.update_statuses, "BATCH", 4)
    sixth = sales.models.CustomerOrder.objects.order_by("pk")[5].pk
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON sales_customerorder "
            f"WHEN NEW.id = {sixth} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    with pytest.raises(DatabaseError, match="disk full"):
        night()
    assert stored(sales) == SAMPLE[:4] + [("", "", "", "")] * 6
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER full")
    night()
    assert stored(sales) == SAMPLE


def test_the_day_is_that_of_the_last_window(sales: Any) -> None:
    given = sales.update_statuses.Command().create_parser("manage.py", "update_statuses")
    assert given.parse_args(["--as-of", "2027-01-15"]).as_of == date(2027, 1, 15)
    assert abs(given.parse_args([]).as_of - date.today()) <= timedelta(1)


def test_a_lot_has_one_source_at_most(sales: Any) -> None:
    lot = sales.models.StockLot.objects.get(item="Helmet")
    lot.manufacturing_order = sales.models.ManufacturingOrder.objects.first()
    with pytest.raises(IntegrityError, match="one_source"), transaction.atomic():
        lot.save()


def test_people_choose_the_stages_that_costatus_accepts(project: Any) -> None:
    chosen = {value for value, _ in project.models.CustomerOrder.stage.field.choices}
    for status in cs.OrderStatus:
        if status in chosen:
            assert cs.CustomerOrder("1", status).stage is status
        else:
            with pytest.raises(cs.InvalidInput):
                cs.CustomerOrder("1", status)


def test_django_finds_nothing_to_mend(project: Any) -> None:
    call_command("check", fail_level="WARNING")
