"""Reports as JSON."""

from costatus._evaluation.report import OrderReport
from costatus.models._validation.arguments import require
from costatus.serialization.header import zone_name
from costatus.serialization.json_schema import VERSION
from costatus.serialization.json_text import compact


def write_report(report: OrderReport) -> str:
    """Write a report as one line of JSON: `report.to_dict()`, the version, and its zone.

    Raise InvalidInput where the zone of `as_of` has no name.
    """
    require(report, OrderReport, "write_report", "report", "send what evaluate returned")
    zone = zone_name(report.as_of, "write_report")
    named = {} if zone is None else {"zone": zone}
    return compact({"costatus": VERSION, **named, **report.to_dict()})
