"""Orders and lots as rows of tables."""

from costatus.testing import table_rows
from tests.cases.build import bought, line, lot, order


def test_a_lot_and_a_source_that_are_sent_several_times_are_one_row_each() -> None:
    source = bought()
    one, other = (lot(name, status="planned", source=source) for name in ("L1", "L2"))
    rows = table_rows([order(line(one, other), line(one, name="2"))], [other])
    assert sorted(row["id"] for row in rows["lots"]) == ["L1", "L2"]
    assert [row["id"] for row in rows["purchase_orders"]] == [source.id]
    assert [row["lot_id"] for row in rows["bookings"]] == ["L1", "L2", "L1"]
