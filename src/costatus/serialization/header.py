"""What a snapshot tells before its orders: the version of the form, the settings, the moment."""

import json
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen
from cattrs import Converter
from dateutil.tz import tzoffset, tzutc

from costatus.models._validation.faults import Fault, InvalidInput, Invalid
from costatus.models.settings import DEFAULT, Settings
from costatus.serialization.schema import VERSION
from costatus.serialization.structure import model_hook, writer

_FIXED = (timezone, tzutc, tzoffset)


@frozen
class SnapshotHeader:
    """The head of a snapshot. `zone` is the name of the zone of `as_of`, None where it has none."""

    costatus: int
    settings: Settings = DEFAULT
    as_of: date | datetime | None = None
    zone: str | None = None


def read_header(converter: Converter, raw: Any, subject: str) -> SnapshotHeader:
    """Build the head of a snapshot, `as_of` in its zone; raises InvalidInput with every fault."""
    read = model_hook(converter, SnapshotHeader)(raw, None)
    if isinstance(read, Invalid):
        raise InvalidInput(subject, read.faults)
    header: SnapshotHeader = read
    if header.costatus != VERSION:
        expected = f"{VERSION}, the version of the form that is read"
        advice = "write it again, or update costatus where the number is higher"
        raise InvalidInput(subject, [Fault("costatus", header.costatus, expected, advice)])
    return header


def as_of_in_zone(header: SnapshotHeader, subject: str) -> date | datetime | None:
    """The moment of the snapshot in its named zone, whose days are the site's."""
    if header.zone is None:
        return header.as_of
    if not isinstance(header.as_of, datetime) or header.as_of.tzinfo is None:
        expected = "no zone beside a day, or beside a moment without an offset"
        fault = Fault("zone", header.zone, expected, "remove it, or send as_of with its offset")
        raise InvalidInput(subject, [fault])
    try:
        return header.as_of.astimezone(ZoneInfo(header.zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        advice = "use a name of the time zone database; it may need the package tzdata"
        fault = Fault("zone", header.zone, "the name of a zone, such as Europe/Tallinn", advice)
        raise InvalidInput(subject, [fault]) from None


def header_of(settings: Settings, as_of: date | datetime | None) -> dict[str, Any]:
    """The head of a snapshot as plain values."""
    raw: dict[str, Any] = writer().unstructure(
        SnapshotHeader(VERSION, settings, as_of, _zone(as_of))
    )
    return raw


def _zone(as_of: date | datetime | None) -> str | None:
    """The name of the zone of `as_of`, as its offset alone would not tell its other days."""
    zone = as_of.tzinfo if isinstance(as_of, datetime) else None
    if zone is None or isinstance(zone, _FIXED):
        return None
    name = getattr(zone, "key", None)
    if not isinstance(name, str):
        expected = "a moment in a zone that has a name, or a fixed offset"
        advice = "use zoneinfo.ZoneInfo, or a datetime.timezone"
        raise InvalidInput("snapshot", [Fault("as_of", as_of, expected, advice)])
    return name


def compact(raw: dict[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
