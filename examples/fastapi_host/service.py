"""A service that says where customer orders stand: send them once, read their statuses at any time.

    pip install "costatus[json]" fastapi uvicorn
    uvicorn --app-dir examples/fastapi_host service:app

Then http://localhost:8000/docs shows both endpoints. What they take and return is described by the
JSON Schema of costatus, and everything that is wrong with a request is listed at once.
"""

import json
import reprlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

import costatus as cs
from costatus.serialization import Limits, Snapshot, read_snapshot, schema, write_report

LIMITS = Limits(size=10_000_000)
SCHEMAS = "#/components/schemas/"
FAULT = ("path", "value", "expected", "advice")


class Service(FastAPI):
    """An application whose OpenAPI document has the schemas of costatus."""

    def openapi(self) -> dict[str, Any]:
        """Add the schemas where OpenAPI has them; nothing but the references is different."""
        document = super().openapi()
        snapshot = json.loads(json.dumps(schema()).replace('"#/$defs/', f'"{SCHEMAS}'))
        fault = {
            "type": "object",
            "properties": {name: {"type": "string"} for name in FAULT},
            "required": list(FAULT),
        }
        faults = {"type": "object", "properties": {"faults": {"type": "array", "items": fault}}}
        document["components"] = {
            "schemas": {**snapshot.pop("$defs"), "Snapshot": snapshot, "Faults": faults}
        }
        return document


def json_of(schema: dict[str, Any], description: str) -> dict[str, Any]:
    """Describe a body of JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


REPORT = {"$ref": f"{SCHEMAS}OrderReport"}
SNAPSHOT = json_of({"$ref": f"{SCHEMAS}Snapshot"}, "The orders and what they depend on.")
FAULTS = json_of({"$ref": f"{SCHEMAS}Faults"}, "Everything that is wrong with the request.")

app = Service(title="Where customer orders stand", version=cs.__version__, responses={422: FAULTS})
snapshots: dict[str, Snapshot] = {}
"""The store: the snapshot that each order came with last, by the id of the order."""


async def sent(request: Request) -> Snapshot:
    """Read the snapshot in the body."""
    return read_snapshot(await request.body(), limits=LIMITS)


@app.post(
    "/orders",
    response_class=Response,
    responses={200: json_of({"type": "array", "items": REPORT}, "A report of each order.")},
    openapi_extra={"requestBody": {"required": True, **SNAPSHOT}},
)
def store_orders(
    snapshot: Annotated[Snapshot, Depends(sent)],
    as_of: Annotated[date | None, Query(description="Default: that of the snapshot.")] = None,
) -> Response:
    """Store orders, and say where they stand."""
    as_of = as_of or snapshot.as_of
    if as_of is None:
        advice = "add it to the query or to the snapshot, such as 2026-11-24"
        raise cs.InvalidInput("request", [cs.Fault("as_of", None, "a day", advice)])
    reports = written(snapshot.orders, snapshot, as_of)
    snapshots.update({order.id: snapshot for order in snapshot.orders})
    return json_response(f"[{','.join(reports)}]")


@app.get(
    "/orders/{order_id:path}/status",
    response_class=Response,
    responses={200: json_of(REPORT, "The report."), 404: {"description": "No such order."}},
)
def order_status(order_id: str, as_of: date) -> Response:
    """Say where a stored order stands."""
    snapshot = snapshots.get(order_id)
    if snapshot is None:
        raise HTTPException(404, f"there is no order {order_id!r}: send it to /orders")
    orders = [order for order in snapshot.orders if order.id == order_id]
    (report,) = written(orders, snapshot, as_of)
    return json_response(report)


def written(orders: Iterable[cs.CustomerOrder], snapshot: Snapshot, as_of: date) -> list[str]:
    """Evaluate some orders of a snapshot; with tracing off they compete with all the others."""
    settings, pegging = snapshot.settings, None
    if not settings.tracing:
        pegging = cs.peg(snapshot.orders, snapshot.lots, as_of=as_of, settings=settings)
    return [
        write_report(cs.evaluate(order, as_of=as_of, settings=settings, pegging=pegging))
        for order in orders
    ]


def json_response(text: str) -> Response:
    """Return JSON as costatus has written it."""
    return Response(text, media_type="application/json")


@app.exception_handler(cs.InvalidInput)
def refused(_: Request, error: cs.InvalidInput) -> JSONResponse:
    """Answer with every fault of the input."""
    faults = [
        {
            "path": fault.path,
            "value": reprlib.repr(fault.value),
            "expected": fault.expected,
            "advice": fault.advice,
        }
        for fault in error.faults
    ]
    return JSONResponse({"faults": faults}, 422)


@app.exception_handler(RequestValidationError)
def refused_parameter(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer in the same form where FastAPI refuses a parameter; all of them are days."""
    advice = "send it in the query, such as ?as_of=2026-11-24"
    faults = [cs.Fault(each["loc"][-1], each["input"], "a day", advice) for each in error.errors()]
    return refused(request, cs.InvalidInput("request", faults))
