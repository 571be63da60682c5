"""Changes of models, for `costatus.testing.rebuild`."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from costatus.testing import rebuild

__all__ = ["changed", "only", "rebuild"]

T = TypeVar("T")


def changed(model: T, fields: Mapping[str, Any]) -> T:
    """Change some fields of a model."""
    made: T = attrs.evolve(model, **fields)  # type: ignore[misc]  # T is a model
    return made


def only(kind: type[T], change: Callable[[T], T]) -> Callable[[Any], Any]:
    """Restrict a change to the models of one kind."""
    return lambda model: change(model) if isinstance(model, kind) else model
