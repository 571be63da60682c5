"""Read and write orders, lots, sources, invoices and reports as JSON. Needs the extra `json`.

A snapshot is the whole input of an evaluation. It is one document, or JSON Lines, where orders
come one at a time and what they share comes once. Reading is strict: everything that does not fit
is refused at once, each fault with its path.
"""

from importlib.util import find_spec as _find_spec

if _find_spec("cattrs") is None:  # pragma: no cover - the environment of the tests has it
    raise ImportError('costatus.serialization needs cattrs: pip install "costatus[json]"')

from costatus._public import name_home as _name_home
from costatus.serialization.json_schema import VERSION, schema
from costatus.serialization.json_text import Limits
from costatus.serialization.reader import SnapshotReader, read_document, read_lines
from costatus.serialization.report_reader import read_report
from costatus.serialization.report_writer import write_report
from costatus.serialization.shared_records import Refused
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

_name_home(__name__)
