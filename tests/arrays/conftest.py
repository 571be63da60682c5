"""The kernel: compiled where the package is, else as plain Python."""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest

from costatus._arrays.derive import derived_rules

RULES = "costatus._arrays.rules"


@pytest.fixture(scope="session")
def kernel() -> Any:
    """Return the kernel; in a checkout, with rules that are derived now."""
    if RULES not in sys.modules and find_spec(RULES) is None:
        rules = ModuleType(RULES)
        exec(derived_rules(), rules.__dict__)  # noqa: S102 what the build writes into a file
        sys.modules[RULES] = rules
    return import_module("costatus._arrays.kernel")
