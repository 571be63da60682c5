"""How property tests run, and a warning at the end of what was not tested.

Property tests run the same 100 examples each time, 50 where their coverage is measured, which is
slow, or thousands of new ones: every night, and on demand.
"""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

WAS_NOT_TESTED = "WAS NOT TESTED"

# Machines are of any speed: how long an example takes decides nothing.
settings.register_profile(
    "quick",
    max_examples=100,
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("traced", settings.get_profile("quick"), max_examples=50)
settings.register_profile(
    "thorough", settings.get_profile("quick"), max_examples=5000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Do not trace laws and growth, which is slow: other tests cover every branch.

    Tests of one large input or of many combinations say so themselves, with the same marker.
    """
    for item in items:
        if "laws" in item.path.parts or item.path.stem == "test_growth":
            item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over modules and tests: they stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it once more at the end, in a line of its own."""
    skipped = (report.longrepr for report in terminalreporter.stats.get("skipped", []))
    reasons = {why[2].removeprefix("Skipped: ") for why in skipped if isinstance(why, tuple)}
    for reason in sorted(reasons):
        if WAS_NOT_TESTED in reason:
            terminalreporter.write_line(f"WARNING: {reason}", yellow=True, bold=True)
