"""The codes of reasons and notes, each with its sentence; and the kinds of thing they are about.

A sentence follows "Line CO-17/2 is delayed:" and ends without a full stop. Its fields are the
facts of the reason, and `subject`, which reads "it" where the reason is about the thing itself.
"""

from collections.abc import Mapping
from enum import unique
from types import MappingProxyType

from costatus.models.statuses import Term


@unique
class SubjectKind(Term):
    """The kinds of thing that a reason can be about."""

    ORDER = "order", "order"
    LINE = "line", "line"
    LOT = "lot", "lot"
    MANUFACTURING = "manufacturing", "manufacturing order"
    PURCHASE = "purchase", "purchase order"
    TRANSFER = "transfer", "transfer order"
    PART = "part", "part"
    OPERATION = "operation", "operation"
    INVOICE = "invoice", "invoice"


@unique
class ReasonCode(Term):
    """Why a status holds, or what else is worth knowing. Values and labels are stable."""

    ALL_SHIPPED = "all_shipped", "All shipped"
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
    LINES_DELAYED = "lines_delayed", "Lines delayed"
    GOODS_NOT_SHIPPED = "goods_not_shipped", "Goods not shipped"
    INVOICE_NOT_COUNTED = "invoice_not_counted", "Invoice not counted"
    OVER_INVOICED = "over_invoiced", "Over-invoiced"
    PREPAID = "prepaid", "Prepaid"
    PAID_AMOUNT_UNKNOWN = "paid_amount_unknown", "Paid amount unknown"
    STATUS_AMOUNT_CONFLICT = "status_amount_conflict", "Status and amount disagree"

    ASSIGNED_AUTOMATICALLY = "assigned_automatically", "Assigned automatically"
    CANCELED_IS_FINAL = "canceled_is_final", "Canceled is final"
    ARCHIVED_IS_FINAL = "archived_is_final", "Archived is final"
    NOT_FINISHED = "not_finished", "Not finished"


_EXPECTED_LATE = "{subject} is expected on {expected_on}, {days} after the promised {promised_on}"
_EXPECTED_THAT_DAY = "{subject} is expected on {expected_on}, the promised day itself"
_C = ReasonCode

