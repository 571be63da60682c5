"""The nightly run."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

import costatus as cs
from sales.models import CustomerOrder
from sales.statuses import name_of, update

WINDOW = cs.NightlyWindow(zone=settings.TIME_ZONE)
BATCH = 200


class Command(BaseCommand):
    """Go through all orders, batch by batch; each batch is one transaction.

    A run that was killed is started again: what is stored already does not change any more.
    """

    help = "Evaluate all orders, store their statuses, and print what changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day."""
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            default=WINDOW.as_of(timezone.now()),
            metavar="DAY",
            help="the day to evaluate for (default: that of the last nightly window)",
        )

    def handle(self, *, as_of: date, **_: Any) -> None:
        """Evaluate, store and print."""
        orders = CustomerOrder.objects.order_by("pk")
        failures, last = 0, 0
        while keys := list(orders.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                found = update(orders.filter(pk__in=keys), as_of)
            for each in found:
                self.stdout.write(sentence(each))
            last = keys[-1]
            failures += sum(isinstance(each, cs.SweepFailure) for each in found)
        if failures:
            raise CommandError(f"not evaluated: {failures}; the statuses of all others are stored")


def sentence(change: cs.StatusChange | cs.SweepFailure) -> str:
    """Say what changed, and why."""
    if isinstance(change, cs.SweepFailure):
        return str(change)
    what = f"order {change.order_id}, {name_of(change.key)}: {change.before} -> {change.after}"
    return f"{what}. {change.reasons[0]}" if change.reasons else what
