"""What the tables judge of some orders: each table with the facts that are put to it."""

from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks.workload import TODAY

import costatus as cs
from costatus.evaluated import SOURCES
from costatus.models.as_of import AsOf
from costatus.rules import TABLES
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.money import InvoicingFacts, PaymentFacts, counted_invoices
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.source import sources_of
from costatus.rules.facts.terms import Terms
from costatus.rules.table import Table


def judged(
    orders: Iterable[cs.CustomerOrder], settings: cs.Settings, pegging: cs.Pegging | None = None
) -> Iterator[tuple[Table[Any], Any]]:
    """Every table with each of the facts that it judges."""
    terms = Terms(AsOf(TODAY), settings, pegging)
    for order in orders:
        lines = [LineFacts(order, line, terms) for line in order.lines]
        counted = counted_invoices(order)
        yield TABLES["order"], OrderFacts(order, lines, terms)
        yield TABLES["invoicing"], InvoicingFacts(order, counted, terms)
        yield TABLES["payment"], PaymentFacts(order, counted, terms)
        for line in lines:
            yield TABLES["product"], line
            for supplied in sources_of(line):
                extract, table = SOURCES[supplied.source.kind]
                yield table, extract(supplied, line)
