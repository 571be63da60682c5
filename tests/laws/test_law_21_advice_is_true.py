"""Law 21. Advice is true: what "what would change it" proposes, applied to the facts and evaluated,
gives the status that it promises; where no single change reaches the next better status, it says
which status is within reach, or that none is; it never asks for a day that is over.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve
from hypothesis import given

import costatus as cs
from costatus._evaluation.advice import proposals
from costatus._evaluation.advice._change import Proposal
from costatus._evaluation.advice._sentences import Sentence
from costatus._evaluation.statuses import evaluated
from costatus.models.as_of import AsOf
from costatus.rules.facts.context import EvaluationContext
from costatus.testing import Situation, situations
from costatus.testing.values import LARGEST
from tests.reference.answer import key as key_of
from tests.reference.clock import Clock
from tests.reference.line import line_state
from tests.reference.loop import evaluate

DAY = re.compile(r"\d{4}-\d\d-\d\d")
Subject = tuple[cs.StatusKey, str, Any]
Advised = tuple[cs.StatusKey, cs.Decision[Any], cs.NextBetterStatus, list[Proposal]]


def pegging_of(situation: Situation) -> cs.Pegging | None:
    if situation.settings.tracing:
        return None
    return cs.peg(
        situation.orders, situation.lots, as_of=situation.as_of, settings=situation.settings
    )


def subjects(facts: Any) -> Iterator[Subject]:
    """Yield each decision's key, its family of proposals and its facts."""
    yield cs.StatusKey("order"), "order", facts
    yield cs.StatusKey("invoicing"), "invoicing", facts.invoices
    yield cs.StatusKey("payment"), "payment", facts.invoices
    for line in facts.lines:
        if line.status is not None:
            yield cs.StatusKey("product", line.line.id), "product", line
        for each in line.sources:
            kind, id_ = each.source.kind.value, each.source.id
            yield cs.StatusKey("source", line.line.id, kind, id_), kind, each


def advised(situation: Situation) -> Iterator[Advised]:
    """Yield each decision that has advice, with its key, the advice and what was considered."""
    as_of, settings, pegging = situation.as_of, situation.settings, pegging_of(situation)
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        decisions = dict(report.decisions())
        facts = evaluated(order, EvaluationContext(AsOf(as_of), settings, pegging))
        for key, family, its_facts in subjects(facts):
            better = decisions[key].next_better
            if better is not None:
                yield key, decisions[key], better, list(proposals(family, its_facts))


def after(proposal: Proposal, situation: Situation) -> cs.OrderReport:
    """Evaluate the order that is proposed."""
    as_of, settings = situation.as_of, situation.settings
    return cs.evaluate(proposal.order, as_of=as_of, settings=settings, pegging=proposal.supply)


@given(situations())
def test_what_is_proposed_gives_the_status_that_is_promised(situation: Situation) -> None:
    """Applied to the order, and evaluated by the library; with tracing on by the loop as well."""
    as_of, settings = situation.as_of, situation.settings
    for key, decision, better, proposed in advised(situation):
        if better.status is None:
            continue
        assert better.status.rank > decision.status.rank
        found = next(each for each in proposed if each.reaching(better.status) == better)
        assert after(found, situation).words()[key] == better.status.value, better.sentence
        if settings.tracing:
            assert evaluate(found.order, as_of, settings).words()[key] == better.status.value


@given(situations())
def test_where_none_is_within_reach_no_single_change_helps(situation: Situation) -> None:
    for key, decision, better, proposed in advised(situation):
        for each in proposed if better.status is None else ():
            found = dict(after(each, situation).decisions()).get(key)
            assert found is None or found.status <= decision.status


@given(situations())
def test_no_day_that_is_over_is_proposed(situation: Situation) -> None:
    """A day "before" today is over; "by" today is not."""
    today = Clock(situation.as_of).today
    for report in situation.evaluate():
        for _, decision in report.decisions():
            if decision.next_better is not None:
                sentence = decision.next_better.sentence
                for day in map(date.fromisoformat, DAY.findall(sentence)):
                    assert day > today if "before" in sentence else day >= today, sentence


