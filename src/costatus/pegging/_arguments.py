"""Check the orders, lots and ids that pegging is called with, and list all that is wrong."""

from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import TypeVar

from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.fields import repeated_ids
from costatus.models._validation.shown import with_article
from costatus.models.lots import StockLot
from costatus.models.orders import CustomerOrder

T = TypeVar("T")
M = TypeVar("M", CustomerOrder, StockLot)


class Arguments:
    """The arguments of one call: read each of them, then `refuse_faults`."""

    def __init__(self, function: str) -> None:
        self._function = function
        self._faults: list[Fault] = []

    def models(self, parameter: str, values: Iterable[M], model: type[M]) -> dict[str, M]:
        """Return the models by id."""
        models = self._instances(parameter, values, model, f"send a list of {model.__name__}")
        by_id = {each.id: each for each in models}
        if len(by_id) < len(models):
            self._faults.extend(repeated_ids(parameter, models))
        return by_id

    def ids(self, parameter: str, values: Iterable[str]) -> frozenset[str]:
        """Return the ids without repetitions."""
        return frozenset(self._instances(parameter, values, str, "send a list of ids"))

    def refuse_faults(self) -> None:
        """Raise InvalidInput if an argument is not what it should be."""
        if self._faults:
            raise InvalidInput(self._function, self._faults)

    def _instances(
        self, parameter: str, values: Iterable[T], kind: type[T], advice: str
    ) -> tuple[T, ...]:
        if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
            expected = f"a list or another iterable of {kind.__name__}"
            self._faults.append(Fault(parameter, values, expected, advice))
            return ()
        instances = tuple(values)
        if all(map(isinstance, instances, repeat(kind))):
            return instances
        self._faults.extend(
            Fault(f"{parameter}[{n}]", value, with_article(kind.__name__), advice)
            for n, value in enumerate(instances)
            if not isinstance(value, kind)
        )
        return ()
