"""The rules in polars, lazily, for normalised tables."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import polars as pl
import pyarrow as pa
from benchmarks.engines.objects import Answers
from polars import col, lit, when

LINE = ["order_id", "line_id"]
PART = ["manufacturing_order_id", "part_id"]
PRODUCT = {
    0: "not_booked",
    2: "requested",
    3: "delayed",
    4: "possibly_delayed",
    5: "expected_on_time",
    6: "ready_for_shipment",
    7: "delivered",
}
_KINDS = ["manufacturing", "purchase", "transfer"]


def answers(
    tables: Mapping[str, pa.Table],
    as_of: date,
    engine: Literal["streaming", "in-memory"] = "streaming",
) -> Answers:
    """Answer with normalised tables, or with one of nested orders that is named `nested`."""
    given = {name: pl.DataFrame(table) for name, table in tables.items()}
    if "nested" in given:
        given = _unnested(given["nested"])
    frames = {name: _with_floats(frame).lazy() for name, frame in given.items()}
    orders, lines, sources = pl.collect_all(rules(frames, as_of), engine=engine)
    return {"orders": orders.to_arrow(), "lines": lines.to_arrow(), "sources": sources.to_arrow()}


def _with_floats(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with decimals as floats, which are exact enough and much quicker."""
    decimals = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Decimal)]
    return frame.with_columns(col(decimals).cast(pl.Float64))


