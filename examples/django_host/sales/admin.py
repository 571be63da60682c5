"""The admin: where each order stands, and why.

Texts and ids go through templates and `format_html`, which escape them.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

import costatus as cs
from sales import mapping, models
from sales.statuses import name_of, update

TONES = {
    "stuck": {"not_booked", "not_enough", "delayed", "canceled"},
    "watch": {"requested", "possibly_delayed"},
    "going": {"waiting_for_production", "in_production", "expected_on_time"},
    "done": {"ready_for_shipment", "shipped", "delivered", "received", "invoiced", "paid"},
}


def badge(status: str, text: object) -> str:
    """Return a status with its colour."""
    tone = next((tone for tone, statuses in TONES.items() if status in statuses), "neutral")
    return format_html('<span class="status {}">{}</span>', tone, text)


def stored(row: models.CustomerOrder, field: str) -> str:
    """Return a stored status; nothing where there is none yet."""
    status = getattr(row, field)
    return status and badge(status, getattr(row, f"get_{field}_display")())


def column(field: str) -> Callable[[models.CustomerOrder], str]:
    """Return a column of the list for a stored status."""

    @admin.display(description=field.removesuffix("_status"), ordering=field)
    def shown(row: models.CustomerOrder) -> str:
        return stored(row, field)

    return shown


@admin.display(description="product", ordering="product_status")
def product(row: models.CustomerOrder) -> str:
    """Return the status of the goods and the reason for it, or why it is an old one."""
    why = f"Not evaluated: {row.error}" if row.error else row.why
    return format_html('{}<p class="why">{}</p>', stored(row, "product_status"), why)


class Lines(admin.TabularInline):
    """The lines of an order; the bookings of a line are on its own page."""

    model = models.OrderLine
    extra = 0
    show_change_link = True


class Invoices(admin.TabularInline):
    """The invoices of an order."""

    model = models.Invoice
    extra = 0


class Bookings(admin.TabularInline):
    """The bookings of a line."""

    model = models.Booking
    raw_id_fields = ("lot",)
    extra = 0


@admin.register(models.CustomerOrder)
class CustomerOrderAdmin(admin.ModelAdmin):
    """A list with the stored statuses; on the page of an order, why it has them today."""

    list_display = (
        "id",
        "customer",
        "promised_on",
        column("status"),
        product,
        column("invoicing_status"),
        column("payment_status"),
        "next_change",
    )
    list_filter = ("status", "product_status", "invoicing_status", "payment_status")
    actions = None
    search_fields = ("=id", "customer")
    fields = ("customer", "stage", "promised_on", "total", "where_it_stands")
    readonly_fields = ("where_it_stands",)
    inlines = (Lines, Invoices)

    class Media:
        """How statuses look."""

        css: ClassVar = {"all": ["sales/statuses.css"]}

    @admin.display(description="Where it stands")
    def where_it_stands(self, row: models.CustomerOrder) -> str:
        """Evaluate the order as it is now: sentences with numbers of days are those of today."""
        if row.pk is None:
            return "Save it to see."
        rows = mapping.loaded(models.CustomerOrder.objects.filter(pk=row.pk))
        (answer,) = cs.sweep(mapping.read(rows), as_of=timezone.localdate())
        if isinstance(answer, cs.SweepFailure):
            return format_html('<p class="why">Not evaluated: {}</p>', answer.error)
        decisions = [
            {
                "name": name_of(key),
                "url": url_of(key),
                "badge": badge(decision.status, decision),
                "decision": decision,
            }
            for key, decision in answer.decisions()
            if key != cs.StatusKey("product") or len(answer.lines) > 1  # one line says the same
        ]
        context = {"report": answer, "decisions": decisions}
        return render_to_string("sales/where_it_stands.html", context)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Update the stored statuses as soon as somebody changes an order."""
        super().save_related(request, form, formsets, change)
        rows = models.CustomerOrder.objects.filter(pk=form.instance.pk)
        update(rows, timezone.localdate())


def url_of(key: cs.StatusKey) -> str | None:
    """Return the page of the source that has a status; keys are integers again."""
    if key.source_id is None:
        return None
    return reverse(f"admin:sales_{key.source_kind}order_change", args=[int(key.source_id)])


@admin.register(models.OrderLine)
class OrderLineAdmin(admin.ModelAdmin):
    """A line with its bookings."""

    inlines = (Bookings,)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Update the stored statuses of its order."""
        super().save_related(request, form, formsets, change)
        rows = models.CustomerOrder.objects.filter(pk=form.instance.order_id)
        update(rows, timezone.localdate())


admin.site.register(
    [models.StockLot, models.ManufacturingOrder, models.PurchaseOrder, models.TransferOrder]
)
