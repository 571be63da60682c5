"""`costatus schema`: the JSON Schema of snapshots and reports."""

import json
import sys
from argparse import Namespace

from costatus.serialization import schema


def run(_arguments: Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
    return 0
