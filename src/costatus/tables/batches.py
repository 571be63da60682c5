"""A batch of nested orders in, a batch of answers out: what engines for clusters call."""

from datetime import date, datetime

from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.settings import DEFAULT, Settings
from costatus.tables._answers import StatusTable
from costatus.tables._evaluate import evaluate


def evaluate_batch(
    batch: object, *, as_of: date | datetime, settings: Settings = DEFAULT
) -> StatusTable:
    """Return the answers to a batch of nested orders: `StatusTables.nested`, without dictionaries.

    The columns of the answers depend on those of the batch, never on its rows: a batch without
    orders gives them in advance.

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
    function = "tables.evaluate_batch"
    require(settings, Settings, function, "settings", "send costatus.Settings(…)")
    if not settings.tracing:
        expected = "True, as supply is pegged to all orders at once"
        fault = Fault("settings.tracing", False, expected, "send all orders to tables.evaluate")
        raise InvalidInput(function, [fault])
    return evaluate({"orders": batch}, as_of=as_of, settings=settings).nested.with_text()
