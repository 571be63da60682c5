"""The answers: tables of the statuses of orders, lines and sources, and of what was rejected.

The results stay as the kernel wrote them, and become Arrow arrays when a table is read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache, cached_property
from itertools import chain
from typing import Any, Final, TypeAlias, final
from uuid import UUID

import nanoarrow as na
import numpy as np
from nanoarrow.c_array_stream import CArrayStream

from costatus._arrays.layout import OF_LINES, OF_ORDERS, OF_SUPPLIES
from costatus._arrays.run import Results
from costatus._evaluation.report import PIPELINE, OrderReport, evaluated_report
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.shown import counted, shown
from costatus.models.as_of import AsOf
from costatus.models.settings import Settings
from costatus.models.statuses import (
    InvoicingStatus,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    SourceKind,
    SourceStatus,
    Term,
)
from costatus.pegging import Pegging
from costatus.rules._table import Note, Row
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.invoicing import INVOICING
from costatus.rules.manufacturing import MANUFACTURING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.product import PRODUCT
from costatus.rules.purchase import PURCHASE
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.transfer import TRANSFER
from costatus.tables import _arrow
from costatus.tables._columns import Ints, offsets_of, runs_of
from costatus.tables._faults import Rejected
from costatus.tables._ids import Ids, as_array, find, joined, readable, taken_ids
from costatus.tables._models import Models
from costatus.tables._objects import pegged
from costatus.tables._snapshot import SOURCES, Snapshot

Column: TypeAlias = Callable[[bool], Any]
"""Makes an Arrow array; with True, words are plain text."""

_MOST_IDS: Final = 10_000
"""Among how many ids one is looked for that is like an unknown one."""


@final
class StatusTable:
    """A table of answers, which pyarrow, polars, pandas and all others that read Arrow take.

    It has the Arrow PyCapsule interface: `pyarrow.table(t)`, `polars.DataFrame(t)`. Its Arrow
    arrays are made each time that it is read.
    """

    __slots__ = ("_columns", "_name", "_rows", "_text")

    def __init__(
        self, name: str, rows: int, columns: Mapping[str, Column], *, text: bool = False
    ) -> None:
        self._name = name
        self._rows = rows
        self._columns = columns
        self._text = text

    @property
    def num_rows(self) -> int:
        """How many rows it has."""
        return self._rows

    @property
    def column_names(self) -> list[str]:
        """The names of its columns."""
        return list(self._columns)

    def with_text(self) -> "StatusTable":
        """Return the same table with words, and ids of sources, as plain strings."""
        return StatusTable(self._name, self._rows, self._columns, text=True)

    def to_pylist(self) -> list[dict[str, Any]]:
        """Return the rows as dicts."""
        rows: list[dict[str, Any]] = na.Array(self).to_pylist()
        return rows

    def __len__(self) -> int:
        return self._rows

    def __repr__(self) -> str:
        rows = counted(self._rows, "row")
        return f"<StatusTable {self._name}, {rows}: {', '.join(self._columns)}>"

    def __arrow_c_schema__(self) -> object:
        """Return the schema as a capsule of the Arrow C data interface."""
        return self._made().schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the table as a capsule of the Arrow C stream interface, in its own schema.

        A schema that is requested is ignored, as the interface allows.
        """
        made = self._made()
        return CArrayStream.from_c_arrays([made], made.schema).__arrow_c_stream__()

    def _made(self) -> Any:
        return _arrow.struct({name: make(self._text) for name, make in self._columns.items()})


