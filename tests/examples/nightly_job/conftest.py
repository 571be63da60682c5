"""The small ERP that the nightly job runs over, and the job."""

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.examples.nightly_job.erp import ORDERS, TODAY


@pytest.fixture(scope="session")
def job() -> Any:
    """Return the nightly job as a module."""
    return importlib.import_module("nightly_host")


@pytest.fixture(scope="session")
def days() -> Any:
    """Return the simulated business as a module."""
    return importlib.import_module("bicycle_days")


@pytest.fixture
def erp(tmp_path: Path, job: Any) -> Iterator[sqlite3.Connection]:
    """Return a small ERP in which the job has never run."""
    with closing(job.connect(tmp_path / "erp.sqlite")) as connection:
        importlib.import_module("bicycle_build").build(connection, TODAY, ORDERS)
        yield connection
