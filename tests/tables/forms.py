"""Situations as tables in many forms: the same rows, in other orders, types and kinds of ids."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from random import Random
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import attrs
import pyarrow as pa
from hypothesis import strategies as st

import costatus as cs
from costatus import testing
from costatus.tables import _arrow
from costatus.testing import Situation, table_rows
from costatus.testing.values import Picker
from tests.laws.rebuild import rebuild

Tables: TypeAlias = dict[str, pa.Table]

WORDS = frozenset({"stage", "status", "kind", "source_kind"})
ZONES: tuple[tzinfo, ...] = (
    UTC,
    ZoneInfo("Europe/Tallinn"),
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-9, minutes=-30)),
)
DECIMALS = (pa.decimal128(24, 9), pa.decimal128(38, 12), pa.decimal256(76, 20))
TEXTS = (pa.string(), pa.large_string(), pa.string_view())
CODED = (
    *TEXTS,
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.uint32(), pa.large_string()),
)
WRITTEN = (*CODED, pa.binary(), pa.large_binary(), pa.binary_view())
WHOLE = (pa.int64(), pa.float64(), pa.decimal128(38, 0), pa.decimal128(38, 10))
CONVERTERS: Mapping[pa.DataType, Callable[[Any], float]] = {pa.int64(): int, pa.float64(): float}
SPARSE = 2_654_435_761
"""Multiples of it lie apart, and fit 64 bits."""


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Return situations with each column of deadlines in one kind: days, or moments of a zone.

    Only such deadlines have a type of Arrow.
    """
    situation = draw(testing.situations(max_orders=3))
    pick = Picker(draw)
    as_of, zone = situation.as_of, pick(ZONES)
    kinds: list[tzinfo | str | None] = ["days"]
    if not isinstance(as_of, datetime):
        kinds += [None, zone]
    else:
        kinds += [None if as_of.tzinfo is None else zone] * 2
    chosen = {
        (model, column): pick(kinds)
        for model in (cs.ManufacturingOrder, cs.Operation)
        for column in ("planned_start", "planned_finish")
    }

    def change(model: Any) -> Any:
        made = {
            column: _as_kind(getattr(model, column), kind)
            for (owner, column), kind in chosen.items()
            if type(model) is owner
        }
        return attrs.evolve(model, **made) if made else model

    made: Situation = rebuild(situation, change)
    return made


def _as_kind(deadline: date | datetime | None, kind: tzinfo | str | None) -> date | None:
    if deadline is None:
        return None
    moment = deadline
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12), UTC)
    try:
        moment = moment.astimezone(kind if isinstance(kind, tzinfo) else UTC)
    except OverflowError:  # at either end of the calendar
        moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
    if kind == "days":
        return moment.date()
    return moment.replace(tzinfo=None) if kind is None else moment


def _with_numbers_as_ids(number: Callable[[int], int], situation: Situation) -> Situation:
    """Return the situation with whole numbers for ids."""
    known: dict[tuple[type, str], str] = {}

    def change(model: Any) -> Any:
        made = {}
        for column in ("id", "item"):
            value = getattr(model, column, None)
            if isinstance(value, str):
                owner = str if column == "item" else type(model)
                made[column] = known.setdefault((owner, value), str(number(len(known))))
        return attrs.evolve(model, **made) if made else model

    return rebuild(situation, change)


NUMBERINGS: tuple[Callable[[int], int], ...] = (
    lambda n: n,
    lambda n: n + 7,
    lambda n: n * SPARSE,
    lambda n: -n * SPARSE,
    lambda n: (n * SPARSE) % 1000 - 500,
)
"""Numbers for the first hundred things, each once: dense, sparse or below 0."""


@st.composite
def situations_as_tables(draw: st.DrawFn) -> tuple[Situation, Tables]:
    """Return situations, and tables of them.

    Rows are in any order, ids are text or whole numbers, and each column is of any type that holds
    it.
    """
    situation, pick = draw(situations()), Picker(draw)
    numbers, number = pick((False, True)), pick(NUMBERINGS)
    if numbers:
        situation = _with_numbers_as_ids(number, situation)
    tables = {}
    for name, rows in table_rows(situation.orders, situation.lots).items():
        if rows:
            shuffled = Random(pick(range(100))).sample(rows, len(rows))
            columns = {
                column: _in_any_form(pick, column, [row[column] for row in shuffled], numbers)
                for column in rows[0]
            }
            table = pa.table({name: each for name, each in columns.items() if each is not None})
            cut = pick(range(len(rows) + 1))
            tables[name] = pa.concat_tables([table[:cut], table[cut:]])
    return situation, tables


def _in_any_form(pick: Picker, column: str, values: list[Any], numbers: bool) -> pa.Array | None:
    """Return a column of any type that holds the values; None where all are null."""
    given = [value for value in values if value is not None]
    if not given:
        return pick((None, pa.nulls(len(values))))
    type_ = pick(_types(given, numbers and column not in WORDS))
    convert = CONVERTERS.get(type_, Decimal if type_ in WHOLE else None)
    if convert is not None:
        values = [value if value is None else convert(value) for value in values]
    return pa.array(values, type_)


def _types(given: list[Any], numbers: bool) -> list[pa.DataType]:
    first = given[0]
    if isinstance(first, str):
        return [*(WHOLE if numbers else WRITTEN)]
    if isinstance(first, datetime):
        name = None if first.tzinfo is None else _arrow.zone_name(first.tzinfo)
        return [pa.timestamp("us", name)]
    if isinstance(first, Decimal):
        exact = [
            type_
            for type_, convert in CONVERTERS.items()
            if all(Decimal(repr(convert(number))) == number for number in given)
        ]
        return [*DECIMALS, *exact]
    types = {bool: [pa.bool_()], int: [pa.int64()], date: [pa.date32(), pa.date64()]}
    return types[type(first)]
