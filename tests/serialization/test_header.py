"""The header: its settings, its moment, and the zone whose days are the site's."""

import json
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import costatus as cs
from costatus import serialization
from tests.serialization.samples import changed


@pytest.mark.parametrize(
    "zone",
    ["", ":", "localtime", "posixrules", "Factory", "posix/Europe/Tallinn", "right/Europe/Tallinn",
     "EET-2EEST", "Europe", "Mars/Base", "../localtime", "/etc/localtime", "zone.tab", "UTC\0",
     "\ud800"],
)  # fmt: skip
def test_only_iana_names_are_zones(zone: str) -> None:
    """A name whose meaning the machine decides is refused, so that all machines agree."""
    with pytest.raises(cs.InvalidInput, match=r"^snapshot: zone: got "):
        serialization.read_snapshot(changed(as_of="2026-01-01T01:00Z", zone=zone))


@pytest.mark.parametrize(
    "zone", ["Europe/Tallinn", "UTC", "Etc/GMT+3", "America/Argentina/Ushuaia"]
)
def test_iana_names_are_zones(zone: str) -> None:
    read = serialization.read_snapshot(changed(as_of="2026-01-01T01:00Z", zone=zone))
    assert isinstance(read.as_of, datetime)
    assert str(read.as_of.tzinfo) == zone


def test_a_zone_of_the_machine_is_not_written(tmp_path: Path) -> None:
    """What is read nowhere else is not written."""
    data = tmp_path / "zone"
    data.write_bytes(_zone_file("Europe/Tallinn"))
    with data.open("rb") as file:
        zone = ZoneInfo.from_file(file, key="localtime")
    snapshot = serialization.Snapshot((), as_of=datetime(2026, 1, 1, tzinfo=zone))
    with pytest.raises(cs.InvalidInput, match="a zone with an IANA name"):
        serialization.write_snapshot(snapshot)


def _zone_file(key: str) -> bytes:
    return files("tzdata.zoneinfo").joinpath(*key.split("/")).read_bytes()


@pytest.mark.parametrize(
    ("as_of", "zone"),
    [("0001-01-01T00:00:00+14:00", "UTC"), ("9999-12-31T23:59:59-12:00", "Europe/Tallinn")],
)
def test_a_moment_beyond_the_calendar_is_refused(as_of: str, zone: str) -> None:
    with pytest.raises(cs.InvalidInput, match=f"a moment of the years 1 to 9999 in {zone}"):
        serialization.read_snapshot(changed(as_of=as_of, zone=zone))


def test_a_moment_in_the_hour_that_comes_twice_is_read_as_it_was() -> None:
    tallinn = ZoneInfo("Europe/Tallinn")
    for fold in (0, 1):
        as_of = datetime(2026, 10, 25, 3, 30, fold=fold, tzinfo=tallinn)
        back = serialization.read_snapshot(
            serialization.write_snapshot(serialization.Snapshot((), as_of=as_of))
        )
        assert isinstance(back.as_of, datetime)
        assert (back.as_of, back.as_of.fold) == (as_of, fold)


def test_own_fields_are_ignored_everywhere() -> None:
    """Under `extra`, in every object of a snapshot; they are not written again."""
    extra = {"extra": {"customer": "ACME", "deep": [{"x": [1.5, None, {}]}], "id": 3}}
    plain = {
        "costatus": 1,
        "settings": {"money_tolerance": "0.01"},
        "manufacturing_orders": [
            {"id": "MO-1", "stage": "new", "parts": [{"id": "1", "item": "w", "quantity": 1}],
             "operations": [{"id": "10"}]}
        ],
        "lots": [{"id": "L1", "item": "b", "status": "planned",
                  "source": {"kind": "manufacturing", "id": "MO-1"}}],
        "orders": [
            {"id": "CO-1", "stage": "confirmed",
             "lines": [{"id": "1", "item": "b", "quantity": 1,
                        "bookings": [{"lot": "L1", "quantity": 1}]}],
             "invoices": [{"id": "I1", "kind": "invoice", "status": "paid", "amount": 1}]}
        ],
    }  # fmt: skip

    def with_own(raw: object) -> object:
        if isinstance(raw, list):
            return [with_own(each) for each in raw]
        if isinstance(raw, dict):
            return {**{key: with_own(value) for key, value in raw.items()}, **extra}
        return raw

    read = serialization.read_snapshot(json.dumps(with_own(plain)))
    assert read == serialization.read_snapshot(json.dumps(plain))
    assert "extra" not in serialization.write_snapshot(read)
