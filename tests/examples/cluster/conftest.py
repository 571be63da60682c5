"""The examples as modules, the tables that they read, and what one machine answers."""

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import WAS_NOT_TESTED
from tests.examples.cluster import orders

EXAMPLES = Path(__file__).parents[3] / "examples" / "cluster"


@pytest.fixture(scope="session")
def example() -> Iterator[Callable[[str], Any]]:
    """Return what imports an example; workers, which are other processes, can import it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        yield importlib.import_module


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a folder of Parquet files for each table."""
    made = tmp_path_factory.mktemp("tables")
    orders.write(orders.flat(), made)
    return made


def engine(name: str) -> Any:
    """Return an engine's module; skip the test, aloud, where it is not installed."""
    why = f"THE EXAMPLE FOR {name.upper()} {WAS_NOT_TESTED}: pip install --group cluster"
    return pytest.importorskip(name, reason=why)
