"""The compiled tables, gathered for the evaluator."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from costatus.compiled import compiled
from costatus.evaluated import SOURCES
from costatus.models.statuses import SourceKind
from costatus.rules.invoicing import INVOICING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.product import PRODUCT


class Judges(NamedTuple):
    """What tells the word of each thing from its facts."""

    order: Callable[[Any], Any]
    product: Callable[[Any], Any]
    invoicing: Callable[[Any], Any]
    payment: Callable[[Any], Any]
    sources: Mapping[SourceKind, Callable[[Any], Any]]


@cache
def judges() -> Judges:
    """Compile the tables, once."""
    return Judges(
        compiled(ORDER).status,
        compiled(PRODUCT).status,
        compiled(INVOICING).status,
        compiled(PAYMENT).status,
        {kind: compiled(table).status for kind, table in SOURCES.items()},
    )
