"""The functions that a package brings along are those of its tables."""

import sys
from collections.abc import Iterator
from types import ModuleType

import attrs
import pytest
from tests.reference.workload import TODAY, workload

import costatus as cs
from costatus import compiled
from costatus._evaluation.compiled import CompiledTable
from costatus._evaluation.prepare import prepared
from costatus.rules.product import PRODUCT
from costatus._evaluation.next_change import timed
from tests.judged import judged


@pytest.fixture(scope="module")
def brought() -> ModuleType:
    module = ModuleType("costatus.prepared")
    exec(prepared(), module.__dict__)  # noqa: S102 the text is ours
    return module


@pytest.fixture
def _brought_along(brought: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "costatus.prepared", brought)
    compiled._prepared.cache_clear()
    yield
    compiled._prepared.cache_clear()


def test_they_answer_what_the_rows_answer(brought: ModuleType) -> None:
    today = TODAY.toordinal()
    for table, facts in judged(workload(100, odd=0.4), cs.Settings(advance_unconfirmed=True)):
        status = table.status(facts)
        assert brought.FUNCTIONS[f"{table.family}_status"](facts) is status
        if status is None:
            continue
        name = f"{table.family}_{status}"
        assert brought.FUNCTIONS[name](facts) == table.why(facts, status)
        turn = compiled.compiled_turns(attrs.evolve(table), status, timed(table, status))
        assert turn is not None
        for before in (today + 1, today + 30, 10_000_000):
            assert brought.FUNCTIONS[f"{name}_turn"](facts, today, before) == turn(
                facts, today, before
            )


@pytest.mark.usefixtures("_brought_along")
def test_they_are_asked_for_these_tables_and_no_others(brought: ModuleType) -> None:
    assert CompiledTable(PRODUCT).status is brought.product_status
    assert CompiledTable(attrs.evolve(PRODUCT)).status is not brought.product_status
    turn = compiled.compiled_turns(PRODUCT, cs.ProductStatus.DELAYED, ())
    assert turn is brought.product_delayed_turn
