"""Hypothesis strategies for the models: valid objects that reach every row of the rules.

Use them in property tests of code that builds the models or reads reports. Days lie around a day
or moment that you give, so that the day before, the day itself and the day after occur. Lots and
their sources are shared, as hosts share them. `assert_laws` checks what holds for every answer.
Needs the extra `testing`.
"""

from importlib.util import find_spec as _find_spec

if _find_spec("hypothesis") is None:  # pragma: no cover - the environment of the tests has it
    raise ImportError('costatus.testing needs hypothesis: pip install "costatus[testing]"')

from costatus._public import name_home as _name_home
from costatus.testing.demand import order_lines, orders
from costatus.testing.host import HostMachine
from costatus.testing.laws import (
    assert_invoices_that_do_not_count,
    assert_later_is_never_better,
    assert_laws,
    assert_order_is_irrelevant,
    assert_reasons_read,
    assert_same_statuses,
    assert_the_worst_line_decides,
)
from costatus.testing.lots import bookings, stock_lots
from costatus.testing.moments import TODAY, as_ofs, days, deadlines
from costatus.testing.money import invoices
from costatus.testing.rebuilding import rebuild
from costatus.testing.situation import Situation, settings, situations
from costatus.testing.sources import (
    manufacturing_orders,
    operations,
    parts,
    purchase_orders,
    transfer_orders,
)
from costatus.testing.stock import stocks
from costatus.testing.tables import table_rows, tables_of
from costatus.testing.values import (
    NASTY_NUMBERS,
    NASTY_TEXTS,
    amounts,
    names,
    quantities,
)

__all__ = [
    "NASTY_NUMBERS",
    "NASTY_TEXTS",
    "TODAY",
    "HostMachine",
    "Situation",
    "amounts",
    "as_ofs",
    "assert_invoices_that_do_not_count",
    "assert_later_is_never_better",
    "assert_laws",
    "assert_order_is_irrelevant",
    "assert_reasons_read",
    "assert_same_statuses",
    "assert_the_worst_line_decides",
    "bookings",
    "days",
    "deadlines",
    "invoices",
    "manufacturing_orders",
    "names",
    "operations",
    "order_lines",
    "orders",
    "parts",
    "purchase_orders",
    "quantities",
    "rebuild",
    "settings",
    "situations",
    "stock_lots",
    "stocks",
    "table_rows",
    "tables_of",
    "transfer_orders",
]

_name_home(__name__)
