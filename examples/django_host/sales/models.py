"""The tables of a small ERP, with integer keys; `CustomerOrder` also stores its statuses."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import CASCADE, PROTECT, Q

import costatus as cs

AUTOMATIC = {"waiting_for_production", "in_production", "ready_for_shipment"}


def one_of(terms: Iterable[cs.Term], **options: Any) -> models.CharField:
    """Return a column for a status or a stage: it stores the value and shows the label."""
    choices = [(term.value, term.label) for term in terms]
    return models.CharField(max_length=32, choices=choices, **options)


def stored(terms: Iterable[cs.Term]) -> models.CharField:
    """Return a column for a status that only `sales.statuses` writes."""
    return one_of(terms, blank=True, editable=False, db_index=True)


def number(**options: Any) -> models.DecimalField:
    """Return a column for a quantity or an amount."""
    return models.DecimalField(max_digits=15, decimal_places=2, **options)


def day() -> models.DateField:
    """Return a column for a day that may be unknown."""
    return models.DateField(null=True, blank=True)


class CustomerOrder(models.Model):
    """An order of a customer."""

    customer = models.CharField(max_length=100)
    stage = one_of([each for each in cs.OrderStatus if each not in AUTOMATIC])
    promised_on = day()
    total = number(null=True, blank=True)

    status = stored(cs.OrderStatus)
    product_status = stored(cs.ProductStatus)
    invoicing_status = stored(cs.InvoicingStatus)
    payment_status = stored(cs.PaymentStatus)
    why = models.TextField(blank=True, editable=False)
    next_change = models.DateField(null=True, editable=False)
    words = models.TextField(blank=True, editable=False)  # all statuses, to compare with
    error = models.TextField(blank=True, editable=False)  # why the statuses are old

    def __str__(self) -> str:
        return f"order {self.pk} of {self.customer}"


class Source(models.Model):
    """An order that goods come from."""

    class Meta:
        """It has no table of its own."""

        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}, {self.get_stage_display()}"


class ManufacturingOrder(Source):
    """An order to make goods."""

    stage = one_of(cs.ManufacturingStage)
    planned_start = day()
    planned_finish = day()


class PurchaseOrder(Source):
    """An order to buy goods."""

    stage = one_of(cs.PurchaseStage)
    expected_on = day()


class TransferOrder(Source):
    """An order to move goods between sites."""

    stage = one_of(cs.TransferStage)
    planned_shipment_on = day()
    planned_arrival_on = day()


class StockLot(models.Model):
    """Goods in stock or on their way, from one source at most."""

    item = models.CharField(max_length=100)
    status = one_of(cs.LotStatus)
    expected_on = day()
    manufacturing_order = models.ForeignKey(ManufacturingOrder, PROTECT, null=True, blank=True)
    purchase_order = models.ForeignKey(PurchaseOrder, PROTECT, null=True, blank=True)
    transfer_order = models.ForeignKey(TransferOrder, PROTECT, null=True, blank=True)

    class Meta:
        """What holds for every lot."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(manufacturing_order=None, purchase_order=None)
                | Q(manufacturing_order=None, transfer_order=None)
                | Q(purchase_order=None, transfer_order=None),
                name="one_source",
            )
        ]

    def __str__(self) -> str:
        return f"lot {self.pk}: {self.item}, {self.get_status_display()}"

    @property
    def source(self) -> Source | None:
        """The order that the lot comes from."""
        return self.manufacturing_order or self.purchase_order or self.transfer_order


class OrderLine(models.Model):
    """A line of a customer's order."""

    order = models.ForeignKey(CustomerOrder, CASCADE, related_name="lines")
    item = models.CharField(max_length=100)
    quantity = number()
    shipped = number(default=0)

    def __str__(self) -> str:
        return f"line {self.pk}: {self.item}"


class Booking(models.Model):
    """What is reserved of a lot for a line."""

    line = models.ForeignKey(OrderLine, CASCADE, related_name="bookings")
    lot = models.ForeignKey(StockLot, PROTECT)
    quantity = number()

    def __str__(self) -> str:
        return f"booking {self.pk}"


class Invoice(models.Model):
    """An invoice for a customer's order."""

    order = models.ForeignKey(CustomerOrder, CASCADE, related_name="invoices")
    kind = one_of(cs.InvoiceKind, default=cs.InvoiceKind.INVOICE)
    status = one_of(cs.InvoiceState)
    amount = number()
    paid = number(null=True, blank=True)

    def __str__(self) -> str:
        return f"invoice {self.pk}"
