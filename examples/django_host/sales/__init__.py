"""The orders of customers, and where they stand."""
