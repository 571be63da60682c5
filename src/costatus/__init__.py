"""Where a customer order stands, and why.

Build the models from your own rows, call `evaluate`, store the statuses, show the reasons.
"""

from costatus._evaluation.decision import Decision, NextBetterStatus
from costatus._evaluation.evaluate import evaluate, next_change
from costatus._evaluation.report import LineReport, OrderReport, SourceReport, StatusKey
from costatus._public import name_home as _name_home
from costatus.explanation import explain
from costatus.lifecycle import Move, MoveRefused, allowed_moves, archivable, archive, assign
from costatus.models._validation.faults import Fault, InvalidInput
from costatus.models.invoices import Invoice
from costatus.models.lots import Booking, StockLot
from costatus.models.orders import CustomerOrder, OrderLine
from costatus.models.settings import Settings
from costatus.models.sources import (
    ManufacturingOrder,
    Operation,
    Part,
    PurchaseOrder,
    TransferOrder,
)
from costatus.models.statuses import (
    InvoiceKind,
    InvoiceState,
    InvoicingStatus,
    LineKind,
    LotStatus,
    ManufacturingStage,
    OrderStatus,
    PaymentStatus,
    ProductStatus,
    PurchaseStage,
    SourceKind,
    SourceStatus,
    Term,
    TransferStage,
)
from costatus.nightly.changes import StatusChange, changes
from costatus.nightly.due import due
from costatus.nightly.status_store import (
    WordRow,
    words_from_json,
    words_from_rows,
    words_to_json,
    words_to_rows,
)
from costatus.nightly.sweep import SweepFailure, sweep
from costatus.nightly.window import NightlyWindow
from costatus.pegging import Pegging, peg
from costatus.rules._reasons import Reason
from costatus.rules._subject import Subject
from costatus.rules.facts.context import OrdersAhead, Pegged, Supply
from costatus.rules.reason_codes import ReasonCode, SubjectKind
from costatus.sales_pipeline import PipelineStage, pipeline

__version__ = "0.2.0.dev0"

__all__ = [
    "Booking",
    "CustomerOrder",
    "Decision",
    "Fault",
    "InvalidInput",
    "Invoice",
    "InvoiceKind",
    "InvoiceState",
    "InvoicingStatus",
    "LineKind",
    "LineReport",
    "LotStatus",
    "ManufacturingOrder",
    "ManufacturingStage",
    "Move",
    "MoveRefused",
    "NextBetterStatus",
    "NightlyWindow",
    "Operation",
    "OrderLine",
    "OrderReport",
    "OrderStatus",
    "OrdersAhead",
    "Part",
    "PaymentStatus",
    "Pegged",
    "Pegging",
    "PipelineStage",
    "ProductStatus",
    "PurchaseOrder",
    "PurchaseStage",
    "Reason",
    "ReasonCode",
    "Settings",
    "SourceKind",
    "SourceReport",
    "SourceStatus",
    "StatusChange",
    "StatusKey",
    "StockLot",
    "Subject",
    "SubjectKind",
    "Supply",
    "SweepFailure",
    "Term",
    "TransferOrder",
    "TransferStage",
    "WordRow",
    "__version__",
    "allowed_moves",
    "archivable",
    "archive",
    "assign",
    "changes",
    "due",
    "evaluate",
    "explain",
    "next_change",
    "peg",
    "pipeline",
    "sweep",
    "words_from_json",
    "words_from_rows",
    "words_to_json",
    "words_to_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)


_name_home(__name__)
