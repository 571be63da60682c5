"""Where the tables of Northwind are."""

import os
from pathlib import Path

import pytest

from tests.conftest import WAS_NOT_TESTED

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "northwind"


@pytest.fixture(scope="session")
def northwind() -> Path:
    """Return the folder of the tables: COSTATUS_NORTHWIND, or the one beside the checkout."""
    folder = Path(os.environ.get("COSTATUS_NORTHWIND", BESIDE))
    if not (folder / "orders.csv").is_file():
        where = f"no tables of Northwind in {folder}; set COSTATUS_NORTHWIND to their folder"
        pytest.skip(f"THE REAL INPUT {WAS_NOT_TESTED}: {where}")
    return folder
