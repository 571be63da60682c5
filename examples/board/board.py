"""Write a board of customer orders: one HTML page that needs no server and no other file.

    python examples/board/board.py [SNAPSHOT] [--as-of DATE] [--out board.html]

SNAPSHOT is JSON as `costatus.serialization` writes it; without it, the page shows the orders of a
bicycle maker. The page is put together from board.html, board.css and board.js.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from string import Template
from typing import Any

import costatus as cs
from costatus.serialization import Snapshot, read_snapshot

HERE = Path(__file__).parent

FAMILIES: Mapping[str, type[cs.Term]] = {
    "order": cs.OrderStatus,
    "product": cs.ProductStatus,
    "source": cs.SourceStatus,
    "invoicing": cs.InvoicingStatus,
    "payment": cs.PaymentStatus,
}

# What a status means for someone who scans the board. Each tone has a colour in board.css.
SIGNS = {"done": "✓", "going": "→", "quiet": "·", "watch": "!", "stuck": "✗"}
TONES = {
    "quotation": "quiet",
    "waiting_for_confirmation": "quiet",
    "confirmed": "quiet",
    "waiting_for_production": "going",
    "in_production": "going",
    "ready_for_shipment": "done",
    "shipped": "done",
    "delivered": "done",
    "canceled": "stuck",
    "archived": "quiet",
    "not_booked": "stuck",
    "not_enough": "stuck",
    "requested": "watch",
    "delayed": "stuck",
    "possibly_delayed": "watch",
    "expected_on_time": "going",
    "received": "done",
    "not_invoiced": "quiet",
    "part_invoiced": "going",
    "invoiced": "done",
    "not_paid": "quiet",
    "part_paid": "going",
    "paid": "done",
}


def board(snapshot: Snapshot, as_of: date | datetime) -> str:
    """Return the page."""
    style, script = ((HERE / name).read_text("utf-8") for name in ("board.css", "board.js"))
    # Nothing but this style and this script: no request, no markup made of text.
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    data = {
        "families": {family: _words(terms) for family, terms in FAMILIES.items()},
        "kinds": {kind.value: kind.label for kind in cs.SourceKind},
        "stages": [each.stage for each in cs.pipeline(())],
        "orders": list(_orders(snapshot, as_of)),
    }
    template = Template((HERE / "board.html").read_text("utf-8"))
    return template.substitute(
        policy=policy, style=style, script=script, data=_json(data), as_of=as_of
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _json(data: object) -> str:
    """Return ASCII in which nothing can end the element that it stands in."""
    text = json.dumps(data, separators=(",", ":"))
    return text.translate({ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&"})


def _words(terms: type[cs.Term]) -> dict[str, dict[str, str]]:
    return {
        term.value: {"label": term.label, "tone": TONES[term], "sign": SIGNS[TONES[term]]}
        for term in terms
    }


def _orders(snapshot: Snapshot, as_of: date | datetime) -> Iterator[dict[str, Any]]:
    lots = None if snapshot.settings.tracing else snapshot.lots
    reports = cs.sweep(snapshot.orders, as_of=as_of, settings=snapshot.settings, lots=lots)
    for order, report in zip(snapshot.orders, reports, strict=True):
        if isinstance(report, cs.SweepFailure):
            raise report.error
        yield {
            "id": order.id,
            "promised": _text(order.promised_on),
            "total": _text(order.total),
            "nextChange": _text(report.next_change),
            "order": _decision(report.order),
            "product": _decision(report.product),
            "invoicing": _decision(report.invoicing),
            "payment": _decision(report.payment),
            "lines": [
                {
                    "id": line.id,
                    "item": line.item,
                    "quantity": _text(line.quantity),
                    "shipped": _text(line.shipped),
                    "promised": _text(line.promised_on or order.promised_on),
                    "product": _decision(reported.product),
                    "sources": [
                        {"id": source.source_id, "kind": source.kind, **_decided(source.decision)}
                        for source in reported.sources
                    ],
                }
                for line, reported in zip(order.lines, report.lines, strict=True)
            ],
        }


def _text(value: Decimal | date | None) -> str | None:
    if value is None:
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _decision(decision: cs.Decision[Any] | None) -> dict[str, Any] | None:
    return None if decision is None else _decided(decision)


def _decided(decision: cs.Decision[Any]) -> dict[str, Any]:
    better = decision.next_better
    return {
        "status": decision.status.value,
        "text": str(decision),
        "reasons": [str(reason) for reason in decision.reasons],
        "notes": [str(note) for note in decision.notes],
        "better": better and str(better),
    }


def bicycle(today: date) -> Snapshot:
    """Return the orders of the bicycle maker, whose ERP is an example of its own."""
    sys.path.append(str(HERE.parent))
    from bicycle_build import build  # noqa: PLC0415
    from bicycle_erp import read  # noqa: PLC0415
    from nightly_host import connect  # noqa: PLC0415

    with closing(connect(":memory:")) as connection:
        build(connection, today)
        orders = [order for order in read(connection) if isinstance(order, cs.CustomerOrder)]
    return Snapshot(orders=orders, as_of=today)


def main() -> None:
    """Read, evaluate and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("snapshot", type=Path, nargs="?", metavar="SNAPSHOT", help="a JSON file")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DATE",
        help="the day to evaluate for (default: the snapshot's, or else today)",
    )
    parser.add_argument("--out", type=Path, default=Path("board.html"), help="the page to write")
    arguments = parser.parse_args()
    today = arguments.as_of or date.today()
    try:
        snapshot = (
            read_snapshot(arguments.snapshot.read_bytes()) if arguments.snapshot else bicycle(today)
        )
        page = board(snapshot, arguments.as_of or snapshot.as_of or today)
    except (OSError, cs.InvalidInput) as error:
        parser.error(str(error))
    arguments.out.write_text(page, encoding="utf-8")
    print(f"{arguments.out}: {len(snapshot.orders)} orders, {len(page) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
