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
    each["id"]: each for each in json.loads(FILE.read_text(encoding="utf-8"))
}


@frozen
class Expected:
    """A status that a situation expects, or one that it must not get."""

    family: str
    target: str | None
    status: str | None
    not_status: str | None
    percent: float | None

    def decision(self, report: cs.OrderReport) -> cs.Decision[Any] | None:
        """Return our decision: of the order, or of the line or the source that is the target."""
        if self.family == "product":
            return report.line(str(self.target)).product
        if self.family == "source":
            sources = [source for line in report.lines for source in line.sources]
            return {source.source_id: source.decision for source in sources}[str(self.target)]
        families = {
            "order": report.order,
            "invoicing": report.invoicing,
            "payment": report.payment,
        }
        return families[self.family]

    def is_met_by(self, decision: cs.Decision[Any] | None) -> bool:
        """Return whether our status is that, and our percent the one expected, rounded down."""
        status = decision.status.label if decision else None
        if self.not_status:
            return status != self.not_status
        percent = decision.percent if decision and self.percent is not None else None
        rounded = None if self.percent is None else floor(self.percent)
        return (status, percent) == (self.status, rounded)


def expected_of(situation: Mapping[str, Any]) -> list[Expected]:
    """Return all that a situation expects."""
    found = []
    for each in situation["expected"]:
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
    """The status of one family that a row of ours decides otherwise than expected."""

    family: str
    row: str
    status: str
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
        "invoicing",
        "I3",
        "Part invoiced",
        71,
        "The percent is what is invoiced of the order's total, 100 of 140; lines are not capped.",
    ),
}

NO_COUNTERPART = {
    "T051": "No status holds an order back: a status follows from the facts.",
    "T053": "No fact forbids canceling; the invoices keep their statuses.",
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
