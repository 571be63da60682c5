"""List orders with their statuses, the late ones first, with polars.

    python examples/dataframes/with_polars.py FOLDER --as-of 2026-11-24

FOLDER has a CSV file for each table that you have: orders.csv, lines.csv, bookings.csv, lots.csv,
purchase_orders.csv and so on. Days are written as 2026-12-01.
"""

import argparse
from datetime import date
from pathlib import Path

import polars as pl

from costatus import ProductStatus, tables

URGENT = (ProductStatus.DELAYED, ProductStatus.POSSIBLY_DELAYED)


def read(folder: Path) -> dict[str, pl.DataFrame]:
    """Read the tables, without columns that are empty: polars takes those for text."""
    frames = {}
    for file in sorted(folder.glob("*.csv")):
        frame = pl.read_csv(file, try_parse_dates=True)
        frames[file.stem] = frame.select(each for each in frame if not each.is_null().all())
    return frames


def late_first(frames: dict[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    """Return the orders with their statuses: delayed, possibly delayed, then by promised day."""
    answers = pl.DataFrame(tables.evaluate(frames, as_of=as_of).orders.with_text())
    place = {status.value: n for n, status in enumerate(URGENT)}
    urgency = pl.col("product").replace_strict(place, default=len(URGENT))
    return (
        frames["orders"]
        .join(answers, left_on="id", right_on="order_id", how="left")
        .sort(urgency, "promised_on", "id", nulls_last=True)
    )


def main() -> None:
    """Read the command line, and print the list."""
    parser = argparse.ArgumentParser(description="List orders, the late ones first.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    given = parser.parse_args()
    found = late_first(read(given.folder), given.as_of)
    print(found.select("id", "promised_on", "status", "product", "product_reasons"))


if __name__ == "__main__":
    main()
