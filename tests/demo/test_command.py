"""What the demonstration refuses."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from backoffice.clock import today
from projects.models import Project, User
from tests.cast import owner

pytestmark = pytest.mark.django_db


def demo(**options):
    output = StringIO()
    with owner():
        call_command("demo", stdout=output, **options)
    return output.getvalue()


def test_production_refuses_it():
    with override_settings(PRODUCTION=True), pytest.raises(CommandError) as caught:
        demo()
    assert caught.value.returncode == 1
    assert not Project.objects.exists() and not User.objects.exists()


@pytest.mark.parametrize("day", [(today() + dt.timedelta(400)).isoformat(), "2025-02-30", "soon"])
def test_a_day_to_come_or_a_malformed_one_is_a_bad_option(day):
    with pytest.raises(CommandError, match="--on") as caught:
        demo(on=day)
    assert caught.value.returncode == 2
    assert not Project.objects.exists()


def test_an_account_of_the_same_name_stops_it_and_nothing_is_written():
    User.objects.create_user("admin", name="真实管理员")
    with pytest.raises(CommandError, match="admin"):
        demo()
    assert not Project.objects.exists() and User.objects.count() == 1
