"""The rules in SQL, run by DuckDB."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
from benchmarks.engines.objects import COLUMNS, Answers

_RULES = Path(__file__).with_name("rules.sql").read_text(encoding="utf-8")
_UNNEST = Path(__file__).with_name("unnest.sql").read_text(encoding="utf-8")


def answers(tables: Mapping[str, pa.Table], as_of: date, threads: int = 2) -> Answers:
    """Answer with normalised tables, or with one of nested orders that is named `nested`."""
    with duckdb.connect(config={"threads": threads}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        connection.execute(f"set variable as_of = date '{as_of}'")
        if "nested" in tables:
            connection.execute(_UNNEST)
        connection.execute(_RULES)
        return {
            name: connection.table(f"{name.removesuffix('s')}_answers").to_arrow_table()
            for name in COLUMNS
        }
