"""What all models have in common: equality, hash and repr, which never recurse."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from costatus.models._equality import Numbering, own_hash
from costatus.models._validation.checked import Checked
from costatus.models._validation.shown import shown
from costatus.models.statuses import Term


class Model(Checked):
    """Base of the models. Models of one class are equal where all their fields are.

    Moments are equal where they are the same instant, whatever their zone. Objects may be shared
    and deep: equality takes time by the number of objects, and hash and repr leave children out.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Model) or type(other) is not type(self):
            return NotImplemented
        return hash(self) == hash(other) and Numbering().same(self, other)

    def __hash__(self) -> int:
        return own_hash(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._fields())})"

    def _fields(self) -> Iterator[str]:
        """Yield the fields that differ from their default, as text."""
        model: Any = type(self)
        for each in attrs.fields(model):
            value = getattr(self, each.name)
            if value != each.default:
                yield f"{each.name}={_text(each.name, value)}"


def _text(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return f"<1 {name.removesuffix('s')}>" if len(value) == 1 else f"<{len(value)} {name}>"
    if isinstance(value, Term):
        return repr(value.value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, date) else shown(value)
