"""The sentence of each reason code, with the facts that it names.

A sentence follows "Line CO-17/2 is delayed:" and ends without a full stop. Its fields are

    {missing}                   the fact of that name
    {cause}                     the object that the rule found: "it" where it is the subject itself
    {missing:is/are}            "is" where the fact is 1, or names one object; else "are"; either
                                text may have fields
    {expected_on?, due on %}    the text, with the fact in the place of %, where there is one
"""

from collections.abc import Mapping
from types import MappingProxyType

from costatus.models.statuses import OrderStatus, ProductStatus, Term
from costatus.rules.reason_codes import ReasonCode

_C = ReasonCode

STATUS_PHRASES: Mapping[Term, str] = MappingProxyType(
    {
        OrderStatus.QUOTATION: " is a quotation: ",
        ProductStatus.NOT_ENOUGH: ": not enough stock; ",
    }
)
"""How a sentence states a status, where " is {label}: " is not English."""

_LATE = "{cause} is expected on {expected_on}, {days} after the promised {promised_on}"
_IN_TIME = "{in_time?, {in_time} {in_time:is/are} there or in time}"
_QUANTITY = "{late? (% of the outstanding {outstanding} {late:is/are} late" + _IN_TIME + ")}"
_SAME_DAY = (
    "{cause} is expected on {expected_on}, the promised day itself"
    "{late? (% of the outstanding {outstanding} {late:comes/come} that day" + _IN_TIME + ")}"
)
_RECEIVED = (
    "{stage?its stage is %}{open_lots?, but {open_lots:lot/lots} % {open_lots:is/are} not received}"
    "{lots?its goods for this line are received ({lots:lot/lots} %)}"
)
_TAKEN = (
    "{orders_ahead?, taken by orders ranked ahead: %}"
    "{own_lines?; other lines of the order get some of it}"
)

