"""The rule tables, one for each family of statuses."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from costatus.rules._table import Table
from costatus.rules.invoicing import INVOICING
from costatus.rules.manufacturing import MANUFACTURING
from costatus.rules.order import ORDER
from costatus.rules.payment import PAYMENT
from costatus.rules.product import PRODUCT
from costatus.rules.purchase import PURCHASE
from costatus.rules.transfer import TRANSFER

TABLES: Mapping[str, Table[Any]] = MappingProxyType(
    {
        table.family: table
        for table in (
            ORDER,
            PRODUCT,
            MANUFACTURING,
            PURCHASE,
            TRANSFER,
            INVOICING,
            PAYMENT,
        )
    }
)
"""The seven tables by family, in the order that the documentation takes them."""
