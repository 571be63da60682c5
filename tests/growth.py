"""Work grows with its input."""

import gc
from collections.abc import Callable
from time import process_time
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]


def assert_it_grows_with_its_input(work: Callable[[int], Work], size: int) -> None:
    """Raise AssertionError where eight times the input takes far more than eight times as long.

    Quadratic work takes 64 times as long. What is not part of the work happens before it.
    """

    def seconds(n: int) -> float:
        todo = work(n)
        gc.collect()
        start = process_time()
        todo()
        return process_time() - start

    most = 24 * max(min(seconds(size) for _ in range(3)), 0.005)
    taken = seconds(8 * size)
    if taken >= most:  # perhaps the machine was busy
        taken = min(taken, seconds(8 * size))
    assert taken < most
