"""Real processes on the test's own database and queue, and a relay on loopback that counts."""

import os

import pytest
import redis
from django.conf import settings

from tests import sink as smtp
from tests.cast import make_cast

from .machine import Machine, fill, monday_morning

# The figures of a full run: FAULTS_RECIPIENTS=2000 FAULTS_KILLS=50 FAULTS_SEEDS=3
RECIPIENTS = int(os.environ.get("FAULTS_RECIPIENTS", 200))
KILLS = int(os.environ.get("FAULTS_KILLS", 10))
SEEDS = int(os.environ.get("FAULTS_SEEDS", 1))


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/faults/" in item.nodeid:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def machine(transactional_db, tmp_path):
    with redis.Redis.from_url(settings.REDIS_URL) as queue:
        queue.flushdb()  # what an earlier test's beat rang
    with smtp.running() as sink:
        found = Machine(sink, tmp_path, monday_morning())
        try:
            yield found
        finally:
            found.stop()


@pytest.fixture
def crowd(transactional_db):
    """A district in which so many people hear of one overdue milestone."""
    cast = make_cast()
    fill(cast, RECIPIENTS)
    return cast
