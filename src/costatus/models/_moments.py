"""Moments as instants: two moments are the same when they are the same instant.

Python compares moments of one zone by their wall time, and finds moments of two zones different
where one of them lies in an hour that comes twice.
"""

from datetime import datetime, timedelta
from typing import Any, Final

_START: Final = datetime(1, 1, 1)  # noqa: DTZ001 a fixed point to count from, in no zone


def is_aware(moment: datetime) -> bool:
    """Return whether the moment has a UTC offset."""
    return moment.utcoffset() is not None


def instant(moment: datetime) -> timedelta:
    """Return the time from a fixed start to the moment: in UTC, or as it is without a zone."""
    return moment.replace(tzinfo=None) - _START - (moment.utcoffset() or timedelta(0))


def comparable(value: object) -> object:
    """Return a moment as a pair that is equal for the same instant, other values as they are."""
    if isinstance(value, datetime) and not is_missing(value):
        return is_aware(value), instant(value)
    return value


def is_missing(value: Any) -> bool:
    """Return whether the value is NaN, NaT, NA or the like.

    NaN and NaT differ from themselves; every comparison of NA returns NA.
    """
    try:
        differs = value != value  # noqa: PLR0124 only such values differ from themselves
        return differs is value or bool(differs)
    except Exception:  # noqa: BLE001 the value is the host's; its comparison may raise anything
        return False
