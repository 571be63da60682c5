"""`costatus schema`: the JSON Schema of snapshots and reports."""

import json
from argparse import Namespace

from costatus.cli.command import Command
from costatus.cli.terminal import output
from costatus.serialization import schema


def _run(_arguments: Namespace) -> int:
    output().write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
    return 0


COMMAND = Command(
    "schema",
    "print the JSON Schema of snapshots and reports",
    "costatus schema > snapshot.schema.json",
    _run,
)
