"""Change models throughout."""

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

T = TypeVar("T")


def rebuild(value: T, change: Callable[[Any], Any]) -> T:
    """Rebuild a model and all models in it, from the leaves up, and apply `change` to each.

    `value` may be a tuple of models, or a `Situation`. What is shared stays shared: `change` gets
    each object once.
    """
    done: dict[int, Any] = {}

    def built(old: Any) -> Any:
        if isinstance(old, tuple):
            return tuple(map(built, old))
        if not attrs.has(type(old)):
            return old
        if id(old) not in done:
            fields = {
                field.name: built(getattr(old, field.name)) for field in attrs.fields(type(old))
            }
            done[id(old)] = change(attrs.evolve(old, **fields))
        return done[id(old)]

    made: T = built(value)
    return made
