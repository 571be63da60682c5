"""The ladders that a build writes give what the rows of the tables give."""

import sys

import pytest

import costatus as cs
from costatus._evaluation.statuses import _decide
from tests.reference.workload import workload
from tests.rules.evaluated import tables_and_facts


@pytest.mark.parametrize("built", [True, False], ids=["as it is built", "without ladders"])
def test_the_first_row_that_holds_decides(built: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the source files there are no ladders, and a loop over the rows decides."""
    if not built:
        monkeypatch.setitem(sys.modules, "costatus.rules._ladders", None)
    settings = cs.Settings(advance_unconfirmed=True)
    for table, facts in tables_and_facts(workload(300, odd=0.4), settings):
        time = facts.context.time
        assert _decide(table)(facts, time) is table.status(facts, time)
