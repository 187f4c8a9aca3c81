"""Choosing one's own password, and handing work over, in a real browser on a PC and on a phone."""

from urllib.parse import urlsplit

import pytest

from milestones.models import Handover
from projects.models import Role, User
from tests.cast import person

from .test_reading import TOO_WIDE

pytestmark = pytest.mark.browser
NEW = "niuxintun-9-roads"
WIDTHS = [1366, 390]


def must_choose(*users):
    User.objects.filter(pk__in=[user.pk for user in users]).update(must_change_password=True)


def choose(page, new=NEW, again=NEW):
    page.fill("[name=old_password]", "tiexi-demo")
    page.fill("[name=new_password1]", new)
    page.fill("[name=new_password2]", again)
    page.click("main button.solid")


def sound(page, live_server, faults_of):
    assert page.complaints == []
    assert page.hosts == {urlsplit(live_server.url).netloc}
    assert page.evaluate(TOO_WIDE) == []
    assert faults_of(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("who", "lands"), [("leader", "/"), ("steward", "/admin/")])
def test_the_first_login_leads_to_the_form_and_on_to_work(visit, cast, live_server, faults_of, who, lands, width):
    must_choose(getattr(cast, who))
    page = visit("/", who, width)
    assert urlsplit(page.url).path == "/password/"
    sound(page, live_server, faults_of)
    choose(page, again="another-one-7")
    assert page.locator("#id_new_password2_error").inner_text() == "两次输入的新密码不一致。"
    sound(page, live_server, faults_of)
    choose(page)
    assert urlsplit(page.url).path == lands


@pytest.mark.parametrize("width", WIDTHS)
def test_the_password_is_changed_at_any_time_from_the_account(visit, live_server, faults_of, width):
    page = visit("/", "leader", width)
    page.click(".account .who")
    choose(page)
    assert page.locator("[role=status]").is_visible()
    sound(page, live_server, faults_of)


def test_the_menu_of_the_admin_leads_there_too(visit):
    page = visit("/admin/password_change/", "steward")
    assert urlsplit(page.url).path == "/password/"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_supervisor_hands_work_over(visit, cast, live_server, faults_of, width):
    heir = person("heir", Role.STEWARD, cast.roads)
    page = visit(f"/admin/projects/user/{cast.steward.pk}/change/", "supervisor", width)
    assert faults_of(page) == []
    page.goto(f"{live_server.url}/admin/projects/user/{cast.steward.pk}/hand-over/")
    sound(page, live_server, faults_of)
    page.select_option("[name=successor]", str(heir.pk))
    page.fill("[name=note]", "调离")
    page.click("button.tx-solid")
    assert "steward → heir" in page.locator(".tx-handovers").inner_text()
    assert Handover.objects.get().stewarded == 1
    assert faults_of(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_closed_door_says_why(visit, live_server, faults_of, width):
    page = visit("/admin/projects/unit/add/", "steward", width)
    assert "仅限管理员" in page.locator("main").inner_text() or "管理员" in page.locator("main").inner_text()
    assert page.evaluate(TOO_WIDE) == [] and faults_of(page) == []


def test_the_pages_of_the_administrator_have_no_barrier(visit, cast, faults_of):
    for width in WIDTHS:
        page = visit(f"/admin/projects/user/{cast.steward.pk}/change/", "admin", width)
        assert faults_of(page) == []
        page.goto(page.url.replace("change/", "password/"))
        assert faults_of(page) == []
