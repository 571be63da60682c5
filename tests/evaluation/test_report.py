"""Reports and decisions are immutable values, and statuses are statuses."""

import copy
import json
import pickle
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import costatus as cs
from tests.cases.build import TODAY, bought, day, invoice, line, lot, made, order


def report(**more: Any) -> cs.OrderReport:
    goods = line(lot(status="planned", source=bought(expected_on=day(9))))
    service = line(name="2", kind="non_inventory")
    return cs.evaluate(order(goods, service, **more), as_of=TODAY)


def test_a_status_is_a_status_wherever_it_stands() -> None:
    found = report()
    assert found.status is found.order.status is cs.OrderStatus.WAITING_FOR_PRODUCTION
    assert found.lines[0].status is cs.ProductStatus.DELAYED
    assert found.lines[1].status is None
    assert found.lines[1].product is None
    source = found.lines[0].sources[0]
    assert source.status is source.decision.status is cs.SourceStatus.DELAYED
    assert found.pipeline_stage is cs.OrderStatus.WAITING_FOR_PRODUCTION
    assert report(stage="delivered").pipeline_stage is None


def test_keys_have_one_length_and_one_name_for_each_family() -> None:
    assert report().words() == {
        cs.StatusKey("order"): "waiting_for_production",
        cs.StatusKey("product"): "delayed",
        cs.StatusKey("product", "1"): "delayed",
        cs.StatusKey("source", "1", "purchase", "PO-1"): "delayed",
        cs.StatusKey("invoicing"): "not_invoiced",
        cs.StatusKey("payment"): "not_paid",
    }
    assert ("product", "1", None, None) in report().words()


def test_a_status_can_be_read_without_knowing_keys() -> None:
    found = report()
    assert found.status_of("order") is cs.OrderStatus.WAITING_FOR_PRODUCTION
    assert found.status_of("product", line="1") is cs.ProductStatus.DELAYED
    assert found.status_of("source", line="1", source="PO-1") is cs.SourceStatus.DELAYED
    assert found.status_of("product", line="2") is None
    with pytest.raises(cs.InvalidInput, match="one of order, product, source, invoicing, payment"):
        found.status_of("invoice")


def test_two_sources_with_one_id_are_told_apart_by_their_kind() -> None:
    goods = [
        lot("A", status="planned", source=cs.PurchaseOrder("7", "new")),
        lot("B", status="planned", source=made("in_progress", "7", planned_finish=day(1))),
    ]
    found = cs.evaluate(order(line(*goods, booked=5)), as_of=TODAY)
    for kind, expected in (
        ("purchase", "requested"),
        (cs.SourceKind.MANUFACTURING, "expected_on_time"),
    ):
        assert found.status_of("source", line="1", source="7", kind=kind) == expected
    assert found.status_of("source", line="1", source="7", kind="transfer") is None
    with pytest.raises(
        cs.InvalidInput, match=r"kind: got None; expected one of manufacturing, purchase; send it"
    ):
        found.status_of("source", line="1", source="7")
    with pytest.raises(cs.InvalidInput, match=r"kind: got 'purchas'; .* did you mean 'purchase'"):
        found.status_of("source", line="1", source="7", kind="purchas")


def test_a_line_is_found_by_its_id() -> None:
    assert report().line("1").line_id == "1"
    with pytest.raises(cs.InvalidInput, match="its lines are: '1', '2'"):
        report().line("3")
    number: Any = 1
    with pytest.raises(cs.InvalidInput, match=r"line_id: got 1; expected a str; send str\(1\)"):
        report().line(number)
    with pytest.raises(cs.InvalidInput, match=r"status_of: source: got 1; expected a str"):
        report().status_of("source", line="1", source=number)
    assert report().status_of("source", line="3", source="PO-1") is None
    assert report().status_of("invoicing", line="1") is None


@pytest.mark.parametrize(
    ("find", "name"),
    [
        (lambda r: r, "status"),
        (lambda r: r, "order"),
        (lambda r: r.order, "status"),
        (lambda r: r.invoicing, "percent"),
        (lambda r: r.order.reasons[0], "code"),
        (lambda r: r.order.reasons[0].subject, "id"),
        (lambda r: r.lines[0], "line_id"),
        (lambda r: r.lines[0].sources[0], "status"),
        (lambda r: r.order.next_better, "sentence"),
    ],
)
def test_assigning_raises(find: Callable[[cs.OrderReport], Any], name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(find(report()), name, None)


def test_facts_are_a_read_only_mapping() -> None:
    facts: Any = report().lines[0].product.reasons[0].facts  # type: ignore[union-attr]
    with pytest.raises(TypeError):
        facts["days"] = 1


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))]
)
def test_reports_can_be_copied_and_pickled(copied: Callable[[Any], Any]) -> None:
    first = report(total="5", invoices=[invoice("2")])
    second = copied(first)
    assert second == first
    assert hash(second) == hash(first)
    for part in (first.invoicing, first.lines[0], first.order.reasons[0], first.order.next_better):
        assert copied(part) == part
        assert hash(copied(part)) == hash(part)


