"""A compiled table answers what its rows answer, and shows where it came from."""

import ast
import inspect
import linecache
import subprocess
import sys
import textwrap
import traceback
from typing import Any

import attrs
import pytest
from tests.reference.workload import TODAY, workload

import costatus as cs
from costatus._evaluation.compiled import compiled, compiled_turns
from costatus.models.as_of import AsOf
from costatus.rules import TABLES
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.facts.line import LineFacts
from costatus.rules.facts.context import EvaluationContext
from costatus.rules.product import PRODUCT
from costatus.rules._table import Note, Once, Row, Table, otherwise
from costatus._evaluation.next_change import NO_TIME, Calendar, timed
from tests.judged import judged


def test_a_compiled_table_answers_what_its_rows_answer() -> None:
    settings = cs.Settings(advance_unconfirmed=True)
    asked = list(judged(workload(150, odd=0.4), settings))
    assert {table.family for table, _ in asked} == set(TABLES)
    for table, facts in asked:
        status = table.status(facts)
        assert compiled(table).status(facts) is status
        if status is not None:
            assert compiled(table).why(facts, status) == table.why(facts, status)


def test_what_is_compared_with_a_number_is_never_negative_and_below_one_is_a_count() -> None:
    compared = {
        table.family: {
            (node.left.attr, type(node.ops[0]).__name__)
            for holds in [each.holds for each in table.rows] + [each.holds for each in table.notes]
            for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(holds))))
            if isinstance(node, ast.Compare)
            and isinstance(node.left, ast.Attribute)
            and isinstance(node.comparators[0], ast.Constant)
        }
        for table in TABLES.values()
    }
    assert ("finished", "Lt") in compared["product"]
    pegged = cs.peg(workload(60, odd=0.4), [], as_of=TODAY, settings=cs.Settings(tracing=False))
    for table, facts in (
        *judged(workload(150, odd=0.4), cs.Settings(advance_unconfirmed=True)),
        *judged(workload(60, odd=0.4), cs.Settings(tracing=False), pegged),
    ):
        for name, how in compared[table.family]:
            value = getattr(facts, name)
            assert value >= 0, (table.family, name)
            assert how != "Lt" or isinstance(value, int), (table.family, name)


def test_a_traceback_shows_the_line_of_the_table() -> None:
    another = attrs.evolve(PRODUCT)
    with pytest.raises(AttributeError) as caught:
        compiled(another).status(object())
    shown = "".join(traceback.format_tb(caught.tb))
    assert "<costatus product status>" in shown
    assert "if not facts.countable:" in shown
    assert (
        linecache.getline("<costatus product status>", 1)
        == "def product_status(facts: LineFacts) -> Term | None:\n"
    )


def test_a_compiled_turn_is_the_day_that_a_watch_finds() -> None:
    calendar = Calendar(AsOf(TODAY))
    for table, facts in judged(workload(150, odd=0.4), cs.Settings(advance_unconfirmed=True)):
        status = table.status(facts)
        if status is not None:
            found = NO_TIME
            for predicate in timed(table, status):
                found = calendar._turn_of(predicate, facts, found)
            assert calendar.turn(table, facts, status, NO_TIME)[0] == found[0]


def test_without_source_a_table_is_asked_row_by_row() -> None:
    names: dict[str, Any] = {"__name__": "nowhere"}
    exec("def shipped(line):\n    return line.outstanding == 0\n", names)  # noqa: S102
    evidence = PRODUCT.rows[0].evidence
    rows = (
        Row("X1", cs.ProductStatus.DELIVERED, ReasonCode.ALL_SHIPPED, names["shipped"], evidence),
        Row("X2", cs.ProductStatus.NOT_BOOKED, None, otherwise, evidence),
    )
    notes = (Note(ReasonCode.PREPAID, None, names["shipped"], Once(PRODUCT.rows[0].evidence)),)
    table: Table[Any] = Table("homeless", PRODUCT.about, rows, (), notes)
    assert compiled(table).status == table.status
    given = workload(1)[0]
    facts = LineFacts(given, given.lines[0], EvaluationContext(AsOf(TODAY), cs.Settings()))
    for status in (cs.ProductStatus.DELIVERED, cs.ProductStatus.NOT_BOOKED):
        assert compiled(table).why(facts, status) == table.why(facts, status)
    assert compiled_turns(table, cs.ProductStatus.DELIVERED, (names["shipped"],)) is None


def test_without_source_a_watch_finds_the_day() -> None:
    names: dict[str, Any] = {"__name__": "nowhere"}
    exec("def late(line):\n    return line.promised_on < line.today\n", names)  # noqa: S102
    row = Row("X1", cs.ProductStatus.DELAYED, None, names["late"], PRODUCT.rows[0].evidence)
    table: Table[Any] = Table("homeless", PRODUCT.about, (row,), ())
    given = workload(1)[0]
    facts = LineFacts(given, given.lines[0], EvaluationContext(AsOf(TODAY), cs.Settings()))
    facts.promised_on = TODAY.toordinal() + 3
    turn = Calendar(AsOf(TODAY)).turn(table, facts, cs.ProductStatus.DELAYED, NO_TIME)
    assert turn[0] == TODAY.toordinal() + 4


def test_tables_may_be_compiled_first_in_several_threads() -> None:
    code = """
import threading
from tests.reference.workload import TODAY, workload
import costatus as cs

order, = workload(1)
start = threading.Barrier(8)
words = []

def judge():
    start.wait()
    words.append(cs.evaluate(order, as_of=TODAY).words())

threads = [threading.Thread(target=judge) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(words) == 8 and all(each == words[0] for each in words), words
"""
    for _ in range(3):
        subprocess.run([sys.executable, "-c", code], check=True)
