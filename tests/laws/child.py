"""A process that evaluates the snapshots of its standard input and tells all it finds.

It first takes on the locale of its environment, as a host may do, and tells its offset from UTC.
"""

import contextlib
import json
import locale
import sys
import time
from typing import Any

from costatus import serialization
from costatus.testing import Situation
from tests.laws.told import sentences, told, word


def main() -> None:
    with contextlib.suppress(locale.Error):  # one that the machine lacks stays C
        locale.setlocale(locale.LC_ALL, "")
    answers = list(map(answer, json.load(sys.stdin)))
    json.dump({"offset": time.localtime().tm_gmtoff, "answers": answers}, sys.stdout)


def answer(snapshot: str) -> list[Any]:
    """The words, the sentences and the next changes of a snapshot's orders."""
    read = serialization.read_snapshot(snapshot)
    assert read.as_of is not None
    reports = Situation(read.orders, read.lots, read.settings, read.as_of).evaluate()
    return [
        *(list(told(reports, tell).items()) for tell in (word, sentences)),
        [str(report.next_change) for report in reports],
    ]


if __name__ == "__main__":
    main()
