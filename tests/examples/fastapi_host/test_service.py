"""The service: its answers are those of `evaluate`, and its description is ours."""

import asyncio
import importlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

import costatus as cs
from costatus.serialization import Snapshot, read_report, schema, write_report, write_snapshot

AS_OF = date(2026, 11, 24)
REFERENCE = "#/components/schemas/"
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def service() -> Any:
    return importlib.import_module("fastapi_host.service")


@pytest.fixture
def ask(service: Any) -> Iterator[Ask]:
    """Return what sends a request to the service, whose store is empty."""

    async def sent(method: str, url: str, body: str, query: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=service.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, url, content=body, params=query)

    def ask(method: str, url: str, body: str = "", **query: str) -> httpx.Response:
        return asyncio.run(sent(method, url, body, query))

    yield ask
    service.snapshots.clear()


@pytest.fixture(scope="module")
def described(service: Any) -> dict[str, Any]:
    document: dict[str, Any] = service.app.openapi()
    return document


def order(id_: str) -> cs.CustomerOrder:
    source = cs.PurchaseOrder("PO-7", "ordered", date(2026, 12, 3))
    lot = cs.StockLot("L-1", "bike", "planned", source=source)
    line = cs.OrderLine("1", "bike", 10, bookings=[cs.Booking(lot, 10)])
    return cs.CustomerOrder(id_, "confirmed", [line], date(2026, 12, 1))


def snapshot(*ids: str, **fields: Any) -> str:
    return write_snapshot(Snapshot(list(map(order, ids)), **fields))


def faults_of(response: httpx.Response) -> dict[str, dict[str, str]]:
    assert response.status_code == 422
    return {fault.pop("path"): fault for fault in response.json()["faults"]}


def test_the_reports_are_those_of_evaluate(ask: Ask) -> None:
    response = ask("POST", "/orders", snapshot("CO-17", "CO-18"), as_of="2026-11-24")
    assert response.status_code == 200
    reports = [read_report(json.dumps(each)) for each in response.json()]
    assert reports == [cs.evaluate(order(id_), as_of=AS_OF) for id_ in ("CO-17", "CO-18")]


@pytest.mark.parametrize("id_", ["CO-17", "2026/17", "status", "Ä <b>"])
def test_a_stored_order_is_evaluated_for_the_day_asked_for(ask: Ask, id_: str) -> None:
    ask("POST", "/orders", snapshot(id_, as_of=AS_OF))
    for day in (AS_OF, date(2026, 12, 24)):
        response = ask("GET", f"/orders/{id_}/status", as_of=str(day))
        assert response.text == write_report(cs.evaluate(order(id_), as_of=day))


def test_the_day_of_the_query_comes_before_that_of_the_snapshot(ask: Ask) -> None:
    sent = snapshot("CO-17", as_of=AS_OF)
    assert ask("POST", "/orders", sent).json()[0]["as_of"] == "2026-11-24"
    assert ask("POST", "/orders", sent, as_of="2026-12-24").json()[0]["as_of"] == "2026-12-24"


def test_without_tracing_orders_compete_for_the_lots(ask: Ask) -> None:
    lots = [cs.StockLot("L-2", "bike", "received", quantity=10)]
    body = snapshot("CO-17", "CO-18", lots=lots, settings=cs.Settings(tracing=False), as_of=AS_OF)
    first, second = ask("POST", "/orders", body).json()
    assert first["product"]["status"] == "ready_for_shipment"
    assert second["product"]["status"] == "not_enough"
    assert ask("GET", "/orders/CO-18/status", as_of="2026-11-24").json() == second


def test_a_bad_snapshot_lists_all_its_faults_and_is_not_stored(ask: Ask) -> None:
    bad = snapshot("CO-17").replace('"confirmed"', '"confrmed"').replace('"10"', '"-10"')
    faults = faults_of(ask("POST", "/orders", bad, as_of="2026-11-24"))
    assert set(faults) == {
        "orders[0].stage",
        "orders[0].lines[0].quantity",
        "orders[0].lines[0].bookings[0].quantity",
    }
    assert faults["orders[0].stage"]["value"] == "'confrmed'"
    assert faults["orders[0].stage"]["advice"] == "did you mean 'confirmed'?"
    assert ask("GET", "/orders/CO-17/status", as_of="2026-11-24").status_code == 404


@pytest.mark.parametrize("body", ["", "null", "[]", "CO-17,confirmed\n", '{"costatus": 1'])
def test_what_is_no_snapshot_is_refused(ask: Ask, body: str) -> None:
    assert len(faults_of(ask("POST", "/orders", body, as_of="2026-11-24"))) == 1


def test_a_day_is_demanded(ask: Ask) -> None:
    for response in (
        ask("POST", "/orders", snapshot("CO-17")),
        ask("GET", "/orders/CO-17/status"),
        ask("GET", "/orders/CO-17/status", as_of="24.11.2026"),
    ):
        faults = faults_of(response)
        assert faults["as_of"]["expected"] == "a day"
        assert "2026-11-24" in faults["as_of"]["advice"]


def test_the_schemas_are_ours_as_they_stand(described: dict[str, Any]) -> None:
    schemas = dict(described["components"]["schemas"])
    del schemas["Faults"]
    ours = json.loads(json.dumps(schemas).replace(REFERENCE, "#/$defs/"))
    assert {**ours.pop("Snapshot"), "$defs": ours} == schema()


def test_every_body_is_as_described(ask: Ask, described: dict[str, Any]) -> None:
    report = [snapshot("CO-17"), "200", "post", "/orders", "/orders"]
    stored = ["", "200", "get", "/orders/{order_id}/status", "/orders/CO-17/status"]
    refused = ["{}", "422", "post", "/orders", "/orders"]
    for body, status, method, path, url in (report, stored, refused):
        response = ask(method.upper(), url, body, as_of="2026-11-24")
        assert str(response.status_code) == status
        content = described["paths"][path][method]["responses"][status]["content"]
        shape = content["application/json"]["schema"]
        Draft202012Validator({**described, **shape}).validate(response.json())
    sent = described["paths"]["/orders"]["post"]["requestBody"]["content"]["application/json"]
    Draft202012Validator({**described, **sent["schema"]}).validate(json.loads(report[0]))


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    found = json.dumps(described).split(f'"{REFERENCE}')[1:]
    names = {each.partition('"')[0] for each in found}
    assert names >= {"Snapshot", "OrderReport", "Faults"}
    assert names <= set(described["components"]["schemas"])
