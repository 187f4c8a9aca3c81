"""The last 26 weeks of lateness."""
