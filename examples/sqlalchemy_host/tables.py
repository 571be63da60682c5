"""The tables of an ERP as SQLAlchemy classes, and what stored statuses need beside them.

The classes from CustomerOrder to Operation stand for your own. Their relationships are never loaded
one by one: `lazy="raise"` turns a forgotten eager load into an error, not into a thousand queries.
PostgreSQL does not index foreign keys by itself, so each has an index.

The last four tables are added for the statuses. Only the nightly job writes them, but for `event`:
so a run never waits for people who work in the ERP, nor they for it.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Exact(TypeDecorator[Decimal]):
    """An exact number. SQLite has none, and gets text."""

    impl = Numeric(24, 9).with_variant(String(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """Return what the database stores."""
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Return the number."""
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {Decimal: Exact}  # noqa: RUF012 SQLAlchemy reads it so


# The ERP's own. Stages, kinds and statuses are plain text: a wrong one spoils its own order only,
# where SQLAlchemy's Enum would refuse the whole batch.


class CustomerOrder(Base):
    """An order of a customer."""

    __tablename__ = "customer_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    stage: Mapped[str]
    promised_on: Mapped[date | None]
    total: Mapped[Decimal | None]
    lines: Mapped[list["Line"]] = relationship(
        lazy="raise", order_by="Line.id", cascade="all, delete-orphan", passive_deletes=True
    )
    invoices: Mapped[list["Invoice"]] = relationship(
        lazy="raise", order_by="Invoice.id", cascade="all, delete-orphan", passive_deletes=True
    )


class Line(Base):
    """A line of an order."""

    __tablename__ = "line"
    __table_args__ = (UniqueConstraint("order_id", "number"),)  # an index on order_id as well

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(CustomerOrder.id, ondelete="CASCADE"))
    number: Mapped[str]
    item: Mapped[str]
    kind: Mapped[str]
    quantity: Mapped[Decimal]
    shipped: Mapped[Decimal]
    closed: Mapped[Decimal]
    promised_on: Mapped[date | None]
    bookings: Mapped[list["LineBooking"]] = relationship(
        lazy="raise", order_by="LineBooking.id", cascade="all, delete-orphan", passive_deletes=True
    )


class Invoice(Base):
    """An invoice of an order."""

    __tablename__ = "invoice"
    __table_args__ = (UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(CustomerOrder.id, ondelete="CASCADE"))
    number: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    amount: Mapped[Decimal]
    payable: Mapped[Decimal | None]
    paid: Mapped[Decimal | None]


class Source(Base):
    """A manufacturing, purchase or transfer order."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[str]
    stage: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    parts: Mapped[list["Part"]] = relationship(
        lazy="raise", order_by="Part.id", cascade="all, delete-orphan", passive_deletes=True
    )
    operations: Mapped[list["Operation"]] = relationship(
        lazy="raise", order_by="Operation.id", cascade="all, delete-orphan", passive_deletes=True
    )


class Lot(Base):
    """A lot, in stock or on its way."""

    __tablename__ = "lot"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    item: Mapped[str]
    status: Mapped[str]
    expected_on: Mapped[date | None]
    source_id: Mapped[int | None] = mapped_column(ForeignKey(Source.id), index=True)
    source: Mapped[Source | None] = relationship(lazy="raise")


class LineBooking(Base):
    """A quantity of a lot, reserved for a line."""

    __tablename__ = "line_booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(Line.id, ondelete="CASCADE"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey(Lot.id), index=True)
    quantity: Mapped[Decimal]
    lot: Mapped[Lot] = relationship(lazy="raise")


class Part(Base):
    """What a manufacturing order needs of an item."""

    __tablename__ = "part"
    __table_args__ = (UniqueConstraint("source_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(Source.id, ondelete="CASCADE"))
    number: Mapped[str]
    item: Mapped[str]
    quantity: Mapped[Decimal]
    consumed: Mapped[Decimal]
    bookings: Mapped[list["PartBooking"]] = relationship(
        lazy="raise", order_by="PartBooking.id", cascade="all, delete-orphan", passive_deletes=True
    )


class PartBooking(Base):
    """A quantity of a lot, reserved for a part."""

    __tablename__ = "part_booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey(Part.id, ondelete="CASCADE"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey(Lot.id), index=True)
    quantity: Mapped[Decimal]
    lot: Mapped[Lot] = relationship(lazy="raise")


class Operation(Base):
    """A step of a manufacturing order."""

    __tablename__ = "operation"
    __table_args__ = (UniqueConstraint("source_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(Source.id, ondelete="CASCADE"))
    number: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    started: Mapped[bool]
    finished: Mapped[bool]


# Added for the statuses.


class Event(Base):
    """A row of the ERP that has changed since the last run: its table, and its id."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    changed: Mapped[str]
    row_id: Mapped[int]


class OrderStatus(Base):
    """The stored statuses of an order.

    An order is due when it is touched or its `next_change` has come. Both are in the row of the
    statuses, so one UPDATE stores these and marks the order as done.
    """

    __tablename__ = "order_status"
    __table_args__ = (
        Index(
            "order_status_touched",
            "order_id",
            postgresql_where=text("touched"),
            sqlite_where=text("touched"),
        ),
    )

    order_id: Mapped[int] = mapped_column(
        ForeignKey(CustomerOrder.id, ondelete="CASCADE"), primary_key=True
    )
    touched: Mapped[bool]
    next_change: Mapped[date | None] = mapped_column(index=True)
    status: Mapped[str | None]
    product_status: Mapped[str | None]
    invoicing_status: Mapped[str | None]
    payment_status: Mapped[str | None]
    words: Mapped[str | None]
    """All statuses, as `costatus.words_to_json` writes them; the next run compares with these."""
    error: Mapped[str | None]
    """Why the order could not be evaluated, so that its statuses are old."""


class StatusChange(Base):
    """A status that a night has changed; a part of its key that does not apply is empty."""

    __tablename__ = "status_change"

    order_id: Mapped[int] = mapped_column(
        ForeignKey(CustomerOrder.id, ondelete="CASCADE"), primary_key=True
    )
    family: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)
    source_kind: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True, index=True)
    before: Mapped[str | None]
    after: Mapped[str | None]
    cause: Mapped[str]
    codes: Mapped[str]
    why: Mapped[str]


class NightlyRun(Base):
    """What the runs of a night have done."""

    __tablename__ = "nightly_run"

    as_of: Mapped[date] = mapped_column(primary_key=True)
    evaluated: Mapped[int]
    failed: Mapped[int]
    finished: Mapped[bool]
