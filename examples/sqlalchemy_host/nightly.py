"""The nightly job: evaluate the orders that are due, and store what has changed.

The job may be killed at any moment and started again; two never run at the same time. Each page
of orders is read, evaluated and written in one transaction. ../nightly_host.py is the same job in
SQL for SQLite alone, with triggers; its lock and its window are used here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from nightly_host import AlreadyRunning, TooEarly
from nightly_host import alone as lock_file
from sqlalchemy import (
    CompoundSelect,
    Connection,
    Engine,
    Select,
    delete,
    func,
    inspect,
    or_,
    select,
    true,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy_host.adapter import read
from sqlalchemy_host.tables import (
    Base,
    CustomerOrder,
    Event,
    Line,
    LineBooking,
    Lot,
    NightlyRun,
    OrderStatus,
    Part,
    PartBooking,
    Source,
    StatusChange,
)

import costatus as cs

LOCK = 4_202_611  # any number, as long as no other job of the database has it
KEY = ("family", "line", "source_kind", "source")


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Yield the connection of a run; raise AlreadyRunning where another run is in progress.

    On PostgreSQL the lock belongs to the connection that does the work, so neither outlives the
    other. SQLite has no such locks: there it is a transaction in a file beside the database.
    """
    if engine.dialect.name == "sqlite":
        with lock_file(Path(str(engine.url.database))), engine.connect() as connection:
            yield connection
        return
    with engine.connect() as connection:
        # A page is read by several queries, which must not see the changes made between them.
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.detach()  # from the pool: closing it then ends the session, and so the lock
        if not connection.scalar(select(func.pg_try_advisory_lock(LOCK))):
            raise AlreadyRunning(f"another run is in progress on {engine.url}")
        connection.commit()  # the lock stays
        yield connection


def run(connection: Connection, as_of: date, page: int = 200) -> None:
    """Evaluate all orders that are due, page after page.

    Raises TooEarly where the stored statuses are those of a later day: orders that changed between
    the two days are no longer due, and would be missed.
    """
    with Session(connection) as session, session.begin():
        latest = session.scalar(select(func.max(NightlyRun.as_of)))
        if latest is not None and as_of < latest:
            raise TooEarly(f"as_of: got {as_of}; the stored statuses are those of {latest}")
        touch(session)
    last: int | None = 0
    while last is not None:
        with Session(connection) as session, session.begin():
            last = run_page(session, as_of, last, page)


def touch(session: Session) -> None:
    """Touch new orders and those that depend on a changed row, and forget the events."""
    orders = select(CustomerOrder.id, true()).where(CustomerOrder.id.in_(touched_orders()))
    rows = insert(session, OrderStatus).from_select(["order_id", "touched"], orders)
    session.execute(rows.on_conflict_do_update(index_elements=["order_id"], set_={"touched": True}))
    session.execute(delete(Event))


