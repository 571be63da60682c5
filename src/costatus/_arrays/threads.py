"""Work on rows in threads, by functions that release the GIL."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias

CORES: Final = os.cpu_count() or 1
Worker: TypeAlias = Callable[[int, int], object]
"""Works on the rows from the first number up to the second."""


def share_out(workers: Sequence[Worker], rows: int, share: int) -> None:
    """Let each worker take the next rows, a share at a time, until there are none.

    There are no more workers than shares. The first works in the calling thread: one that only
    waited would often have the core that another needs.
    """
    starts = iter(range(0, rows, share))

    def take(work: Worker) -> None:
        for first in starts:
            work(first, min(first + share, rows))

    mine, *others = workers[: max(1, -(-rows // share))]
    if not others:
        take(mine)
        return
    with ThreadPoolExecutor(len(others)) as pool:
        done = [pool.submit(take, each) for each in others]
        take(mine)
        for each in done:
            each.result()
