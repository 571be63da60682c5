"""Terms are texts that compare by rank within their vocabulary."""

import copy
import pickle
from operator import ge, gt, le, lt
from typing import Any

import pytest

import costatus as cs
from costatus.models.statuses import Term

VOCABULARIES: list[type[Term]] = Term.__subclasses__()
NOT_BOOKED, DELAYED = cs.ProductStatus.NOT_BOOKED, cs.ProductStatus.DELAYED


@pytest.mark.parametrize("terms", VOCABULARIES, ids=lambda terms: terms.__name__)
def test_the_order_of_a_vocabulary_is_that_of_its_members(terms: type[Term]) -> None:
    members = list(terms)
    assert [member.rank for member in members] == list(range(len(members)))
    backwards = members[::-1]
    assert sorted(backwards) == members
    assert (min(terms), max(terms)) == (members[0], members[-1])


def test_every_comparison_is_by_rank() -> None:
    same = DELAYED
    assert min(cs.ProductStatus) is NOT_BOOKED
    assert NOT_BOOKED < DELAYED
    assert NOT_BOOKED <= DELAYED
    assert same <= DELAYED
    assert DELAYED > NOT_BOOKED
    assert DELAYED >= NOT_BOOKED
    assert same >= DELAYED
    assert not same < DELAYED
    assert not same > DELAYED
    assert not DELAYED <= NOT_BOOKED
    assert not NOT_BOOKED >= DELAYED


@pytest.mark.parametrize("compare", [lt, le, gt, ge])
@pytest.mark.parametrize("other", [cs.SourceStatus.DELAYED, "delayed", "a", 3, None])
def test_nothing_else_can_be_ordered_with_a_term(compare: Any, other: Any) -> None:
    with pytest.raises(TypeError):
        compare(DELAYED, other)
    with pytest.raises(TypeError):
        compare(other, DELAYED)


@pytest.mark.parametrize("name", ["label", "rank", "value", "name", "_value_"])
def test_a_term_cannot_be_changed(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(DELAYED, name, "another")
    with pytest.raises(AttributeError):
        delattr(DELAYED, name)
    assert (DELAYED.label, DELAYED.rank, DELAYED.value) == ("Delayed", 3, "delayed")


def test_a_term_is_its_text() -> None:
    assert DELAYED == "delayed"
    assert hash(DELAYED) == hash("delayed")
    assert {"delayed": 1}[DELAYED] == 1
    assert str(DELAYED) == f"{DELAYED}" == "delayed"
    assert cs.ProductStatus("delayed") is DELAYED
    assert DELAYED.label == "Delayed"
    for again in (copy.copy(DELAYED), copy.deepcopy(DELAYED), pickle.loads(pickle.dumps(DELAYED))):
        assert again is DELAYED


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("comfirmed", "did you mean 'confirmed'?"),
        ("CANCELLED", "did you mean 'canceled'?"),
        ("Waiting for Production", "did you mean 'waiting_for_production'?"),
        ("in-production", "did you mean 'in_production'?"),
        ("zzz", "send one of these"),
        ("offered", "send one of these"),
        ("x" * 1_000_000, "send one of these"),
        (3, "send one of these"),
        (None, "send one of these"),
        ([], "send one of these"),
    ],
)
def test_a_misspelt_value_is_named_with_the_nearest(value: Any, advice: str) -> None:
    with pytest.raises(cs.InvalidInput) as caught:
        cs.OrderStatus(value)
    assert isinstance(caught.value, ValueError)
    assert caught.value.subject == "OrderStatus"
    (fault,) = caught.value.faults
    assert (fault.value, fault.advice) == (value, advice)
    assert fault.expected == (
        "one of quotation, waiting_for_confirmation, confirmed, waiting_for_production, "
        "in_production, ready_for_shipment, shipped, delivered, canceled, archived"
    )
    assert len(str(caught.value)) < 350
