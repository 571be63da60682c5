"""A host that shows what the rules say passes; one that forgets something does not."""

from collections.abc import Mapping

import attrs
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import costatus as cs
from costatus.testing import HostMachine

QUICK = settings(max_examples=8, stateful_step_count=8, phases=[Phase.generate])
MESSAGE = r"CO-\d as of 2026-\S+: .* the host shows .*, the rules say"


class Host(HostMachine):
    """Keeps orders and statuses in dicts."""

    def __init__(self) -> None:
        super().__init__()
        self.orders: dict[str, cs.CustomerOrder] = {}
        self.statuses: dict[str, Mapping[cs.StatusKey, str]] = {}

    def save(self, order: cs.CustomerOrder) -> None:
        self.orders[order.id] = order
        self._store(order)

    def run_night(self) -> None:
        for order in self.orders.values():
            self._store(order)

    def shown(self, order_id: str) -> Mapping[cs.StatusKey, str]:
        return self.statuses[order_id]

    def _store(self, order: cs.CustomerOrder) -> None:
        report = cs.evaluate(order, as_of=self.today, settings=self.settings)
        self.statuses[order.id] = report.words()


class Sleepless(Host):
    """Runs no nights."""

    def run_night(self) -> None:
        pass


class Forgetful(Host):
    """Stores no invoices."""

    def save(self, order: cs.CustomerOrder) -> None:
        super().save(attrs.evolve(order, invoices=()))


class Simple(Forgetful):
    """Says that it stores no invoices."""

    def adapted(self, model: object) -> object:
        if isinstance(model, cs.CustomerOrder):
            return attrs.evolve(model, invoices=())
        return model


@pytest.mark.parametrize("host", [Host, Simple])
def test_a_host_that_follows_the_rules_passes(host: type[HostMachine]) -> None:
    run_state_machine_as_test(host, settings=QUICK)


@pytest.mark.parametrize("host", [Sleepless, Forgetful])
def test_a_host_that_forgets_fails(host: type[HostMachine]) -> None:
    with pytest.raises(AssertionError, match=MESSAGE):
        run_state_machine_as_test(host, settings=settings(QUICK, max_examples=200))
