"""The admin, asked as a browser asks it."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

import costatus as cs
from tests.examples.django_host.conftest import TODAY
from tests.examples.django_host.test_statuses import SAMPLE, built, night

LIST = "/sales/customerorder/"
HOSTILE = "<img src=x onerror=hit()>\"'&amp;"
BADGE = re.compile(r'<span class="status (\w+)">([^<]+)</span>')


def page(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def order_page(client: Client, row: Any) -> str:
    return page(client, f"{LIST}{row.pk}/change/")


def test_the_list_shows_statuses_reason_and_next_change(sales: Any, client: Client) -> None:
    assert BADGE.findall(page(client, LIST)) == []
    night()
    shown = page(client, LIST, o="0")
    vocabularies = (cs.OrderStatus, cs.ProductStatus, cs.InvoicingStatus, cs.PaymentStatus)
    labels = [
        terms(word).label for row in SAMPLE for terms, word in zip(vocabularies, row, strict=True)
    ]
    assert [label for _, label in BADGE.findall(shown)] == labels
    for order in built(sales):
        report = cs.evaluate(order, as_of=TODAY)
        assert report.product
        assert str(report.product.reasons[0]) in text_of(shown)
        if report.next_change:
            assert date_format(report.next_change) in shown
    assert ("stuck", "Delayed") in BADGE.findall(shown)


def test_the_list_is_filtered_by_the_stored_status(sales: Any, client: Client) -> None:
    night()
    shown = page(client, LIST, product_status__exact="delayed")
    products = [label for _, label in BADGE.findall(shown)][1::4]
    assert products == ["Delayed", "Delayed"]


def test_the_page_of_an_order_explains_it(sales: Any, client: Client) -> None:
    night()
    for row in sales.models.CustomerOrder.objects.order_by("pk")[2:5]:
        (order,) = built(sales, pk=row.pk)
        report = cs.evaluate(order, as_of=TODAY)
        shown = text_of(order_page(client, row))
        for key, decision in report.decisions():
            if key == cs.StatusKey("product") and len(report.lines) == 1:
                continue  # its line says the same
            assert str(decision) in shown
            for sentence in (*decision.reasons, *decision.notes):
                assert str(sentence) in shown
            if decision.next_better:
                assert f"What would change it: {decision.next_better}." in shown
        if report.next_change:
            assert f"if only time passes, it changes next on {report.next_change}" in shown


def test_sources_lead_to_their_pages(sales: Any, client: Client) -> None:
    row = sales.models.CustomerOrder.objects.get(promised_on="2026-12-02", lines__item="Helmet")
    links = re.findall(r'<h3><a href="([^"]+)">', order_page(client, row))
    made = row.lines.get(item="Cargo bike").bookings.get().lot.manufacturing_order
    assert links[0] == f"/sales/manufacturingorder/{made.pk}/change/"
    for link in links:
        page(client, link)


def test_texts_are_never_markup(sales: Any, client: Client) -> None:
    """A note names the items; the error of an order that is not valid names its stage."""
    row, invalid = sales.models.CustomerOrder.objects.filter(stage="confirmed")[:2]
    row.lines.update(item=HOSTILE)
    sales.models.CustomerOrder.objects.filter(pk=row.pk).update(customer=HOSTILE)
    sales.models.CustomerOrder.objects.filter(pk=invalid.pk).update(stage=HOSTILE)
    with pytest.raises(CommandError):
        night()
    for shown in (page(client, LIST), order_page(client, row), order_page(client, invalid)):
        assert "<img src=x" not in shown
        assert "&lt;img src=x onerror=hit()&gt;" in shown
    assert HOSTILE in text_of(order_page(client, row))
    for shown in (page(client, LIST), order_page(client, invalid)):
        assert f"Not evaluated: CustomerOrder '{invalid.pk}'" in text_of(shown)


def test_a_saved_order_has_its_statuses_at_once(sales: Any, client: Client) -> None:
    night()
    row = sales.models.CustomerOrder.objects.get(status="quotation")
    form = {
        "customer": row.customer,
        "stage": "confirmed",
        "promised_on": "2026-11-20",
        "total": "4800",
        **no_rows("lines"),
        **no_rows("invoices"),
    }
    assert client.post(f"{LIST}{row.pk}/change/", form).status_code == 302
    row.refresh_from_db()
    assert row.status == "confirmed"
    assert client.post(f"{LIST}add/", form).status_code == 302
    assert sales.models.CustomerOrder.objects.latest("pk").status == "confirmed"


def test_a_saved_booking_changes_the_statuses_of_its_order(sales: Any, client: Client) -> None:
    night()
    row = sales.models.CustomerOrder.objects.get(total=7400)
    line = row.lines.get(item="Helmet")
    lot = sales.models.StockLot.objects.get(item="Helmet")
    form = {"order": row.pk, "item": "Helmet", "quantity": "6", "shipped": "0"}
    booking = {"bookings-0-lot": lot.pk, "bookings-0-quantity": "6", "bookings-0-line": line.pk}
    form |= {**no_rows("bookings"), "bookings-TOTAL_FORMS": "1", **booking}
    assert client.post(f"/sales/orderline/{line.pk}/change/", form).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.product_status) == ("waiting_for_production", "expected_on_time")


def no_rows(name: str) -> dict[str, str]:
    """Return the form of a table to which nothing is added."""
    return {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}


def test_every_page_can_be_opened(sales: Any, client: Client) -> None:
    for model in ("stocklot", "manufacturingorder", "orderline"):
        page(client, f"/sales/{model}/")
    assert "Save it to see." in page(client, f"{LIST}add/")


def test_a_longer_list_takes_no_more_queries(sales: Any, client: Client) -> None:
    counts = []
    for _ in range(2):
        night()
        with CaptureQueriesContext(connection) as queries:
            page(client, LIST)
        counts.append(len(queries))
        sales.sample.build(TODAY)
    assert counts[0] == counts[1]
