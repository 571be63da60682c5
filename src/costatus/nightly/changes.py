"""What changed since last time: today's reports compared with the stored statuses."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from costatus._evaluation.report import OrderReport, StatusKey
from costatus.models._validation.arguments import require
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models._validation.shown import at_key
from costatus.nightly.status_store import require_words
from costatus.nightly.sweep import SweepFailure
from costatus.rules._reasons import Reason

_NOTHING: Final[Mapping[StatusKey, str]] = MappingProxyType({})


@frozen
class StatusChange:
    """A status that differs from the stored one.

    Attributes:
        order_id: The id of the order.
        key: The key of the status, as in `OrderReport.words()`.
        before: The stored status; None where the order, line or source is new.
        after: The status of the report; None where the order, line or source is gone.
        reasons: The reasons of the new status.
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
    """Compare reports with the stored statuses of their orders, and yield what differs (rule S1).

    `previous` holds `report.words()` of last time by order id. An order of `previous` without a
    report is gone: its statuses are yielded last. An order that failed is neither changed nor gone;
    after a failure without an order id, which could be of any order, no order counts as gone.

    Raises InvalidInput where `previous` holds anything else, found when it is compared, and where
    a second report of one of its orders comes.
    """
    require(reports, Iterable, "changes", "reports", "put the report in a list")
    require(previous, Mapping, "changes", "previous", "send {order_id: report.words()}")
    return _changes(reports, previous)


def _changes(
    reports: Iterable[OrderReport | SweepFailure],
    previous: Mapping[str, Mapping[StatusKey, str]],
) -> Iterator[StatusChange]:
    unseen = dict.fromkeys(previous)
    all_known = True
    for report in reports:
        if isinstance(report, SweepFailure):
            all_known = all_known and report.order_id is not None
            unseen.pop(report.order_id or "", None)
            continue
        require(report, OrderReport, "changes", "reports", "send what sweep or evaluate returned")
        order_id = report.order_id
        before = previous.get(order_id, _NOTHING)
        if before is not _NOTHING and order_id not in unseen:
            fault = Fault("reports", order_id, "one report for each order", "send it only once")
            raise InvalidInput("changes", [fault])
        unseen.pop(order_id, None)
        yield from _differences(report, before)
    for order_id in unseen if all_known else ():
        before = previous[order_id]
        require_words(before, "changes", f"previous{at_key(order_id)}")
        for key, word in before.items():
            yield StatusChange(order_id, key, word, None, ())


def _differences(report: OrderReport, before: Mapping[StatusKey, str]) -> Iterator[StatusChange]:
    after = report.words()
    if after == before:
        return
    require_words(before, "changes", f"previous{at_key(report.order_id)}")
    for key, decision in report.decisions():
        word = before.get(key)
        if word != after[key]:
            yield StatusChange(report.order_id, key, word, after[key], decision.reasons)
    for key, word in before.items():
        if key not in after:
            yield StatusChange(report.order_id, key, word, None, ())
