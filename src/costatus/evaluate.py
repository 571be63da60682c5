"""Evaluate an order: extract its facts once, put them to the tables, gather the decisions."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

from costatus.models.as_of import AsOf
from costatus.models.faults import Fault, InvalidInput
from costatus.models.lots import Booking, Source
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.quantities import exactly
from costatus.models.settings import Settings
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import SourceStatus
from costatus.pegging import Pegging
from costatus.reports import LineReport, OrderReport, SourceReport, WorstOfLines
from costatus.rules.facts.line import LineFacts, Pegged, line_facts
from costatus.rules.facts.money import counted_invoices, invoicing_facts, payment_facts
from costatus.rules.facts.order import order_facts
from costatus.rules.facts.source import (
    Supplied,
    manufacturing_facts,
    purchase_facts,
    sources_of,
    transfer_facts,
)
from costatus.rules.invoicing import INVOICING
from costatus.rules.manufacturing import MANUFACTURING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.product import PRODUCT
from costatus.rules.purchase import PURCHASE
from costatus.rules.table import Decision
from costatus.rules.transfer import TRANSFER

DEFAULT = Settings()
_WORST = WorstOfLines()


def evaluate(
    order: CustomerOrder,
    *,
    as_of: date | datetime,
    settings: Settings = DEFAULT,
    pegging: Pegging | None = None,
) -> OrderReport:
    """Say where the order stands at `as_of`, and why.

    `as_of` is a day, or a moment whose zone is the site's. `pegging` is what `peg` made of all
    orders; it is needed where the settings say that tracing is off, and not read elsewhere.
    Raises InvalidInput where a moment of the order cannot be compared with `as_of` (one has a zone
    and the other has not), or where a pegging is needed and missing.
    """
    return Evaluator(as_of, settings, pegging).report(order)


class Evaluator:
    """Evaluates orders at one moment, under one host's settings."""

    def __init__(
        self, as_of: date | datetime, settings: Settings, pegging: Pegging | None = None
    ) -> None:
        if pegging is None and not settings.tracing:
            advice = "give pegging=peg(orders, lots, as_of=…, settings=…)"
            expected = "a Pegging, as tracing is off"
            raise InvalidInput("evaluate", [Fault("pegging", None, expected, advice)])
        self._as_of = AsOf(as_of)
        self._settings = settings
        self._pegging = None if settings.tracing else pegging

    def report(self, order: CustomerOrder) -> OrderReport:
        """Evaluate one order."""
        self._refuse_incomparable(order)
        settings = self._settings
        with exactly():
            lines = [
                line_facts(order, line, self._as_of, settings, self._pegged(order, line))
                for line in order.lines
            ]
            line_reports = tuple(map(self._line_report, lines))
            counted = counted_invoices(order)
            return OrderReport(
                order_id=order.id,
                as_of=self._as_of.value,
                total=order.total,
                status=ORDER.decide(order_facts(order, lines, settings)),
                product=_WORST.decide(order.id, line_reports),
                invoice=INVOICING.decide(invoicing_facts(order, counted, settings)),
                payment=PAYMENT.decide(payment_facts(order, counted, settings)),
                lines=line_reports,
            )

    def _line_report(self, line: LineFacts) -> LineReport:
        product = PRODUCT.decide(line)
        sources = tuple(
            SourceReport(
                supplied.source.id, supplied.source.kind, self._source_decision(supplied, line)
            )
            for supplied in sources_of(line)
        )
        return LineReport(line.line.id, product if product.status else None, sources)

    def _source_decision(self, supplied: Supplied, line: LineFacts) -> Decision[SourceStatus]:
        source, open_lots = supplied.source, supplied.open_lots
        if isinstance(source, ManufacturingOrder):
            return MANUFACTURING.decide(
                manufacturing_facts(source, len(open_lots), self._as_of, self._settings)
            )
        if isinstance(source, PurchaseOrder):
            return PURCHASE.decide(purchase_facts(source, open_lots, line))
        return TRANSFER.decide(transfer_facts(cast("TransferOrder", source), open_lots, line))

    def _pegged(self, order: CustomerOrder, line: OrderLine) -> Pegged | None:
        if self._pegging is None:
            return None
        return self._pegging.given(order.id, line.id, line.item)

    def _refuse_incomparable(self, order: CustomerOrder) -> None:
        if not isinstance(self._as_of.value, datetime):
            return
        faults = []
        for line in order.lines:
            pegged = self._pegged(order, line)
            bookings = line.bookings if pegged is None else pegged.bookings
            for path, moment in _moments(bookings, f"lines[{line.id!r}]", set()):
                if self._as_of.clashes(moment):
                    zone = "without a zone" if moment.tzinfo else "with a zone"
                    expected = f"a moment that compares with as_of {self._as_of.value!r}"
                    advice = f"send moments {zone}, as as_of is, or give as_of as a date"
                    faults.append(Fault(path, moment, expected, advice))
        if faults:
            raise InvalidInput(f"CustomerOrder {order.id!r}", faults)


def _moments(
    bookings: tuple[Booking, ...], path: str, seen: set[tuple[str, str]]
) -> Iterator[tuple[str, datetime]]:
    """Every moment behind some bookings, with the way to it."""
    for booking in bookings:
        source: Source | None = booking.lot.source
        if not isinstance(source, ManufacturingOrder) or (source.kind, source.id) in seen:
            continue
        seen.add((source.kind, source.id))
        at = f"{path}.bookings[{booking.lot.id!r}].lot.source"
        owners = [(at, source), *((f"{at}.operations[{o.id!r}]", o) for o in source.operations)]
        for where, owner in owners:
            for name in ("planned_start", "planned_finish"):
                moment = getattr(owner, name)
                if isinstance(moment, datetime):
                    yield f"{where}.{name}", moment
        for part in source.parts:
            yield from _moments(part.bookings, f"{at}.parts[{part.id!r}]", seen)
