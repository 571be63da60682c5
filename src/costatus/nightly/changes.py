"""What changed since last time: today's reports against the words that were stored."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from costatus._evaluation.report import OrderReport, StatusKey
from costatus.rules._reasons import Reason
from costatus.nightly.sweep import SweepFailure

_NO_WORDS: Mapping[StatusKey, str] = MappingProxyType({})


@frozen
class StatusChange:
    """A word that differs from the stored one.

    `key` is as in `OrderReport.words()`. `before` is None where it is new: a new order, line or
    source; `after` is None where it is gone, and then there are no reasons.
    """

    order_id: str
    key: StatusKey
    before: str | None
    after: str | None
    reasons: tuple[Reason, ...]


def changes(
    reports: Iterable[OrderReport | SweepFailure],
    previous: Mapping[str, Mapping[StatusKey, str]],
) -> Iterator[StatusChange]:
    """Compare each report with the stored words of its order, and yield what differs (S1).

    `previous` has the words of the orders that the reports are about, by order id; an order in it
    that has no report is gone, and yields a change for each of its words, after all others. An
    order that failed is neither changed nor gone; where one failed whose id is not known, it could
    be any, and no order is told to be gone.
    """
    missing = dict.fromkeys(previous)
    complete = True
    for report in reports:
        if isinstance(report, SweepFailure):
            complete = complete and report.order_id is not None
            missing.pop(report.order_id or "", None)
        else:
            missing.pop(report.order_id, None)
            yield from _changed(report, previous.get(report.order_id, _NO_WORDS))
    for order_id in missing if complete else ():
        for key, word in previous[order_id].items():
            yield StatusChange(order_id, key, word, None, ())


def _changed(report: OrderReport, before: Mapping[StatusKey, str]) -> Iterator[StatusChange]:
    after = report.words()
    if after == before:
        return
    for key, decision in report.decisions():
        word = before.get(key)
        if word != after[key]:
            yield StatusChange(report.order_id, key, word, after[key], decision.reasons)
    for key, word in before.items():
        if key not in after:
            yield StatusChange(report.order_id, key, word, None, ())
