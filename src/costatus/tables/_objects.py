"""The object path: evaluate orders as models, and write what the kernel would have written.

It is the way of the orders that do not fit the kernel, and of all where it is not compiled.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from costatus._arrays.layout import NO_MOMENT, OF_LINES, OF_ORDERS, OF_SUPPLIES
from costatus._arrays.run import MICROSECOND, Results
from costatus._evaluation.explainers import SOURCE_TABLES
from costatus._evaluation.next_change import next_change_of
from costatus._evaluation.statuses import evaluated
from costatus._evaluation.time_zone_check import refuse_incomparable
from costatus.models._moments import instant
from costatus.models.as_of import AsOf
from costatus.models.settings import Settings
from costatus.models.statuses import ProductStatus, SourceKind
from costatus.pegging import Pegging, peg
from costatus.rules._table import Table
from costatus.rules.facts.context import EvaluationContext, Time
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.order import OrderFacts
from costatus.rules.invoicing import INVOICING, invoiced_percent
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT, paid_percent
from costatus.rules.product import PRODUCT
from costatus.tables._columns import offsets_of
from costatus.tables._models import Models
from costatus.tables._snapshot import Snapshot

_KINDS: Final = tuple(SourceKind)
_DELAYED: Final = ProductStatus.DELAYED
_NOTHING: Final = {"next_change": NO_MOMENT, "product_notes_delayed": 0}


def pegged(snapshot: Snapshot, models: Models, as_of: AsOf, settings: Settings) -> Pegging | None:
    """Peg the lots to all orders without faults; with tracing on there is nothing to peg."""
    if settings.tracing:
        return None
    good = np.flatnonzero(~snapshot.order_fault).tolist()
    orders = [models.order(row) for row in good]
    return peg(orders, models.lots(), as_of=as_of.value, settings=settings)


def all_as_objects(snapshot: Snapshot, as_of: AsOf, settings: Settings) -> Results:
    """Evaluate all orders without faults; the results have a slot for each source and no other."""
    models = Models(snapshot)
    pegging = pegged(snapshot, models, as_of, settings)
    orders, lines = len(snapshot.order_fault), len(snapshot.arrays["line_stocked"])
    results = _filled(OF_ORDERS, orders) | _filled(OF_LINES, lines)
    found = _Path(snapshot, models, as_of, settings, pegging, results)
    found.evaluate(np.flatnonzero(~snapshot.order_fault).tolist())
    counts = np.bincount(np.array(found.lines, np.int64), minlength=lines)
    results["line_slots"] = offsets_of(counts)
    results |= _filled(OF_SUPPLIES, len(found.lines))
    found.write_sources()
    return results


def some_as_objects(snapshot: Snapshot, as_of: AsOf, settings: Settings, results: Results) -> None:
    """Evaluate the orders that do not fit the kernel, into its results; tracing is on."""
    path = _Path(snapshot, Models(snapshot), as_of, settings, None, results)
    path.evaluate(np.flatnonzero(snapshot.order_unfit & ~snapshot.order_fault).tolist())
    path.write_sources()


class _Path:
    """Evaluates orders into results; sources are kept until their slots are known."""

    def __init__(  # noqa: PLR0917 all that an evaluation needs
        self,
        snapshot: Snapshot,
        models: Models,
        as_of: AsOf,
        settings: Settings,
        pegging: Pegging | None,
        results: Results,
    ) -> None:
        self._offsets = snapshot.arrays["order_lines"]
        self._models = models
        self._context = EvaluationContext(as_of, settings, pegging)
        self._results = results
        self._sources: list[tuple[int, ...]] = []
        self.lines: list[int] = []
        self._places: list[int] = []

    def evaluate(self, rows: Iterable[int]) -> None:
        context = self._context
        for row in rows:
            context.trim()
            order = self._models.order(row)
            if context.as_of.has_time:
                refuse_incomparable(order, context)
            facts = evaluated(order, context)
            self._write_order(row, facts)
            for line, of_line in enumerate(facts.lines, int(self._offsets[row])):
                self._write_line(line, of_line)

    def _write_order(self, row: int, facts: OrderFacts) -> None:
        time = self._context.time
        product = facts.product
        is_hidden = product is not None and product is not _DELAYED
        delayed = is_hidden and any(line.status is _DELAYED for line in facts.lines)
        rows, notes = _masks(ORDER, facts, facts.status, time)
        invoicing_rows, invoicing_notes = _masks(INVOICING, facts.invoices, facts.invoicing, time)
        payment_rows, payment_notes = _masks(PAYMENT, facts.invoices, facts.payment, time)
        invoiced = invoiced_percent(facts.invoices, facts.invoicing)
        paid = paid_percent(facts.invoices, facts.payment)
        self._write(
            row,
            order_status=facts.status.rank,
            order_product=-1 if product is None else product.rank,
            order_invoicing=facts.invoicing.rank,
            order_payment=facts.payment.rank,
            invoicing_percent=-1 if invoiced is None else invoiced,
            payment_percent=-1 if paid is None else paid,
            order_rows=rows,
            order_notes=notes,
            invoicing_rows=invoicing_rows,
            invoicing_notes=invoicing_notes,
            payment_rows=payment_rows,
            payment_notes=payment_notes,
            product_notes_delayed=delayed,
        )
        change: Any = next_change_of(facts)
        if change is None:
            self._write(row, next_change=NO_MOMENT)
        elif self._context.as_of.has_time:
            self._write(row, next_change=instant(change) // MICROSECOND)
        else:
            self._write(row, next_change=change.toordinal())

    def _write_line(self, row: int, facts: LineFacts) -> None:
        status, time = facts.status, self._context.time
        if status is not None:
            rows, notes = _masks(PRODUCT, facts, status, time)
            self._write(row, line_status=status.rank, line_rows=rows, line_notes=notes)
        for place, behind in enumerate(facts.sources):
            source = behind.source
            self.lines.append(row)
            self._places.append(place)
            self._sources.append(
                (
                    _KINDS.index(source.kind),
                    self._models.row_of(source),
                    behind.status.rank,
                    *_masks(SOURCE_TABLES[type(behind)], behind, behind.status, time),
                )
            )

    def write_sources(self) -> None:
        """Write each source into a slot of its line."""
        slots = self._results["line_slots"][self.lines] + np.array(self._places, np.int32)
        for name, values in zip(OF_SUPPLIES, zip(*self._sources, strict=True), strict=False):
            self._results[name][slots] = values

    def _write(self, row: int, **values: int) -> None:
        for name, value in values.items():
            self._results[name][row] = value


def _masks(table: Table[Any], facts: Any, status: Any, time: Time) -> tuple[int, int]:
    """Return the rows of that status that hold, and the notes beside it, as bits."""
    rows = notes = 0
    for place, row in enumerate(table.rows):
        if row.status is status and row.holds_at(facts, time):
            rows |= 1 << place
    for place, note in enumerate(table.notes):
        if (note.beside is None or status in note.beside) and note.holds_at(facts, time):
            notes |= 1 << place
    return rows or 1 << len(table.rows) - 1, notes


def _filled(columns: Any, length: int) -> Results:
    """Return arrays in which nothing is evaluated yet."""
    return {
        name: np.full(length, _NOTHING.get(name, -1 if kind == "int8" else 0), kind)
        for name, kind in columns.items()
    }
