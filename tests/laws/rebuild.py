"""Change situations throughout: rebuild every model, and keep shared what was shared."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

T = TypeVar("T")


def rebuild(node: T, change: Callable[[Any], Any]) -> T:
    """Rebuild all models in `node`, from the leaves up, and apply `change` to each."""
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
            done[id(old)] = change(changed(old, fields))
        return done[id(old)]

    made: T = built(node)
    return made


def changed(model: T, fields: Mapping[str, Any]) -> T:
    """Change some fields of a model."""
    made: T = attrs.evolve(model, **fields)  # type: ignore[misc]  # T is a model
    return made


def only(kind: type[T], change: Callable[[T], T]) -> Callable[[Any], Any]:
    """Restrict a change to the models of one kind."""
    return lambda model: change(model) if isinstance(model, kind) else model
