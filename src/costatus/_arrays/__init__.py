"""Evaluate orders that are given as arrays: the rules for tables, beneath Arrow."""
