"""A process that evaluates the snapshots of its standard input and tells all it finds.

It first takes on the locale of its environment, as a host may do, and tells its offset from UTC.
"""

import contextlib
import json
import locale
import sys
import time

from costatus import serial
from costatus.testing import Situation
from tests.laws.told import sentences, told, word


def main() -> None:
    with contextlib.suppress(locale.Error):  # one that the machine lacks stays C
        locale.setlocale(locale.LC_ALL, "")
    answers = []
    for text in json.load(sys.stdin):
        read = serial.read_snapshot(text)
        assert read.as_of is not None
        reports = Situation(read.orders, read.lots, read.settings, read.as_of).evaluate()
        answers.append([list(told(reports, tell).items()) for tell in (word, sentences)])
    json.dump({"offset": time.localtime().tm_gmtoff, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
