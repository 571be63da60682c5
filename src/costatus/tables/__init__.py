"""The same rules over Arrow tables."""
