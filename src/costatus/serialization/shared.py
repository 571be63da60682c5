"""What orders share: lots and their sources, told once and referred to by id."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen
from cattrs import Converter

from costatus.models._validation.faults import Fault, InvalidInput, Invalid, invalid
from costatus.models.lots import Source, StockLot
from costatus.models.sources import ManufacturingOrder, PurchaseOrder, TransferOrder
from costatus.models.statuses import SourceKind
from costatus.serialization.structure import Hook, model_hook, reader

Record: TypeAlias = StockLot | Source

RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "manufacturing_order": ManufacturingOrder,
        "purchase_order": PurchaseOrder,
        "transfer_order": TransferOrder,
        "lot": StockLot,
    }
)
"""The names of what is shared; the sections of a document are their plurals."""


def record_name(record: Record) -> str:
    """The name that a lot or a source is told under."""
    return "lot" if isinstance(record, StockLot) else f"{record.kind.value}_order"


@frozen
class Refused:
    """A record of a snapshot that was refused: where it stands, its id if it has one, and why.

    `name` is that of the record: `order`, `lot`, `purchase_order` …; None where nobody knows it.
    """

    where: str
    name: str | None
    id: str | None
    error: InvalidInput


@frozen
class _SourceKey:
    kind: SourceKind
    id: str


class Shared:
    """Finds lots and sources by their ids, and builds each when it is first needed.

    `refused` gathers the records that cannot be built; whoever drains it tells them.
    """

    def __init__(self, depth: int) -> None:
        self.converter: Converter = reader()
        self.converter.register_structure_hook(StockLot, lambda raw, _: self._find_lot(raw))
        self.converter.register_structure_hook(Source, lambda raw, _: self._find_source(raw))
        self.refused: list[Refused] = []
        self._depth = depth
        self._hooks: dict[str, Hook] = {
            name: model_hook(self.converter, kind) for name, kind in RECORDS.items()
        }
        self._source_key = model_hook(self.converter, _SourceKey)
        self._told: dict[tuple[str, str], tuple[str, Any]] = {}
        self._made: dict[tuple[str, str], Any] = {}
        self._chain: list[tuple[str, str]] = []

    def tell(self, name: str, raw: Any, where: str) -> None:
        """Take a record; it is built when something refers to it."""
        id_ = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(id_, str):
            self._refuse(name, None, where, self._hooks[name](raw, None))
        elif (name, id_) in self._told or (name, id_) in self._made:
            expected, advice = f"an id of its own among the {name}s", "send each only once"
            self._refuse(name, id_, where, Invalid([Fault("id", id_, expected, advice)]))
        else:
            self._told[name, id_] = where, raw

    def drain(self) -> list[Refused]:
        """Take what was refused since the last time."""
        drained, self.refused = self.refused, []
        return drained

    def lots(self) -> tuple[StockLot, ...]:
        """Build all that nothing referred to; all the lots, in the order of their ids."""
        for name, id_ in list(self._told):
            self._find(name, id_)
        return tuple(made for _, made in sorted(self._made.items()) if isinstance(made, StockLot))

    def _find_lot(self, raw: Any) -> Any:
        if not isinstance(raw, str):
            return invalid(raw, "the id of a lot", "tell the lot on its own, and only its id here")
        return self._find("lot", raw)

    def _find_source(self, raw: Any) -> Any:
        key = self._source_key(raw, None)
        return key if isinstance(key, Invalid) else self._find(f"{key.kind}_order", key.id)

    def _find(self, name: str, id_: str) -> Any:
        key = name, id_
        if key in self._chain:
            return invalid(id_, f"a {name} that does not come from itself", "break the circle")
        if key in self._told:
            if len(self._chain) == self._depth:
                expected = f"at most {self._depth} sources behind each other"
                return invalid(id_, expected, "send fewer, or raise Limits.depth")
            where, raw = self._told.pop(key)
            self._chain.append(key)
            self._made[key] = self._hooks[name](raw, None)
            self._chain.pop()
            if isinstance(self._made[key], Invalid):
                self._refuse(name, id_, where, self._made[key])
        found = self._made.get(key)
        if found is None:
            return invalid(id_, f"the id of a {name} of this snapshot", f"tell that {name} first")
        if isinstance(found, Invalid):
            return invalid(id_, f"a {name} without faults", f"correct that {name}, told on its own")
        return found

    def _refuse(self, name: str, id_: str | None, where: str, invalid_record: Invalid) -> None:
        subject = f"{where}, {name}" + ("" if id_ is None else f" {id_!r}")
        self.refused.append(Refused(where, name, id_, InvalidInput(subject, invalid_record.faults)))


class Teller:
    """Tells what orders share: each lot and source once, before what refers to it."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], Record] = {}

    def untold(self, lots: Iterable[StockLot]) -> Iterator[tuple[str, Record]]:
        """The lots and what is behind them, as far as not told yet, with their names.

        Raises InvalidInput where one id was told with other facts.
        """
        for lot in lots:
            source = lot.source
            if source is not None and self._is_new(source):
                if isinstance(source, ManufacturingOrder):
                    parts = source.parts
                    yield from self.untold(each.lot for part in parts for each in part.bookings)
                yield record_name(source), source
            if self._is_new(lot):
                yield "lot", lot

    def _is_new(self, record: Record) -> bool:
        """Whether it is told for the first time; refuses one that was told otherwise."""
        key = record_name(record), record.id
        if key not in self._told:
            self._told[key] = record
            return True
        if self._told[key] is not record and self._told[key] != record:
            name, id_ = key
            expected = f"the same facts wherever {name} {id_!r} is booked"
            advice = "send its latest state everywhere, best as one object"
            raise InvalidInput("snapshot", [Fault(f"{name}s", id_, expected, advice)])
        return False