SENTENCES: Mapping[ReasonCode, str] = MappingProxyType(
    {
        _C.ALL_SHIPPED: "nothing is outstanding{target?; {shipped} of % {shipped:is/are} shipped}"
        "{closed?; % of what was ordered {closed:is/are} closed}",
        _C.ORDER_CANCELED: "the order is canceled; no booking of it counts, and nothing is missing",
        _C.NOT_FULLY_BOOKED: "{missing} of the outstanding {outstanding} {missing:is/are} not "
        "booked ({booked} booked{shipped?, % already shipped})",
        _C.NO_DEMAND: "it raises no demand while the order is in stage {stage}",
        _C.SHORT_SUPPLY: "{shortage} of the outstanding {outstanding} {shortage:is/are} missing; "
        "the whole supply of {item} is {supply}" + _TAKEN,
        _C.TAKEN_BY_HIGHER_PRIORITY: "{shortage} of the outstanding {outstanding} "
        "{shortage:is/are} missing; the supply of {item} is {supply}" + _TAKEN,
        _C.ALL_IN_STOCK: "everything outstanding{outstanding? (%)} is in stock",
        _C.LOT_REQUESTED: "{cause} is requested, but not ordered yet",
        _C.MO_FINISH_AFTER_PROMISE: _LATE + _QUANTITY,
        _C.PO_EXPECTED_AFTER_PROMISE: _LATE + _QUANTITY,
        _C.TO_ARRIVAL_AFTER_PROMISE: _LATE + _QUANTITY,
        _C.LOT_EXPECTED_AFTER_PROMISE: _LATE + _QUANTITY,
        _C.PROMISE_PASSED: "the promised {promised_on} passed {days} ago"
        "{late?; % of the outstanding {outstanding} {late:is/are} not in stock}",
        _C.MO_FINISH_ON_PROMISE: _SAME_DAY,
        _C.PO_EXPECTED_ON_PROMISE: _SAME_DAY,
        _C.TO_ARRIVAL_ON_PROMISE: _SAME_DAY,
        _C.LOT_EXPECTED_ON_PROMISE: _SAME_DAY,
        _C.PROMISE_TODAY: "it is promised for today, {promised_on}"
        "{late?; % of the outstanding {outstanding} {late:is/are} not in stock}",
        _C.PART_EXPECTED_AFTER_PROMISE: "{cause} needs lot {lot}{source? from %}, which is "
        "expected on {expected_on}; the promise is {promised_on}",
        _C.SOURCE_CLOSED: "lot {lot} is still planned, but {cause} is closed (stage {stage}): the "
        "rest may never come",
        _C.NO_EXPECTED_DATE: "no expected day is known for {cause}",
        _C.ALL_EXPECTED_ON_TIME: "{planned_finish?it is planned to finish by %}"
        "{expected_on?it is expected on %}{promised_on?, promised for %}"
        "{stage?it is in stage %, and no day is known for it}",
        _C.NO_PROMISED_DATE: "no day is promised{expected_on?; everything is expected by %}",
        _C.ORDER_FINISHED: "the order is finished (stage {stage}) and waits for nothing",
        _C.MO_FINISHED: _RECEIVED,
        _C.PART_NOT_BOOKED: "{covered} of the required {required} of {cause} ({item}) "
        "{covered:is/are} consumed or booked",
        _C.MO_NOT_APPROVED: "{cause} is not approved yet",
        _C.MO_NOT_SCHEDULED: "{cause} is not scheduled yet (stage {stage})",
        _C.PART_REQUESTED: "lot {lot}{source? from %}, for {cause}, is requested, but not ordered "
        "or scheduled yet",
        _C.MO_FINISH_PASSED: "{cause} should have been finished by {planned_finish}",
        _C.PART_NOT_RECEIVED_ON_TIME: "lot {lot}{source? from %}, for {cause}, is not received on "
        "time (expected day {expected_on}{needed_by?, needed by %})",
        _C.OPERATION_NOT_STARTED_ON_TIME: "{cause} should have started by {planned_start}",
        _C.OPERATION_NOT_FINISHED_ON_TIME: "{cause} should have been finished by {planned_finish}",
        _C.PO_RECEIVED: _RECEIVED,
        _C.PO_NOT_ORDERED: "{cause} is not ordered yet (stage {stage})",
        _C.PO_OVERDUE: "{cause} was expected on {expected_on}, {days} ago",
        _C.TO_RECEIVED: _RECEIVED,
        _C.TO_ARRIVAL_PASSED: "{cause} should have arrived on {expected_on}, {days} ago",
        _C.TO_SHIPMENT_PASSED: "{cause} should have been shipped on {planned_shipment_on}, "
        "{days} ago",
        _C.ASSIGNED_MANUALLY: "the stage was assigned by a person",
        _C.NO_COUNTABLE_LINES: "no line needs goods from stock",
        _C.SURPLUS_BOOKED: "{cause} still holds {surplus} booked beyond what is outstanding",
        _C.PRODUCTION_STARTED: "{cause} has started (stage {stage})",
        _C.ALL_BOOKED_AND_SCHEDULED: "every line is fully booked{sources?, and % {sources:is/are} "
        "scheduled}",
        _C.LINE_NOT_BOOKED: "{missing} of the outstanding {outstanding} of {cause} "
        "{missing:is/are} not covered{lines:/; lines that are not covered: {lines}}",
        _C.NO_COUNTED_INVOICE: "it has no invoice that counts",
        _C.NOTHING_INVOICED: "nothing{total? of %} is invoiced",
        _C.FULLY_INVOICED: "{invoiced}{total? of %} {invoiced:is/are} invoiced",
        _C.PARTLY_INVOICED: "{invoiced}{total? of %} {invoiced:is/are} invoiced"
        "{remaining?, % {remaining:is/are} not}",
        _C.ALL_INVOICES_PAID: "{settled} of {payable} {settled:is/are} paid",
        _C.NO_PAYMENT: "nothing of {payable} is paid",
        _C.PARTLY_PAID: "{settled} of {payable} {settled:is/are} paid"
        "{unknown?, as far as is known}",
        _C.BOOKING_NOT_USABLE: "the booking of {quantity} from {cause} does not count (lot "
        "{status}{stage?, source %}){lots:/; such lots: {lots}}",
        _C.BOOKINGS_NOT_RELEASED: "it is canceled, but {lines} still {lines:holds/hold} bookings",
        _C.BOOKINGS_IGNORED: "its bookings are ignored, as tracing is off",
        _C.SOURCE_OVERDUE: "{cause} was expected on {expected_on}, {days} ago, and is not received"
        "{lots:/; overdue lots: {lots}}",
        _C.SOURCE_AT_RISK: "{cause} is {status}{stage? (stage %)}",
        _C.MO_PAUSED: "{cause} is paused",
        _C.EXPECTED_AFTER_PROMISE: _LATE,
        _C.OVER_SHIPPED: "{shipped} {shipped:is/are} shipped, {target} {target:was/were} wanted",
        _C.BOOKED_OTHER_ITEM: "lot {lot} is of item {item}, and the line is for {wanted}",
        _C.QUANTITY_CLOSED: "{closed} of {cause} {closed:is/are} closed"
        "{lines:/; closed lines: {lines}}",
        _C.SHIPPED_BUT_CANCELED: "{shipped} of {cause} {shipped:was/were} shipped before the order "
        "was canceled",
        _C.LINES_DELAYED: "{lines} {lines:is/are} delayed",
        _C.GOODS_NOT_SHIPPED: "it is marked {stage}, but goods of {lines} are not shipped",
        _C.INVOICE_NOT_COUNTED: "{invoices} {invoices:does/do} not count as invoiced",
        _C.OVER_INVOICED: "{invoiced} {invoiced:is/are} invoiced, and the total is {total}",
        _C.TOTAL_UNKNOWN: "the order's total is not known",
        _C.CREDITED: "{credited} {credited:is/are} credited by {invoices}"
        "{taken_off?, which lowers what is invoiced}",
        _C.PREPAID: "{invoices} {invoices:has/have} received money in advance",
        _C.OVERPAID: "{cause} is overpaid: {paid} of {payable}"
        "{invoices:/; overpaid invoices: {invoices}}",
        _C.REFUND_OUTSTANDING: "{invoices} {invoices:is/are} not refunded in full",
        _C.CANCELED_WITH_OPEN_INVOICE: "the order is canceled, but {invoices} {invoices:is/are} "
        "not marked as paid",
        _C.PAID_AMOUNT_UNKNOWN: "the amount paid of {invoices} is not known",
        _C.STATUS_AMOUNT_CONFLICT: "{cause} is marked {status}, but {paid} of {payable} "
        "{paid:is/are} paid{invoices:/; such invoices: {invoices}}",
        _C.ASSIGNED_AUTOMATICALLY: "{stage} follows from the facts and cannot be assigned",
        _C.CANCELED_IS_FINAL: "a canceled order cannot be restored; it can only be archived",
        _C.ARCHIVED_IS_FINAL: "an archived order stays archived",
        _C.NOT_FINISHED: "only a delivered or canceled order can be archived (stage {stage})",
    }
)
