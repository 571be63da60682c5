"""Read rows of Odoo as customer orders.

    from adapters import odoo

    tables = {
        model: search_read(model, fields=fields.split()) for model, fields in odoo.FIELDS.items()
    }
    orders = odoo.customer_orders(tables, ZoneInfo("Europe/Tallinn"))
    for report in costatus.sweep(orders, as_of=today): ...

`search_read` is yours: it calls that method of Odoo's API. Rows are as Odoo 17 and later returns
them: a reference is [id, name], an empty field is False, and times are text in UTC. `zone` is where
the site is, and says which day that is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from adapters.rows import Row, Tables, booked, exact, grouped, read_all, require_known, row_of

import costatus as cs

FIELDS = {  # what to ask each model for
    "sale.order": "name state commitment_date date_order write_date amount_untaxed invoice_ids",
    "sale.order.line": "order_id product_id product_uom_qty qty_delivered qty_delivered_method "
    "display_type is_downpayment",
    "stock.move": "sale_line_id product_id state product_uom_qty quantity picking_code "
    "move_orig_ids production_id raw_material_production_id created_production_id purchase_line_id "
    "created_purchase_line_ids",
    "mrp.production": "name state product_id product_qty date_start date_finished",
    "purchase.order": "name state receipt_status date_planned",
    "purchase.order.line": "order_id product_id product_qty qty_received date_planned",
    "account.move": "name move_type state payment_state amount_total amount_residual",
    "account.move.line": "move_id sale_line_ids price_subtotal",
}

ORDER_STAGES = {
    "draft": cs.OrderStatus.QUOTATION,
    "sent": cs.OrderStatus.WAITING_FOR_CONFIRMATION,
    "sale": cs.OrderStatus.CONFIRMED,
    "done": cs.OrderStatus.CONFIRMED,  # Locked, up to Odoo 16
    "cancel": cs.OrderStatus.CANCELED,
}
PRODUCTION_STAGES = {
    "draft": cs.ManufacturingStage.NEW,
    "confirmed": cs.ManufacturingStage.SCHEDULED,  # it always has a start
    "progress": cs.ManufacturingStage.IN_PROGRESS,
    "to_close": cs.ManufacturingStage.IN_PROGRESS,  # the goods are not in stock before it is done
    "done": cs.ManufacturingStage.FINISHED,
    "cancel": cs.ManufacturingStage.CANCELED,
}
PURCHASE_STAGES = {
    "draft": cs.PurchaseStage.RFQ,
    "sent": cs.PurchaseStage.RFQ,
    "to approve": cs.PurchaseStage.NEW,
    "purchase": cs.PurchaseStage.ORDERED,
    "done": cs.PurchaseStage.ORDERED,  # Locked
    "cancel": cs.PurchaseStage.CANCELED,
}
INVOICE_KINDS = {
    "out_invoice": cs.InvoiceKind.INVOICE,
    "out_refund": cs.InvoiceKind.CREDIT_INVOICE,
}
ENTRY_STATES = {"draft": cs.InvoiceState.DUMMY, "posted": None, "cancel": cs.InvoiceState.CANCELED}
PAYMENT_STATES = {  # of what is posted
    "not_paid": cs.InvoiceState.UNPAID,
    "blocked": cs.InvoiceState.UNPAID,
    "partial": cs.InvoiceState.PAID_PARTIALLY,
    "in_payment": cs.InvoiceState.PAID,  # not on the bank statement yet
    "paid": cs.InvoiceState.PAID,
    "reversed": cs.InvoiceState.CANCELED,  # credited in full: nothing is invoiced by it any more
}
OPEN = {"draft", "waiting", "confirmed"}
RESERVED = {"partially_available", "assigned"}
OVER = {"done", "cancel"}
TO_THE_CUSTOMER = {"outgoing", "dropship"}


def customer_orders(tables: Tables, zone: tzinfo) -> list[cs.CustomerOrder | cs.SweepFailure]:
    """Return the customer orders; raises UnknownCodes."""
    require_known(
        (model, tables.get(model, ()), "id", field, known)
        for model, field, known in (
            ("sale.order", "state", ORDER_STAGES),
            ("stock.move", "state", OPEN | RESERVED | OVER),
            ("mrp.production", "state", PRODUCTION_STAGES),
            ("purchase.order", "state", PURCHASE_STAGES),
            ("account.move", "move_type", INVOICE_KINDS),
            ("account.move", "state", ENTRY_STATES),
            ("account.move", "payment_state", PAYMENT_STATES),
        )
    )
    return read_all(tables["sale.order"], "name", _Database(tables, zone).order)


def _id(reference: Any) -> Any:
    """Return the id of a reference, or False where it is empty."""
    return reference and reference[0]


class _Database:
    """The rows of each model by id, and those that refer to one."""

    def __init__(self, tables: Tables, zone: tzinfo) -> None:
        self.zone = zone
        self.rows = {model: {row["id"]: row for row in tables.get(model, ())} for model in FIELDS}
        self.lines = self.referring("sale.order.line", "order_id")
        self.moves = self.referring("stock.move", "sale_line_id")
        self.raw_moves = self.referring("stock.move", "raw_material_production_id")
        self.invoice_lines = self.referring("account.move.line", "move_id")
        self.productions: dict[int, cs.ManufacturingOrder] = {}

    def row(self, model: str, id_: int) -> Row:
        return row_of(model, self.rows[model], id_)

    def referring(self, model: str, field: str) -> dict[Any, list[Row]]:
        return grouped(self.rows[model].values(), lambda row: _id(row[field]))

    def moment(self, text: str | bool) -> datetime | None:
        if not isinstance(text, str):
            return None
        return datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(self.zone)

    def day(self, text: str | bool) -> date | None:
        moment = self.moment(text)
        return moment and moment.date()

    def order(self, row: Row) -> cs.CustomerOrder:
        lines = self.lines.get(row["id"], [])
        stage = ORDER_STAGES[row["state"]]
        goods = [each for each in lines if not each["display_type"] and not each["is_downpayment"]]
        return cs.CustomerOrder(
            id=row["name"],
            stage=stage,
            lines=[self.line(each, stage) for each in goods],
            promised_on=self.day(row["commitment_date"]),
            total=row["amount_untaxed"],
            invoices=[
                self.invoice(self.row("account.move", each), {line["id"] for line in lines})
                for each in row["invoice_ids"]
            ],
            created_on=self.day(row["date_order"]),
            last_activity_on=self.day(row["write_date"]),
        )

    def line(self, row: Row, stage: cs.OrderStatus) -> cs.OrderLine:
        moves = [
            each
            for each in self.moves.get(row["id"], ())
            if each["picking_code"] in TO_THE_CUSTOMER
        ]
        # What was not delivered is given up where no move is left that could deliver it.
        given_up = bool(moves) and all(each["state"] in OVER for each in moves)
        rest = exact(row["product_uom_qty"]) - exact(row["qty_delivered"])
        return cs.OrderLine(
            id=str(row["id"]),
            item=str(_id(row["product_id"])),
            quantity=row["product_uom_qty"],
            shipped=row["qty_delivered"],
            closed=max(rest, Decimal(0)) if given_up and stage is cs.OrderStatus.CONFIRMED else 0,
            kind="stocked" if row["qty_delivered_method"] == "stock_move" else "non_inventory",
            bookings=[booking for each in moves for booking in self.bookings(each)],
        )

    def bookings(self, move: Row) -> Iterator[cs.Booking]:
        """Yield what is reserved for a move, then what comes for the rest of it."""
        rest = exact(move["product_uom_qty"]) if move["state"] not in OVER else Decimal(0)
        for lot, quantity in {lot.id: (lot, held) for lot, held in self.supplies(move)}.values():
            yield from booked(lot, min(rest, quantity))
            rest -= min(rest, quantity)

    def supplies(self, move: Row) -> Iterator[tuple[cs.StockLot, Decimal]]:
        """Yield lots and what they hold for a move, from it and from the moves before it."""
        if move["picking_code"] == "dropship":  # reserved at the vendor's means nothing
            yield self.bought(_id(move["purchase_line_id"]))
            return
        if move["state"] in RESERVED:
            id_, item = f"stock.move,{move['id']}", str(_id(move["product_id"]))
            yield cs.StockLot(id_, item, cs.LotStatus.RECEIVED), exact(move["quantity"])
        if move["created_production_id"]:
            yield self.made(_id(move["created_production_id"]))
        yield from map(self.bought, move["created_purchase_line_ids"])
        for before in (self.row("stock.move", each) for each in move["move_orig_ids"]):
            if before["state"] in OVER:
                continue
            if before["production_id"]:
                yield self.made(_id(before["production_id"]))
            elif before["purchase_line_id"]:
                yield self.bought(_id(before["purchase_line_id"]))
            else:
                yield from self.supplies(before)

    def made(self, production: int) -> tuple[cs.StockLot, Decimal]:
        row = self.row("mrp.production", production)
        if production not in self.productions:
            self.productions[production] = cs.ManufacturingOrder(
                id=row["name"],
                stage=PRODUCTION_STAGES[row["state"]],
                planned_start=self.moment(row["date_start"]),
                planned_finish=self.moment(row["date_finished"]),
                parts=list(map(self.part, self.raw_moves.get(production, ()))),
            )
        lot = cs.StockLot(
            id=f"mrp.production,{production}",
            item=str(_id(row["product_id"])),
            status=cs.LotStatus.PLANNED,
            source=self.productions[production],
        )
        return lot, exact(row["product_qty"])

    def part(self, move: Row) -> cs.Part:
        over = move["state"] in OVER
        return cs.Part(
            id=str(move["id"]),
            item=str(_id(move["product_id"])),
            quantity=move["quantity"] if over else move["product_uom_qty"],
            consumed=move["quantity"] if over else 0,
            bookings=list(self.bookings(move)),
        )

    def bought(self, line: int) -> tuple[cs.StockLot, Decimal]:
        row = self.row("purchase.order.line", line)
        order = self.row("purchase.order", _id(row["order_id"]))
        received = order["receipt_status"] == "full"
        lot = cs.StockLot(
            id=f"purchase.order.line,{line}",
            item=str(_id(row["product_id"])),
            status=cs.LotStatus.PLANNED,
            expected_on=self.day(row["date_planned"]),
            source=cs.PurchaseOrder(
                id=order["name"],
                stage=cs.PurchaseStage.RECEIVED if received else PURCHASE_STAGES[order["state"]],
                expected_on=self.day(order["date_planned"]),
            ),
        )
        return lot, exact(row["product_qty"]) - exact(row["qty_received"])

    def invoice(self, row: Row, lines: set[int]) -> cs.Invoice:
        """Read an invoice; its amount is that of these lines, as it may be for several orders."""
        amounts = (
            exact(each["price_subtotal"])
            for each in self.invoice_lines.get(row["id"], ())
            if lines.intersection(each["sale_line_ids"])
        )
        return cs.Invoice(
            id=str(row["id"]),
            kind=INVOICE_KINDS[row["move_type"]],
            status=ENTRY_STATES[row["state"]] or PAYMENT_STATES[row["payment_state"]],
            amount=sum(amounts, Decimal(0)),
            payable=row["amount_total"],
            paid=exact(row["amount_total"]) - exact(row["amount_residual"]),
        )
