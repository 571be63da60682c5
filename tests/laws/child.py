"""Evaluate the snapshots of standard input in a process, and write their answers.

It takes on the locale of its environment first, as a host may, and writes its offset from UTC.
"""

import contextlib
import json
import locale
import sys
import time
from typing import Any

from costatus import serialization
from costatus.testing import Situation
from tests.laws.reading import read, sentences, status


def main() -> None:
    with contextlib.suppress(locale.Error):  # one that the machine lacks stays C
        locale.setlocale(locale.LC_ALL, "")
    answers = list(map(answer, json.load(sys.stdin)))
    json.dump({"offset": time.localtime().tm_gmtoff, "answers": answers}, sys.stdout)


def answer(text: str) -> list[Any]:
    """Return the statuses, the sentences and the next changes of a snapshot's orders."""
    snapshot = serialization.read_snapshot(text)
    assert snapshot.as_of is not None
    situation = Situation(snapshot.orders, snapshot.lots, snapshot.settings, snapshot.as_of)
    reports = situation.evaluate()
    return [
        *(list(read(reports, what).items()) for what in (status, sentences)),
        [str(report.next_change) for report in reports],
    ]


if __name__ == "__main__":
    main()