SENTENCES: Mapping[ReasonCode, str] = MappingProxyType(
    {
        _C.ALL_SHIPPED: "everything has been shipped ({shipped} of {target})",
        _C.NOT_FULLY_BOOKED: "{booked} of the outstanding {outstanding} are booked, "
        "{missing} missing",
        _C.NO_DEMAND: "it has raised no demand, as the order's stage is {stage}",
        _C.SHORT_SUPPLY: "{outstanding} are outstanding and the whole supply of {item} is {supply}",
        _C.TAKEN_BY_HIGHER_PRIORITY: "the supply of {item} is taken by orders ranked higher "
        "({orders_ahead}), {shortage} of the outstanding {outstanding} missing",
        _C.ALL_IN_STOCK: "everything outstanding ({outstanding}) is in stock",
        _C.LOT_REQUESTED: "{subject} is requested, but not ordered yet",
        _C.MO_FINISH_AFTER_PROMISE: _EXPECTED_LATE,
        _C.PO_EXPECTED_AFTER_PROMISE: _EXPECTED_LATE,
        _C.TO_ARRIVAL_AFTER_PROMISE: _EXPECTED_LATE,
        _C.LOT_EXPECTED_AFTER_PROMISE: _EXPECTED_LATE,
        _C.PROMISE_PASSED: "the promised {promised_on} passed {days} ago",
        _C.MO_FINISH_ON_PROMISE: _EXPECTED_THAT_DAY,
        _C.PO_EXPECTED_ON_PROMISE: _EXPECTED_THAT_DAY,
        _C.TO_ARRIVAL_ON_PROMISE: _EXPECTED_THAT_DAY,
        _C.LOT_EXPECTED_ON_PROMISE: _EXPECTED_THAT_DAY,
        _C.PROMISE_TODAY: "it is promised for today, {promised_on}, and not in stock",
        _C.NO_EXPECTED_DATE: "nobody knows when {subject} is expected",
        _C.ALL_EXPECTED_ON_TIME: "nothing stands against {subject} being in time",
        _C.NO_PROMISED_DATE: "nothing was promised for a day",
        _C.ORDER_FINISHED: "the order is finished ({stage}) and waits for nothing",
        _C.MO_FINISHED: "its goods for this line are received, or it is finished (stage {stage})",
        _C.PART_NOT_BOOKED: "{subject} ({item}) needs {required}, of which {covered} are consumed "
        "or booked",
        _C.MO_NOT_APPROVED: "{subject} is not approved yet",
        _C.MO_NOT_SCHEDULED: "{subject} is not scheduled yet (stage {stage})",
        _C.PART_REQUESTED: "lot {lot} of {subject} is requested, but not ordered yet",
        _C.MO_FINISH_PASSED: "{subject} should have been finished by {planned_finish}",
        _C.PART_NOT_RECEIVED_ON_TIME: "lot {lot} of {subject} is not received on time "
        "(expected {expected_on}; {subject} is needed from {needed_from})",
        _C.OPERATION_NOT_STARTED_ON_TIME: "{subject} should have started by {planned_start}",
        _C.OPERATION_NOT_FINISHED_ON_TIME: "{subject} should have been finished by "
        "{planned_finish}",
        _C.PO_RECEIVED: "its goods for this line are received (stage {stage})",
        _C.PO_NOT_ORDERED: "{subject} is not ordered yet (stage {stage})",
        _C.PO_OVERDUE: "{subject} was expected on {expected_on}, {days} ago",
        _C.TO_RECEIVED: "its goods for this line are received (stage {stage})",
        _C.TO_ARRIVAL_PASSED: "{subject} should have arrived on {expected_on}, {days} ago",
        _C.TO_SHIPMENT_PASSED: "{subject} should have been shipped on {planned_shipment_on}, "
        "{days} ago",
        _C.ASSIGNED_MANUALLY: "a person chose it",
        _C.NO_COUNTABLE_LINES: "no line asks for goods from stock",
        _C.SURPLUS_BOOKED: "everything is shipped, but {subject} still holds {surplus} booked "
        "beyond need",
        _C.PRODUCTION_STARTED: "{subject} has started (stage {stage})",
        _C.ALL_BOOKED_AND_SCHEDULED: "every line is fully booked and every manufacturing order "
        "behind it is scheduled",
        _C.LINE_NOT_BOOKED: "{subject} lacks {missing} of the outstanding {outstanding}",
        _C.NO_COUNTED_INVOICE: "there is no invoice that counts",
        _C.NOTHING_INVOICED: "its invoices come to {invoiced} of {total}",
        _C.FULLY_INVOICED: "{invoiced} of {total} are invoiced",
        _C.PARTLY_INVOICED: "{invoiced} of {total} are invoiced, {remaining} are not",
        _C.ALL_INVOICES_PAID: "{settled} of {payable} are paid",
        _C.NO_PAYMENT: "nothing of {payable} is paid",
        _C.PARTLY_PAID: "{settled} of {payable} are paid, as far as is known",
        _C.BOOKING_NOT_USABLE: "the booking of {quantity} from {subject} counts for nothing "
        "(lot {status}, source {stage})",
        _C.BOOKINGS_NOT_RELEASED: "it is canceled, but bookings are still held by {lines}",
        _C.BOOKINGS_IGNORED: "its bookings are ignored, as tracing is off",
        _C.SOURCE_OVERDUE: "{subject} was expected on {expected_on}, {days} ago, and is not "
        "received",
        _C.EXPECTED_AFTER_PROMISE: _EXPECTED_LATE,
        _C.OVER_SHIPPED: "{shipped} were shipped where {target} were wanted",
        _C.LINES_DELAYED: "it has a delay, in {lines}",
        _C.GOODS_NOT_SHIPPED: "it was marked {stage}, but goods of {lines} are outstanding",
        _C.INVOICE_NOT_COUNTED: "{invoices} do not count as invoiced (by kind or status)",
        _C.OVER_INVOICED: "{invoiced} are invoiced where the total is {total}",
        _C.PREPAID: "prepayment {invoices} received money",
        _C.PAID_AMOUNT_UNKNOWN: "nobody knows how much of {invoices} is paid",
        _C.STATUS_AMOUNT_CONFLICT: "{subject} is marked {status}, but {paid} of {payable} are paid",
        _C.ASSIGNED_AUTOMATICALLY: "{stage} follows from facts and cannot be assigned",
        _C.CANCELED_IS_FINAL: "a canceled order cannot be restored; it can only be archived",
        _C.ARCHIVED_IS_FINAL: "an archived order stays archived",
        _C.NOT_FINISHED: "only a delivered or canceled order can be archived (stage {stage})",
    }
)

