"""Something to look at."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sales.sample import build


class Command(BaseCommand):
    """Add the orders of the example."""

    help = "Add a few orders around today."

    def handle(self, **_: Any) -> None:
        """Add them."""
        build(timezone.localdate())
