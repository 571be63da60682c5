"""What the ERP of the tests holds, and what the job has stored there."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session
from sqlalchemy_host.adapter import read
from sqlalchemy_host.database import ErpSession
from sqlalchemy_host.load import Loader
from sqlalchemy_host.nightly import alone, run
from sqlalchemy_host.tables import (
    Base,
    CustomerOrder,
    OrderStatus,
    StatusChange,
)

import costatus as cs

WRITTEN = [Base.metadata.tables[name] for name in ("order_status", "status_change", "nightly_run")]
TODAY = date(2026, 11, 24)

Stored: TypeAlias = Sequence[Sequence[Any]]


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def book(count: int) -> list[cs.CustomerOrder]:
    """Return orders of bikes that are made of wheels that have to come first."""
    wheels = cs.StockLot(
        "W-1", "wheel", "planned", source=cs.PurchaseOrder("PO-1", "ordered", after(3))
    )
    making = cs.ManufacturingOrder(
        id="MO-1",
        stage="scheduled",
        planned_start=after(4),
        parts=[cs.Part("1", "wheel", 99, bookings=[cs.Booking(wheels, 99)])],
        operations=[cs.Operation("1", after(4), after(6))],
    )
    bikes = cs.StockLot("B-1", "bike", "planned", source=making)
    return [
        cs.CustomerOrder(
            id=f"CO-{n:02}",
            stage="confirmed",
            lines=[cs.OrderLine("1", "bike", n, bookings=[cs.Booking(bikes, n)])],
            promised_on=after(5 + n),
            total=10,
            invoices=[cs.Invoice(f"INV-{n}", "invoice", "unpaid", 10)],
        )
        for n in range(1, count + 1)
    ]


def fill(erp: Engine, orders: Iterable[cs.CustomerOrder]) -> None:
    """Replace all that the ERP holds by the orders."""
    load = Loader()
    with ErpSession(erp) as session, session.begin():
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
        session.add_all([load.order(order) for order in orders])


def forget(erp: Engine) -> None:
    """Remove all that the job has stored."""
    with Session(erp) as session, session.begin():
        for table in WRITTEN:
            session.execute(delete(table))


def url(erp: Engine) -> str:
    return erp.url.render_as_string(hide_password=False)


def night(erp: Engine, as_of: date, page: int = 200) -> None:
    with alone(erp) as connection:
        run(connection, as_of, page)


def evaluated(erp: Engine, as_of: date) -> Stored:
    """Return what evaluating everything gives."""
    with Session(erp) as session:
        return expected(list(read(session)), as_of)


def expected(orders: Iterable[cs.CustomerOrder | cs.SweepFailure], as_of: date) -> Stored:
    found: list[tuple[str, Any, Any]] = []
    for report in cs.sweep(orders, as_of=as_of):
        assert isinstance(report, cs.OrderReport), report
        found.append((report.order_id, report.words(), report.next_change))
    return sorted(found)


def statuses(erp: Engine) -> Stored:
    """Return the stored statuses."""
    query = select(CustomerOrder.number, OrderStatus.words, OrderStatus.next_change)
    with Session(erp) as session:
        rows = session.execute(query.join(OrderStatus).order_by(CustomerOrder.number))
        return [(number, cs.words_from_json(words or ""), day) for number, words, day in rows]


def everything(erp: Engine) -> dict[str, Stored]:
    """Return all that the job has written."""
    with Session(erp) as session:
        return {
            table.name: [
                tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))
            ]
            for table in WRITTEN
        }


def history(erp: Engine, number: str, family: str = "order") -> Stored:
    """Return how a status of an order has changed."""
    query = (
        select(StatusChange.as_of, StatusChange.before, StatusChange.after, StatusChange.cause)
        .join(CustomerOrder)
        .where(CustomerOrder.number == number, StatusChange.family == family)
        .where(StatusChange.line == "")
        .order_by(StatusChange.as_of)
    )
    with Session(erp) as session:
        return [tuple(row) for row in session.execute(query)]
