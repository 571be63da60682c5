"""The sentences of advice: templates as in `rules.messages`, behind "Expected on time, if"."""

from collections.abc import Iterable
from enum import StrEnum, unique
from typing import NamedTuple

from costatus.rules._evidence import with_names
from costatus.rules._subject import Subject
from costatus.rules._templates import Fact


@unique
class Sentence(StrEnum):
    """What would have to change. `names` are objects."""

    NOTHING_HELPS = "no single change reaches a better status"
    INVOICE_FIRST = "no single change reaches a better status; an invoice has to be issued first"
    CONFIRM_FIRST = "no single change reaches a better status; the order has to be confirmed first"

    CONFIRMED = "it is confirmed"
    FILLED = "{names} {names:gets what it lacks/get what they lack} from goods in stock"
    STARTED = "{source} starts"
    ALL_RECEIVED = "everything outstanding is received"
    ALL_SHIPPED = "everything outstanding is shipped"
    SHIPPED_AND_RELEASED = "everything outstanding is shipped and the surplus bookings are released"
    SURPLUS_RELEASED = "the surplus bookings are released"
    MARKED_SHIPPED = "a person marks it shipped"
    MARKED_DELIVERED = "a person marks it delivered"

    BOOKED_AS_PLANNED = "the missing {missing} {missing:is/are} booked from planned supply"
    BOOKED_BEFORE = (
        "the missing {missing} {missing:is/are} booked from supply expected before {promised_on}"
    )
    BOOKED_FROM_STOCK = "the missing {missing} {missing:is/are} booked from goods in stock"
    SUPPLIED_AS_PLANNED = "it gets {missing} more of {item} from planned supply"
    SUPPLIED_BEFORE = "it gets {missing} more of {item} from supply expected before {promised_on}"
    SUPPLIED_FROM_STOCK = "it gets {missing} more of {item} from goods in stock"
    SCHEDULED = "{names} {names:is/are} scheduled"
    ORDERED = "{names} {names:is/are} ordered"
    SCHEDULED_AND_ORDERED = (
        "{sources} {sources:is/are} scheduled and {names} {names:is/are} ordered"
    )
    ALL_SCHEDULED_AND_ORDERED = "everything requested is scheduled or ordered"
    EXPECTED_BEFORE = "{names} {names:is/are} expected before {promised_on}"
    REST_RECEIVED = "the remaining {outstanding} {outstanding:is/are} received"
    REST_SHIPPED = "the outstanding {outstanding} {outstanding:is/are} shipped"
    LATER_PROMISE = "{promised_on} or a later day is promised"

    PART_LOTS_RECEIVED = "the lots of its parts are received"
    IT_IS_SCHEDULED = "it is scheduled"
    OPERATIONS_STARTED = "{names} {names:is/are} started"
    OPERATIONS_FINISHED = "{names} {names:is/are} finished"
    REPLANNED = "it is replanned for {planned_finish} or later"
    IT_IS_ORDERED = "it is ordered"
    IT_IS_SHIPPED = "it is shipped"
    EXPECTED_BY = "it is expected by {expected_on}"
    LOTS_EXPECTED_BY = "{names} {names:is/are} expected by {expected_on}"
    LOTS_EXPECTED_FROM = "{names} {names:is/are} expected on {expected_on} or later"
    EXPECTED_FROM = "it is expected on {expected_on} or later"
    RECEIVED = "its goods for this line are received"

    INVOICE_OF = "an invoice of {remaining} is issued"
    INVOICE = "an invoice is issued"
    TOTAL_INVOICED = "the order's total is known, and it is all invoiced"
    REST_PAID = "the remaining {remaining} is paid"
    ALL_PAID = "all its invoices are paid"


class Advice(NamedTuple):
    """A sentence with its facts."""

    sentence: Sentence
    facts: dict[str, Fact]


def says(sentence: Sentence, **facts: Fact) -> Advice:
    """Return a sentence with its facts."""
    return Advice(sentence, facts)


def naming(sentence: Sentence, names: Iterable[Subject], **facts: Fact) -> Advice:
    """Return a sentence that names some objects, at most five of them."""
    return Advice(sentence, with_names(facts, "names", list(dict.fromkeys(names))))
