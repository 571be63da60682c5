"""The committed JSON Schema has exactly the models, and accepts exactly what is read."""

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

import costatus as cs
from costatus import serialization
from costatus.models.statuses import Term
from costatus.rules.reason_facts import FACT_TYPES
from costatus.serialization.header import SnapshotHeader
from tests.reference.workload import TODAY, workload
from tests.serialization import test_refusals, test_reports

SCHEMA = serialization.schema()
MODELS: list[type] = [
    cs.Settings, cs.Booking, cs.Part, cs.Operation, cs.ManufacturingOrder, cs.PurchaseOrder,
    cs.TransferOrder, cs.StockLot, cs.Invoice, cs.OrderLine, cs.CustomerOrder,
]  # fmt: skip


def of(definition: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]})


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_it_has_the_fields_of_the_models(model: Any) -> None:
    definition = SCHEMA["$defs"][model.__name__]
    fields = attrs.fields(model)
    assert set(definition["properties"]) == {field.name for field in fields} | {"extra"}
    needed = [field.name for field in fields if field.default is attrs.NOTHING]
    assert definition["required"] == needed
    assert definition["additionalProperties"] is False


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_it_has_null_where_a_field_may_be_unknown(model: Any) -> None:
    validators = SCHEMA["$defs"][model.__name__]["properties"]
    for field in attrs.fields(model):
        schema = {**validators[field.name], "$defs": SCHEMA["$defs"]}
        nullable = Draft202012Validator(schema).is_valid(None)
        assert nullable == ("None" in str(field.type)), field.name


def test_it_has_the_header_and_the_sections() -> None:
    header = {field.name for field in attrs.fields(SnapshotHeader)} | {"extra"}
    assert set(SCHEMA["$defs"]["Header"]["properties"]) == header
    sections = {"manufacturing_orders", "purchase_orders", "transfer_orders", "lots", "orders"}
    assert set(SCHEMA["properties"]) == header | sections


def test_it_has_the_facts() -> None:
    assert set(SCHEMA["$defs"]["Facts"]["properties"]) == set(FACT_TYPES)


@pytest.mark.parametrize("vocabulary", Term.__subclasses__(), ids=lambda each: each.__name__)
def test_it_has_the_vocabularies(vocabulary: type[Term]) -> None:
    assert SCHEMA["$defs"][vocabulary.__name__]["enum"] == [term.value for term in vocabulary]


def test_it_accepts_everything_that_is_written() -> None:
    orders = tuple(workload(30, odd=0.4))
    document = serialization.write_snapshot(serialization.Snapshot(orders, as_of=TODAY))
    Draft202012Validator(SCHEMA).validate(json.loads(document))
    header, *lines = serialization.write_lines(orders)
    of("Header").validate(json.loads(header))
    for line in lines:
        of("Line").validate(json.loads(line))
    for order in orders:
        report = serialization.write_report(cs.evaluate(order, as_of=TODAY))
        of("OrderReport").validate(json.loads(report))


BETWEEN_FIELDS = {
    "a key twice at the top", "a key twice inside", "no JSON", "no text", "no number at all",
    "an exponent beyond all", "a day that is none", "a moment that is none", "a zone of a day",
    "a zone that is none", "half a letter", "a lot that is not there", "a lot twice",
    "a source that is not there", "a lot that comes from itself", "an order twice",
    "two lines of one id", "more closed than ordered",
}  # fmt: skip
"""Faults that a schema cannot see: they lie in the text, the calendar, or between two places."""


@pytest.mark.parametrize(
    ("title", "text"), [case[:2] for case in test_refusals.BAD], ids=lambda case: case[:40]
)
def test_it_refuses_what_the_reader_refuses(title: str, text: str) -> None:
    if title not in BETWEEN_FIELDS:
        assert not Draft202012Validator(SCHEMA).is_valid(json.loads(text, parse_float=Decimal))


BETWEEN_FACTS = {
    "no facts", "a fact of another code", "a fact that is missing", "a fact that is not known",
    "a day that is none", "a zone of a day", "a zone of the machine",
}  # fmt: skip
"""Faults that lie between a code and its facts, in the calendar or in the zone."""


@pytest.mark.parametrize(("title", "raw"), [case[:2] for case in test_reports.BAD])
def test_it_refuses_the_reports_that_the_reader_refuses(title: str, raw: Any) -> None:
    assert of("OrderReport").is_valid(raw) == (title in BETWEEN_FACTS)
