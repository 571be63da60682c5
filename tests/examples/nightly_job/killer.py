"""Starts runs of the nightly job, each as a process of its own, and kills some of them.

Each line of JSON on standard input has the seconds to live (or null) and the arguments of a run.
The run is forked, and gets SIGKILL when its time is over; its exit code, or -9, is printed. The job
is imported once, so a run starts at once and a kill hits the run itself.
"""

import importlib
import json
import os
import signal
import sys
import time

job = importlib.import_module("nightly_host")


def ended(seconds: float | None, arguments: list[str]) -> int:
    """Return the exit code of a run that is killed after so many seconds."""
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os._exit(job.main(arguments))
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)  # it is not waited for yet, so its number is its own
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


for line in sys.stdin:
    print(ended(*json.loads(line)), flush=True)