def insert(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT, which is not of the SQL that all databases share."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def touched_orders() -> CompoundSelect[Any]:
    """Select the orders that read a changed row, as `adapter.DEPENDED_ON` does, and new ones."""
    sources: CompoundSelect[Any] = union(
        changed(Source), select(Part.source_id).where(Part.id.in_(changed(Part)))
    )
    lots = select(Lot.id).where(or_(Lot.id.in_(changed(Lot)), Lot.source_id.in_(sources)))
    made_of_them = (
        select(Lot.id)
        .join(Part, Part.source_id == Lot.source_id)
        .join(PartBooking)
        .where(PartBooking.lot_id.in_(lots))
    )
    return union(
        changed(CustomerOrder),
        select(Line.order_id).where(Line.id.in_(changed(Line))),
        select(Line.order_id)
        .join(LineBooking)
        .where(or_(LineBooking.lot_id.in_(lots), LineBooking.lot_id.in_(made_of_them))),
        select(CustomerOrder.id).outerjoin(OrderStatus).where(OrderStatus.order_id.is_(None)),
    )


def changed(table: type[Base]) -> Select[Any]:
    """Select the ids of the changed rows of a table."""
    return select(Event.row_id).where(Event.changed == table.__tablename__)


def run_page(session: Session, as_of: date, last: int, page: int) -> int | None:
    """Evaluate the next page after the id `last`; return its last id, None if none is left."""
    due = session.execute(
        select(CustomerOrder.id, CustomerOrder.number, OrderStatus.words, OrderStatus.touched)
        .join(OrderStatus)
        .where(or_(OrderStatus.touched, OrderStatus.next_change <= as_of))
        .where(OrderStatus.order_id > last)
        .order_by(OrderStatus.order_id)
        .limit(page)
    ).all()
    night = session.get(NightlyRun, as_of) or NightlyRun(as_of=as_of, evaluated=0, failed=0)
    night.finished = len(due) < page
    night.evaluated += len(due)
    if due:
        night.failed += evaluate(session, due, as_of)
    session.add(night)
    return None if night.finished else due[-1].id


def evaluate(session: Session, due: Sequence[Any], as_of: date) -> int:
    """Store the statuses of the orders and what has changed; return how many failed."""
    rows = {row.number: row for row in due}
    ids = [row.id for row in due]
    statuses, changes, failed = [], [], 0
    for answer in cs.sweep(read(session, CustomerOrder.id.in_(ids)), as_of=as_of):
        row = rows[answer.order_id]
        failed += isinstance(answer, cs.SweepFailure)
        statuses.append({"order_id": row.id, **status_columns(answer, as_of)})
        before = {} if row.words is None else {row.number: cs.words_from_json(row.words)}
        cause = "event" if row.touched else "time"
        for change in cs.changes([answer], before):
            columns = change_columns(change)
            changes.append({"order_id": row.id, "as_of": as_of, "cause": cause, **columns})
    session.execute(update(OrderStatus), statuses)
    log(session, changes)
    # What changed in an earlier run of the same day, and has changed back.
    session.execute(
        delete(StatusChange)
        .where(StatusChange.order_id.in_(ids), StatusChange.as_of == as_of)
        .where(StatusChange.before.is_not_distinct_from(StatusChange.after))
        .execution_options(synchronize_session=False)
    )
    return failed


def log(session: Session, changes: list[dict[str, Any]]) -> None:
    """Add changes to the history; a second change of the same day becomes one with the first."""
    if changes:
        rows = insert(session, StatusChange)
        new = {name: rows.excluded[name] for name in ("after", "cause", "codes", "why")}
        key = inspect(StatusChange).primary_key
        session.execute(rows.on_conflict_do_update(index_elements=key, set_=new), changes)


def change_columns(change: cs.StatusChange) -> dict[str, str | None]:
    """Return what the history keeps of a change."""
    return {
        **dict(zip(KEY, (part or "" for part in change.key), strict=True)),
        "before": change.before,
        "after": change.after,
        "codes": " ".join(dict.fromkeys(reason.code.value for reason in change.reasons)),
        "why": "\n".join(map(str, change.reasons)),
    }


def status_columns(answer: cs.OrderReport | cs.SweepFailure, as_of: date) -> dict[str, Any]:
    """Return what is stored of an answer; where there is none, the statuses stay as they were."""
    if isinstance(answer, cs.SweepFailure):
        tomorrow = as_of + timedelta(days=1)
        return {"touched": False, "next_change": tomorrow, "error": str(answer.error)}
    words = answer.words()
    return {
        "touched": False,
        "next_change": answer.next_change,
        "status": words.get(cs.StatusKey("order")),
        "product_status": words.get(cs.StatusKey("product")),
        "invoicing_status": words.get(cs.StatusKey("invoicing")),
        "payment_status": words.get(cs.StatusKey("payment")),
        "words": cs.words_to_json(words),
        "error": None,
    }
