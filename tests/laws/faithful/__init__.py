"""An independent look at every reason: do its facts come from the input, does its row hold?"""

from tests.laws.faithful.lines import LINE_NOTES, LINE_ROWS
from tests.laws.faithful.money import MONEY_NOTES, MONEY_ROWS
from tests.laws.faithful.orders import ORDER_NOTES, ORDER_ROWS
from tests.laws.faithful.seen import Check, Seen, seen_in
from tests.laws.faithful.sources import SOURCE_NOTES, SOURCE_ROWS

ROWS: dict[str, Check] = {**LINE_ROWS, **SOURCE_ROWS, **ORDER_ROWS, **MONEY_ROWS}
NOTES = {"product": LINE_NOTES, "source": SOURCE_NOTES, "order": ORDER_NOTES, **MONEY_NOTES}

__all__ = ["NOTES", "ROWS", "Check", "Seen", "seen_in"]
