"""The example as a module, its page of the bicycle maker, and a tab of headless Chromium."""

import importlib
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from costatus.serialization import Snapshot
from tests.conftest import WAS_NOT_TESTED
from tests.examples.board.browser import Browser, browser

EXAMPLE = Path(__file__).parents[3] / "examples" / "board"
AS_OF = date(2026, 11, 24)


@pytest.fixture(scope="session")
def example() -> Any:
    """Return the example as a module."""
    return importlib.import_module("board.board")


@pytest.fixture(scope="session")
def bicycle(example: Any) -> Snapshot:
    """Return the orders of the bicycle maker."""
    snapshot: Snapshot = example.bicycle(AS_OF)
    return snapshot


@pytest.fixture(scope="session")
def page(example: Any, bicycle: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of their board."""
    file = tmp_path_factory.mktemp("board") / "board.html"
    file.write_text(example.board(bicycle, AS_OF), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a tab of headless Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip(f"THE BOARD {WAS_NOT_TESTED} in a browser: no Chromium; install chromium")
    with browser(program, tmp_path_factory.mktemp("profile")) as opened:
        yield opened
