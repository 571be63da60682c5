"""Every case gets the same answers from the plain loop of tests/reference."""

import pytest

from tests.cases.case import CASES, Case
from tests.reference.pegging import peg
from tests.reference.test_agreement import rows_of_the_library, rows_of_the_loop


@pytest.mark.parametrize("case", CASES, ids=[f"{case.family}: {case.title}" for case in CASES])
def test_the_loop_agrees(case: Case) -> None:
    given = case.given
    pegged = None
    if not given.settings.tracing:
        pegged = peg([given.order, *given.others], given.stock, given.as_of, given.settings)
    expected = rows_of_the_loop(given.order, given.as_of, given.settings, pegged)
    assert rows_of_the_library(given.report()) == expected
