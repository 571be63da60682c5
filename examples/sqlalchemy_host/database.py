"""The engine, and the session in which people change the ERP: it notes what has changed.

A changed lot can change the statuses of every order that waits for it. The session only notes the
row, and the nightly job looks for its orders. So people do not wait for that query, and an order
that books the lot at this very moment is found as well.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect
from sqlalchemy.orm import Session
from sqlalchemy_host.tables import (
    Base,
    CustomerOrder,
    Event,
    Invoice,
    Line,
    LineBooking,
    Lot,
    Operation,
    Part,
    PartBooking,
    Source,
)

# Of each class: the row that counts as changed, as a class and the attribute that has its id.
CHANGED: Mapping[type[Base], tuple[type[Base], str]] = MappingProxyType(
    {
        CustomerOrder: (CustomerOrder, "id"),
        Line: (CustomerOrder, "order_id"),
        Invoice: (CustomerOrder, "order_id"),
        LineBooking: (Line, "line_id"),
        Lot: (Lot, "id"),
        Source: (Source, "id"),
        Operation: (Source, "source_id"),
        Part: (Source, "source_id"),
        PartBooking: (Part, "part_id"),
    }
)


def connect(url: str) -> Engine:
    """Return the engine of an ERP in SQLite or PostgreSQL."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 begins no transaction; _begin does
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")  # people read while others write


def _begin(connection: Connection) -> None:
    """Take the write lock at once: after reading, it might be refused."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class ErpSession(Session):
    """A session that notes what it changes. A bulk UPDATE or DELETE is not seen: call `note`."""


def note(session: Session, changed: Iterable[tuple[type[Base], int]]) -> None:
    """Note rows that have changed, by class and id, in the transaction that changes them."""
    events = [{"changed": table.__tablename__, "row_id": row_id} for table, row_id in changed]
    if events:
        session.connection().execute(insert(Event), events)


@event.listens_for(ErpSession, "after_flush")
def _note_what_was_flushed(session: Session, _context: object) -> None:
    flushed = chain(session.new, filter(session.is_modified, session.dirty), session.deleted)
    note(session, {each for row in flushed for each in _changed(row)})


def _changed(row: Base) -> Iterator[tuple[type[Base], int]]:
    """Yield what counts as changed: a line that moves to another order changes both."""
    if type(row) in CHANGED:
        changed, attribute = CHANGED[type(row)]
        for row_id in inspect(row).attrs[attribute].load_history().sum():
            if row_id is not None:
                yield changed, row_id
