"""How often one address may try a door of log-in: counted in the database, exactly, and forgotten in time."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from projects.models import RateLimit, delete_stale_rate_limits
from tests.api_client import V1, client_of
from tests.cast import make_cast

pytestmark = pytest.mark.django_db
START = timezone.now().replace(microsecond=0)


def tries(count, at, source="10.0.0.1", door="token"):
    """How long each of some tries at a moment has to wait, three a minute being free."""
    with time_machine.travel(START + dt.timedelta(seconds=at), tick=False):
        return [RateLimit.wait(door, source, 3, 60) for _number in range(count)]


def test_within_any_minute_so_many_are_let_in_and_the_next_is_told_how_long_to_wait():
    assert tries(2, 0) == [0, 0]
    assert tries(3, 50) == [0, 10, 10]
    assert tries(1, 59) == [1]
    assert tries(3, 60) == [0, 0, 50]


def test_each_address_and_each_door_is_counted_by_itself():
    assert tries(4, 0)[-1] > 0
    assert tries(3, 0, source="10.0.0.2") == tries(3, 0, door="reset") == [0, 0, 0]


def test_a_long_address_is_counted_too():
    assert tries(4, 0, source="x" * 500)[-1] > 0


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_are_let_in():
    def one(_number):
        with closing(connection):
            return RateLimit.wait("token", "10.0.0.1", 30, 60)

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(one, range(64)))
    assert waits.count(0) == 30


def test_after_a_day_it_is_forgotten():
    tries(1, 0), tries(1, 0, door="reset")
    RateLimit.objects.filter(door="reset").update(at=START + dt.timedelta(hours=23))
    assert delete_stale_rate_limits(START + dt.timedelta(hours=25)) == 1
    assert RateLimit.objects.get().door == "reset"


def test_an_emptied_cache_gives_no_further_tries_for_a_token():
    make_cast()
    client = client_of()

    def ask(address="10.0.0.1"):
        cache.clear()
        body = {"username": "nobody", "password": "wrong"}
        return client.post(f"{V1}auth/token/", body, format="json", REMOTE_ADDR=address)

    assert {ask().status_code for _number in range(30)} <= {401, 429}  # a locked name is 429 as well
    refused = ask()
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 60
    assert ask("10.0.0.2").status_code == 401


def test_links_of_the_mail_are_not_guessed_from_one_address(client):
    for number in range(30):
        assert client.get(f"/password/MQ/guess-{number}/").status_code == 200
    page = client.get("/password/MQ/guess/")
    assert page.status_code == 429 and "一分钟" in page.content.decode()
    assert 0 < int(page["Retry-After"]) <= 60
    assert client.get("/password/MQ/guess/", REMOTE_ADDR="10.0.0.2").status_code == 200
