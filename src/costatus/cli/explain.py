"""`costatus explain`: one order in plain words, with what would change it."""

import sys
from argparse import Namespace
from difflib import get_close_matches
from textwrap import fill

from costatus.cli.snapshots import SnapshotFile, snapshot_of
from costatus.cli.terminal import console, tell, visible
from costatus.explanation import explain


def run(arguments: Namespace) -> int:
    """Print the explanation of one order; reads as far as that order."""
    with snapshot_of(arguments) as snapshot:
        others = []
        for order in snapshot.orders():
            if order.id == arguments.order:
                report = snapshot.report(order)
                if report is not None:
                    _write(explain(report))
                return snapshot.exit_code
            others.append(order.id)
        _tell_missing(arguments.order, snapshot, others)
        return 1


def _write(text: str) -> None:
    screen = console()
    for line in map(visible, text.removesuffix("\n").split("\n")):
        sys.stdout.write((_wrapped(line, screen.width) if screen.is_terminal else line) + "\n")


def _wrapped(line: str, width: int) -> str:
    """A line of the explanation as a paragraph; what belongs to a bullet stands below its text."""
    hanging = "    " if line.startswith("  ") else ""
    return fill(
        line, width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
    )


def _tell_missing(order: str, snapshot: SnapshotFile, others: list[str]) -> None:
    if order in snapshot.refused:
        tell(f"{order!r} of {snapshot.name} was refused, as told above; correct it first")
        return
    folded = {other.casefold(): other for other in others}
    close = ", ".join(repr(folded[each]) for each in get_close_matches(order.casefold(), folded))
    advice = f"close to it: {close}" if close else f"it has {len(others)} others"
    tell(f"no order {order!r} in {snapshot.name}; {advice}")
