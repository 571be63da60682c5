"""The ladders that a build writes give what the rows of the tables give."""

import costatus as cs
from costatus.rules._table import built
from tests.reference.workload import workload
from tests.rules.evaluated import tables_and_facts


def test_ladders_give_what_the_table_gives() -> None:
    settings = cs.Settings(advance_unconfirmed=True)
    for table, facts in tables_and_facts(workload(300, odd=0.4), settings):
        time = facts.context.time
        status = table.status(facts, time)
        assert built(table, "status")(facts, time) is status
        if status is not None:
            assert built(table, "why")(facts, status) == table.why(facts, status)
