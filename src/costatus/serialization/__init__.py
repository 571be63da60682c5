"""Orders, lots, sources, invoices and reports as JSON, and back. Needs the extra `json`.

A snapshot is the whole input of an evaluation. It is written as one document, or as JSON Lines
where orders come one at a time and what they share comes once. Reading is strict: whatever does
not fit is refused, all of it at once, each fault with its path.
"""

from importlib.util import find_spec as _find_spec

if _find_spec("cattrs") is None:  # pragma: no cover - the environment of the tests has it
    raise ImportError('costatus.serialization needs cattrs: pip install "costatus[json]"')

from costatus.serialization.parse import Limits
from costatus.serialization.records import SnapshotReader, read_document, read_lines
from costatus.serialization.reports import write_report
from costatus.serialization.retold import read_report
from costatus.serialization.schema import VERSION, schema
from costatus.serialization.shared import Refused
from costatus.serialization.snapshots import Snapshot, read_snapshot, write_lines, write_snapshot

__all__ = [
    "VERSION",
    "Limits",
    "Refused",
    "Snapshot",
    "SnapshotReader",
    "read_document",
    "read_lines",
    "read_report",
    "read_snapshot",
    "schema",
    "write_lines",
    "write_report",
    "write_snapshot",
]
