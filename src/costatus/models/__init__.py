"""What a host sends: immutable orders, lots, sources and invoices, which are valid once built."""
