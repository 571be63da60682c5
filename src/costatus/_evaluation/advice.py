"""What would change a status for the better."""

from typing import Any

from costatus._evaluation.decision import NextBetterStatus
from costatus.models.statuses import Term


def next_better(_family: str, _facts: Any, _status: Term) -> NextBetterStatus | None:
    """Return the next better status within reach of a single change, and that change."""
    return None
