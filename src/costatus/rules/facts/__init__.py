"""The facts that predicates compare: the only place that walks objects.

What is missing is made comparable here, and differences within tolerance are made none.
"""