@final
class StatusTables:
    """Every status of many orders at one moment, each with the codes of its reasons and notes."""

    def __init__(
        self,
        snapshot: Snapshot,
        results: Results,
        as_of: AsOf,
        settings: Settings,
        linked: Callable[[], Snapshot],
    ) -> None:
        self._results = results
        self._as_of = as_of
        self._settings = settings
        self._linked = linked
        self._evaluated = results["order_status"] >= 0
        self._order_lines = snapshot.arrays["order_lines"]
        self._rows_of_lines = snapshot.rows["lines"]
        self._ids = {name: joined(_given(snapshot, name)) for name in ("orders", "lines")}
        self._sources = [_given(snapshot, name) for name in SOURCES]
        self._faults = len(snapshot.faults)

    @property
    def as_of(self) -> date | datetime:
        """The day or moment that the statuses are for."""
        return self._as_of.value

    @property
    def orders(self) -> StatusTable:
        """The statuses of each order, in the order of the input, without those rejected.

        Columns: order_id, status, pipeline_stage, next_change, product, invoicing,
        invoicing_percent, payment, payment_percent, reasons, notes, and the reasons and notes of
        product, invoicing and payment.
        """
        rows = self._order_rows
        return StatusTable("orders", len(_at(self._evaluated, rows)), self._order_columns(rows))

    def _order_columns(self, rows: Ints | None) -> Mapping[str, Column]:
        """Return the columns of some orders; of those that were rejected, nulls."""
        of = {name: _at(self._results[name], rows) for name in OF_ORDERS}
        return {
            "order_id": lambda _: taken_ids(self._ids["orders"], rows),
            "status": _words(of["order_status"], OrderStatus),
            "pipeline_stage": _words(_STAGES[of["order_status"]], OrderStatus),
            "next_change": lambda _: self._next_changes(rows),
            "product": _words(of["order_product"], ProductStatus),
            "invoicing": _words(of["order_invoicing"], InvoicingStatus),
            "invoicing_percent": lambda _: _arrow.percents(of["invoicing_percent"]),
            "payment": _words(of["order_payment"], PaymentStatus),
            "payment_percent": lambda _: _arrow.percents(of["payment_percent"]),
            "reasons": _codes(of["order_rows"], ORDER.rows),
            "notes": _codes(of["order_notes"], ORDER.notes),
            **self._product_codes(rows),
            "invoicing_reasons": _codes(of["invoicing_rows"], INVOICING.rows),
            "invoicing_notes": _codes(of["invoicing_notes"], INVOICING.notes),
            "payment_reasons": _codes(of["payment_rows"], PAYMENT.rows),
            "payment_notes": _codes(of["payment_notes"], PAYMENT.notes),
        }

    @property
    def lines(self) -> StatusTable:
        """The status of the goods of each line; null where the line needs none from stock.

        Columns: order_id, line_id, status, reasons, notes.
        """
        rows = self._line_rows
        columns = {"order_id": lambda _: self._order_ids(rows), **self._line_columns(rows)}
        return StatusTable("lines", len(_at(self._results["line_status"], rows)), columns)

    def _line_columns(self, rows: Ints | None) -> Mapping[str, Column]:
        of = {name: _at(self._results[name], rows) for name in OF_LINES}
        return {
            "line_id": lambda _: self._line_ids(rows),
            "status": _words(of["line_status"], ProductStatus),
            "reasons": _codes(of["line_rows"], PRODUCT.rows),
            "notes": _codes(of["line_notes"], PRODUCT.notes),
        }

    @property
    def sources(self) -> StatusTable:
        """The status of each manufacturing, purchase and transfer order behind a line.

        Columns: order_id, line_id, kind, source_id, status, reasons, notes.
        """
        slots = self._slots
        lines = cache(lambda: self._lines_of(slots))
        columns = {
            "order_id": lambda _: self._order_ids(lines()),
            "line_id": lambda _: self._line_ids(lines()),
            **self._source_columns(slots),
        }
        return StatusTable("sources", len(slots), columns)

    def _source_columns(self, slots: Ints) -> Mapping[str, Column]:
        of = {name: self._results[name][slots] for name in OF_SUPPLIES}
        kinds = of["source_kind"]
        return {
            "kind": _words(kinds, SourceKind),
            "source_id": lambda text: self._source_ids(kinds, of["source_row"], text=text),
            "status": _words(of["source_status"], SourceStatus),
            "reasons": _codes(*_side_by_side(of["source_rows"], kinds, _SOURCE_ROWS)),
            "notes": _codes(*_side_by_side(of["source_notes"], kinds, _SOURCE_NOTES)),
        }

    @property
    def rejected(self) -> StatusTable:
        """What is wrong with rows of the input, once for each order that has no answer for it.

        Columns: table, key, column, value, expected, advice, order_id. At most 100 orders are
        named for a fault; the order is null where the row belongs to none.
        """
        faults = [fault for fault, _ in self._rejected]
        orders = np.array([row for _, row in self._rejected], np.int64)
        orders[orders >= 0] = readable(self._ids["orders"], orders[orders >= 0])
        columns = {
            **_fault_columns(faults),
            "order_id": lambda _: taken_ids(self._ids["orders"], orders),
        }
        return StatusTable("rejected", len(faults), columns)

    @property
    def nested(self) -> StatusTable:
        """The answers to each order in one row, in the order of the input, with those rejected.

        Columns: those of `orders`, null where the order was rejected; lines, a list of structs
        with line_id, status, reasons, notes and sources, which is a list of structs again; faults,
        a list of structs with the columns of `rejected`.
        """
        orders, lines = self._evaluated.size, self._line_rows
        of_orders = np.where(self._evaluated, np.diff(self._order_lines), 0)
        before = offsets_of(self._results["source_kind"] >= 0)
        of_lines = _at(np.diff(before[self._results["line_slots"]]), lines)
        found = sorted((row, n) for n, (_, row) in enumerate(self._rejected) if row >= 0)
        faults = np.bincount([row for row, _ in found], minlength=orders)
        sources = _lists(of_lines, self._source_columns(self._slots))
        rows = np.arange(orders)
        rows[~self._evaluated] = readable(self._ids["orders"], rows[~self._evaluated])
        columns = {
            **self._order_columns(None),
            "order_id": lambda _: taken_ids(self._ids["orders"], rows),
            "lines": _lists(of_orders, {**self._line_columns(lines), "sources": sources}),
            "faults": _lists(faults, _fault_columns([self._rejected[n][0] for _, n in found])),
        }
        return StatusTable("nested", orders, columns)

    def report(self, order_id: str | int | UUID) -> OrderReport:
        """Return the full report of one order, with its sentences.

        Raises InvalidInput where there is no such order, or where it was rejected.
        """
        ids = self._ids["orders"]
        found = find(ids, order_id)
        rows = [row for row in found if self._evaluated[row]]
        if found and not rows:
            raise InvalidInput(f"CustomerOrder {shown(order_id)}", self._faults_of(found[0]))
        if not found:
            raise InvalidInput("StatusTables.report", [_unknown(order_id, ids)])
        order = self._models.order(rows[0])
        context = EvaluationContext(self._as_of, self._settings, self._pegging)
        return evaluated_report(order, context)

    def __repr__(self) -> str:
        orders = counted(int(np.count_nonzero(self._evaluated)), "order")
        faults = counted(self._faults, "fault")
        return f"<StatusTables of {orders} and {faults}, as of {self._as_of.value}>"

    @cached_property
    def _snapshot(self) -> Snapshot:
        """The tables, linked again: what reports and faults are made of takes much memory."""
        return self._linked()

    @cached_property
    def _models(self) -> Models:
        return Models(self._snapshot)

    @cached_property
    def _pegging(self) -> Pegging | None:
        return pegged(self._snapshot, self._models, self._as_of, self._settings)

    @cached_property
    def _rejected(self) -> list[tuple[Rejected, int]]:
        """The faults, each with the row of an order that it touches; -1 where there is none."""
        if not self._faults:
            return []
        orders_of = self._snapshot.orders_of
        return [
            (fault, row)
            for fault in self._snapshot.faults.rejected()
            for row in orders_of(fault.source, fault.row) or [-1]
        ]

    def _faults_of(self, order: int) -> list[Fault]:
        """Return what is wrong with the rows that belong to an order."""
        every = self._evaluated.size
        return [
            each.fault.under(f"{each.table}[{shown(each.key)}].{each.column}")
            for each in self._snapshot.faults.rejected()
            if order in self._snapshot.orders_of(each.source, each.row, every)
        ]

    def _next_changes(self, rows: Ints | None) -> Any:
        if not self._as_of.has_time:
            return _arrow.days(_at(self._results["next_change"], rows))
        return _arrow.moments(_at(self._results["next_change"], rows), self._as_of.zone)

    def _product_codes(self, rows: Ints | None) -> Mapping[str, Column]:
        """Return the reasons of the lines that have the order's product status, and all notes."""
        of, offsets = self._results, self._order_lines

        def reasons(text: bool) -> Any:
            is_worst = of["line_status"] == np.repeat(of["order_product"], np.diff(offsets))
            masks = _united(np.where(is_worst, of["line_rows"], 0), offsets)
            return _codes(_at(masks, rows), PRODUCT.rows)(text)

        def notes(text: bool) -> Any:
            delayed = (of["product_notes_delayed"] == 1).astype(np.uint16) << len(PRODUCT.notes)
            masks = _united(of["line_notes"], offsets) | delayed
            return _code_lists(_at(masks, rows), _PRODUCT_NOTES)(text)

        return {"product_reasons": reasons, "product_notes": notes}

    @property
    def _order_rows(self) -> Ints | None:
        """The orders that were evaluated; None where all were."""
        return None if self._evaluated.all() else np.flatnonzero(self._evaluated)

    @property
    def _line_rows(self) -> Ints | None:
        """The lines of these orders."""
        if self._order_rows is None:
            return None
        return np.flatnonzero(self._evaluated[self._orders_of(None)])

    @property
    def _slots(self) -> Ints:
        """The slots that have a source."""
        return np.flatnonzero(self._results["source_kind"] >= 0)

    def _orders_of(self, lines: Ints | None) -> Ints:
        """Return the order of each of some lines."""
        return _at(runs_of(self._order_lines), lines)

    def _lines_of(self, slots: Ints) -> Ints:
        """Return the line of each of some slots."""
        return runs_of(self._results["line_slots"])[slots]

    def _order_ids(self, lines: Ints | None) -> Any:
        return taken_ids(self._ids["orders"], self._orders_of(lines))

    def _line_ids(self, lines: Ints | None) -> Any:
        rows = self._rows_of_lines
        return taken_ids(self._ids["lines"], lines if rows is None else _at(rows, lines))

    def _source_ids(self, kinds: Ints, rows: Ints, *, text: bool) -> Any:
        counts = [sum(each.rows for each in given) for given in self._sources]
        ids = joined([*chain(*self._sources)]).take(offsets_of(np.array(counts))[kinds] + rows)
        return as_array(ids.as_text() if text else ids)


