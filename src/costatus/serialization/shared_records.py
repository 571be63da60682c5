"""What orders share: lots and their sources, written once and referred to by id."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen
from cattrs import Converter

from costatus.models._validation.faults import Fault, Invalid, InvalidInput, invalid
from costatus.models.lots import Source, StockLot
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import SourceKind
from costatus.serialization.converters import comparer, model_hook, reader
from costatus.serialization.hooks import OWN_FIELDS, Hook, object_hook, term, text

Record: TypeAlias = StockLot | Source
Key: TypeAlias = tuple[str, str]
"""The name of a record, such as `purchase_order`, and its id."""

RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "manufacturing_order": ManufacturingOrder,
        "purchase_order": PurchaseOrder,
        "transfer_order": TransferOrder,
        "lot": StockLot,
    }
)
"""The names of what orders share; the sections of a document are their plurals."""


@frozen
class Refused:
    """A record of a snapshot that was refused.

    Attributes:
        where: The place of the record in the input.
        name: What it is, such as `order`, `lot` or `purchase_order`. None: it does not say.
        id: Its id. None: it has none.
        error: Everything that is wrong with it.
    """

    where: str
    name: str | None
    id: str | None
    error: InvalidInput


def refused(where: str, name: str, id_: str | None, faults: Iterable[Fault]) -> Refused:
    """Return a refused record, whose error begins with its place, its name and its id."""
    subject = f"{where}, {_plain(name)}" + ("" if id_ is None else f" {id_!r}")
    return Refused(where, name, id_, InvalidInput(subject, faults))


class SharedRecords:
    """The lots and sources of a snapshot by id. Each is built when it is first referred to.

    What a record refers to is built before it, in a loop, so that no chain of sources is too long
    for the stack; one of more than `depth` sources is refused.
    """

    def __init__(self, depth: int) -> None:
        self.converter: Converter = reader()
        self.converter.register_structure_hook(StockLot, lambda raw, _: self._lot(raw))
        self.converter.register_structure_hook(Source, self._source_hook())
        self._depth = depth
        self._hooks: dict[str, Hook] = {
            name: model_hook(self.converter, kind) for name, kind in RECORDS.items()
        }
        self._waiting: dict[Key, tuple[str, Any]] = {}
        self._open: dict[Key, list[Key]] = {}
        self._built: dict[Key, Record | None] = {}
        self._depths: dict[Key, int] = {}
        self._refused: list[Refused] = []

    def _source_hook(self) -> Hook:
        return object_hook(
            {"kind": term(SourceKind), "id": text},
            self._source,
            "a source",
            required=("kind", "id"),
            elsewhere=OWN_FIELDS,
        )

    def add(self, name: str, raw: Any, where: str) -> None:
        """Take the plain values of a record."""
        id_ = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(id_, str):
            faults = self._hooks[name](raw, None).faults
            self._refused.append(refused(where, name, None, faults))
        elif (name, id_) in self._waiting or (name, id_) in self._built:
            expected, advice = f"an id of its own among the {_plain(name)}s", "send each only once"
            fault = Fault("id", id_, expected, advice)
            self._refused.append(refused(where, name, id_, [fault]))
        else:
            self._waiting[name, id_] = where, raw

    def take_refused(self) -> list[Refused]:
        """Return the records refused since the last time."""
        taken, self._refused = self._refused, []
        return taken

    def lots(self) -> tuple[StockLot, ...]:
        """Return all good lots in the order of their ids, building what nothing referred to."""
        for key in list(self._waiting):
            self._build_all(key)
        lots = [(id_, lot) for (_, id_), lot in self._built.items() if isinstance(lot, StockLot)]
        return tuple(lot for _, lot in sorted(lots))

    def _lot(self, raw: Any) -> Any:
        if not isinstance(raw, str):
            return invalid(raw, "the id of a lot", "send the lot on its own, and only its id here")
        return self._find("lot", raw)

    def _source(self, kind: SourceKind, id: str) -> Any:  # noqa: A002 the keys of a reference
        return self._find(f"{kind.value}_order", id)

    def _find(self, name: str, id_: str) -> Any:
        """Return the record, built; an `Invalid` where there is none, or none without faults."""
        key = name, id_
        if key in self._open:
            expected = f"a {_plain(name)} that does not come from itself"
            return invalid(id_, expected, "break the circle")
        if key in self._waiting:
            self._build_all(key)
        found = self._built.get(key)
        if found is not None:
            return found
        if key in self._built:
            return invalid(id_, f"a {_plain(name)} without faults", "correct its own record")
        expected = f"the id of a {_plain(name)} of this snapshot"
        return invalid(id_, expected, "add it; in JSON Lines before what refers to it")

    def _build_all(self, key: Key) -> None:
        """Build a record, after all that it refers to."""
        path = [key]
        while path:
            key = path[-1]
            if key in self._waiting and key not in self._open:
                references = self._open[key] = _references(key[0], self._waiting[key][1])
                path += [
                    each for each in references if each in self._waiting and each not in self._open
                ]
            if path[-1] is key:
                path.pop()
                if key in self._open:
                    self._build(key)

    def _build(self, key: Key) -> None:
        """Build a record whose references are built, or open as it is and so part of a circle."""
        name, id_ = key
        where, raw = self._waiting[key]
        built = self._hooks[name](raw, None)
        depths = [self._depths[each] for each in self._open[key] if each in self._depths]
        depth = (max(depths) if depths else 0) + (name != "lot")
        if depth > self._depth and not isinstance(built, Invalid):
            expected = f"at most {self._depth} sources behind each other"
            built = invalid(id_, expected, "send fewer, or raise Limits.depth")
        if isinstance(built, Invalid):
            self._refused.append(refused(where, name, id_, built.faults))
        del self._waiting[key], self._open[key]
        self._depths[key] = depth
        self._built[key] = None if isinstance(built, Invalid) else built


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _references(name: str, raw: dict[str, Any]) -> list[Key]:
    """Return what a record refers to, as far as its plain values can be read."""
    if name == "lot":
        source = raw.get("source")
        found = [(f"{source.get('kind')}_order", source.get("id"))] if type(source) is dict else []
    else:
        parts = _objects(raw.get("parts"))
        found = [
            ("lot", each.get("lot")) for part in parts for each in _objects(part.get("bookings"))
        ]
    return [(name, id_) for name, id_ in found if isinstance(id_, str)]


def _objects(raw: Any) -> list[dict[str, Any]]:
    return [each for each in raw if type(each) is dict] if type(raw) is list else []


class WrittenRecords:
    """The lots and sources written so far: each is written once, before what refers to it."""

    def __init__(self) -> None:
        self._written: dict[Key, Record] = {}
        self._comparable = comparer().unstructure

    def unwritten(self, lots: Iterable[StockLot]) -> Iterator[tuple[str, Record]]:
        """Yield those of the lots, and of all behind them, that are not written yet.

        Raise InvalidInput where a record has the id of another that was written with other facts.
        """
        copies: set[int] = set()
        path: list[tuple[Record, bool]] = [(lot, False) for lot in lots]
        path.reverse()
        while path:
            record, references_written = path.pop()
            name = "lot" if isinstance(record, StockLot) else f"{record.kind.value}_order"
            if references_written:
                yield name, record
                continue
            known = self._written.get((name, record.id))
            if known is record or id(record) in copies:
                continue
            if known is None:
                self._written[name, record.id] = record
                path.append((record, True))
            else:
                copies.add(id(record))
                self._refuse_other_facts(known, record, name)
            path += [(each, False) for each in reversed(_referred(record))]

    def _refuse_other_facts(self, known: Record, copy: Record, name: str) -> None:
        """Compare the fields of two records; what they refer to by id is compared on its own."""
        if self._comparable(known) != self._comparable(copy):
            expected = f"the same facts wherever {_plain(name)} {copy.id!r} is booked"
            advice = "send its latest state everywhere, best as one object"
            raise InvalidInput("snapshot", [Fault(f"{name}s", copy.id, expected, advice)])


def _referred(record: Record) -> list[Record]:
    """Return the records that one refers to directly."""
    if isinstance(record, StockLot):
        return [] if record.source is None else [record.source]
    if isinstance(record, ManufacturingOrder):
        return [booking.lot for part in record.parts for booking in part.bookings]
    return []
