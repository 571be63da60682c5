"""The ladders that a build writes give what the rows of the tables give."""

import sys

import pytest

import costatus as cs
from costatus.rules._table import built
from tests.reference.workload import workload
from tests.rules.evaluated import tables_and_facts


@pytest.mark.parametrize("written", [True, False], ids=["as it is built", "without ladders"])
def test_ladders_give_what_the_table_gives(written: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the source files there are no ladders, and a loop over the rows decides."""
    if not written:
        monkeypatch.setitem(sys.modules, "costatus.rules._ladders", None)
    settings = cs.Settings(advance_unconfirmed=True)
    for table, facts in tables_and_facts(workload(300, odd=0.4), settings):
        time = facts.context.time
        status = table.status(facts, time)
        assert built(table, "status")(facts, time) is status
        if status is not None:
            assert built(table, "why")(facts, status) == table.why(facts, status)
