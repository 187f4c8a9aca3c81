"""An account locked by wrong passwords is opened again by an administrator, who first reads who tried."""

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from projects.models import AccountUnlock
from tests.cast import person

pytestmark = pytest.mark.django_db
WRONG = {"username": "locked", "password": "falsch"}


@pytest.fixture
def locked(cast, client):
    """Somebody whose password was mistyped five times."""
    somebody = person("locked", "steward", cast.roads)
    for _number in range(5):
        client.post(reverse("login"), WRONG)
    return somebody


def enters(client):
    client.post(reverse("login"), {"username": "locked", "password": "tiexi-demo"})
    return "_auth_user_id" in client.session


def test_an_administrator_unlocks_the_account(as_, cast, client, locked):
    assert not enters(client)
    address = reverse("admin:projects_user_act_unlock", args=[locked.pk])
    record = reverse("admin:projects_user_change", args=[locked.pk])
    desk = as_("admin")
    assert address in desk.get(record).content.decode()
    page = desk.get(address).content.decode()
    (attempt,) = AccessAttempt.objects.all()
    assert f"来自{attempt.ip_address}的错误密码{attempt.failures_since_start}次" in page
    assert desk.post(address).status_code == 302 and not AccessAttempt.objects.exists()
    assert address not in desk.get(record).content.decode()
    told = AccountUnlock.objects.get()
    assert (told.person, told.by) == (locked, cast.admin)
    newest = desk.get(reverse("admin:projects_user_history", args=[locked.pk])).context["changes"][0]
    assert (newest.what, newest.who) == ("登录解锁", str(cast.admin))
    again = desk.get(address)
    assert again.status_code == 409 and "未被锁定" in again.content.decode()
    desk.logout()
    assert enters(desk)


@pytest.mark.parametrize("who", ["supervisor", "auditor", "head", "steward"])
def test_nobody_else_unlocks_one(as_, cast, locked, who):
    address = reverse("admin:projects_user_act_unlock", args=[locked.pk])
    assert as_(who).post(address).status_code == 403 and AccessAttempt.objects.exists()
