"""A compiled table answers what its rows answer, and shows where it came from."""

import linecache
import traceback
from typing import Any

import pytest
from benchmarks.workload import workload

import costatus as cs
from costatus.compiled import compiled
from costatus.rules import TABLES
from costatus.rules.product import PRODUCT
from costatus.rules.table import Row, Table, otherwise
from tests.judged import judged


def test_a_compiled_table_answers_what_its_rows_answer() -> None:
    settings = cs.Settings(advance_unconfirmed=True)
    asked = list(judged(workload(150, odd=0.4), settings))
    assert {table.family for table, _ in asked} == set(TABLES)
    for table, facts in asked:
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