def test_reports_are_equal_by_what_they_say() -> None:
    first = report()
    assert first == first  # noqa: PLR0124 an object is equal to itself
    assert first == report()
    assert hash(first.order.reasons[0].subject) == hash(report().order.reasons[0].subject)
    assert report() != report(total="1")
    assert report() != "CO-1"
    delayed = report().lines[0]
    assert delayed.product != delayed.sources[0].decision, "of another vocabulary"
    assert delayed.product.reasons[0] != "text"  # type: ignore[union-attr]
    assert delayed.product.reasons[0].subject != "line CO-1/1"  # type: ignore[union-attr]


def test_equal_moments_are_equal_however_they_are_written() -> None:
    tallinn = ZoneInfo("Europe/Tallinn")
    given = order(line(shipped=10), promised_on=None)
    later = datetime(2026, 10, 25, 3, 30, tzinfo=tallinn, fold=1)
    reports = [
        cs.evaluate(given, as_of=each) for each in (later, later.astimezone(ZoneInfo("UTC")))
    ]
    assert reports[0] == reports[1]
    assert hash(reports[0]) == hash(reports[1])
    earlier = cs.evaluate(given, as_of=later.replace(fold=0))
    assert earlier != reports[0]


def test_a_report_is_plain_data_on_request() -> None:
    data = report(total="5.50", invoices=[invoice("2")]).to_dict()
    assert json.loads(json.dumps(data)) == data
    assert (data["order_id"], data["as_of"], data["total"]) == ("CO-1", "2026-11-24", "5.5")
    assert data["invoicing"]["percent"] == 36
    assert data["lines"][1] == {"line_id": "2", "product": None, "sources": []}
    reason = data["lines"][0]["product"]["reasons"][0]
    assert reason["facts"]["expected_on"] == "2026-12-03"
    assert reason["cause"] == {"kind": "purchase", "id": "PO-1", "parent": None}
    stage = data["order"]["reasons"][0]
    assert stage["row"] == "O7"


def test_a_report_shows_itself() -> None:
    found = report(total="5", invoices=[invoice("2")])
    assert str(found).splitlines()[0] == "Order CO-1, as of 2026-11-24: Waiting for Production"
    assert "Invoicing: Part invoiced, 40 %" in str(found)
    assert repr(found) == "<OrderReport CO-1, as of 2026-11-24: Waiting for Production>"
    assert [repr(found.invoicing), str(found.payment)] == [
        "<Decision Part invoiced, 40 %>",
        "Not paid",
    ]
    assert list(map(repr, [*found.lines, *found.lines[0].sources])) == [
        "<LineReport 1: Delayed>",
        "<LineReport 2: no goods from stock>",
        "<SourceReport Purchase order PO-1: Delayed>",
    ]
    reason = found.order.reasons[0]
    assert (reason.status, found.order.next_better.status) == (  # type: ignore[union-attr]
        cs.OrderStatus.WAITING_FOR_PRODUCTION,
        cs.OrderStatus.READY_FOR_SHIPMENT,
    )
    assert repr(reason) == f"<Reason {reason}>"
    assert repr(reason.subject) == "<Subject order CO-1>"
    assert repr(found.order.next_better).startswith("<NextBetterStatus ")
    assert "order" in dict(found.__rich_repr__())
    services = cs.evaluate(order(line(kind="non_inventory")), as_of=TODAY)
    assert "Products" not in str(services)


def test_html_escapes_what_hosts_send() -> None:
    found = cs.evaluate(order(line(name="<script>")), as_of=TODAY)._repr_html_()
    assert found.startswith("<table>")
    assert "<script>" not in found
    assert "&lt;script&gt;" in found


def test_a_released_report_says_the_same() -> None:
    first, second = report(total="5"), report(total="5")
    second.release()
    assert (second.words(), second.next_change) == (first.words(), first.next_change)
    second.release()
    assert second == first
    restored = pickle.loads(pickle.dumps(first))
    restored.release()
    assert restored.words() == first.words()
    assert restored.order.next_better is None


def test_facts_are_extracted_once() -> None:
    """Reading statuses and the next change after `evaluate` asks the supply no second time."""

    class Counting:
        asked = 0

        def given(self, order_id: str, line: cs.OrderLine) -> cs.Pegged:
            self.asked += 1
            return pegging.given(order_id, line)

    settings = cs.Settings(tracing=False)
    given = order(line())
    pegging = cs.peg([given], [], as_of=TODAY, settings=settings)
    supply = Counting()
    found = cs.evaluate(given, as_of=TODAY, settings=settings, pegging=supply)
    assert found.next_change is not None
    assert found.words()
    assert found.product
    assert supply.asked == 1
