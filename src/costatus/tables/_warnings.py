"""What tables warn of, at the line of the host that called."""

import inspect
import warnings
from collections.abc import Iterable


class SlowPathWarning(UserWarning):
    """All orders are evaluated as models, one by one, which takes a hundred times as long."""


class MisspeltColumnWarning(UserWarning):
    """A column is ignored whose name is close to that of one that is not given."""


def warn_of_misspelt(sentences: Iterable[str]) -> None:
    """Warn with the sentences of `TableSchema.misspelt`."""
    for each in sentences:
        warn_host(MisspeltColumnWarning(each))


def warn_host(warning: Warning) -> None:
    """Warn at the line that called this library."""
    frame, level = inspect.currentframe(), 1
    while frame and frame.f_globals.get("__name__", "").startswith("costatus."):
        frame, level = frame.f_back, level + 1
    warnings.warn(warning, stacklevel=level)
