"""`costatus pipeline`: the orders at each stage of the sales pipeline, and their totals."""

from argparse import ArgumentParser, Namespace

from rich.text import Text

from costatus.cli.arguments import add_as_of, add_files
from costatus.cli.command import Command
from costatus.cli.inputs import OrderFiles
from costatus.cli.outputs import refuse_shared_files
from costatus.cli.status_style import styled
from costatus.cli.terminal import print_table
from costatus.models.quantities import total
from costatus.sales_pipeline import pipeline


def _add_arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    add_as_of(parser)


def _run(arguments: Namespace) -> int:
    refuse_shared_files(arguments.files)
    with OrderFiles(arguments.files, as_of=arguments.as_of) as files:
        stages = pipeline(report for _, report in files.reports())
    count = sum(each.count for each in stages)
    unknown = sum(each.unknown_totals for each in stages)
    rows = [(styled(each.stage), each.count, each.unknown_totals, each.total) for each in stages]
    everything = total([each.total for each in stages])
    rows.append((Text("  In the pipeline"), count, unknown, everything))
    print_table(
        f"Sales pipeline, as of {files.as_of}",
        ("Stage", "Orders", "Without total", "Total"),
        (
            (stage, f"{count:,}", f"{unknown:,}" if unknown else "", f"{worth:,.2f}")
            for stage, count, unknown, worth in rows
        ),
        right=("Orders", "Without total", "Total"),
    )
    return files.exit_code


COMMAND = Command(
    "pipeline",
    "count the orders at each stage of the sales pipeline, and add up their totals",
    "costatus pipeline orders.jsonl",
    _run,
    _add_arguments,
)
