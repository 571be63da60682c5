"""Check the arguments of public functions."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from costatus.models._validation.faults import Fault, Invalid, InvalidInput
from costatus.models._validation.shown import with_article

T = TypeVar("T")

_PLAIN_NAMES: Final[Mapping[type, str]] = {
    Iterable: "a list or another iterable",
    Mapping: "a dict or another mapping",
}


def require(
    value: object, kind: type | tuple[type, ...], function: str, parameter: str, advice: str
) -> None:
    """Raise InvalidInput unless the argument is an instance of `kind`."""
    if not isinstance(value, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        names = [_PLAIN_NAMES.get(each) or with_article(each.__name__) for each in kinds]
        raise InvalidInput(function, [Fault(parameter, value, " or ".join(names), advice)])


def accept(converted: T | Invalid, subject: str, path: str = "") -> T:
    """Return what a converter returned; raise InvalidInput where it refused the value."""
    if isinstance(converted, Invalid):
        raise InvalidInput(subject, [fault.under(path) for fault in converted.faults])
    return converted
