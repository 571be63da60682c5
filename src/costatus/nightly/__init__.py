"""The nightly run: sweep many orders, compare with stored statuses, decide what is due and when."""