_EXPECTED_EARLIER = "{subject} is expected before {promised_on}"
_ARRIVES = "the goods are received, or a later day is promised"
_RECEIVED = "{subject} is received, or a later day is agreed"

REMEDIES: Mapping[ReasonCode, str] = MappingProxyType(
    {
        _C.NOT_FULLY_BOOKED: "{missing} more are booked",
        _C.NO_DEMAND: "the order is confirmed",
        _C.SHORT_SUPPLY: "{shortage} more of {item} are supplied",
        _C.TAKEN_BY_HIGHER_PRIORITY: "{shortage} more of {item} are supplied, or the order ranks "
        "higher",
        _C.LOT_REQUESTED: "{subject} is ordered",
        _C.MO_FINISH_AFTER_PROMISE: _EXPECTED_EARLIER,
        _C.PO_EXPECTED_AFTER_PROMISE: _EXPECTED_EARLIER,
        _C.TO_ARRIVAL_AFTER_PROMISE: _EXPECTED_EARLIER,
        _C.LOT_EXPECTED_AFTER_PROMISE: _EXPECTED_EARLIER,
        _C.MO_FINISH_ON_PROMISE: _EXPECTED_EARLIER,
        _C.PO_EXPECTED_ON_PROMISE: _EXPECTED_EARLIER,
        _C.TO_ARRIVAL_ON_PROMISE: _EXPECTED_EARLIER,
        _C.LOT_EXPECTED_ON_PROMISE: _EXPECTED_EARLIER,
        _C.PROMISE_PASSED: _ARRIVES,
        _C.PROMISE_TODAY: _ARRIVES,
        _C.NO_EXPECTED_DATE: "it is known when {subject} is expected",
        _C.PART_NOT_BOOKED: "{subject} ({item}) is fully booked",
        _C.MO_NOT_APPROVED: "{subject} is approved and scheduled",
        _C.MO_NOT_SCHEDULED: "{subject} is scheduled",
        _C.PART_REQUESTED: "lot {lot} of {subject} is ordered",
        _C.MO_FINISH_PASSED: "{subject} is finished, or planned anew",
        _C.PART_NOT_RECEIVED_ON_TIME: "lot {lot} of {subject} is received",
        _C.OPERATION_NOT_STARTED_ON_TIME: "{subject} starts, or is planned anew",
        _C.OPERATION_NOT_FINISHED_ON_TIME: "{subject} is finished, or planned anew",
        _C.PO_NOT_ORDERED: "{subject} is ordered",
        _C.PO_OVERDUE: _RECEIVED,
        _C.TO_ARRIVAL_PASSED: _RECEIVED,
        _C.TO_SHIPMENT_PASSED: "{subject} is shipped, or planned anew",
        _C.NO_COUNTED_INVOICE: "an invoice is issued",
        _C.NOTHING_INVOICED: "some of the {total} is invoiced",
        _C.NO_PAYMENT: "some of the {payable} is paid",
    }
)
"""What would end a reason that stands in the way of a better status."""
