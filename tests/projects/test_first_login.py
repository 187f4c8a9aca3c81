"""The first login forces a password of one's own, and what ends a session ends it everywhere."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from projects.models import Role, User
from tests.api_client import V1, client_of
from tests.cast import enter, person
from tests.forms import save

pytestmark = pytest.mark.django_db
OLD, NEW = "tiexi-demo", "niuxintun-9-roads"


@pytest.fixture
def newcomer(cast):
    return person("newcomer", Role.STEWARD, cast.roads, must_change_password=True)


def logged_in(username, password=OLD):
    client = Client()
    client.post("/login/", {"username": username, "password": password})
    return client


def choose(client, old=OLD, new=NEW, again=None):
    body = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/password/", body)


def errors_of(response):
    return {
        name: [error.code for error in errors.as_data()] for name, errors in response.context["form"].errors.items()
    }


@pytest.mark.parametrize(
    "path",
    ["/", "/admin/", "/admin/projects/project/", "/reports/overdue/", "/reports/overdue.csv", "/projects/2024-CJ-001/"],
)
def test_every_page_leads_to_the_form_first(newcomer, path):
    assert logged_in("newcomer").get(path).url.split("?")[0] == "/password/"


def test_after_the_choice_the_page_that_was_wanted_is_opened(newcomer):
    client = Client()
    wanted = "/admin/milestones/milestone/?q=泵站"
    entered = client.post(
        f"/login/?{urlencode({'next': wanted})}", {"username": "newcomer", "password": OLD, "next": wanted}
    )
    led = client.get(client.get(entered.url).url)
    assert led.context["next"].startswith("/admin/milestones/milestone/?q=")
    body = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW, "next": led.context["next"]}
    onward = client.post("/password/", body).url
    assert onward == led.context["next"] and client.get(onward).status_code == 200


@pytest.mark.parametrize(
    "forged",
    ["https://elsewhere.example/", "x", "/no/such/page/", "//elsewhere.example/", "javascript:alert(1)"],
)
def test_a_forged_way_on_leads_to_work(newcomer, forged):
    client = logged_in("newcomer")
    body = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW, "next": forged}
    assert client.post("/password/", body).url == "/login/"
    again = Client().post("/login/", {"username": "newcomer", "password": NEW, "next": forged})
    assert again.url == "/admin/"


def test_the_way_out_and_the_language_stay_open(newcomer):
    client = logged_in("newcomer")
    assert client.get("/password/").status_code == 200
    assert client.post("/i18n/set_language/", {"language": "en", "next": "/password/"}).url == "/password/"
    shown = client.get("/password/").content.decode()
    assert "Choose your own password" in shown and "the one-time code of your slip" in shown
    assert client.get("/healthz").status_code == 200
    assert client.post("/logout/").url == "/login/"


def test_a_leader_is_asked_too_and_lands_on_the_first_page(cast):
    User.objects.filter(pk=cast.leader.pk).update(must_change_password=True)
    client = logged_in("leader")
    assert client.get("/").url == "/password/"
    assert choose(client).url == "/login/"
    assert client.get("/login/").url == "/"
    assert client.get("/").status_code == 200


def test_the_chosen_password_opens_everything(newcomer):
    client = logged_in("newcomer")
    choose(client)
    assert client.get("/admin/").status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW) and not newcomer.must_change_password


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"old": "wrong"}, {"old_password": ["password_incorrect"]}),
        ({"new": OLD}, {"new_password1": ["same"]}),
        ({"again": "another-one-7"}, {"new_password2": ["password_mismatch"]}),
        ({"new": "7x"}, {"new_password2": ["password_too_short"]}),
        ({"new": "88776655443"}, {"new_password2": ["password_entirely_numeric"]}),
        ({"new": "newcomer1"}, {"new_password2": ["password_too_similar"]}),
    ],
)
def test_a_refused_password_is_said_at_its_field_in_chinese(newcomer, body, errors):
    response = choose(logged_in("newcomer"), **body)
    assert errors_of(response) == errors
    assert all(
        any("一" <= char <= "鿿" for char in text)
        for texts in response.context["form"].errors.values()
        for text in texts
    )
    newcomer.refresh_from_db()
    assert newcomer.must_change_password and newcomer.check_password(OLD)


def test_the_api_gives_no_token_before(newcomer):
    answer = client_of().post(f"{V1}auth/token/", {"username": "newcomer", "password": OLD}, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "密码" in answer.json()["detail"]
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("path", ["projects/", "milestones/", "schema/"])
def test_the_api_says_why_to_a_token_and_to_a_session(newcomer, path):
    for client in (client_of(newcomer), logged_in("newcomer")):
        answer = client.get(V1 + path)
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert "密码" in answer.json()["detail"]


def test_a_new_account_has_to_choose(cast, client):
    client.force_login(cast.admin)
    body = {
        "name": "新人",
        "role_choice": Role.STEWARD,
        "unit": cast.roads.pk,
        "username": "xinren",
        "language": "",
        "way": "code",
    }
    page = client.post(reverse("admin:projects_user_add"), body, follow=True).content.decode()
    code = re.search(r"：([a-z2-9]{4}(-[a-z2-9]{4}){2})。", page)[1]
    assert User.objects.get(username="xinren").must_change_password
    assert logged_in("xinren", code).get("/admin/").url == "/password/"


def test_the_administrators_own_password_is_changed_against_the_present_one(cast, client):
    client.force_login(cast.admin)
    assert client.get(reverse("admin:password_change")).url == "/password/"


def test_whoever_changes_the_password_stays_and_everybody_else_is_out(cast):
    here, there, token = logged_in("leader"), logged_in("leader"), client_of(cast.leader)
    answer = choose(here)
    assert answer.url == "/password/?changed"
    assert "密码已修改" in here.get(answer.url).content.decode()
    assert here.get("/").status_code == 200
    assert there.get("/").url == "/login/?next=/&ended=changed"
    assert token.get(f"{V1}projects/").status_code == 401


def test_the_form_is_for_who_is_logged_in(client, cast):
    assert client.get("/password/").url == "/login/?next=/password/"


@pytest.mark.parametrize(
    ("change", "why"),
    [({"role_choice": Role.LEADER, "is_active": "on"}, "changed"), ({"role_choice": Role.STEWARD}, "closed")],
)
def test_another_role_and_a_closed_account_end_sessions_and_tokens_at_once(cast, client, change, why):
    client.force_login(cast.admin)
    there, token = logged_in("other"), client_of(cast.other)
    page = reverse("admin:projects_user_change", args=[cast.other.pk])
    assert save(client, page, **{"is_active": False} | change).status_code == 302
    assert there.get("/admin/").url == f"/login/?next=/admin/&ended={why}"
    assert token.get(f"{V1}projects/").status_code == 401
    assert not cast.other.auth_token_set.exists()


def test_an_edit_of_the_telephone_ends_nothing(cast, client):
    client.force_login(cast.admin)
    there = logged_in("other")
    page = reverse("admin:projects_user_change", args=[cast.other.pk])
    assert save(client, page, phone="024-0000").status_code == 302
    assert there.get("/admin/").status_code == 200


def test_an_account_without_a_role_comes_in_nowhere_and_reads_why(cast):
    User.objects.create_user("nobody", password=OLD, name="nobody")
    page = Client().post("/login/", {"username": "nobody", "password": OLD})
    assert page.status_code == 200 and "尚未分配角色" in page.content.decode()
    answer = client_of().post(f"{V1}auth/token/", {"username": "nobody", "password": OLD}, format="json")
    assert answer.status_code == 403 and "尚未分配角色" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/admin/", "/reports/overdue/", "/projects/2024-CJ-001/", f"{V1}projects/"])
def test_a_session_without_a_role_reads_why_on_every_page(cast, path):
    nobody = User.objects.create_user("nobody", password=OLD, name="nobody")
    client = enter(nobody)
    answer = client.get(path)
    assert answer.status_code == 403
    assert "尚未分配角色" in (answer.json()["detail"] if path.startswith(V1) else answer.content.decode())


@pytest.mark.parametrize(
    ("attention", "found"),
    [("away", {"away"}), ("no_role", {"nobody"}), ("no_unit", {"homeless"}), ("first_login", {"newcomer"})],
)
def test_the_list_of_people_shows_who_needs_attention(cast, client, newcomer, attention, found):
    person("away", Role.STEWARD, cast.roads, away_from="2024-01-01")
    person("back", Role.STEWARD, cast.roads, away_from="2024-01-01", away_until="2024-01-02")
    person("homeless", Role.UNIT_HEAD)
    User.objects.create_user("nobody", password=OLD, name="nobody")
    client.force_login(cast.admin)
    page = client.get(reverse("admin:projects_user_changelist"), {"attention": attention})
    assert {one.username for one in page.context["cl"].result_list} == found
