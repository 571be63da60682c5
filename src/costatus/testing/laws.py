"""Laws of the answers, for tests of code that makes the models or evaluates them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import attrs

from costatus._evaluation.report import OrderReport
from costatus.models.invoices import Invoice
from costatus.models.orders import CustomerOrder
from costatus.models.statuses import InvoiceKind, InvoiceState, ProductStatus
from costatus.rules.reason_codes import ReasonCode
from costatus.testing.rebuilding import rebuild
from costatus.testing.situation import Situation

_DUMMY = Invoice("does not count", InvoiceKind.INVOICE, InvoiceState.DUMMY, 1)


def assert_same_statuses(found: Iterable[OrderReport], expected: Iterable[OrderReport]) -> None:
    """Raise AssertionError where reports differ in a status, a percent, a row or a code.

    Orders, lines and sources are found by their ids; lots may have others.
    """
    ours, theirs = _answers(found), _answers(expected)
    for key in sorted(ours.keys() | theirs.keys(), key=str):
        answer, wanted = ours.get(key), theirs.get(key)
        _require(answer == wanted, *key, "got", answer, "expected", wanted)


def assert_laws(situation: Situation) -> None:
    """Raise AssertionError where the answers to a situation break a law of the library.

    Every answer has reasons that read as sentences, the order of lines, bookings and invoices is
    irrelevant, a line is never better later, an order's product status is that of its worst line,
    and an invoice that does not count changes no status.
    """
    assert_reasons_read(situation)
    assert_order_is_irrelevant(situation)
    assert_later_is_never_better(situation)
    assert_the_worst_line_decides(situation)
    assert_invoices_that_do_not_count(situation)


def assert_reasons_read(situation: Situation) -> None:
    """Law 2. Every decision has a reason, and its sentence names the row."""
    for report in situation.evaluate():
        for key, decision in report.decisions():
            _require(bool(decision.reasons), "law 2", report.order_id, key, "no reason")
            for reason in decision.reasons:
                _require(
                    f"[{reason.row}]" in str(reason), "law 2", report.order_id, reason, "no row"
                )


def assert_order_is_irrelevant(situation: Situation, seed: int = 0) -> None:
    """Law 3. Shuffling lines, bookings, invoices, parts and lots changes no status and no code."""

    def shuffled(model: Any) -> Any:
        """Shuffle copies of one object alike: they have to stay equal."""
        random = Random(repr((seed, type(model).__name__, getattr(model, "id", ""))))  # noqa: S311
        return attrs.evolve(
            model,
            **{
                field.name: random.sample(value, len(value))
                for field in attrs.fields(type(model))
                if isinstance(value := getattr(model, field.name), tuple)
            },
        )

    assert_same_statuses(rebuild(situation, shuffled).evaluate(), situation.evaluate())


def assert_later_is_never_better(situation: Situation, hours: int = 24) -> None:
    """Law 7. With nothing else changed, a line and its sources are never better later."""
    later = attrs.evolve(situation, as_of=_later(situation, hours))
    for before, after in zip(situation.evaluate(), later.evaluate(), strict=True):
        old, new = _ranks(before), _ranks(after)
        _require(old.keys() == new.keys(), "law 7", before.order_id, "other statuses later")
        for subject, rank in new.items():
            _require(rank <= old[subject], "law 7", before.order_id, subject, "better later")
        same = [(each.order, each.invoicing, each.payment) for each in (before, after)]
        _require(same[0] == same[1], "law 7", before.order_id, "other statuses later")


def assert_the_worst_line_decides(situation: Situation) -> None:
    """Law 10. An order has the product status of its worst line, and the reasons of such lines."""
    for report in situation.evaluate():
        lines = [line.product for line in report.lines if line.product is not None]
        if report.product is None:
            _require(not lines, "law 10", report.order_id, "no product status")
            continue
        worst = min(line.status for line in lines)
        reasons = [reason for line in lines if line.status is worst for reason in line.reasons]
        notes = [note for line in lines for note in line.notes]
        found = [note for note in report.product.notes if note.code is not ReasonCode.LINES_DELAYED]
        also_late = worst is not ProductStatus.DELAYED and any(
            line.status is ProductStatus.DELAYED for line in lines
        )
        _require(
            report.product.status is worst
            and list(report.product.reasons) == reasons
            and found == notes
            and len(report.product.notes) == len(notes) + also_late,
            *("law 10", report.order_id, "not as its worst line"),
        )


def assert_invoices_that_do_not_count(situation: Situation, invoice: Invoice = _DUMMY) -> None:
    """Law 11. An invoice that is a dummy, canceled, pro forma or a quotation changes no status."""

    def add(model: Any) -> Any:
        if not isinstance(model, CustomerOrder):
            return model
        return attrs.evolve(model, invoices=(*model.invoices, invoice))

    after = rebuild(situation, add).evaluate()
    for old, new in zip(situation.evaluate(), after, strict=True):
        before = {key: (d.status, d.percent, d.reasons) for key, d in old.decisions()}
        _require(
            before == {key: (d.status, d.percent, d.reasons) for key, d in new.decisions()},
            *("law 11", old.order_id, "an invoice that does not count changed a status"),
        )


def _require(holds: bool, *message: object) -> None:
    if not holds:
        raise AssertionError(": ".join(map(str, message)))


def _answers(reports: Iterable[OrderReport]) -> dict[tuple[str, object], object]:
    return {
        (report.order_id, key): (
            decision.status.value,
            decision.percent,
            {(reason.row, reason.code.value) for reason in decision.reasons},
            {note.code.value for note in decision.notes},
        )
        for report in reports
        for key, decision in report.decisions()
    }


def _later(situation: Situation, hours: int) -> Any:
    """Return a moment so many hours later, or the day of it; of a day, at least the next."""
    as_of = situation.as_of
    if not isinstance(as_of, datetime):
        return as_of + timedelta(days=max(hours // 24, 1))
    if as_of.tzinfo is None:
        return as_of + timedelta(hours=hours)
    return (as_of.astimezone(UTC) + timedelta(hours=hours)).astimezone(as_of.tzinfo)


def _ranks(report: OrderReport) -> dict[tuple[str, ...], int]:
    """Return the rank of each line, and of each source of it, that has a status; 0 is the worst."""
    found: dict[tuple[str, ...], int] = {}
    for line in report.lines:
        if line.status is not None:
            found[line.line_id,] = line.status.rank
        for source in line.sources:
            found[line.line_id, source.kind, source.source_id] = source.status.rank
    return found
