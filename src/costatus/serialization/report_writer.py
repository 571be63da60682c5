"""Reports as JSON."""

from costatus._evaluation.report import OrderReport
from costatus.serialization.json_text import compact
from costatus.serialization.json_schema import VERSION


def write_report(report: OrderReport) -> str:
    """Write a report as one line of JSON."""
    return compact({"costatus": VERSION, **report.to_dict()})
