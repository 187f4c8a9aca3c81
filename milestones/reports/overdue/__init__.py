"""The overdue report: its rows, totals and SQL."""
