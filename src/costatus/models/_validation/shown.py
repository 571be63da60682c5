"""Short text for any value, for messages: it is one line, and making it never raises."""

import re
from reprlib import Repr
from typing import Final

_BREAK: Final = re.compile("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")


class Named:
    """Base of classes whose instances are shown by their name, such as `<StockLot 'L-1'>`."""

    __slots__ = ()


class _Short(Repr):
    """Shorten values, name models without walking them, and survive a `repr` that raises."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = most
        self.maxlevel = 2

    def repr1(self, x: object, level: int) -> str:
        try:
            return super().repr1(x, level)
        except Exception:  # noqa: BLE001 the value is the host's; its repr may raise anything
            return f"<{type(x).__name__}>"

    def repr_int(self, x: int, level: int) -> str:
        return self.repr_instance(x, level)

    def repr_Decimal(self, x: object, level: int) -> str:  # noqa: ARG002, N802 as Repr calls it
        return self._cut(str(x))

    def repr_instance(self, x: object, level: int) -> str:  # noqa: ARG002 as Repr calls it
        if isinstance(x, Named):
            return f"<{name_of(x)}>"
        return self._cut(" ".join(repr(x).split()))

    def _cut(self, text: str) -> str:
        return text if len(text) <= self.maxother else f"{text[: self.maxother - 3]}..."


_SHORT: Final = _Short(80)
_KEY: Final = _Short(200)


def shown(value: object) -> str:
    """Return the `repr` of the value, shortened; a model by its name, a Decimal by its digits."""
    return _SHORT.repr(value)


def at_key(key: object) -> str:
    """Return a key as it stands in a path: `['CO-1']`."""
    return f"[{_KEY.repr(key)}]"


def one_line(text: str) -> str:
    """Return the text with an escape sequence in the place of each line break."""
    return _BREAK.sub(lambda found: repr(found[0])[1:-1], text)


def name_of(model: object) -> str:
    """Return the model's class and, where it is known, its id: `OrderLine '2'`."""
    identity = getattr(model, "id", None)
    name = type(model).__name__
    return f"{name} {shown(identity)}" if isinstance(identity, str) else name


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, singular or plural: `1 order`, `1,200 orders`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def with_article(noun: str) -> str:
    """Return the noun after "a" or "an", by its first letter: `an OrderLine`."""
    return f"{'an' if noun[0] in 'AEIOaeio' else 'a'} {noun}"
