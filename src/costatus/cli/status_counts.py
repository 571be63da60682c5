"""Show how many orders of a sweep have each status."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from costatus.cli.status_style import styled
from costatus.cli.terminal import print_table
from costatus.models.statuses import OrderStatus, ProductStatus, Term

COUNTED: Final[Mapping[str, type[Term]]] = {"order": OrderStatus, "product": ProductStatus}
"""The families that are counted."""


def print_counts(title: str, counts: Mapping[tuple[str, str], int]) -> None:
    """Show on standard error how many orders have a status, by family and status."""
    rows = [
        (family, styled(status), f"{counts[family, status]:,}")
        for family, vocabulary in COUNTED.items()
        for status in vocabulary
        if (family, status) in counts
    ]
    with suppress(BrokenPipeError):  # the reader may leave
        print_table(title, ("Family", "Status", "Orders"), rows, ("Orders",), error=True)
