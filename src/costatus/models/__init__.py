"""What a host tells us: immutable orders, lots, sources and invoices that are valid once built."""
