"""The schema of tables has every field of the models, and its page is up to date."""

import attrs
import pytest

import costatus as cs
from costatus.tables.schema import TABLES, Kind

MODELS = {
    "orders": cs.CustomerOrder,
    "lines": cs.OrderLine,
    "bookings": cs.Booking,
    "lots": cs.StockLot,
    "manufacturing_orders": cs.ManufacturingOrder,
    "parts": cs.Part,
    "part_bookings": cs.Booking,
    "operations": cs.Operation,
    "purchase_orders": cs.PurchaseOrder,
    "transfer_orders": cs.TransferOrder,
    "invoices": cs.Invoice,
}
ELSEWHERE = {"bookings", "lines", "invoices", "parts", "operations", "lot", "source"}
"""Fields of models that hold models: they are rows of other tables."""


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_fields_of_its_model(name: str) -> None:
    table = TABLES[name]
    fields = {field.name: field for field in attrs.fields(MODELS[name])}
    assert table.fields == fields.keys() - ELSEWHERE - {"last_activity_on"}
    for field in table.fields:
        column = table.columns[field]
        assert column.required == (fields[field].default is attrs.NOTHING)
        assert column.converter is fields[field].converter


def test_columns_that_are_no_fields_are_ids_or_the_kind_of_a_source() -> None:
    for table in TABLES.values():
        for name in table.columns.keys() - table.fields:
            column = table.columns[name]
            assert column.kind is Kind.ID or name == "source_kind"
            assert all("id" in TABLES[other].columns for other in column.refers)


def test_everything_is_explained() -> None:
    for table in TABLES.values():
        assert table.meaning
        for column in table.columns.values():
            assert column.meaning.endswith(".")