@given(situations())
def test_an_order_is_advised_as_one_of_its_lines(situation: Situation) -> None:
    """One of those that have the order's status."""
    for report in situation.evaluate():
        if report.product is not None:
            lines = [line.product for line in report.lines if line.product is not None]
            advice = [each.next_better for each in lines if each.status is report.product.status]
            assert report.product.next_better in advice


def applied(
    situation: Situation, order: cs.CustomerOrder, line: cs.OrderLine, sentence: str
) -> Iterator[cs.CustomerOrder]:
    """Yield the order with what the sentence says done to the line, as somebody may read it."""
    clock = Clock(situation.as_of)
    number = re.search(r"the (?:missing|outstanding|remaining) (\d[\d.]*)", sentence)
    quantity = Decimal(number[1]) if number else Decimal(0)
    days = list(map(date.fromisoformat, DAY.findall(sentence)))
    supplies: list[cs.StockLot] = []
    if "booked from goods in stock" in sentence:
        supplies = [cs.StockLot("new lot", line.item, cs.LotStatus.RECEIVED)]
    elif "booked from supply expected before" in sentence:
        supplies = [
            cs.StockLot("new lot", line.item, cs.LotStatus.PLANNED, expected_on=day)
            for day in (days[0] - timedelta(days=1), clock.today)
        ]
    elif "or a later day is promised" in sentence:
        for later in (0, 7):
            if (date.max - days[0]).days >= later:
                promised_on = days[0] + timedelta(days=later)
                yield with_line(order, evolve(line, promised_on=promised_on))
    elif not number and (moved := agreed(line, sentence)):
        yield with_line(order, moved)
    elif number and sentence.endswith("shipped"):
        yield with_line(order, evolve(line, shipped=line.shipped + quantity))
    elif number and sentence.endswith("received"):
        state = line_state(order, line, clock, situation.settings, None)
        coming = {lot.id for lot, _ in state.coming}
        bookings = [
            evolve(each, lot=evolve(each.lot, status=cs.LotStatus.RECEIVED))
            if each.lot.id in coming
            else each
            for each in line.bookings
        ]
        yield with_line(order, evolve(line, bookings=bookings))
    for lot in supplies:
        more = cs.Booking(lot, quantity)
        yield with_line(order, evolve(line, bookings=(*line.bookings, more)))


def with_line(order: cs.CustomerOrder, line: cs.OrderLine) -> cs.CustomerOrder:
    """Return the order with that line alone: other lines may book the same lots."""
    return evolve(order, lines=[line])


@given(situations(tracing=True))
def test_the_sentence_itself_gives_that_status(situation: Situation) -> None:
    """A line's advice, carried out as its sentence reads, reaches at least the promised status."""
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        for line, of_line in zip(order.lines, report.lines, strict=True):
            better = of_line.product and of_line.product.next_better
            if better is None or better.status is None:
                continue
            for changed in applied(situation, order, line, better.sentence):
                answers = evaluate(changed, situation.as_of, situation.settings).answers
                status: Any = answers[key_of("product", line.id)].status
                assert status.rank >= better.status.rank, better.sentence


AGREED = re.compile(
    r"(?P<names>.+) (?:is|are) expected (?P<when>by|on|before) (?P<day>\S+)(?: or later)?",
    re.DOTALL,
)
DAYS = {
    "manufacturing": "planned_finish",
    "purchase": "expected_on",
    "transfer": "planned_arrival_on",
}


def agreed(line: cs.OrderLine, sentence: str, it: Any = None) -> cs.OrderLine | None:
    """Return the line once the lots and sources that the sentence names come on that day."""
    found = AGREED.fullmatch(sentence)
    if found is None or " other" in found["names"]:
        return None
    names, day = found["names"], date.fromisoformat(found["day"])
    if found["when"] == "before":
        day -= timedelta(days=1)

    def of_lot(lot: cs.StockLot) -> cs.StockLot:
        source: Any = lot.source
        if source is not None:
            is_it = names == "it" and source == it
            if is_it or f"{source.kind.label.lower()} {source.id}" in names:
                source = evolve(source, **{DAYS[source.kind]: day})
        expected_on = day if f"lot {lot.id}" in names else lot.expected_on
        return evolve(lot, source=source, expected_on=expected_on)

    return evolve(line, bookings=[evolve(each, lot=of_lot(each.lot)) for each in line.bookings])


