"""What tables warn of, at the line of the host that called."""

import inspect
import warnings
from collections.abc import Iterable

from costatus.tables.schema import TableSchema


class SlowPathWarning(UserWarning):
    """All orders are evaluated as models, one by one, which takes a hundred times as long."""


class MisspeltColumnWarning(UserWarning):
    """A column is ignored whose name is close to that of one that is not given."""


def warn_of_misspelt(where: str, schema: TableSchema, names: Iterable[str]) -> None:
    """Warn of names of columns that are probably misspelt; `where` is written before them."""
    for name, near in schema.misspelt(names).items():
        said = f"{where}{name} is ignored: rename it, if it is {near}"
        warn_host(MisspeltColumnWarning(said))


def warn_host(warning: Warning) -> None:
    """Warn at the line that called this library."""
    frame, level = inspect.currentframe(), 1
    while frame and frame.f_globals.get("__name__", "").startswith("costatus."):
        frame, level = frame.f_back, level + 1
    warnings.warn(warning, stacklevel=level)
