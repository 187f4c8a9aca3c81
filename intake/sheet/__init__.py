"""Reads any sheet of works: finds its tables, knows its columns, and proposes what each row says."""
