"""Every reason code with an example and its facts, and what every fact is."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

import costatus as cs
from costatus.models.statuses import Term
from costatus.rules import TABLES
from costatus.rules.reason_codes import ReasonCode
from costatus.rules.reason_facts import FACT_TYPES, NULLABLE, facts_of
from tests.cases.case import CASES, MOVES, NOTES, Case, Expected, key_of
from tests.cases.vocabulary import term
from tests.docs.pages.situations import boundary, simplest

REFUSALS = frozenset(
    {
        ReasonCode.ASSIGNED_AUTOMATICALLY,
        ReasonCode.CANCELED_IS_FINAL,
        ReasonCode.ARCHIVED_IS_FINAL,
        ReasonCode.NOT_FINISHED,
    }
)
PAGE_OF = {
    "order": "order",
    "product": "product",
    "manufacturing": "sources",
    "purchase": "sources",
    "transfer": "sources",
    "invoicing": "invoicing",
    "payment": "payment",
}
"""The page of docs/statuses of each family."""
_TYPES = {
    cs.Subject: "`Subject`",
    Term: "status",
    date | datetime: "date or datetime",
    str: "text",
    tuple[cs.Subject, ...]: "tuple of `Subject`",
    tuple[str, ...]: "tuple of texts",
}
_MEANINGS = {
    "booked": "what is booked with usable bookings",
    "closed": "the quantity that was given up",
    "covered": "what of a part is consumed or booked",
    "credited": "the sum of the credit invoices",
    "days": "a number of days: late, or ago",
    "expected_on": "the day on which a lot, or everything, is expected",
    "in_time": "what of the outstanding is there, or expected by the promise",
    "invoiced": "the sum of the invoices that count",
    "invoices": "invoices",
    "item": "an item",
    "late": "what of the outstanding is late, or not in stock",
    "lines": "order lines",
    "lot": "the id of a lot",
    "lots": "the ids of lots",
    "missing": "what of the outstanding is not booked",
    "needed_by": "when a manufacturing order starts",
    "open_lots": "the ids of the lots that are not received, of a source that is closed",
    "orders_ahead": "the ids of the orders ranked ahead that took the item, nearest first",
    "others": "how many more objects there are than are named",
    "outstanding": "what is wanted and not shipped",
    "own_lines": "whether other lines of the order get some of the item",
    "paid": "what is paid of an invoice",
    "part": "the id of a part",
    "parts": "the ids of parts",
    "payable": "what the customer has to pay",
    "planned_finish": "when a manufacturing order or an operation is planned to finish",
    "planned_shipment_on": "the planned shipment of a transfer order",
    "planned_start": "when an operation is planned to start",
    "promised_on": "the promised day",
    "quantity": "the quantity of a booking",
    "remaining": "what is left to be invoiced, or to be paid",
    "required": "what of a part is required",
    "settled": "what is paid of the invoices that count",
    "shipped": "what is shipped",
    "shortage": "what of the outstanding is not pegged",
    "source": "the source of a lot",
    "sources": "sources",
    "stage": "the stage of an order or a source",
    "status": "the status of a source, a lot or an invoice",
    "supply": "the whole supply of an item",
    "surplus": "what is booked beyond the outstanding",
    "taken_off": "whether credit invoices lower what is invoiced",
    "target": "the quantity less what was closed",
    "total": "the total of the order",
    "unknown": "how many paid amounts are not known",
    "wanted": "the item of the line",
}


def codes() -> Iterator[str]:
    """Yield the table of the codes: label, where it is given, an example, and its facts."""
    yield "| Code | Where | Example, and facts |"
    yield "| --- | --- | --- |"
    for code in ReasonCode:
        required = facts_of(code)
        facts = ", ".join(
            f"`{fact}`" if required.get(fact) else f"`{fact}`?" for fact in _facts()[code]
        )
        name = f"`{code.name}`{{ #{code.value} }}<br>{code.label}"
        yield f"| {name} | {where(code)} | {example(code)}<br>{facts or 'No facts'} |"


def facts() -> Iterator[str]:
    """Yield the table of the facts: type, and meaning."""
    yield "| Fact | Type | Meaning |"
    yield "| --- | --- | --- |"
    for fact in sorted(FACT_TYPES):
        yield f"| `{fact}` | {type_of(fact)} | {_MEANINGS[fact]} |"


def type_of(fact: str) -> str:
    """Return the type of a fact."""
    kind = FACT_TYPES[fact]
    named = _TYPES.get(kind) or kind.__name__
    return f"{named.replace(' or ', ', ')} or None" if fact in NULLABLE else named


def where(code: ReasonCode) -> str:
    """Return the rows of a code, each with a link, and the families where it is a note."""
    rows = {
        f"[`{row.id}`](statuses/{PAGE_OF[family]}.md#{row.id.lower()})": None
        for family, table in TABLES.items()
        for row in table.rows
        if row.code is code
    }
    notes = [family for family, note in NOTES if note is code and note not in REFUSALS]
    found = [", ".join(rows)] if rows else []
    if notes:
        found.append(f"note: {', '.join(notes)}")
    return "; ".join(found) or "refused move"


@cache
def example(code: ReasonCode) -> str:
    """Return the sentence of a code, from the case of the first row or note that gives it."""
    for family, table in TABLES.items():
        for row in table.rows:
            if row.code is code:
                return _said(boundary(key_of(family, row))[0], code)
    given = [case for case in CASES if case.note is code and case.gives]
    in_reports = [case for case in given if case.family != MOVES]
    return _said(simplest(in_reports or given), code)


def _said(case: Case, code: ReasonCode) -> str:
    if not isinstance(case.expect, Expected):
        return _refused(case)
    decision = case.decision_in(case.given.report())
    assert decision
    return next(str(one) for one in (*decision.reasons, *decision.notes) if one.code is code)


def _refused(case: Case) -> str:
    try:
        cs.assign(case.given.order, term(cs.OrderStatus, case.assign or ""))
    except cs.MoveRefused as refused:
        return str(refused)
    raise AssertionError(f"{case.title!r} is not refused")


@cache
def _facts() -> dict[ReasonCode, list[str]]:
    """Return the facts of each code: of its sentence, and of the rows and notes that give it.

    What a row or note gives is read from the cases; those with one function of evidence share it.
    """
    evidence: dict[tuple[str, ReasonCode | None, str | None], object] = {}
    for family, table in TABLES.items():
        for row in table.rows:
            evidence[family, row.code, row.id] = row.evidence
        for note in table.notes:
            evidence[family, note.code, None] = note.evidence
    given: dict[object, set[str]] = {}
    for case in CASES:
        if case.family == MOVES:
            continue
        for key, decision in case.given.report().decisions():
            family = key.source_kind or key.family
            for reason in (*decision.reasons, *decision.notes):
                one = family, reason.code, reason.row
                given.setdefault(evidence.get(one, reason.code), set()).update(reason.facts)
    found = {code: {*facts_of(code), *given.get(code, ())} for code in ReasonCode}
    for (_, code, _), function in evidence.items():
        if code is not None:
            found[code] |= given.get(function, set())
    for code in REFUSALS:
        found[code].add("stage")
    return {code: sorted(named) for code, named in found.items()}
