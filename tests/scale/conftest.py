"""Thousands of milestones as the bench seeds them, for one test."""

import pytest
from django.core.cache import cache
from django.db import connection

from bench.lines import ON
from bench.opening import clients
from bench.seed import insert_bench_rows, truncate_bench_rows


@pytest.fixture
def seeded(transactional_db):
    """Seed so many milestones instead of those that are there; all is done by the owner, as in the bench."""
    emptied = False

    def seed(size):
        nonlocal emptied
        if emptied:
            truncate_bench_rows()
        emptied = True
        clients.clear()
        cache.clear()
        insert_bench_rows(size, ON)

    options = connection.settings_dict["OPTIONS"]
    application = options["options"]
    connection.close()
    options["options"] = "-c role=tiexi_owner"
    yield seed
    clients.clear()
    options["options"] = application
    connection.close()
