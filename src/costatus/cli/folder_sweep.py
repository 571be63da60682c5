"""`costatus sweep FOLDER`: evaluate the tables of a folder, and write tables of the answers."""

import warnings
from argparse import Namespace
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from costatus.cli.command import UsageError
from costatus.cli.inputs import Failures, today_for
from costatus.cli.outputs import raising_on_signals
from costatus.cli.progress import progress
from costatus.cli.status_counts import COUNTED, print_counts
from costatus.cli.terminal import warn
from costatus.models._validation.shown import counted
from costatus.models.settings import Settings

_ORDERS_PER_CHUNK: Final = 100_000
_OF_SNAPSHOTS: Final = ("words", "previous", "failures", "lots", "only_changes")


def sweep_folder(arguments: Namespace) -> int:
    """Evaluate the orders of a folder, write the tables of answers, and show a summary."""
    name = _the_folder(arguments)
    if missing := [each for each in ("nanoarrow", "numpy", "pyarrow") if find_spec(each) is None]:
        needs = f'{" and ".join(missing)}: pip install "costatus[files]"'
        raise UsageError(f"{name} is a folder of tables, which needs {needs}")
    from costatus import tables  # noqa: PLC0415 it imports what may be missing
    from costatus.tables import files  # noqa: PLC0415

    as_of = today_for(name) if arguments.as_of is None else arguments.as_of
    settings = Settings(tracing=arguments.tracing)
    with raising_on_signals(), warnings.catch_warnings():
        warnings.simplefilter("once", UserWarning)
        warnings.showwarning = lambda message, *_, **__: warn(message)
        run = _Run(files.Folder(name))
        chunks = run.folder.chunks(_ORDERS_PER_CHUNK if arguments.tracing else None)
        with files.writer(arguments.out) as write, progress(run, beside_output=False) as advance:
            for answers in tables.sweep(chunks, as_of=as_of, settings=settings):
                advance(run.count(write(answers)))
    print_counts(f"Sweep, as of {as_of}", run.counts)
    warn(f"{counted(run.evaluated, 'order')} evaluated, {run.rejected(arguments.out)}")
    return 1 if run.failures.count else 0


def _the_folder(arguments: Namespace) -> str:
    """Return the folder to read; raise UsageError if the options are not for a folder."""
    folder: str = next(file for file in arguments.files if Path(file).is_dir())
    if len(arguments.files) > 1:
        raise UsageError(f"{folder} is a folder of tables, which is swept alone")
    for option in _OF_SNAPSHOTS:
        if getattr(arguments, option):
            shown = option.replace("_", "-")
            raise UsageError(f"--{shown} is for snapshots, and {folder} is a folder of tables")
    if arguments.out in {None, "-"}:
        raise UsageError(f"{folder} is a folder of tables: give --out a new folder")
    out = Path(arguments.out).resolve()
    if out.exists():
        raise UsageError(f"--out {arguments.out} exists already; give a new folder, or remove it")
    if Path(folder).resolve() in out.parents:
        raise UsageError(f"--out {arguments.out} is in {folder}, which is read; write elsewhere")
    return folder


class _Run:
    """Counts what was evaluated."""

    def __init__(self, folder: Any) -> None:
        self.folder = folder
        self.failures = Failures()
        self.counts: Counter[tuple[str, str]] = Counter()
        self.evaluated = 0
        self._done = 0

    @property
    def size(self) -> int:
        """The bytes of the files, which are read, and then evaluated."""
        return 2 * int(self.folder.size)

    def position(self) -> int:
        """Return how many bytes were read, and evaluated."""
        share = self._done / max(self.folder.orders, 1)
        return int(self.folder.position() + share * self.folder.size)

    def count(self, written: Any) -> int:
        """Count the answers of a chunk, and return how many orders there are."""
        orders = written["orders"]
        self.evaluated += len(orders)
        self.failures.count += len(written["rejected"])
        for family, column in zip(COUNTED, ("status", "product"), strict=True):
            for each in orders[column].value_counts().to_pylist():
                if each["values"] is not None:
                    self.counts[family, each["values"]] += each["counts"]
        self._done += len(orders)
        return len(orders)

    def rejected(self, out: str) -> str:
        """Return how many faults there were, and where they are written."""
        faults = counted(self.failures.count, "fault")
        return f"{faults} in {Path(out) / 'rejected.parquet'}" if self.failures.count else faults
