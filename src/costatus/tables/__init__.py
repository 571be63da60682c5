"""The same rules over Arrow tables: tables of orders in, tables of statuses out.

`evaluate` takes the tables of any library that speaks the Arrow PyCapsule interface (pyarrow,
polars, pandas, DuckDB) and returns the statuses of all orders, lines and sources, with the codes of
their reasons and notes. Needs the extra `tables`.
"""

from importlib.util import find_spec as _find_spec

if not (_find_spec("numpy") and _find_spec("nanoarrow")):  # pragma: no cover - the tests have both
    raise ImportError("costatus.tables needs numpy and nanoarrow: pip install 'costatus[tables]'")

from costatus._public import name_home as _name_home
from costatus.tables._answers import StatusTable, StatusTables
from costatus.tables._changes import changes
from costatus.tables._evaluate import evaluate, evaluate_batch
from costatus.tables._sweep import sweep
from costatus.tables._warnings import MisspeltColumnWarning, SlowPathWarning
from costatus.tables.schema import TABLES as SCHEMA

__all__ = [
    "SCHEMA",
    "MisspeltColumnWarning",
    "SlowPathWarning",
    "StatusTable",
    "StatusTables",
    "changes",
    "evaluate",
    "evaluate_batch",
    "sweep",
]

_name_home(__name__)
