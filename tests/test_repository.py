"""What is kept in the repository."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import WAS_NOT_TESTED

ROOT = Path(__file__).parents[1]


def test_no_tracked_file_is_large() -> None:
    """Every clone downloads every version of every file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip(f"THE SIZE OF FILES {WAS_NOT_TESTED}: this is no git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    large = {str(file): size for file in files if (size := file.stat().st_size) > 400_000}
    assert files
    assert large == {}
