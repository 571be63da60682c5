"""The small ERP of the bicycle maker that the tests of the nightly job run over."""

import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

EXAMPLES = Path(__file__).parents[3] / "examples"
TODAY = date(2026, 11, 24)
ORDERS = 30

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]


def copy(connection: sqlite3.Connection, folder: Path) -> Path:
    """Copy the ERP into a folder of its own."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (_, _, file) = connection.execute("PRAGMA database_list").fetchone()
    folder.mkdir()
    copied = folder / "erp.sqlite"
    shutil.copy(file, copied)
    return copied


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def stored(connection: sqlite3.Connection) -> Rows:
    """Return all that the job has written."""
    tables = {"customer_order": "1", "status_history": "1, 2, 3, 4, 5, 6", "nightly_run": "1"}
    return {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchall()
        for table, key in tables.items()
    }


def one(connection: sqlite3.Connection, query: str, *values: object) -> Any:
    """Return the only value of the only row."""
    ((value,),) = connection.execute(query, values).fetchall()
    return value
