"""Law 13. Faithful reasons: each reason's facts come from the input, and the row it names holds on
them.

`tests/reference/test_agreement.py` shows that no row or note that holds is left out.
"""

from hypothesis import given

from costatus.rules import TABLES
from costatus.testing import Situation, situations
from tests.laws.faithful import NOTES, ROWS, seen_in


@given(situations())
def test_every_reason_and_every_note_is_true(situation: Situation) -> None:
    """Its facts are computed from the input again, and compared as its row compares them."""
    for decision, family, seen in seen_in(situation):
        for reason in decision.reasons:
            assert reason.row is not None
            assert reason.status is decision.status
            assert ROWS[reason.row](seen, reason.facts, reason), str(reason)
        for note in decision.notes:
            assert NOTES[family][note.code](seen, note.facts, note), str(note)


def test_every_row_and_note_is_looked_at() -> None:
    tables = list(TABLES.values())
    assert set(ROWS) == {row.id for table in tables for row in table.rows if row.code}
    looked_at = {code for notes in NOTES.values() for code in notes}
    assert looked_at == {note.code for table in tables for note in table.notes}
