"""The tables, each with the facts of some orders that it decides on."""

from collections.abc import Iterable, Iterator
from typing import Any

import costatus as cs
from costatus._evaluation.explainers import SOURCE_TABLES
from costatus._evaluation.statuses import evaluated
from costatus.models.as_of import AsOf
from costatus.rules import TABLES
from costatus.rules._table import Table
from costatus.rules.facts.context import EvaluationContext
from tests.reference.workload import TODAY


def tables_and_facts(
    orders: Iterable[cs.CustomerOrder], settings: cs.Settings, pegging: cs.Pegging | None = None
) -> Iterator[tuple[Table[Any], Any]]:
    """Yield every table with each of the facts that it decides on."""
    context = EvaluationContext(AsOf(TODAY), settings, pegging)
    for order in orders:
        facts = evaluated(order, context)
        yield TABLES["order"], facts
        yield TABLES["invoicing"], facts.invoices
        yield TABLES["payment"], facts.invoices
        for line in facts.lines:
            yield TABLES["product"], line
            for source in line.sources:
                yield SOURCE_TABLES[type(source)], source
