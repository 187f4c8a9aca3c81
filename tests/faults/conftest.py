"""Real processes on the test's own database and queue, and a relay on loopback that counts."""

import os
from contextlib import contextmanager

import pytest
import redis
from django.conf import settings
from django.db import connection

from milestones.rules.spans import verify_spans
from tests import sink as smtp
from tests.cast import make_cast, owner

from .machine import Machine, fill, monday_morning

# The figures of a full run: FAULTS_RECIPIENTS=2000 FAULTS_KILLS=50 FAULTS_SEEDS=3
RECIPIENTS = int(os.environ.get("FAULTS_RECIPIENTS", 200))
KILLS = int(os.environ.get("FAULTS_KILLS", 10))
SEEDS = int(os.environ.get("FAULTS_SEEDS", 1))


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/faults/" in item.nodeid:
            item.add_marker(pytest.mark.faults)


@contextmanager
def nights_of_a_shifted_clock():
    """The processes' clock is shifted and the database's is not: the guards that hold a night to its day are off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE tgname ~ '^pgtrigger_(runs_are_kept|raised_tonight|cleared_tonight|climbed_tonight)_'"
        )
        guards = cursor.fetchall()
    assert len(guards) == 4

    def turn(word: str) -> None:
        with owner(), connection.cursor() as cursor:
            for table, name in guards:
                cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {name}")

    turn("DISABLE")
    try:
        yield
    finally:
        turn("ENABLE")


@pytest.fixture
def machine(transactional_db, tmp_path):
    with redis.Redis.from_url(settings.REDIS_URL) as queue:
        queue.flushdb()  # what an earlier test's beat rang
    with smtp.running() as sink, nights_of_a_shifted_clock():
        found = Machine(sink, tmp_path, monday_morning())
        try:
            yield found
        finally:
            found.stop()
    assert verify_spans().differing == []


@pytest.fixture
def crowd(transactional_db):
    """A district in which so many people hear of one overdue milestone."""
    cast = make_cast()
    fill(cast, RECIPIENTS)
    return cast
