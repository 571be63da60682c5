"""Every row, note, rule and statement has its cases; docs/trace.md lists them."""

from costatus.rules import TABLES
from costatus.rules._table import otherwise
from costatus.rules.reason_codes import ReasonCode
from tests.cases.case import CASES, NOTES
from tests.docs.pages import trace


def test_the_matrix_has_no_hole() -> None:
    assert trace.holes(CASES) == []


def test_every_code_is_in_the_matrix() -> None:
    codes = {row.code for table in TABLES.values() for row in table.rows if row.code}
    assert codes | {code for _, code in NOTES} == set(ReasonCode)


def test_titles_are_unique_sentences_without_a_full_stop() -> None:
    titles = [(case.family, case.title) for case in CASES]
    assert len(set(titles)) == len(titles)
    assert not [title for _, title in titles if title.endswith(".") or "|" in title]


def test_the_sentence_of_a_row_begins_with_its_id() -> None:
    for table in TABLES.values():
        for row in table.rows:
            if row.holds is not otherwise:
                assert (row.holds.__doc__ or "").startswith(f"{row.id}. ")
