"""Validation of models: what a field accepts, and one error that lists every fault."""
