"""Build models from the tables of a case.

A table has the fields of its model. A day is given from today ("today", "+7", "-1", or a date), a
moment with its time ("+1 08:00", "+1 08:00 +02:00"), and a lot by phrase: "4 planned from PO-1".
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar, get_args

import attrs
from attrs import frozen

import costatus as cs
from costatus.models.lots import Source
from costatus.models.statuses import Term
from tests.cases.build import TODAY

T = TypeVar("T", bound=Term)

_SOURCES: dict[str, tuple[type[Source], Term]] = {
    "MO": (cs.ManufacturingOrder, cs.ManufacturingStage.SCHEDULED),
    "PO": (cs.PurchaseOrder, cs.PurchaseStage.ORDERED),
    "TO": (cs.TransferOrder, cs.TransferStage.NEW),
}
_SOURCE = re.compile(rf"({'|'.join(_SOURCES)})-\w+")
_LOT = re.compile(
    r"(?P<quantity>[\d.]+|unknown) (?P<status>[a-z ]+?|RMA [a-z ]+?)"
    r"(?: of (?P<item>\w+))?(?: from (?P<source>[\w-]+))?"
    r"(?: expected (?P<expected_on>\S+))?(?: as (?P<id>\w+))?"
)
_MANY: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "lines": (cs.OrderLine, {"item": "bike", "quantity": 10}),
    "parts": (cs.Part, {"item": "wheel", "quantity": 4}),
    "operations": (cs.Operation, {}),
    "invoices": (
        cs.Invoice,
        {"kind": cs.InvoiceKind.INVOICE, "status": cs.InvoiceState.UNPAID},
    ),
}
_ORDER = {
    "stage": cs.OrderStatus.CONFIRMED,
    "promised_on": TODAY + timedelta(days=7),
    "total": 100,
}
_LINE = ("quantity", "shipped", "closed", "kind", "bookings")
_AROUND = ("as_of", "settings", "stock", "others")


class Unclear(ValueError):
    """A case has something that the vocabulary does not know."""


def only(keys: Iterable[str], known: Iterable[str], where: str) -> None:
    """Refuse a key that is not known."""
    known = tuple(known)
    for key in keys:
        if key not in known:
            raise Unclear(f"{where} has no {key!r}; it may have: {', '.join(known)}")


def term(kind: type[T], text: str) -> T:
    """Return the member of a vocabulary by its label, such as "Not scheduled"."""
    try:
        return kind(re.sub("[ -]", "_", text.lower()))
    except ValueError:
        members = ", ".join(member.value.replace("_", " ") for member in kind)
        raise Unclear(f"{text!r} is no {kind.__name__}; these are: {members}") from None


def moment(value: object) -> date | datetime | None:
    """Return the day or the moment of a text; None for "none"."""
    text = str(value)
    if text == "none":
        return None
    on, _, clock = text.partition(" ")
    try:
        if on == "today" or on.startswith(("+", "-")):
            day = TODAY + timedelta(days=0 if on == "today" else int(on))
        else:
            day = date.fromisoformat(on)
        return datetime.combine(day, time.fromisoformat(clock.replace(" ", ""))) if clock else day
    except ValueError:
        raise Unclear(f"{text!r} is no day such as +7 and no moment such as +7 08:00") from None


@frozen
class Situation:
    """An order, and the other arguments of its evaluation."""

    order: cs.CustomerOrder
    as_of: date | datetime
    settings: cs.Settings
    others: list[cs.CustomerOrder]
    stock: list[cs.StockLot]

    def report(self) -> cs.OrderReport:
        """Evaluate the order, after pegging where tracing is off."""
        as_of, settings, pegging = self.as_of, self.settings, None
        if not settings.tracing:
            orders = [self.order, *self.others]
            pegging = cs.peg(orders, self.stock, as_of=as_of, settings=settings)
        return cs.evaluate(self.order, as_of=as_of, settings=settings, pegging=pegging)


def situation(given: Mapping[str, Any]) -> Situation:
    """Build what a case gives. Everything else has a default: see docs/trace.md."""
    sources = {key: value for key, value in given.items() if _SOURCE.fullmatch(key)}
    around = {key: given[key] for key in _AROUND if key in given}
    fields = {key: value for key, value in given.items() if key not in {*sources, *around}}
    world = _World(sources)
    as_of = moment(around.get("as_of", "today"))
    if as_of is None:
        raise Unclear("as_of has to be a day or a moment")
    settings = world.build(cs.Settings, around.get("settings", {}))
    if settings.tracing and not {"stock", "others"}.isdisjoint(around):
        raise Unclear("stock and others are read only where tracing is off")
    order = world.order(fields)
    others = [world.order(other) for other in around.get("others", ())]
    stock = [
        attrs.evolve(lot, quantity=quantity)
        for quantity, lot in map(world.lot, around.get("stock", ()))
    ]
    world.refuse_unused()
    return Situation(order, as_of, settings, others, stock)


class _World:
    """The sources and the lots of a case; each source is built once."""

    def __init__(self, sources: Mapping[str, Any]) -> None:
        self._sources = sources
        self._built: dict[str, Source] = {}
        self._lots = count(1)

    def order(self, data: Mapping[str, Any]) -> cs.CustomerOrder:
        """Build an order of one line whose fields are among the order's, or of `lines`."""
        line = {key: data[key] for key in _LINE if key in data}
        if line and "lines" in data:
            raise Unclear(f"{', '.join(line)}: put it into one of the lines")
        rest = {key: value for key, value in data.items() if key not in line}
        order: cs.CustomerOrder = self.build(
            cs.CustomerOrder, {"id": "CO-1", "lines": [line], **rest}, _ORDER
        )
        return order

    def build(self, kind: Any, data: Mapping[str, Any], usual: Mapping[str, Any] = {}) -> Any:
        """Build a model of the data, and of what is usual for the rest."""
        fields = attrs.fields_dict(kind)
        only(data, fields, kind.__name__)
        return kind(**{**usual, **{key: self._read(fields[key], data[key]) for key in data}})

    def _read(self, field: "attrs.Attribute[Any]", value: Any) -> Any:
        if value == "none":
            return None
        if field.name == "bookings":
            return [cs.Booking(lot, quantity) for quantity, lot in map(self.lot, value)]
        if field.name in _MANY:
            kind, usual = _MANY[field.name]
            return [
                self.build(kind, {"id": str(n), **data}, usual) for n, data in enumerate(value, 1)
            ]
        if isinstance(field.type, type) and issubclass(field.type, Term):
            return term(field.type, value)
        return moment(value) if date in get_args(field.type) else value

    def lot(self, phrase: str) -> tuple[Any, cs.StockLot]:
        """Return the quantity and the lot of a phrase."""
        match = _LOT.fullmatch(phrase)
        if match is None:
            form = "quantity status [of item] [from source] [expected day] [as id]"
            raise Unclear(f"{phrase!r} is not of the form: {form}")
        source, expected = match["source"], match["expected_on"]
        lot = cs.StockLot(
            id=match["id"] or f"L{next(self._lots)}",
            item=match["item"] or "bike",
            status=term(cs.LotStatus, match["status"]),
            expected_on=moment(expected) if expected else None,
            source=self._source(source) if source else None,
        )
        return None if match["quantity"] == "unknown" else match["quantity"], lot

    def _source(self, name: str) -> Source:
        if name not in self._built:
            if name not in self._sources:
                raise Unclear(f"a lot comes from {name}, which is not given")
            kind, stage = _SOURCES[name[:2]]
            self._built[name] = self.build(kind, self._sources[name], {"id": name, "stage": stage})
        return self._built[name]

    def refuse_unused(self) -> None:
        """Refuse a source that nothing comes from: somebody meant it to be read."""
        for name in self._sources:
            if name not in self._built:
                raise Unclear(f"{name} is given, but no lot comes from it")
