"""The rules written by hand for other engines, and the tables that all of them read."""
