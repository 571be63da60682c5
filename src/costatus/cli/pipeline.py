"""`costatus pipeline`: how many orders stand at each stage, and what they come to."""

from argparse import Namespace
from decimal import Decimal

from rich.text import Text

from costatus.cli.snapshots import snapshot_of
from costatus.cli.terminal import print_table
from costatus.cli.words import shown_word
from costatus.sales_pipeline import pipeline


def run(arguments: Namespace) -> int:
    """Print the stages of the pipeline with their counts and totals, and the sum of both."""
    with snapshot_of(arguments) as snapshot:
        stages = pipeline(report for _, report in snapshot.reports())
    rows = [(shown_word(each.stage), each.count, each.total) for each in stages]
    count = sum(each.count for each in stages)
    total = sum((each.total for each in stages), Decimal(0))
    rows.append((Text("  In the pipeline"), count, total))
    print_table(
        f"Sales pipeline, as of {snapshot.as_of}",
        ("Stage", "Orders", "Total"),
        ((stage, f"{count:,}", f"{total:,.2f}") for stage, count, total in rows),
        right=("Orders", "Total"),
    )
    return snapshot.exit_code
