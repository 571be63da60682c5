"""A compiled table answers what its rows answer, and shows where it came from."""

import linecache
import traceback
from typing import Any

import pytest
from benchmarks.workload import TODAY, workload

import costatus as cs
from costatus.compiled import compiled
from costatus.evaluated import SOURCES
from costatus.models.as_of import AsOf
from costatus.rules import TABLES
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.money import InvoicingFacts, PaymentFacts, counted_invoices
from costatus.rules.facts.order import OrderFacts
from costatus.rules.facts.source import sources_of
from costatus.rules.facts.terms import Terms
from costatus.rules.product import PRODUCT
from costatus.rules.table import Row, Table, otherwise


def facts_of(orders: list[cs.CustomerOrder]) -> list[tuple[Table[Any], Any]]:
    """Every table with the facts that it judges, for some orders."""
    terms = Terms(AsOf(TODAY), cs.Settings(advance_unconfirmed=True))
    found: list[tuple[Table[Any], Any]] = []
    for order in orders:
        lines = [LineFacts(order, line, terms) for line in order.lines]
        counted = counted_invoices(order)
        found.append((TABLES["order"], OrderFacts(order, lines, terms)))
        found.append((TABLES["invoicing"], InvoicingFacts(order, counted, terms)))
        found.append((TABLES["payment"], PaymentFacts(order, counted, terms)))
        for line in lines:
            found.append((PRODUCT, line))
            for supplied in sources_of(line):
                extract, table = SOURCES[supplied.source.kind]
                found.append((table, extract(supplied, line)))
    return found


def test_a_compiled_table_answers_what_its_rows_answer() -> None:
    judged = facts_of(workload(150, odd=0.4))
    assert {table.family for table, _ in judged} == set(TABLES)
    for table, facts in judged:
        assert compiled(table)(facts) is table.status(facts)


def test_a_traceback_shows_the_line_of_the_table() -> None:
    with pytest.raises(AttributeError) as caught:
        compiled(PRODUCT)(object())
    shown = "".join(traceback.format_tb(caught.tb))
    assert "<costatus product table>" in shown
    assert "if facts.countable < 1:" in shown
    assert linecache.getline("<costatus product table>", 1) == "def product_status(facts):\n"


def test_without_source_a_table_is_asked_row_by_row() -> None:
    names: dict[str, Any] = {"__name__": "nowhere"}
    exec("def shipped(line):\n    return line.outstanding == 0\n", names)  # noqa: S102
    rows = (
        Row("X1", cs.ProductStatus.DELIVERED, None, names["shipped"], PRODUCT.rows[0].evidence),
        Row("X2", cs.ProductStatus.NOT_BOOKED, None, otherwise, PRODUCT.rows[0].evidence),
    )
    table: Table[Any] = Table("homeless", PRODUCT.about, rows, ())
    assert compiled(table) == table.status
