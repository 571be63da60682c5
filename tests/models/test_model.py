"""What all models have in common: they are values, and their repr is one short line."""

import copy
import inspect
import pickle
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

import costatus as cs

PO = cs.PurchaseOrder(id="PO-7", stage="ordered", expected_on=date(2026, 12, 1))
LOT = cs.StockLot(id="L-1", item="bike", status="planned", source=PO)
BARE = cs.StockLot("L-2", "car", "received")
BOOKING = cs.Booking(LOT, "2.50")
MO = cs.ManufacturingOrder(
    id="MO-1",
    stage="scheduled",
    planned_finish=datetime(2026, 12, 1, 8, tzinfo=UTC),
    parts=[cs.Part("1", "wheel", 2, bookings=[BOOKING])],
    operations=[cs.Operation("1", started=True), cs.Operation("2")],
)
LINES = [
    cs.OrderLine("1", "bike", 1, bookings=[BOOKING]),
    cs.OrderLine("2", "car", 1, bookings=[cs.Booking(BARE, 1)]),
]
ORDER = cs.CustomerOrder("CO-1", "confirmed", LINES, total="1200.00", priority=1)
MODELS = [PO, LOT, BOOKING, MO, *MO.parts, *MO.operations, *LINES, ORDER, cs.Settings()]


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (PO, "PurchaseOrder(id='PO-7', stage='ordered', expected_on=2026-12-01)"),
        (LOT, "StockLot(id='L-1', item='bike', status='planned', source=<PurchaseOrder 'PO-7'>)"),
        (BOOKING, "Booking(lot=<StockLot 'L-1'>, quantity=2.50)"),
        (
            MO,
            (
                "ManufacturingOrder(id='MO-1', stage='scheduled', "
                "planned_finish=2026-12-01 08:00:00+00:00, parts=<1 part>, "
                "operations=<2 operations>)"
            ),
        ),
        (MO.operations[0], "Operation(id='1', started=True)"),
        (
            ORDER,
            (
                "CustomerOrder(id='CO-1', stage='confirmed', lines=<2 lines>, total=1200.00, "
                "priority=1)"
            ),
        ),
        (LINES[1], "OrderLine(id='2', item='car', quantity=1, bookings=<1 booking>)"),
        (cs.Settings(), "Settings()"),
        (cs.Settings(money_tolerance="0.01"), "Settings(money_tolerance=0.01)"),
    ],
)
def test_repr_is_one_line_without_what_is_default(model: object, text: str) -> None:
    assert repr(model) == text


def test_repr_is_short_whatever_the_ids() -> None:
    assert len(repr(cs.StockLot("x" * 10**6, "y" * 10**6, "planned"))) < 250


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_models_are_values(model: Any) -> None:
    """They copy, pickle, evolve, and become plain values; nothing can be assigned."""
    for again in (
        copy.copy(model),
        copy.deepcopy(model),
        pickle.loads(pickle.dumps(model)),
        attrs.evolve(model),
    ):
        assert again is not model
        assert again == model
        assert hash(again) == hash(model)
    plain = attrs.asdict(model)
    assert list(plain) == [field.name for field in attrs.fields(type(model))]
    assert not hasattr(model, "__dict__")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(model, next(iter(plain)), None)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_every_field_is_described(model: Any) -> None:
    """Also what a missing one means, where it may be None."""
    text = (inspect.getdoc(type(model)) or "").partition("Attributes:\n")[2]
    entries = re.split(r"^ {4}(?=\w)", text, flags=re.MULTILINE)[1:]
    described = {name: text for name, _, text in (each.partition(": ") for each in entries)}
    assert list(described) == [field.name for field in attrs.fields(type(model))]
    for field in attrs.fields(type(model)):
        assert (field.default is None) == ("None: " in described[field.name])


def test_a_total_that_is_not_given_is_unknown() -> None:
    assert cs.CustomerOrder("CO-1", "confirmed").total is None
    assert cs.CustomerOrder("CO-1", "confirmed", total=0).total == 0


def test_a_term_given_as_text_makes_an_equal_model() -> None:
    assert cs.PurchaseOrder("PO", "ordered") == cs.PurchaseOrder("PO", cs.PurchaseStage.ORDERED)
    assert cs.Booking(BARE, 1) == cs.Booking(BARE, Decimal("1.000"))
