"""A host in use, as a state machine: orders are entered, changed and moved while days pass."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from costatus._evaluation.evaluate import evaluate
from costatus._evaluation.report import StatusKey
from costatus.lifecycle import allowed_moves, assign
from costatus.models.orders import CustomerOrder
from costatus.models.settings import DEFAULT, Settings
from costatus.testing.demand import orders
from costatus.testing.moments import TODAY
from costatus.testing.rebuilding import rebuild


class HostMachine(RuleBasedStateMachine):
    """A host in use: orders are entered, changed and moved, and a night follows each day.

    Subclass it with your host in its methods, and let pytest run the subclass's `TestCase`. After
    every step the host has to show the statuses that `evaluate` gives to what was entered, as of
    the day at hand. No two orders share lots or sources.

    Attributes:
        settings: The choices of the host, with tracing on.
        today: The day at hand.
    """

    settings: Settings = DEFAULT
    today: date = TODAY

    def __init__(self) -> None:
        super().__init__()
        self._entered: dict[str, CustomerOrder] = {}

    @abstractmethod
    def save(self, order: CustomerOrder) -> None:
        """Let the host store an order in place of any with its id, as of `today`."""

    @abstractmethod
    def run_night(self) -> None:
        """Let the host recompute its statuses as of `today`, which has just begun."""

    @abstractmethod
    def shown(self, order_id: str) -> Mapping[StatusKey, str]:
        """Return the statuses that the host shows of an order, as `OrderReport.words` does."""

    def adapted(self, model: Any) -> Any:
        """Return a model as the host can hold it; by default as it is. See `rebuild`."""
        return model

    @rule(number=st.integers(1, 3), drawn=orders())
    def enter(self, number: int, drawn: CustomerOrder) -> None:
        """Enter an order, or change the one with that number."""
        id_ = f"CO-{number}"

        def own(model: Any) -> Any:
            if isinstance(model, CustomerOrder):
                model = attrs.evolve(model, id=id_)
            elif hasattr(model, "stage") or hasattr(model, "status"):
                model = attrs.evolve(model, id=f"{id_} {model.id}")
            return self.adapted(model)

        self._save(rebuild(drawn, own))

    @precondition(lambda self: self._entered)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Let a person assign a stage to an order."""
        order = data.draw(st.sampled_from(list(self._entered.values())), "order")
        stage = data.draw(st.sampled_from(allowed_moves(order)), "stage")
        self._save(assign(order, stage, settings=self.settings).order)

    @rule(days=st.integers(1, 3))
    def let_days_pass(self, days: int) -> None:
        """Let a night pass, or a weekend in which no job ran."""
        self.today += timedelta(days=days)
        self.run_night()

    @invariant()
    def every_status_is_that_of_the_rules(self) -> None:
        """Compare what the host shows."""
        for order in self._entered.values():
            report = evaluate(order, as_of=self.today, settings=self.settings)
            expected, found = report.words(), dict(self.shown(order.id))
            for key in sorted(expected.keys() | found.keys(), key=str):
                if found.get(key) != expected.get(key):
                    raise AssertionError(
                        f"{order.id} as of {self.today}: {key}: the host shows {found.get(key)!r}, "
                        f"the rules say {expected.get(key)!r}"
                    )

    def _save(self, order: CustomerOrder) -> None:
        self._entered[order.id] = order
        self.save(order)
