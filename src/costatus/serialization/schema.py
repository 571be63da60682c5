"""The JSON Schema of everything that is written and read, and the version of the form."""

import json
from importlib.resources import files
from typing import Any

VERSION = 1
"""The version of the JSON form; another number is refused."""


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12): of a document, and in `$defs` of a line and of a report."""
    text = files("costatus.serialization").joinpath("schema.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed
