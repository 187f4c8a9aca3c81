"""The ranking of units, and how each milestone counts in it."""