def _unnested(nested: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return nested orders as normalised tables; copies of a lot or a source are one.

    It is not lazy, since the optimizer would unnest the same lists again for each table.
    """
    lines = _listed(nested, "lines", order_id="id")
    bookings = _listed(lines, "bookings", order_id="order_id", line_id="id")
    lot = col("lot").struct
    mo = bookings.select(mo=lot.field("manufacturing_order")).filter(col("mo").is_not_null())
    mo = mo.unnest("mo").unique("id", keep="any")
    parts = _listed(mo, "parts", manufacturing_order_id="id")
    part_bookings = _listed(
        parts, "bookings", manufacturing_order_id="manufacturing_order_id", part_id="id"
    )
    lots = pl.concat(
        [
            bookings.select(col("lot").struct.unnest()),
            part_bookings.select(col("lot").struct.unnest()),
        ],
        how="diagonal",
    ).unique("id", keep="any")
    sources = {name: col(f"{name}_order").struct.field("id") for name in _KINDS}
    kind = pl.coalesce(when(each.is_not_null()).then(lit(name)) for name, each in sources.items())
    return {
        "orders": nested.select("id", "stage", "promised_on", "total"),
        "lines": lines,
        "bookings": bookings.with_columns(lot_id=lot.field("id")),
        "lots": lots.select(
            "id",
            "status",
            "expected_on",
            source_kind=kind,
            source_id=pl.coalesce(sources.values()),
        ),
        "manufacturing_orders": mo,
        "parts": parts,
        "part_bookings": part_bookings.with_columns(lot_id=lot.field("id")),
        "operations": _listed(mo, "operations", manufacturing_order_id="id"),
        "purchase_orders": _sources_of(lots, "purchase_order"),
        "transfer_orders": _sources_of(lots, "transfer_order"),
        "invoices": _listed(nested, "invoices", order_id="id"),
    }


def _listed(parents: pl.DataFrame, name: str, **keys: str) -> pl.DataFrame:
    """Return the structs in a list, one a row, with the keys of their parents."""
    rows = parents.select(name, **{key: col(each) for key, each in keys.items()})
    return rows.explode(name).filter(col(name).is_not_null()).unnest(name)


def _sources_of(lots: pl.DataFrame, name: str) -> pl.DataFrame:
    rows = lots.select(name).filter(col(name).is_not_null())
    return rows.unnest(name).unique("id", keep="any")


def rules(frames: Mapping[str, pl.LazyFrame], as_of: date) -> list[pl.LazyFrame]:
    """Return the answers for orders, lines and sources."""
    today = lit(as_of)
    plans = _plans(frames["manufacturing_orders"], frames["operations"])
    supplies = _supplies(frames, plans)
    productions = _productions(frames, plans, supplies, today)
    demands = _demands(frames["lines"], frames["orders"])
    usable = _covered(
        frames["bookings"]
        .join(demands.filter(~col("canceled"), col("stocked")), on=LINE)
        .join(supplies, on="lot_id"),
        LINE,
        "promised_on",
    )
    line_rows = _line_rows(demands, usable, productions, today)
    return [
        _orders(frames["orders"], frames["invoices"], line_rows),
        line_rows.select(*LINE, _product("rank").alias("status"), "reason"),
        _sources(usable, productions, frames, today),
    ]


def _plans(manufacturing_orders: pl.LazyFrame, operations: pl.LazyFrame) -> pl.LazyFrame:
    steps = operations.group_by(id="manufacturing_order_id").agg(
        operations_start=col("planned_start").min(),
        operations_finish=col("planned_finish").max(),
        begun=(col("started") | col("finished")).any(),
        next_start=col("planned_start").filter(~col("started"), ~col("finished")).min(),
        next_finish=col("planned_finish").filter(~col("finished")).min(),
    )
    begun = _is("stage", "in_progress", "paused", "finished") | col("begun").fill_null(False)
    return manufacturing_orders.join(steps, on="id", how="left").select(
        "id",
        "stage",
        "next_start",
        "next_finish",
        start_on=pl.coalesce("planned_start", "operations_start"),
        finish_on=pl.coalesce("planned_finish", "operations_finish"),
        begun=begun,
    )


def _supplies(frames: Mapping[str, pl.LazyFrame], plans: pl.LazyFrame) -> pl.LazyFrame:
    """What each lot gives: only lots that may count, with their sources."""
    sources = pl.concat([
        plans.select(
            "id",
            kind=lit(0, pl.Int8),
            source_on="finish_on",
            counts=~_is("stage", "canceled"),
            open=_is("stage", "new", "not_scheduled"),
            closed=_is("stage", "finished"),
            started="begun",
            unscheduled=_is("stage", "new", "not_scheduled"),
        ),
        frames["purchase_orders"].select(
            "id",
            kind=lit(1, pl.Int8),
            source_on="expected_on",
            counts=~_is("stage", "canceled", "rfq"),
            open=_is("stage", "new", "approved"),
            closed=_is("stage", "received"),
            started=lit(False),
            unscheduled=lit(False),
        ),
        frames["transfer_orders"].select(
            "id",
            kind=lit(2, pl.Int8),
            source_on="planned_arrival_on",
            counts=~_is("stage", "canceled"),
            open=lit(False),
            closed=_is("stage", "received"),
            started=lit(False),
            unscheduled=lit(False),
        ),
    ])  # fmt: skip
    kind = (
        when(col("source_kind") == "manufacturing")
        .then(0)
        .when(col("source_kind") == "purchase")
        .then(1)
    )
    lots = frames["lots"].with_columns(
        kind=kind.when(col("source_kind") == "transfer").then(2).cast(pl.Int8)
    )
    received = _is("status", "received")
    planned = _is("status", "planned")
    return (
        lots.join(sources, left_on=["kind", "source_id"], right_on=["kind", "id"], how="left")
        .filter(
            received
            | (_is("status", "requested", "planned", "on_hold") & col("counts").fill_null(True))
        )
        .select(
            "kind",
            "source_id",
            lot_id="id",
            received=received,
            expected_on=when(~received).then(pl.coalesce("expected_on", "source_on")),
            requested=_is("status", "requested"),
            source_requested=planned & col("open").fill_null(False),
            source_closed=planned & col("closed").fill_null(False),
            counts=col("counts").fill_null(True),
            started=col("started").fill_null(False),
            unscheduled=col("unscheduled").fill_null(False),
        )
    )


def _covered(bookings: pl.LazyFrame, demand: Sequence[str], promise: str) -> pl.LazyFrame:
    """Add whether each booking decides: the best, until the outstanding quantity is reached."""
    requested = col("requested") | col("source_requested")
    urgency = (
        when(col("received")).then(0)
        .when(requested).then(4)
        .when(col("expected_on").is_null()).then(2)
        .when(col(promise).is_null() | (col("expected_on") <= col(promise))).then(1)
        .otherwise(3)
    )  # fmt: skip
    day = when(~requested).then(col("expected_on").to_physical()).otherwise(0).fill_null(0)
    before = col("quantity").cum_sum() - col("quantity")
    return (
        bookings.with_columns(rank=urgency * 10_000_000 + day)
        .with_columns(covers=before.over(demand, order_by=["rank", "lot_id"]) < col("outstanding"))
    )  # fmt: skip


def _productions(
    frames: Mapping[str, pl.LazyFrame], plans: pl.LazyFrame, supplies: pl.LazyFrame, today: pl.Expr
) -> pl.LazyFrame:
    needs = frames["parts"].join(
        plans.select("start_on", manufacturing_order_id="id"), on="manufacturing_order_id"
    ).select(
        "manufacturing_order_id", "start_on", part_id="id",
        outstanding=col("quantity") - col("consumed"),
    )  # fmt: skip
    booked = _covered(
        frames["part_bookings"]
        .join(needs.filter(col("outstanding") > 0), on=PART)
        .join(supplies, on="lot_id"),
        PART,
        "start_on",
    )
    covers = col("covers")
    by_part = booked.group_by(PART).agg(
        booked=col("quantity").sum(),
        requested=(covers & (col("requested") | col("source_requested"))).any(),
        unreceived=(covers & ~col("received")).any(),
        undated=(covers & ~col("received") & col("expected_on").is_null()).any(),
        first_expected=when(covers).then("expected_on").min(),
        last_expected=when(covers).then("expected_on").max(),
    )
    short = (col("outstanding") > 0) & (col("booked").fill_null(0) < col("outstanding"))
    by_order = needs.join(by_part, on=PART, how="left").group_by(id="manufacturing_order_id").agg(
        short.any().alias("short"),
        col("requested", "unreceived", "undated").any(),
        col("first_expected").min(),
        col("last_expected").max(),
    )  # fmt: skip
    late = (
        (col("first_expected") < today)
        | (col("start_on") < col("last_expected"))
        | (col("start_on") < today)
    )
    undated = col("finish_on").is_null() | (col("undated") & col("start_on").is_not_null())
    reason = (
        when(_is("stage", "finished")).then(lit("mo_finished"))
        .when(col("short")).then(lit("part_not_booked"))
        .when(_is("stage", "new")).then(lit("mo_not_approved"))
        .when(_is("stage", "not_scheduled")).then(lit("mo_not_scheduled"))
        .when(col("requested")).then(lit("part_requested"))
        .when(col("finish_on") < today).then(lit("mo_finish_passed"))
        .when(col("unreceived") & late).then(lit("part_not_received_on_time"))
        .when(col("next_start") < today).then(lit("operation_not_started_on_time"))
        .when(col("next_finish") < today).then(lit("operation_not_finished_on_time"))
        .when(undated).then(lit("no_expected_date"))
        .otherwise(lit("all_expected_on_time"))
    )  # fmt: skip
    return plans.join(by_order, on="id", how="left").select(
        source_id="id",
        kind=lit(0, pl.Int8),
        part_on=when(~_is("stage", "finished")).then("last_expected"),
        production=reason,
    )


def _demands(lines: pl.LazyFrame, orders: pl.LazyFrame) -> pl.LazyFrame:
    target = col("quantity") - col("closed")
    outstanding = when(target > 0).then((target - col("shipped")).clip(0)).otherwise(0)
    return lines.join(
        orders.select("stage", order_id="id", order_promise="promised_on"), on="order_id"
    ).select(
        "order_id",
        line_id="id",
        stocked=_is("kind", "stocked"),
        countable=_is("kind", "stocked") & (target > 0),
        outstanding=outstanding,
        promised_on=pl.coalesce("promised_on", "order_promise"),
        canceled=_is("stage", "canceled"),
        finished=_is("stage", "delivered", "canceled", "archived"),
    )


def _line_rows(
    demands: pl.LazyFrame, usable: pl.LazyFrame, productions: pl.LazyFrame, today: pl.Expr
) -> pl.LazyFrame:
    covers, kind = col("covers"), col("kind")
    coming = covers & ~col("received")
    by_line = usable.join(productions, on=["kind", "source_id"], how="left").group_by(LINE).agg(
        booked=col("quantity").sum(),
        unreceived=coming.any(),
        lot_requested=(covers & col("requested")).any(),
        mo_requested=(covers & col("source_requested") & (kind == 0)).any(),
        po_requested=(covers & col("source_requested") & (kind == 1)).any(),
        mo_on=when(covers & (kind == 0)).then("expected_on").max(),
        po_on=when(covers & (kind == 1)).then("expected_on").max(),
        to_on=when(covers & (kind == 2)).then("expected_on").max(),
        lot_on=when(covers & kind.is_null()).then("expected_on").max(),
        undated=(coming & col("expected_on").is_null()).any(),
        part_on=when(coming).then("part_on").max(),
        source_closed=(covers & col("source_closed")).any(),
        started=(coming & col("started")).any(),
        unscheduled=(coming & col("unscheduled")).any(),
    )  # fmt: skip
    promise = col("promised_on")
    reason = (
        when(~col("countable")).then(None)
        .when(col("outstanding") == 0).then(lit("all_shipped"))
        .when(col("canceled")).then(lit("order_canceled"))
        .when(col("booked").fill_null(0) < col("outstanding")).then(lit("not_fully_booked"))
        .when(~col("unreceived")).then(lit("all_in_stock"))
        .when(col("lot_requested")).then(lit("lot_requested"))
        .when(col("mo_requested")).then(lit("mo_not_scheduled"))
        .when(col("po_requested")).then(lit("po_not_ordered"))
        .when(col("finished")).then(lit("order_finished"))
        .when(col("mo_on") > promise).then(lit("mo_finish_after_promise"))
        .when(col("po_on") > promise).then(lit("po_expected_after_promise"))
        .when(col("to_on") > promise).then(lit("to_arrival_after_promise"))
        .when(col("lot_on") > promise).then(lit("lot_expected_after_promise"))
        .when(promise < today).then(lit("promise_passed"))
        .when(col("mo_on") == promise).then(lit("mo_finish_on_promise"))
        .when(col("po_on") == promise).then(lit("po_expected_on_promise"))
        .when(col("to_on") == promise).then(lit("to_arrival_on_promise"))
        .when(col("lot_on") == promise).then(lit("lot_expected_on_promise"))
        .when(promise == today).then(lit("promise_today"))
        .when(promise.is_not_null() & col("undated")).then(lit("no_expected_date"))
        .when(col("part_on") >= promise).then(lit("part_expected_after_promise"))
        .when(col("source_closed")).then(lit("source_closed"))
        .when(promise.is_null()).then(lit("no_promised_date"))
        .otherwise(lit("all_expected_on_time"))
    )  # fmt: skip
    late = [
        "mo_finish_after_promise", "po_expected_after_promise", "to_arrival_after_promise",
        "lot_expected_after_promise", "promise_passed",
    ]  # fmt: skip
    rank = (
        when(col("reason").is_null()).then(None)
        .when(_is("reason", "order_canceled", "not_fully_booked")).then(0)
        .when(_is("reason", "lot_requested", "mo_not_scheduled", "po_not_ordered")).then(2)
        .when(_is("reason", *late)).then(3)
        .when(_is("reason", "order_finished", "no_promised_date", "all_expected_on_time")).then(5)
        .when(_is("reason", "all_in_stock")).then(6)
        .when(_is("reason", "all_shipped")).then(7)
        .otherwise(4)
    )  # fmt: skip
    return (
        demands.join(by_line, on=LINE, how="left")
        .with_columns(reason=reason)
        .with_columns(rank=rank.cast(pl.Int8))
    )


def _sources(
    usable: pl.LazyFrame,
    productions: pl.LazyFrame,
    frames: Mapping[str, pl.LazyFrame],
    today: pl.Expr,
) -> pl.LazyFrame:
    behind = (
        usable.filter(col("kind").is_not_null(), col("counts"), ~col("finished"))
        .group_by(*LINE, "kind", "source_id")
        .agg(
            received=col("received").all(),
            due_on=col("expected_on").max(),
            promised_on=col("promised_on").first(),
            waiting=col("outstanding").first() > 0,
        )
    )
    due, promise, received = col("due_on"), col("promised_on"), col("received")
    purchase = (
        when(received | _is("stage", "received")).then(lit("po_received"))
        .when(_is("stage", "new", "approved")).then(lit("po_not_ordered"))
        .when(col("waiting") & (promise < today)).then(lit("promise_passed"))
        .when(due < today).then(lit("po_overdue"))
        .when(col("waiting") & (due > promise)).then(lit("po_expected_after_promise"))
        .otherwise(lit("all_expected_on_time"))
    )  # fmt: skip
    to_ship = _is("stage", "new", "ready_for_shipment")
    transfer = (
        when(received | _is("stage", "received")).then(lit("to_received"))
        .when(due < today).then(lit("to_arrival_passed"))
        .when(col("waiting") & (due > promise)).then(lit("to_arrival_after_promise"))
        .when(col("waiting") & (promise < today)).then(lit("promise_passed"))
        .when(to_ship & (col("planned_shipment_on") < today)).then(lit("to_shipment_passed"))
        .when(due.is_null()).then(lit("no_expected_date"))
        .otherwise(lit("all_expected_on_time"))
    )  # fmt: skip
    found = pl.concat([
        behind.join(productions, on=["kind", "source_id"]).select(
            *LINE, "source_id", kind=lit("manufacturing"),
            reason=when(received).then(lit("mo_finished")).otherwise("production"),
        ),
        behind.filter(col("kind") == 1)
        .join(frames["purchase_orders"].select("stage", source_id="id"), on="source_id")
        .select(*LINE, "source_id", kind=lit("purchase"), reason=purchase),
        behind.filter(col("kind") == 2)
        .join(
            frames["transfer_orders"].select("stage", "planned_shipment_on", source_id="id"),
            on="source_id",
        )
        .select(*LINE, "source_id", kind=lit("transfer"), reason=transfer),
    ])  # fmt: skip
    late = [
        "mo_finish_passed", "promise_passed", "po_overdue", "po_expected_after_promise",
        "to_arrival_passed", "to_arrival_after_promise",
    ]  # fmt: skip
    requested = ["mo_not_approved", "mo_not_scheduled", "part_requested", "po_not_ordered"]
    status = (
        when(_is("reason", "mo_finished", "po_received", "to_received")).then(lit("received"))
        .when(_is("reason", "part_not_booked")).then(lit("not_booked"))
        .when(_is("reason", *requested)).then(lit("requested"))
        .when(_is("reason", *late)).then(lit("delayed"))
        .when(_is("reason", "all_expected_on_time")).then(lit("expected_on_time"))
        .otherwise(lit("possibly_delayed"))
    )  # fmt: skip
    return found.with_columns(status=status)


def _orders(orders: pl.LazyFrame, invoices: pl.LazyFrame, line_rows: pl.LazyFrame) -> pl.LazyFrame:
    open_ = col("countable") & (col("outstanding") > 0)
    missing = col("booked").fill_null(0) < col("outstanding")
    by_lines = line_rows.group_by(id="order_id").agg(
        countable=col("countable").any(),
        outstanding=open_.any(),
        unready=(open_ & (missing | col("unreceived"))).any(),
        short=(open_ & missing).any(),
        surplus=(col("booked") > col("outstanding")).any(),
        started=col("started").any(),
        unscheduled=col("unscheduled").any(),
        rank=col("rank").min(),
    )
    due = pl.coalesce("payable", "amount")
    settled = (
        when(_is("status", "paid") | (due <= 0.005)).then(due)
        .when(col("paid").is_null()).then(when(_is("status", "unpaid")).then(0))
        .when(due - col("paid") > 0.005).then("paid")
        .otherwise(due)
    )  # fmt: skip
    by_invoices = (
        invoices.filter(_is("kind", "invoice"), _is("status", "unpaid", "paid_partially", "paid"))
        .select("order_id", "amount", due=due, settled=settled)
        .group_by(id="order_id")
        .agg(
            invoiced=col("amount").sum(),
            payable=col("due").sum(),
            settled=col("settled").sum(),
            unknown=col("settled").is_null().any(),
        )
    )
    outstanding = col("outstanding").fill_null(False)
    reason = (
        when(~_is("stage", "confirmed")).then(lit("assigned_manually"))
        .when(~col("countable").fill_null(False)).then(lit("no_countable_lines"))
        .when(~outstanding & col("surplus")).then(lit("surplus_booked"))
        .when(~outstanding).then(lit("all_shipped"))
        .when(~col("unready")).then(lit("all_in_stock"))
        .when(col("started")).then(lit("production_started"))
        .when(~col("short") & ~col("unscheduled")).then(lit("all_booked_and_scheduled"))
        .when(col("short")).then(lit("line_not_booked"))
        .otherwise(lit("mo_not_scheduled"))
    )  # fmt: skip
    rest = col("total") - col("invoiced")
    invoicing = (
        when(col("invoiced").is_null()).then(lit("no_counted_invoice"))
        .when((col("invoiced") <= 0.005) & ~(rest <= 0.005).fill_null(False))
        .then(lit("nothing_invoiced"))
        .when(rest <= 0.005).then(lit("fully_invoiced"))
        .otherwise(lit("partly_invoiced"))
    )  # fmt: skip
    known = ~col("unknown")
    payment = (
        when(col("invoiced").is_null()).then(lit("no_counted_invoice"))
        .when(known & (col("payable") - col("settled") <= 0.005)).then(lit("all_invoices_paid"))
        .when(known & (col("settled") <= 0.005)).then(lit("no_payment"))
        .otherwise(lit("partly_paid"))
    )  # fmt: skip
    by_reason = {
        "surplus_booked": "ready_for_shipment",
        "all_shipped": "shipped",
        "all_in_stock": "ready_for_shipment",
        "production_started": "in_production",
        "all_booked_and_scheduled": "waiting_for_production",
    }
    automatic = col("reason").replace_strict(by_reason, default="confirmed")
    by_hand = _is("reason", "assigned_manually")
    status = when(by_hand).then(col("stage").cast(pl.String)).otherwise(automatic)
    return (
        orders.join(by_lines, on="id", how="left")
        .join(by_invoices, on="id", how="left")
        .with_columns(reason=reason, invoicing_reason=invoicing, payment_reason=payment)
        .select(
            "reason",
            "invoicing_reason",
            "payment_reason",
            order_id="id",
            status=status,
            product=_product("rank"),
            invoicing=_three(
                "invoicing_reason",
                "fully_invoiced",
                "partly_invoiced",
                ["invoiced", "part_invoiced", "not_invoiced"],
            ),
            invoicing_percent=_percent(
                "invoicing_reason",
                "fully_invoiced",
                "partly_invoiced",
                col("invoiced"),
                col("total"),
            ),
            payment=_three(
                "payment_reason",
                "all_invoices_paid",
                "partly_paid",
                ["paid", "part_paid", "not_paid"],
            ),
            payment_percent=_percent(
                "payment_reason",
                "all_invoices_paid",
                "partly_paid",
                when(known).then("settled"),
                col("payable"),
            ),
        )
    )


def _three(column: str, full: str, part: str, words: list[str]) -> pl.Expr:
    return (
        when(_is(column, full)).then(lit(words[0]))
        .when(_is(column, part)).then(lit(words[1]))
        .otherwise(lit(words[2]))
    )  # fmt: skip


def _percent(column: str, full: str, part: str, some: pl.Expr, whole: pl.Expr) -> pl.Expr:
    share = (some * 100 / whole).floor().clip(1, 99)
    percent = when(_is(column, full)).then(100.0).when(_is(column, part)).then(share).otherwise(0.0)
    return percent.cast(pl.Int8)


def _is(column: str, *words: str) -> pl.Expr:
    found = col(column) == words[0]
    for word in words[1:]:
        found |= col(column) == word
    return found


def _product(rank: str) -> pl.Expr:
    return col(rank).replace_strict(PRODUCT, default=None, return_dtype=pl.String)
