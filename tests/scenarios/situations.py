"""The situations, what each expects of us, and where one of our rows decides otherwise."""

import json
from collections.abc import Mapping
from math import floor
from pathlib import Path
from typing import Any

from attrs import frozen

import costatus as cs
from tests.scenarios.adapter import every_key

FILE = Path(__file__).with_name("erp_scenarios.json")
SITUATIONS: Mapping[str, Mapping[str, Any]] = {
    told["id"]: told for told in json.loads(FILE.read_text(encoding="utf-8"))
}


@frozen
class Expected:
    """A word that a situation expects, or one that it must not get."""

    family: str
    target: str | None
    status: str | None
    not_status: str | None
    percent: float | None

    def decision(self, report: cs.OrderReport) -> cs.Decision[Any] | None:
        """What we answer: of the order, or of the line or the source that is the target."""
        if self.family == "product":
            return {line.line_id: line.product for line in report.lines}[str(self.target)]
        if self.family == "source":
            sources = [source for line in report.lines for source in line.sources]
            return {source.source_id: source.status for source in sources}[str(self.target)]
        return {"order": report.status, "invoice": report.invoice, "payment": report.payment}[
            self.family
        ]

    def is_met_by(self, decision: cs.Decision[Any] | None) -> bool:
        """Whether we answer that word, and the percent, which is told exactly: ours rounds down."""
        word = decision.status.label if decision else None
        if self.not_status:
            return word != self.not_status
        percent = decision.percent if decision and self.percent is not None else None
        rounded = None if self.percent is None else floor(self.percent)
        return (word, percent) == (self.status, rounded)


def expected_of(told: Mapping[str, Any]) -> list[Expected]:
    """All that a situation expects."""
    found = []
    for each in told["expected"]:
        with every_key("expected", each) as take:
            found.append(
                Expected(
                    take("family"),
                    take("target", None),
                    take("status"),
                    take("not_status", None),
                    take("percent", None),
                )
            )
    return found


@frozen
class Otherwise:
    """The answer to one family that a row of ours decides otherwise than expected."""

    family: str
    row: str
    word: str
    percent: int | None
    why: str


DECIDED_OTHERWISE = {
    "T017": Otherwise(
        "order",
        "O4",
        "Shipped",
        None,
        "The canceled backorder is a closed quantity: the customer takes 4, and has them.",
    ),
    "T033": Otherwise(
        "invoice",
        "I3",
        "Part invoiced",
        71,
        "The percent is what is invoiced of the order's total, 100 of 140; lines are not capped.",
    ),
}

NO_COUNTERPART = {
    "T051": "No word holds an order back: the words tell the facts.",
    "T053": "No fact forbids canceling; the invoices keep their words.",
    "T067": "A person may mark the order Shipped (`O1`); a note says what is not.",
    "T077": "A negative quantity is refused: a return is no order.",
    "T079": "A negative quantity is refused: a return is no order line.",
    "B31": "A negative quantity is refused: a return is no order line.",
}
"""The situations with maps = none, and what there is instead."""

POLICIES = {"T037": "net_credit_invoices"}
"""The setting that gives the alternative answer of a situation."""

NO_POLICY = {
    "B23": "The total is the host's: one that lowers it by what came back gets Invoiced.",
    "B29": "The total is the host's: one that lowers it by the canceled rest gets Invoiced.",
    "B49": "A refund is a credit invoice; no setting lets it take a payment back.",
}
"""The alternative answers that no setting gives."""
