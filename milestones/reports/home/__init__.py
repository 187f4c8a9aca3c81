"""The leaders' first page: counts, changes of seven days, and the projects behind each number."""
