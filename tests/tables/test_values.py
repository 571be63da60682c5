"""Words, ids, days and deadlines become the numbers that the models and `AsOf` give them."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costatus._arrays.layout import NO_MOMENT
from costatus.models._moments import instant
from costatus.models.as_of import AsOf
from costatus.models.statuses import LotStatus, Term
from costatus.tables import _values
from costatus.tables._arrow_input import open_table
from costatus.tables.schema import TABLES, Kind

WORDS = {
    (table.name, column.name): column
    for table in TABLES.values()
    for column in table.columns.values()
    if column.kind is Kind.WORD
}
TALLINN = ZoneInfo("Europe/Tallinn")
ZONES = ["UTC", "Europe/Tallinn", "America/New_York", "Australia/Lord_Howe", "+05:30", "-09:30"]


def column(array: pa.Array) -> Any:
    return open_table(pa.table({"x": array})).children()["x"].column()


@pytest.mark.parametrize("name", WORDS, ids=".".join)
def test_words_are_their_places_in_the_vocabulary(name: tuple[str, str]) -> None:
    schema = WORDS[name]
    terms: list[Term] = list(schema.terms or ())
    near = [text for term in terms for text in (term.value[:-1], f"{term.value}x", term.label)]
    texts = [*(term.value for term in terms), *near, "", "x" * 26]
    for array in (pa.array(texts), pa.array(texts).dictionary_encode(), pa.array(texts)[1:]):
        refused, found = _values.words(column(array), schema)
        for row, text in enumerate(array.to_pylist()):
            term = schema.converter(text)
            assert refused[row] == (not isinstance(term, Term))
            assert refused[row] or found[row] == terms.index(term)  # type: ignore[arg-type]


def test_words_of_many_rows() -> None:
    texts = [term.value for term in LotStatus] * 20_000
    found = _values.codes(column(pa.array(texts)), [term.value for term in LotStatus])
    np.testing.assert_array_equal(found, np.tile(np.arange(len(LotStatus)), 20_000))


def test_ids_are_texts_in_utf_8_that_are_not_empty() -> None:
    good = ["a", "ö", "größer", None]
    assert _values.ids(column(pa.array(good[:1]))) is None
    refused = _values.ids(column(pa.array(good)))
    assert refused is not None
    assert refused.tolist() == [False, False, False, True]
    assert _values.ids(column(pa.array([1, 2]))) is None
    refused = _values.ids(column(pa.array(["a", "", "a"]).dictionary_encode()))
    assert refused is not None
    assert refused.tolist() == [False, True, False]
    assert _values.ids(column(pa.array(["a", "b"]).dictionary_encode())) is None
    halves = [b"a", b"\xc3", b"\xb6", b"\xc3\xb6", b"\xff", b"\xed\xa0\x80"]
    refused = _values.ids(column(pa.array(halves).cast(pa.string(), safe=False)))
    assert refused is not None
    assert refused.tolist() == [False, True, True, False, True, True]


def test_days_outside_the_calendar_are_refused() -> None:
    days = pa.array([-719_163, -719_162, 0, 2_932_896, 2_932_897], pa.int32()).cast(pa.date32())
    refused, found = _values.days(column(days))
    assert refused.tolist() == [True, False, False, False, True]
    assert found.tolist() == [0, 1, 719_163, 3_652_059, 0]


def test_priorities_begin_at_1_and_large_ones_do_not_fit() -> None:
    refused, found, large = _values.priorities(column(pa.array([0, 1, 2**31 - 1, 2**31 - 2, -5])))
    assert found.tolist() == [1, 1, 1, 2**31 - 2, 1]
    assert refused.tolist() == [True, False, False, False, True]
    assert large.tolist() == [False, False, True, False, False]


AS_OFS = st.sampled_from(
    [
        AsOf(date(2026, 10, 25)),
        AsOf(datetime(2026, 10, 25, 12)),
        *(
            AsOf(datetime(2026, 10, 25, 12, tzinfo=zone))
            for zone in (
                UTC,
                TALLINN,
                ZoneInfo("Australia/Lord_Howe"),
                timezone(timedelta(hours=14)),
            )
        ),
    ]
)
CHANGE = [datetime(2026, 10, 25, 21, 59), datetime(2026, 10, 25, 22)]
NEAR_A_CHANGE = st.builds(
    lambda start, seconds, more: start + timedelta(seconds=seconds, microseconds=more),
    st.sampled_from(
        [
            *(datetime(2026, 10, 25, 1), datetime(2026, 3, 29, 1), datetime(2026, 4, 4, 15)),
            *(datetime(2026, 11, 1, 6), datetime(1921, 4, 30, 22), datetime(2026, 10, 24, 21)),
        ]
    ),
    st.integers(-7200, 7200),
    st.integers(0, 3),
)
MOMENTS = NEAR_A_CHANGE | st.datetimes() | st.sampled_from([datetime.min, datetime.max])


def test_a_day_ends_as_the_clock_of_the_zone_shows_it() -> None:
    """On the day on which the clock is put back, too: 01:00 UTC on 25 October 2026."""
    read = column(
        pa.array(
            [datetime(2026, 10, 24, 20, 59), datetime(2026, 10, 24, 21), *CHANGE],
            pa.timestamp("us", "UTC"),
        )
    )
    _, days, _ = _values.deadlines(read, AsOf(datetime(2026, 1, 1, tzinfo=TALLINN)))
    first = date(2026, 10, 24).toordinal()
    assert (days - first).tolist() == [0, 1, 1, 2]


@given(
    st.lists(st.none() | MOMENTS, min_size=1),
    st.sampled_from(["s", "ms", "us"]),
    st.none() | st.sampled_from(ZONES),
    AS_OFS,
)
def test_deadlines_are_days_and_instants_as_as_of_counts_them(
    moments: list[Any], unit: str, zone: str | None, as_of: AsOf
) -> None:
    array = pa.array(moments, pa.timestamp("us")).cast(pa.timestamp(unit), safe=False)
    read = column(
        array.cast(pa.timestamp(unit, zone))
        if zone is None
        else array.view(pa.timestamp(unit, zone))
    )
    if as_of.has_time and as_of.clashes(datetime(2000, 1, 1, tzinfo=UTC if zone else None)):
        return
    refused, days, instants = _values.deadlines(read, as_of)
    for row in range(read.rows):
        moment = read.value(row)
        if moment is None:
            continue
        assert refused[row] == (not isinstance(moment, datetime))
        if not refused[row]:
            assert days[row] == as_of.day(moment)
            wanted = instant(moment) // timedelta(microseconds=1)
            assert instants[row] == (wanted if as_of.has_time else NO_MOMENT)


def test_nanoseconds_are_cut_off() -> None:
    stamps = pa.array([1_999, -1, -(2**63) + 1], pa.int64()).view(pa.timestamp("ns"))
    _, _, instants = _values.deadlines(column(stamps), AsOf(datetime(2026, 1, 1)))
    start = (datetime(1970, 1, 1) - datetime.min) // timedelta(microseconds=1)
    assert (instants - start).tolist() == [1, -1, -9_223_372_036_854_776]


def test_moments_outside_the_calendar_are_refused() -> None:
    seconds = [-62_135_596_801, -62_135_596_800, 253_402_300_799, 253_402_300_800, 2**62]
    stamps = pa.array(seconds, pa.int64()).view(pa.timestamp("s"))
    refused, _, _ = _values.deadlines(column(stamps), AsOf(date(2026, 1, 1)))
    assert refused.tolist() == [True, False, False, True, True]


def test_days_as_deadlines_have_no_instant() -> None:
    read = column(pa.array([date(2026, 1, 1)]))
    refused, days, instants = _values.deadlines(read, AsOf(datetime(2026, 1, 1)))
    assert (days.tolist(), instants.tolist()) == ([739_617], [2**63 - 1])
    assert not refused.any()


def test_flags_are_0_and_1() -> None:
    assert _values.flags(column(pa.array([True, False]))).tolist() == [1, 0]
