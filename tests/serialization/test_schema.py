"""The committed JSON Schema tells exactly the models, and accepts exactly what is read."""

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

import costatus as cs
from costatus import serialization
from costatus.models.statuses import Term
from costatus.serialization.converters import fields_of
from costatus.serialization.header import SnapshotHeader
from costatus.serialization.report_reader import (
    ToldLineReport,
    ToldOrderReport,
    ToldSourceReport,
    ToldSubject,
)
from tests.reference.workload import TODAY, workload
from tests.serialization import test_refusals, test_reports

SCHEMA = serialization.schema()
MODELS: list[type] = [
    cs.Settings, cs.Booking, cs.Part, cs.Operation, cs.ManufacturingOrder, cs.PurchaseOrder,
    cs.TransferOrder, cs.StockLot, cs.Invoice, cs.OrderLine, cs.CustomerOrder, ToldSourceReport,
    ToldLineReport, ToldSubject,
]  # fmt: skip


def of(definition: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]})


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_it_has_the_fields_of_the_models(model: type) -> None:
    told = SCHEMA["$defs"][model.__name__.removeprefix("Told")]
    types, needed = fields_of(model)
    own = set() if model.__name__.startswith("Told") else {"extra"}
    assert set(told["properties"]) == set(types) | own
    assert told["required"] == needed
    assert told["additionalProperties"] is False


def test_it_has_the_head_the_sections_and_the_report() -> None:
    head = {field.name for field in attrs.fields(SnapshotHeader)} | {"extra"}
    assert set(SCHEMA["$defs"]["Header"]["properties"]) == head
    sections = {"manufacturing_orders", "purchase_orders", "transfer_orders", "lots", "orders"}
    assert set(SCHEMA["properties"]) == head | sections
    report = {field.name for field in attrs.fields(ToldOrderReport)}
    assert set(SCHEMA["$defs"]["OrderReport"]["properties"]) == report | {"costatus"}


@pytest.mark.parametrize("words", Term.__subclasses__(), ids=lambda words: words.__name__)
def test_it_has_the_words(words: type[Term]) -> None:
    assert SCHEMA["$defs"][words.__name__]["enum"] == [word.value for word in words]


def test_it_accepts_everything_that_is_written() -> None:
    orders = tuple(workload(60, odd=0.4))
    document = serialization.write_snapshot(serialization.Snapshot(orders, as_of=TODAY))
    Draft202012Validator(SCHEMA).validate(json.loads(document))
    head, *lines = serialization.write_lines(orders)
    of("Header").validate(json.loads(head))
    for line in lines:
        of("Line").validate(json.loads(line))
    for order in orders:
        of("OrderReport").validate(
            json.loads(serialization.write_report(cs.evaluate(order, as_of=TODAY)))
        )


BETWEEN_FIELDS = {
    "a key twice at the top", "a key twice inside", "no JSON", "no text", "no number at all",
    "an exponent beyond all", "a day that is none", "a moment that is none", "a zone of a day",
    "a zone that is none", "half a letter", "a lot that is not there", "a lot twice",
    "a source that is not there", "a lot that comes from itself", "an order twice",
    "two lines of one id",
}  # fmt: skip
"""Faults that a schema cannot see: they lie in the text, the calendar, or between two places."""


@pytest.mark.parametrize(
    ("title", "text"), [case[:2] for case in test_refusals.BAD], ids=lambda case: case[:40]
)
def test_it_refuses_what_the_reader_refuses(title: str, text: str) -> None:
    if title in BETWEEN_FIELDS:
        with pytest.raises(cs.InvalidInput):
            serialization.read_snapshot(text)
        return
    assert not Draft202012Validator(SCHEMA).is_valid(json.loads(text, parse_float=Decimal))


@pytest.mark.parametrize(("title", "raw", "message"), test_reports.BAD)
def test_it_refuses_the_reports_that_the_reader_refuses(title: str, raw: Any, message: str) -> None:
    across = {"a strange goal", "a word that is none"}
    assert of("OrderReport").is_valid(raw) == (title in across)
