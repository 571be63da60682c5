"""Evaluate tables that do not fit memory, chunk by chunk."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice

from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.as_of import AsOf
from costatus.models.settings import DEFAULT, Settings
from costatus.tables._answers import StatusTables
from costatus.tables._evaluate import evaluate


def sweep(
    chunks: Iterable[object], *, as_of: date | datetime, settings: Settings = DEFAULT
) -> Iterator[StatusTables]:
    """Yield the statuses of the orders of each chunk; one chunk is in memory at a time.

    Args:
        chunks: What `evaluate` takes, or tables of nested orders. A chunk has whole orders, and all
            that they refer to. With tracing off only one chunk is accepted, as all orders share one
            supply.
        as_of: A day, or a moment whose zone is the site's.
        settings: The choices of the host.

    Raises:
        InvalidInput: As `evaluate` does, or with tracing off there is a second chunk.

    """
    require(settings, Settings, "tables.sweep", "settings", "send costatus.Settings(…)")
    AsOf(as_of)
    if isinstance(chunks, Mapping) or not isinstance(chunks, Iterable):
        fault = Fault("chunks", chunks, "a list or another iterable of chunks", "send [chunk]")
        raise InvalidInput("tables.sweep", [fault])
    chosen = chunks if settings.tracing else _one_chunk(chunks)
    return (
        evaluate(
            chunk if isinstance(chunk, Mapping) else {"orders": chunk},
            as_of=as_of,
            settings=settings,
        )
        for chunk in chosen
    )


def _one_chunk(chunks: Iterable[object]) -> Iterator[object]:
    """Yield the only chunk; raise InvalidInput if there is another, before any is evaluated."""
    first = list(islice(chunks, 2))
    if len(first) == 2:
        advice = (
            "send all in one chunk: tables.evaluate(…), or files.read(…, orders_per_chunk=None)"
        )
        fault = Fault("chunks", "several chunks", "one chunk, as tracing is off", advice)
        raise InvalidInput("tables.sweep", [fault])
    yield from first
