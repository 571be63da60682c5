"""Runs of the nightly job, each a process of its own that may end by SIGKILL at a given moment.

Each line of JSON on standard input has a number and the arguments of a run. The run is forked, and
kills itself before its statement, or commit, of that number; 0 lets it live. Its exit code, or -9,
is printed. The job is imported once, so a run starts at once.
"""

import itertools
import json
import os
import signal
import sys

from sqlalchemy import Engine, event
from sqlalchemy_host.__main__ import main


def ended(moment: int, arguments: list[str]) -> int:
    """Return the exit code of a run that is killed at that moment."""
    child = os.fork()
    if not child:
        count = itertools.count(1)

        def step(*_: object) -> None:
            if next(count) == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", step)
        event.listen(Engine, "commit", step)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os._exit(main(arguments))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


for line in sys.stdin:
    print(ended(*json.loads(line)), flush=True)
