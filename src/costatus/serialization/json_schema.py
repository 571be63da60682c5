"""The JSON Schema of what is written and read, and the version of the form."""

import json
from importlib.resources import files
from typing import Any

VERSION = 1
"""The version of the JSON form; another number is refused."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document; `$defs` has lines and reports."""
    text = files("costatus.serialization").joinpath("schema.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed
