"""The rules of docs/semantics.md a second time, as one plain loop over the models.

By another author than `costatus.rules`, and sharing nothing with it but the models. It is the
other side of the differential tests, and the yardstick of the benchmarks: it is what a careful ERP
developer would write today, so it builds the text of every reason as it goes.

Start with `loop.evaluate`. Each module holds one idea: `lots` (which bookings count, when a lot is
expected), `coverage` (which bookings decide), `line`, one module per status family, `pegging` (what
each line gets where tracing is off) and `next_change` (by trying every candidate moment).
"""
