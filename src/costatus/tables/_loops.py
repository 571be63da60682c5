"""The loops over rows: compiled, or where they are not as dicts and numpy do them."""

from typing import Any, Final

from costatus.tables import _plain_keys

try:
    from costatus.tables import _keys
except ImportError:  # neither compiled, nor Cython to run it without
    _keys = _plain_keys  # type: ignore[misc]

loops: Final[Any] = _keys if _keys.IS_COMPILED else _plain_keys