def _given(snapshot: Snapshot, table: str) -> list[Any]:
    """Return the ids of a table, row by row, in one column or more; none where it is not given."""
    columns = [each.ids["id"] for each in snapshot.stacks[table].tables]
    return [column for column in columns if column is not None]


def with_columns(table: StatusTable, names: Sequence[str]) -> StatusTable:
    """Return a table with these of its columns alone, as each is made when the table is read."""
    columns = {name: make for name, make in table._columns.items() if name in names}  # noqa: SLF001
    return StatusTable(table._name, len(table), columns, text=table._text)  # noqa: SLF001


def ids_of_rejected(answered: StatusTables) -> Ids:
    """Return the ids of the orders that were not evaluated."""
    rejected = np.flatnonzero(~answered._evaluated)  # noqa: SLF001 of this module
    return answered._ids["orders"].take(rejected)  # noqa: SLF001


def _fault_columns(faults: Sequence[Rejected]) -> Mapping[str, Column]:
    return {
        name: _texts([getattr(fault, name) for fault in faults])
        for name in ("table", "key", "column", "value", "expected", "advice")
    }


def _lists(counts: Ints, columns: Mapping[str, Column]) -> Column:
    """Return what makes lists of structs, each of the next `counts[n]` rows."""
    offsets = offsets_of(counts)
    return lambda text: _arrow.lists(
        offsets, _arrow.struct({name: make(text) for name, make in columns.items()})
    )


def _texts(texts: Sequence[str]) -> Column:
    return lambda _: _arrow.texts(*_arrow.written(texts))


def _words(codes: Ints, vocabulary: type[Term]) -> Column:
    return lambda text: _arrow.words(codes, [term.value for term in vocabulary], text=text)


def _codes(masks: Ints, of: Sequence[Row[Any] | Note[Any]]) -> Column:
    """Return what makes the lists of codes of the rows, or of the notes, whose bits are set."""
    return _code_lists(masks, [each.code for each in of])


def _code_lists(masks: Ints, codes: Sequence[ReasonCode | None]) -> Column:
    values = [None if code is None else code.value for code in codes]
    return lambda text: _arrow.code_lists(masks, values, text=text)


def _at(values: Ints, rows: Ints | None) -> Ints:
    return values if rows is None else values[rows]


def _united(masks: Ints, offsets: Ints) -> Ints:
    """Return the bits of all masks between two offsets."""
    starts = offsets[:-1]
    is_full = starts < offsets[1:]
    united = np.zeros(len(starts), masks.dtype)
    if is_full.any():
        united[is_full] = np.bitwise_or.reduceat(masks, starts[is_full])
    return united


def _side_by_side(masks: Ints, kinds: Ints, of: Sequence[Sequence[Any]]) -> tuple[Ints, list[Any]]:
    """Return masks in which each kind of source has its own bits, and what all the bits are of."""
    before = offsets_of(np.array([len(each) for each in of]))
    return masks.astype(np.uint32) << before[kinds].astype(np.uint32), list(chain(*of))


def _unknown(order_id: object, ids: Ids) -> Fault:
    """Return the fault of an id that no order has; it suggests the nearest."""
    known = [str(ids.value(row)) for row in range(min(ids.rows, _MOST_IDS))]
    near = get_close_matches(str(order_id), known, 1)
    advice = f"did you mean {near[0]!r}?" if near else "send an id of the table orders"
    return Fault("order_id", order_id, "the id of an order", advice)


_TABLES: Final = (MANUFACTURING, PURCHASE, TRANSFER)
_SOURCE_ROWS: Final = tuple(table.rows for table in _TABLES)
_SOURCE_NOTES: Final = tuple(table.notes for table in _TABLES)
_PRODUCT_NOTES: Final = (*(note.code for note in PRODUCT.notes), ReasonCode.LINES_DELAYED)
_STAGES: Final = np.array(
    [*(each.rank if each in PIPELINE else -1 for each in OrderStatus), -1], np.int8
)
"""The stage of the pipeline by status; that of status -1 is none."""
