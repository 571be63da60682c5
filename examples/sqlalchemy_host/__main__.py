"""Run the nightly job on the ERP in SQLite or PostgreSQL at a URL.

    python -m sqlalchemy_host postgresql+psycopg:///erp --as-of 2026-11-24

Exit codes: 0; 1 if an order could not be evaluated (the others are stored); 2 if the arguments are
wrong; 3 if another run is in progress (nothing is changed).
"""

import argparse
import sys
from datetime import UTC, date, datetime

from nightly_host import WINDOW, AlreadyRunning, TooEarly, at_least_one
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy_host.database import connect
from sqlalchemy_host.nightly import alone, run
from sqlalchemy_host.tables import CustomerOrder, NightlyRun, OrderStatus, StatusChange


def main(arguments: list[str] | None = None) -> int:
    """Run the job; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m sqlalchemy_host",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("url", metavar="URL", help="the database, as SQLAlchemy writes it")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=WINDOW.as_of(datetime.now(UTC)),
        metavar="DAY",
        help="the day to evaluate for (default: that of the last nightly window)",
    )
    parser.add_argument(
        "--page",
        type=at_least_one,
        default=200,
        metavar="N",
        help="orders in one transaction (default %(default)s)",
    )
    given = parser.parse_args(arguments)
    try:
        with alone(connect(given.url)) as connection:
            run(connection, given.as_of, given.page)
            with Session(connection) as session:
                return summarize(session, given.as_of)
    except TooEarly as error:
        parser.error(str(error))
    except AlreadyRunning as error:
        print(f"nothing done: {error}", file=sys.stderr)
        return 3


def summarize(session: Session, as_of: date) -> int:
    """Print what the night did, some changes and the failures; return 1 if any, else 0."""
    night = session.get_one(NightlyRun, as_of)
    print(f"{as_of}: {night.evaluated} orders evaluated, {night.failed} of them failed")
    changes = (
        select(CustomerOrder.number, StatusChange.family, StatusChange.after, StatusChange.why)
        .join(StatusChange)
        .where(StatusChange.as_of == as_of, StatusChange.line == "")
        .where(StatusChange.before.is_not(None), StatusChange.after.is_not(None))
        .order_by(CustomerOrder.id)
        .limit(10)
    )
    for number, family, after, why in session.execute(changes):
        print(f"  {number}, {family}: {after}. {why.splitlines()[0]}")
    failures = session.execute(
        select(CustomerOrder.number, OrderStatus.error)
        .join(OrderStatus)
        .where(OrderStatus.error.is_not(None))
    ).all()
    for number, error in failures:
        print(f"order {number} was not evaluated: {error}", file=sys.stderr)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
