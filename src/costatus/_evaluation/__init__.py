"""Evaluation of one order: facts, rules, report."""
