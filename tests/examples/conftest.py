"""Where the tables of Northwind are."""

import os
from pathlib import Path

import pytest

from tests.conftest import ABSENT

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "northwind"


@pytest.fixture(scope="session")
def northwind() -> Path:
    """The folder of the tables: COSTATUS_NORTHWIND, or the one beside the checkout."""
    folder = Path(os.environ.get("COSTATUS_NORTHWIND", BESIDE))
    if not (folder / "orders.csv").is_file():
        pytest.skip(f"{ABSENT} {folder}; set COSTATUS_NORTHWIND to their folder")
    return folder
