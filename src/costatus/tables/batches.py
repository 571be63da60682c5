"""A batch of nested orders in, a batch of answers out: what engines for clusters call."""

from datetime import date, datetime

from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.settings import DEFAULT, Settings
from costatus.tables._answers import StatusTable
from costatus.tables._evaluate import evaluate


def evaluate_batch(
    batch: object, *, as_of: date | datetime, settings: Settings = DEFAULT
) -> StatusTable:
    """Return the answers to a batch of nested orders: `StatusTables.nested`, without dictionaries.

    A batch has no orders: that is how to learn the columns of the answers in advance. They depend
    on the columns of the batch, never on its rows.

    Args:
        batch: A row for each order, with its lines, their bookings, lots and sources, and its
            invoices, as lists of structs. Anything with the Arrow PyCapsule interface, such as a
            record batch.
        as_of: A day, or a moment whose zone is the site's.
        settings: The choices of the host; tracing must be on.

    Raises:
        InvalidInput: A column is missing or of a wrong type, or tracing is off: pegging needs all
            orders and lots of an item at once.

    """
    answers = evaluate({"orders": batch}, as_of=as_of, settings=settings)
    if not settings.tracing:
        advice = "evaluate all orders at once, with tables.evaluate"
        fault = Fault("settings.tracing", False, "True: supply is pegged to all orders", advice)
        raise InvalidInput("tables.evaluate_batch", [fault])
    return answers.nested.with_text()
