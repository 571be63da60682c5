"""List orders with their statuses, the late ones first, with pandas.

    python examples/dataframes/with_pandas.py FOLDER --as-of 2026-11-24

FOLDER has a CSV file for each table that you have: orders.csv, lines.csv, bookings.csv, lots.csv,
purchase_orders.csv and so on. Days are written as 2026-12-01.
"""

import argparse
from datetime import date
from pathlib import Path

import pandas as pd

from costatus import ProductStatus, tables

URGENT = (ProductStatus.DELAYED, ProductStatus.POSSIBLY_DELAYED)


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables; pyarrow reads days as days, where pandas would make moments of them."""
    return {
        file.stem: pd.read_csv(file, engine="pyarrow", dtype_backend="pyarrow")
        for file in sorted(folder.glob("*.csv"))
    }


def late_first(frames: dict[str, pd.DataFrame], as_of: date) -> pd.DataFrame:
    """Return the orders with their statuses: delayed, possibly delayed, then by promised day."""
    answers = pd.DataFrame.from_arrow(tables.evaluate(frames, as_of=as_of).orders.with_text())
    joined = frames["orders"].merge(answers, left_on="id", right_on="order_id", how="left")
    place = {status.value: n for n, status in enumerate(URGENT)}
    joined["urgency"] = joined["product"].map(place).fillna(len(URGENT))
    return joined.sort_values(["urgency", "promised_on", "id"], ignore_index=True)


def main() -> None:
    """Read the command line, and print the list."""
    parser = argparse.ArgumentParser(description="List orders, the late ones first.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    given = parser.parse_args()
    found = late_first(read(given.folder), given.as_of)
    columns = ["id", "promised_on", "status", "product", "product_reasons"]
    print(found[columns].to_string(index=False))


if __name__ == "__main__":
    main()