@given(situations(tracing=True))
def test_a_day_that_is_advised_for_a_source_is_one_of_what_the_sentence_names(
    situation: Situation,
) -> None:
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        for line, of_line in zip(order.lines, report.lines, strict=True):
            sources = {
                (each.lot.source.kind, each.lot.source.id): each.lot.source
                for each in line.bookings
                if each.lot.source is not None
            }
            for found in of_line.sources:
                better = found.decision.next_better
                if better is None or better.status is None:
                    continue
                changed = agreed(line, better.sentence, sources[found.kind, found.source_id])
                if changed is not None:
                    answers = evaluate(
                        with_line(order, changed), situation.as_of, situation.settings
                    ).answers
                    key = key_of("source", line.id, found.kind.value, found.source_id)
                    assert answers[key].status == better.status, better.sentence


SCHEDULED = {Sentence.SCHEDULED, Sentence.SCHEDULED_AND_ORDERED}
ORDERED = {Sentence.ORDERED, Sentence.SCHEDULED_AND_ORDERED}
WAITING = {"new", "not_scheduled", "approved"}


@given(situations())
def test_only_what_waits_for_it_is_to_be_scheduled_or_ordered(situation: Situation) -> None:
    """An MO is scheduled, a purchase order is ordered; so is a lot whose source does not wait."""
    sources = [lot.source for lot in situation.lots if lot.source is not None]
    waiting = {(each.kind.value, each.id) for each in sources if each.stage in WAITING}
    for report in situation.evaluate():
        for _, decision in report.decisions():
            better: Any = decision.next_better
            if better is None or better.template not in SCHEDULED | ORDERED:
                continue
            names, facts = better.facts["names"], better.facts
            made = facts.get("sources", names) if better.template in SCHEDULED else ()
            bought = [each for each in names if better.template in ORDERED and each.kind != "lot"]
            assert {each.kind.value for each in made} <= {"manufacturing"}
            assert {each.kind.value for each in bought} <= {"purchase"}
            assert {(each.kind.value, each.id) for each in (*made, *bought)} <= waiting


def shipped(order: cs.CustomerOrder, situation: Situation) -> Iterator[cs.OrderLine]:
    """Yield the lines once all is shipped; what was shipped is no longer booked."""
    for line in order.lines:
        state = line_state(order, line, Clock(situation.as_of), situation.settings, None)
        rest = state.outstanding if line.kind == "stocked" else Decimal(0)
        now_shipped, bookings = line.shipped + rest, []
        for booking in line.bookings:
            taken = min(rest, booking.quantity) if booking.lot.status == "received" else Decimal(0)
            rest -= taken
            if booking.quantity > taken:
                bookings.append(evolve(booking, quantity=booking.quantity - taken))
        yield evolve(line, shipped=now_shipped, bookings=bookings)


@given(situations(tracing=True))
def test_what_is_left_booked_when_all_is_shipped_is_not_forgotten(situation: Situation) -> None:
    for order, report in zip(situation.orders, situation.evaluate(), strict=True):
        better = report.order.next_better
        if better is not None and better.sentence == "everything outstanding is shipped":
            after = evolve(order, lines=list(shipped(order, situation)))
            answers = evaluate(after, situation.as_of, situation.settings).answers
            assert answers[key_of("order")].status == better.status


def test_a_change_to_a_number_that_is_too_large_for_a_model_is_not_proposed() -> None:
    """Two invoices of the largest amount, and no total."""
    invoices = [
        cs.Invoice(str(n), cs.InvoiceKind.INVOICE, cs.InvoiceState.UNPAID, LARGEST) for n in (1, 2)
    ]
    order = cs.CustomerOrder("CO-1", cs.OrderStatus.CONFIRMED, invoices=invoices)
    advice = cs.evaluate(order, as_of=date(2026, 11, 24)).invoicing.next_better
    assert str(advice) == "no single change reaches a better status"
