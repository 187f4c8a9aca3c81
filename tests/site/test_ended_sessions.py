"""Whose session others ended is told at the log-in form why, and whom to ask."""

import pytest
from django.utils import timezone

from projects.models import User
from tests.cast import enter, give

pytestmark = pytest.mark.django_db
CLOSED, CHANGED = "账号的工作已交接，或账号已由系统管理员停用", "密码或角色已变更"


def told(client, address="/admin/", **posted):
    answer = client.post(address, posted, follow=True) if posted else client.get(address, follow=True)
    assert answer.status_code == 200 and answer.request["PATH_INFO"] == "/login/"
    return answer.content.decode()


def leave(user):
    user.leave(timezone.now())


def closed(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def another_password(user):
    user.set_password("another-one-2026")
    user.save()


def another_role(user):
    give(user, "leader")


@pytest.mark.parametrize(
    ("ending", "words"), [(leave, CLOSED), (closed, CLOSED), (another_password, CHANGED), (another_role, CHANGED)]
)
@pytest.mark.parametrize("page", ["/admin/", "/", "/admin/milestones/milestone/?overdue=true"])
def test_who_was_logged_in_elsewhere_reads_why_at_the_log_in(cast, ending, words, page):
    client = enter(cast.other)
    ending(User.objects.get(pk=cast.other.pk))
    assert words in told(client, page)


def test_a_form_that_was_sent_is_told_both(cast):
    client = enter(cast.steward)
    leave(User.objects.get(pk=cast.steward.pk))
    said = told(client, f"/admin/milestones/milestone/{cast.milestone.pk}/report/", note="进展")
    assert CLOSED in said and "尚未提交" in said


def test_nobody_else_reads_anything(cast, client):
    assert CLOSED not in told(client) and CHANGED not in told(client)
    client = enter(cast.steward)
    assert CHANGED not in client.post("/logout/", follow=True).content.decode()
    assert CHANGED not in told(client)
    assert "系统管理员停用" not in client.get("/login/?ended=whatever").content.decode()
