"""The header of a snapshot: the version of the form, the settings, and the moment with its zone."""

from collections.abc import Iterable
from datetime import date, datetime, timezone
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen
from cattrs import Converter
from dateutil.tz import tzoffset, tzutc

from costatus.models._validation.arguments import accept
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.settings import DEFAULT, Settings
from costatus.serialization.converters import model_hook, writer
from costatus.serialization.hooks import OWN_FIELDS
from costatus.serialization.json_schema import VERSION
from costatus.serialization.json_text import Nothing

_FIXED = (timezone, tzutc, tzoffset)
_MACHINE = frozenset({"localtime", "posixrules", "Factory"})
_COPIES = ("posix/", "right/")
_WRAP = f'{{"costatus": {VERSION}, "orders": [ … ]}}'
_LINES = f'{{"order": … }} on each line, after the line {{"costatus": {VERSION}}}'


@frozen
class SnapshotHeader:
    """The header of a snapshot. `zone` is the name of the zone of `as_of`; None if it has none."""

    costatus: int
    settings: Settings = DEFAULT
    as_of: date | datetime | None = None
    zone: str | None = None


def read_header(
    converter: Converter, raw: Any, subject: str, sections: Iterable[str] = ()
) -> SnapshotHeader:
    """Build a header, with `as_of` in its zone; raise InvalidInput with every fault.

    `sections` are the other keys of a document.
    """
    if isinstance(raw, list):
        keys = ", ".join(["costatus", *sections])
        expected = f"an object with the keys {keys}"
        raise InvalidInput(subject, [Fault("", raw, expected, f"wrap the list: {_WRAP}")])
    if isinstance(raw, dict):
        check_version(raw, subject)
    elsewhere = {**OWN_FIELDS, **dict.fromkeys(sections, _read_elsewhere)}
    read = model_hook(converter, SnapshotHeader, "a snapshot", elsewhere)(raw, None)
    header: SnapshotHeader = accept(read, subject)
    as_of = in_zone(header.as_of, header.zone, subject)
    return SnapshotHeader(header.costatus, header.settings, as_of, header.zone)


def _read_elsewhere(_raw: Any, _: Any) -> None:
    """Accept the value of a key that the header does not read."""


def check_version(raw: dict[str, Any], subject: str) -> None:
    """Raise InvalidInput where an object is of another version of the form, or of none."""
    version = raw.get("costatus", Nothing())
    if version != VERSION:
        advice = "write it again, or update costatus where the number is higher"
        if isinstance(version, Nothing):
            advice = f'add "costatus": {VERSION}'
            if {"id", "stage"} <= raw.keys():
                advice = f"wrap the order: {_WRAP}; in JSON Lines: {_LINES}"
        expected = f"{VERSION}, the version of the form that is read"
        raise InvalidInput(subject, [Fault("costatus", version, expected, advice)])


M = TypeVar("M", bound=date | None)


def in_zone(as_of: M, zone: str | None, subject: str) -> M | datetime:
    """Return a moment in its named zone, whose days are the site's; raise InvalidInput."""
    if zone is None:
        return as_of
    if not isinstance(as_of, datetime) or as_of.tzinfo is None:
        expected = "no zone beside a day, or beside a moment without an offset"
        fault = Fault("zone", zone, expected, "remove it, or send as_of with its offset")
    elif (found := _zone_of(zone)) is None:
        advice = "send the site's IANA name; the machine may need the package tzdata"
        fault = Fault("zone", zone, "the name of a zone, such as Europe/Tallinn", advice)
    else:
        try:
            return as_of.astimezone(found)
        except OverflowError:
            expected = f"a moment of the years 1 to 9999 in {zone}"
            fault = Fault("as_of", as_of, expected, "send the day or moment that is meant")
    raise InvalidInput(subject, [fault])


def _zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name; None for others, even if a machine has one of its own."""
    if name in _MACHINE or name.startswith(_COPIES):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def header_of(settings: Settings, as_of: date | datetime | None) -> dict[str, Any]:
    """Return the header of a snapshot as plain values."""
    zone = zone_name(as_of, "snapshot")
    raw: dict[str, Any] = writer().unstructure(SnapshotHeader(VERSION, settings, as_of, zone))
    return raw


def zone_name(as_of: date | datetime | None, subject: str) -> str | None:
    """Return the name of the zone of `as_of`, since an offset does not determine its other days."""
    zone = as_of.tzinfo if isinstance(as_of, datetime) else None
    if zone is None or isinstance(zone, _FIXED):
        return None
    name = getattr(zone, "key", None)
    if isinstance(name, str) and _zone_of(name) is not None:
        return name
    expected = "a moment in a zone with an IANA name, or with a fixed offset"
    advice = "use zoneinfo.ZoneInfo, or a datetime.timezone"
    raise InvalidInput(subject, [Fault("as_of", as_of, expected, advice)])
