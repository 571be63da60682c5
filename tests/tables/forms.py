"""Situations as tables in many forms: the same rows, in other orders, types and kinds of ids."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import attrs
import pyarrow as pa
from hypothesis import strategies as st

import costatus as cs
from costatus import testing
from costatus.tables import _arrow
from costatus.testing import Situation, table_rows
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
SPARSE = 2_654_435_761
"""Multiples of it lie apart, and fit 64 bits."""


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Return situations with each column of deadlines in one kind: days, or moments of a zone.

    Only such deadlines have a type of Arrow.
    """
    situation = draw(testing.situations(max_orders=3))
    as_of = situation.as_of
    kinds: list[tzinfo | str | None] = ["days"]
    if not isinstance(as_of, datetime):
        kinds += [None, draw(st.sampled_from(ZONES))]
    else:
        kinds += [None if as_of.tzinfo is None else draw(st.sampled_from(ZONES))] * 2
    chosen = {
        (model, column): draw(st.sampled_from(kinds))
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


def _with_numbers_as_ids(draw: st.DrawFn, situation: Situation) -> Situation:
    """Return the situation with whole numbers for ids: dense, sparse or below 0."""
    number = draw(st.sampled_from(NUMBERINGS))
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
"""Numbers for the first hundred things, each once."""


@st.composite
def situations_as_tables(draw: st.DrawFn) -> tuple[Situation, Tables]:
    """Return situations, and tables of them.

    Rows are in any order, ids are text or whole numbers, and each column is of any type that holds
    it.
    """
    situation = draw(situations())
    numbers = draw(st.booleans())
    if numbers:
        situation = _with_numbers_as_ids(draw, situation)
    tables = {}
    for name, rows in table_rows(situation.orders, situation.lots).items():
        if rows:
            shuffled = draw(st.permutations(rows))
            columns = {
                column: _in_any_form(draw, column, [row[column] for row in shuffled], numbers)
                for column in rows[0]
            }
            table = pa.table({name: each for name, each in columns.items() if each is not None})
            cut = draw(st.integers(0, len(rows)))
            tables[name] = pa.concat_tables([table[:cut], table[cut:]])
    return situation, tables


def _in_any_form(draw: st.DrawFn, column: str, values: list[Any], numbers: bool) -> pa.Array | None:
    """Return a column of any type that holds the values; None where all are null."""
    given = [value for value in values if value is not None]
    if not given:
        return draw(st.sampled_from([None, pa.nulls(len(values))]))
    types = _types(given, numbers and column not in WORDS)
    if types == [pa.int64()]:
        values = [None if value is None else int(value) for value in values]
    forms = [pa.array(values, each) for each in types]
    if isinstance(given[0], Decimal):
        forms += _as_plain_numbers(values)
    return draw(st.sampled_from(forms))


def _types(given: list[Any], numbers: bool) -> list[pa.DataType]:
    first = given[0]
    if isinstance(first, str):
        return [pa.int64()] if numbers else [*CODED]
    if isinstance(first, datetime):
        name = None if first.tzinfo is None else _arrow.zone_name(first.tzinfo)
        return [pa.timestamp("us", name)]
    types = {bool: [pa.bool_()], int: [pa.int64()], date: [pa.date32(), pa.date64()]}
    return types.get(type(first), [*DECIMALS])


def _as_plain_numbers(values: list[Decimal | None]) -> list[pa.Array]:
    """Return numbers as integers and as floats, where these are exact."""
    found = []
    for kind, type_ in ((int, pa.int64()), (float, pa.float64())):
        plain = [None if value is None else kind(value) for value in values]
        if all(
            n is None or Decimal(repr(n)) == value for n, value in zip(plain, values, strict=True)
        ):
            found.append(pa.array(plain, type_))
    return found
