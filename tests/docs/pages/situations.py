"""Cases of tests/cases as the pages show them: two situations side by side, and their answers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

from tests.cases.build import TODAY
from tests.cases.case import CASES, Case, Expected, RowKey

_DAY = re.compile(r"(?<!\S)(?:[+-]\d+|today)(?!\S)")
_LOT_ID = re.compile(r" as \w+$")
_WORDS = {"bookings": "booked", "others": "other order", "quantity": "ordered"}
_MANY = {
    "lines": ("line", "10 ordered"),
    "invoices": ("invoice", ""),
    "others": ("other order", ""),
    "parts": ("part", "nothing booked"),
    "operations": ("operation", "not started"),
}
"""What a case has several of: the name of one, and what it says of one with nothing given."""
_USUAL = {
    "as of": str(TODAY),
    "stage": "confirmed",
    "promised": str(TODAY + timedelta(days=7)),
    "total": "100",
    "booked": "nothing",
    "shipped": "0",
    "closed": "0",
    "kind": "stocked",
    "tracing": "on",
    "advance unconfirmed": "off",
    "net credit invoices": "off",
    "quantity tolerance": "0",
    "money tolerance": "0.005",
    "MO stage": "scheduled",
    "PO stage": "ordered",
    "TO stage": "new",
}
"""What holds where a case does not give it; `about_cases` says so."""
_OF_A_LINE = frozenset({"booked", "shipped", "closed", "kind"})


def about_cases() -> Iterator[str]:
    """Yield how to read the cases of a page."""
    yield (
        "Each row has how it is usually described, if at all; what we decided where that is silent "
        "(†); two cases, one where the row decides and one where it just does not, with what "
        "differs in bold; and the sentence of the first."
    )
    yield (
        f"\nToday is {TODAY}. What a case does not give is as usual: a Confirmed order over 100, "
        f"promised for {_USUAL['promised']}, with one line of 10 bikes, nothing of it booked or "
        "shipped; purchase orders are Ordered, manufacturing orders Scheduled, transfer orders "
        "New; a part needs 4 wheels; invoices are Unpaid. A booking such as *10 planned from PO-1* "
        "is a quantity, the status of its lot, and the lot's source."
    )


@cache
def boundary(row: RowKey) -> tuple[Case, Case]:
    """Return a case where a row decides and one where it just does not.

    Of those the simplest that differ little; best the first shows what the row is described by,
    and the second has a status.
    """
    about = [case for case in CASES if case.row == row]
    decides = [case for case in about if case.decides]
    described = [case for case in decides if case.bullet]
    just_not = [case for case in about if case.just_not]
    return min(product(described or decides, just_not), key=_distance)


def simplest(cases: Iterable[Case]) -> Case:
    """Return the case that gives the least."""
    return min(cases, key=lambda case: _tokens(case).total())


def _distance(pair: tuple[Case, Case]) -> tuple[bool, int]:
    one, other = map(_tokens, pair)
    differing = (one - other) + (other - one)
    return _expected(pair[1]).status == "none", 2 * differing.total() + (one + other).total()


def _tokens(case: Case) -> Counter[str]:
    text = " ".join(f"{name}: {fact}" for name, fact in _facts(case.data))
    of = case.expect.of if isinstance(case.expect, Expected) else ""
    return Counter(f"{text} {of}".split())


def _expected(case: Case) -> Expected:
    assert isinstance(case.expect, Expected)
    return case.expect


def side_by_side(case: Case, other: Case) -> Iterator[str]:
    """Yield the lines of a table that shows two cases; what differs is bold."""
    given, other_given = dict(_facts(case.data)), dict(_facts(other.data))
    yield f"| | {case.title} | {other.title} |"
    yield "| --- | --- | --- |"
    for name in dict.fromkeys([*given, *other_given]):
        values = _value(given, name), _value(other_given, name)
        if values[0] != values[1]:
            values = f"**{values[0]}**", f"**{values[1]}**"
        yield f"| {name[0].upper()}{name[1:]} | {' | '.join(values)} |"
    yield f"| Answer | {_answer(case)} | {_answer(other)} |"


def _value(given: Mapping[str, str], name: str) -> str:
    """Return a fact, or what is usual; where lines are given, those have their facts."""
    has_lines = any(each.startswith("line") for each in given)
    if name in _OF_A_LINE and has_lines:
        return "–"  # noqa: RUF001
    return given.get(name) or _USUAL.get(re.sub(r"-\d+", "", name), "–")  # noqa: RUF001


def _answer(case: Case) -> str:
    answer = _expected(case)
    status = "no status" if answer.status == "none" else answer.status
    percent = f", {answer.percent} %" if answer.percent not in {None, 0, 100} else ""
    rows = ", ".join(f"`{row}`" for row in dict.fromkeys(answer.rows))
    of = f" ({answer.of})" if answer.of else ""
    return f"{status}{percent} {rows}".rstrip() + of


def _facts(data: Mapping[str, Any], of: str = "") -> Iterator[tuple[str, str]]:
    """Yield what is given, each with its name."""
    for key, value in data.items():
        name = f"{of} {_words(key)}".strip()
        if key in _MANY:
            one, usual = _MANY[key]
            for n, each in enumerate(value, 1):
                number = f" {n}" if len(value) > 1 else ""
                yield f"{of} {one}{number}".strip(), _text(each) or usual
            if not value:
                yield f"{of} {one}".strip(), "none"
        elif isinstance(value, Mapping):
            yield from _facts(value, "" if key == "settings" else key)
        else:
            yield name, _text(value)


def _words(key: str) -> str:
    return _WORDS.get(key, key.removesuffix("_on").replace("_", " "))


def _text(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case list():
            return "; ".join(map(_text, value)) or "nothing"
        case Mapping():
            facts = value.items()
            return ", ".join(
                _words(key) if each is True else f"{_words(key)} {_text(each)}"
                for key, each in facts
            )
        case _:
            return _DAY.sub(_date, _LOT_ID.sub("", str(value)))


def _date(match: re.Match[str]) -> str:
    return str(TODAY + timedelta(days=0 if match[0] == "today" else int(match[0])))
