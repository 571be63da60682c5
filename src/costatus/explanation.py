"""Explain a report to a salesperson: the statuses, their reasons, and what would change them."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum, unique
from typing import Any, Final

from costatus._evaluation.decision import Decision, NextBetterStatus
from costatus._evaluation.report import OrderReport
from costatus.models._validation.arguments import require
from costatus.models._validation.shown import one_line
from costatus.models.statuses import Term
from costatus.rules._reasons import Reason
from costatus.rules._subject import Subject
from costatus.rules.reason_codes import ReasonCode, SubjectKind


def explain(report: OrderReport) -> str:
    """Return every status of the order with its reasons, and what would change it.

    Raises InvalidInput if it is not a report.
    """
    return _ENGLISH.explain(report)


@unique
class Phrase(StrEnum):
    """The texts of an explanation beside its statuses and sentences."""

    HEADING = "Order {order}, as of {as_of}: {status}"
    ORDER = "Order"
    LINE = "Line {line}"
    SOURCE = "{source}, for line {line}"
    INVOICING = "Invoicing"
    PAYMENT = "Payment"
    NOTE = "Note: {note}"
    BETTER = "What would change it: {change}."
    CLOSED = "closed, no goods are needed"
    NO_GOODS = "no goods are needed"
    NOT_FROM_STOCK = "no goods from stock are needed"


class Language:
    """A language of labels, sentences and whole explanations; this one is English."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<Language en>"

    def label(self, term: Term) -> str:
        """Return the label of a status, a stage, a kind or a reason code."""
        require(term, Term, "label", "term", "send a status, a stage, a kind or a reason code")
        return self._label(term)

    def decision(self, decision: Decision[Any]) -> str:
        """Return the label of a status, with its percent where it is partial."""
        require(decision, Decision, "decision", "decision", "send a decision of a report")
        return self._decision(decision)

    def sentence(self, reason: Reason) -> str:
        """Return the sentence of a reason or a note."""
        require(reason, Reason, "sentence", "reason", "send a reason or a note of a decision")
        return self._sentence(reason)

    def advice(self, better: NextBetterStatus) -> str:
        """Return the next better status, and what would have to change."""
        advice = "send the next_better of a decision that has one"
        require(better, NextBetterStatus, "advice", "better", advice)
        return self._advice(better)

    def explain(self, report: OrderReport) -> str:
        """Return every status of the order with its reasons, and what would change it."""
        require(report, OrderReport, "explain", "report", "send what costatus.evaluate returned")
        return "\n".join(map(one_line, self._lines(report))) + "\n"

    def _label(self, term: Term) -> str:
        return term.label

    def _decision(self, decision: Decision[Any]) -> str:
        return str(decision)

    def _sentence(self, reason: Reason) -> str:
        return str(reason)

    def _advice(self, better: NextBetterStatus) -> str:
        return str(better)

    def _day(self, day: date) -> str:
        return str(day)

    def _phrase(self, phrase: Phrase, **words: str) -> str:
        return phrase.format(**words)

    def _lines(self, report: OrderReport) -> Iterator[str]:
        yield self._phrase(
            Phrase.HEADING,
            order=report.order_id,
            as_of=self._day(report.as_of),
            status=self._decision(report.order),
        )
        yield from self._explained(self._phrase(Phrase.ORDER), report.order)
        for line in report.lines:
            name = self._phrase(Phrase.LINE, line=line.line_id)
            if line.product is None:
                yield ""
                yield f"{name}: {self._phrase(_without_status(report, line.line_id))}"
            else:
                yield from self._explained(name, line.product)
            for source in line.sources:
                name = f"{self._label(source.kind)} {source.source_id}"
                name = self._phrase(Phrase.SOURCE, source=name, line=line.line_id)
                yield from self._explained(name, source.decision)
        yield from self._explained(self._phrase(Phrase.INVOICING), report.invoicing)
        yield from self._explained(self._phrase(Phrase.PAYMENT), report.payment)

    def _explained(self, name: str, decision: Decision[Any]) -> Iterator[str]:
        yield ""
        yield f"{name}: {self._decision(decision)}"
        yield from (f"  - {self._sentence(reason)}" for reason in decision.reasons)
        for note in decision.notes:
            yield f"  - {self._phrase(Phrase.NOTE, note=self._sentence(note))}"
        better = decision.next_better
        if better is not None:
            yield f"  > {self._phrase(Phrase.BETTER, change=self._advice(better))}"


def _without_status(report: OrderReport, line_id: str) -> Phrase:
    """Return why a line has no status: it is closed, or needs no goods from stock."""
    line = Subject(SubjectKind.LINE, line_id, report.order_id)
    for note in report.order.notes:
        if note.code is ReasonCode.QUANTITY_CLOSED:
            lines = note.facts["lines"]
            if isinstance(lines, tuple) and line in lines:
                return Phrase.CLOSED
            if note.facts["others"]:  # it may be one of them
                return Phrase.NO_GOODS
    return Phrase.NOT_FROM_STOCK


_ENGLISH: Final = Language()
