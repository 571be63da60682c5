"""The codes of reasons and notes, each with its label, and the kinds of object they are about."""

from enum import unique

from costatus.models.statuses import Term


@unique
class SubjectKind(Term):
    """The kinds of object that a reason can be about."""

    ORDER = "order", "order"
    """The customer order."""
    LINE = "line", "line"
    """A line of it."""
    LOT = "lot", "lot"
    """A lot that is booked or pegged."""
    MANUFACTURING = "manufacturing", "manufacturing order"
    """A manufacturing order behind a line or a part."""
    PURCHASE = "purchase", "purchase order"
    """A purchase order behind a line or a part."""
    TRANSFER = "transfer", "transfer order"
    """A transfer order behind a line or a part."""
    PART = "part", "part"
    """A part of a manufacturing order."""
    OPERATION = "operation", "operation"
    """An operation of a manufacturing order."""
    INVOICE = "invoice", "invoice"
    """An invoice of the order."""


@unique
class ReasonCode(Term):
    """Why a status holds, what else is worth knowing, or why a move is refused."""

    ALL_SHIPPED = "all_shipped", "All shipped"
    ORDER_CANCELED = "order_canceled", "Order canceled"
    NOT_FULLY_BOOKED = "not_fully_booked", "Not fully booked"
    NO_DEMAND = "no_demand", "No demand raised"
    SHORT_SUPPLY = "short_supply", "Short supply"
    TAKEN_BY_HIGHER_PRIORITY = "taken_by_higher_priority", "Taken by higher priority"
    ALL_IN_STOCK = "all_in_stock", "All in stock"
    LOT_REQUESTED = "lot_requested", "Lot requested"
    MO_FINISH_AFTER_PROMISE = "mo_finish_after_promise", "MO finishes after the promise"
    PO_EXPECTED_AFTER_PROMISE = "po_expected_after_promise", "PO expected after the promise"
    TO_ARRIVAL_AFTER_PROMISE = "to_arrival_after_promise", "TO arrives after the promise"
    LOT_EXPECTED_AFTER_PROMISE = "lot_expected_after_promise", "Lot expected after the promise"
    PROMISE_PASSED = "promise_passed", "Promise passed"
    MO_FINISH_ON_PROMISE = "mo_finish_on_promise", "MO finishes on the promised day"
    PO_EXPECTED_ON_PROMISE = "po_expected_on_promise", "PO expected on the promised day"
    TO_ARRIVAL_ON_PROMISE = "to_arrival_on_promise", "TO arrives on the promised day"
    LOT_EXPECTED_ON_PROMISE = "lot_expected_on_promise", "Lot expected on the promised day"
    PROMISE_TODAY = "promise_today", "Promised for today"
    PART_EXPECTED_AFTER_PROMISE = (
        "part_expected_after_promise",
        "Part expected after the promise",
    )
    SOURCE_CLOSED = "source_closed", "Source closed"
    NO_EXPECTED_DATE = "no_expected_date", "No expected date"
    ALL_EXPECTED_ON_TIME = "all_expected_on_time", "All expected on time"
    NO_PROMISED_DATE = "no_promised_date", "No promised date"
    ORDER_FINISHED = "order_finished", "Order finished"

    MO_FINISHED = "mo_finished", "MO finished"
    PART_NOT_BOOKED = "part_not_booked", "Part not booked"
    MO_NOT_APPROVED = "mo_not_approved", "MO not approved"
    MO_NOT_SCHEDULED = "mo_not_scheduled", "MO not scheduled"
    PART_REQUESTED = "part_requested", "Part requested"
    MO_FINISH_PASSED = "mo_finish_passed", "MO finish passed"
    PART_NOT_RECEIVED_ON_TIME = "part_not_received_on_time", "Part not received on time"
    OPERATION_NOT_STARTED_ON_TIME = "operation_not_started_on_time", "Operation not started on time"
    OPERATION_NOT_FINISHED_ON_TIME = (
        "operation_not_finished_on_time",
        "Operation not finished on time",
    )
    PO_RECEIVED = "po_received", "PO received"
    PO_NOT_ORDERED = "po_not_ordered", "PO not ordered"
    PO_OVERDUE = "po_overdue", "PO overdue"
    TO_RECEIVED = "to_received", "TO received"
    TO_ARRIVAL_PASSED = "to_arrival_passed", "TO arrival passed"
    TO_SHIPMENT_PASSED = "to_shipment_passed", "TO shipment passed"

    ASSIGNED_MANUALLY = "assigned_manually", "Assigned manually"
    NO_COUNTABLE_LINES = "no_countable_lines", "No countable lines"
    SURPLUS_BOOKED = "surplus_booked", "Surplus booked"
    PRODUCTION_STARTED = "production_started", "Production started"
    ALL_BOOKED_AND_SCHEDULED = "all_booked_and_scheduled", "All booked and scheduled"
    LINE_NOT_BOOKED = "line_not_booked", "Line not booked"

    NO_COUNTED_INVOICE = "no_counted_invoice", "No counted invoice"
    NOTHING_INVOICED = "nothing_invoiced", "Nothing invoiced"
    FULLY_INVOICED = "fully_invoiced", "Fully invoiced"
    PARTLY_INVOICED = "partly_invoiced", "Partly invoiced"
    ALL_INVOICES_PAID = "all_invoices_paid", "All invoices paid"
    NO_PAYMENT = "no_payment", "No payment"
    PARTLY_PAID = "partly_paid", "Partly paid"

    BOOKING_NOT_USABLE = "booking_not_usable", "Booking not usable"
    BOOKINGS_NOT_RELEASED = "bookings_not_released", "Bookings not released"
    BOOKINGS_IGNORED = "bookings_ignored", "Bookings ignored"
    SOURCE_OVERDUE = "source_overdue", "Source overdue"
    EXPECTED_AFTER_PROMISE = "expected_after_promise", "Expected after the promise"
    OVER_SHIPPED = "over_shipped", "Over-shipped"
    SOURCE_AT_RISK = "source_at_risk", "Source at risk"
    MO_PAUSED = "mo_paused", "MO paused"
    BOOKED_OTHER_ITEM = "booked_other_item", "Booked another item"
    QUANTITY_CLOSED = "quantity_closed", "Quantity closed"
    SHIPPED_BUT_CANCELED = "shipped_but_canceled", "Shipped but canceled"
    LINES_DELAYED = "lines_delayed", "Lines delayed"
    GOODS_NOT_SHIPPED = "goods_not_shipped", "Goods not shipped"
    INVOICE_NOT_COUNTED = "invoice_not_counted", "Invoice not counted"
    OVER_INVOICED = "over_invoiced", "Over-invoiced"
    TOTAL_UNKNOWN = "total_unknown", "Total unknown"
    CREDITED = "credited", "Credited"
    PREPAID = "prepaid", "Prepaid"
    OVERPAID = "overpaid", "Overpaid"
    REFUND_OUTSTANDING = "refund_outstanding", "Refund outstanding"
    CANCELED_WITH_OPEN_INVOICE = "canceled_with_open_invoice", "Canceled with an open invoice"
    PAID_AMOUNT_UNKNOWN = "paid_amount_unknown", "Paid amount unknown"
    STATUS_AMOUNT_CONFLICT = "status_amount_conflict", "Status and amount disagree"

    ASSIGNED_AUTOMATICALLY = "assigned_automatically", "Assigned automatically"
    CANCELED_IS_FINAL = "canceled_is_final", "Canceled is final"
    ARCHIVED_IS_FINAL = "archived_is_final", "Archived is final"
    NOT_FINISHED = "not_finished", "Not finished"
