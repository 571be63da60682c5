"""Sums are exact, whatever the host set for its own decimals."""

import subprocess
import sys
from decimal import Decimal, getcontext, localcontext

import pytest

from costatus.models.quantities import EXACT, ZERO, beyond, exactly, share, total

HOSTILE = """
import decimal
decimal.DefaultContext.prec = 3
decimal.DefaultContext.rounding = decimal.ROUND_UP
decimal.DefaultContext.Emax = 5
decimal.DefaultContext.Emin = -5
decimal.DefaultContext.capitals = 0
decimal.DefaultContext.clamp = 1
for signal in decimal.DefaultContext.traps:
    decimal.DefaultContext.traps[signal] = True
from costatus.models.quantities import EXACT
EXACT.clear_flags()
print(repr(EXACT))
"""


def test_a_changed_default_context_changes_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, text=True, check=True
    )
    mine = EXACT.copy()
    mine.clear_flags()
    assert done.stdout.strip() == repr(mine)


def test_sums_are_exact() -> None:
    tiny, huge = Decimal("1e-9"), Decimal(10**15 - 1)
    with localcontext(prec=2):
        before = getcontext()
        assert total([huge, tiny] * 1000) == Decimal("999999999999999000.000001")
        assert beyond(huge, tiny, ZERO) == Decimal("999999999999998.999999999")
        assert getcontext() is before
    assert total([]) == 0


def test_the_context_of_the_host_is_restored() -> None:
    before = getcontext()
    with exactly():
        assert getcontext() is EXACT
    with pytest.raises(TypeError), exactly():
        total([ZERO, None])  # type: ignore[list-item]
    assert getcontext() is before


def test_a_difference_within_the_tolerance_is_none() -> None:
    five, six = Decimal(5), Decimal(6)
    assert beyond(five, six, ZERO) == 0
    assert beyond(six, five, Decimal(1)) == 0
    assert beyond(six, five, Decimal("0.9")) == 1


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 1000, 1), (1, 3, 33), (2, 3, 66), (999, 1000, 99)]
)
def test_a_share_is_rounded_down_to_1_to_99(part: int, whole: int, percent: int) -> None:
    assert share(Decimal(part), Decimal(whole)) == percent
