"""The one login form, its lock-out, the language switch, the way out, and the answer to whether all is well."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


def log_in(client, username, password="tiexi-demo", **more):
    return client.post("/login/", {"username": username, "password": password, **more})


def test_a_leader_lands_on_the_first_page_and_others_in_the_admin(cast):
    assert log_in(Client(), "leader").url == "/"
    assert {log_in(Client(), name).url for name in ("steward", "head", "supervisor", "auditor", "admin")} == {"/admin/"}


def test_next_is_followed_within_the_house_only(cast):
    assert log_in(Client(), "leader", next="/reports/overdue/?on=2024-07-01").url == "/reports/overdue/?on=2024-07-01"
    assert log_in(Client(), "leader", next="https://elsewhere.example/").url == "/"
    assert log_in(Client(), "leader", next="/admin/milestones/").url == "/"


def test_whoever_is_logged_in_is_not_asked_again(client, cast):
    log_in(client, "leader")
    assert client.get("/login/").url == "/"
    assert client.get("/login/?next=/login/").url == "/"
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == "/"


def test_the_admin_has_no_login_form_of_its_own(client, cast):
    asked = client.get("/admin/projects/", follow=True)
    assert asked.request["PATH_INFO"] == "/login/"


def test_a_user_name_longer_than_any_is_said_at_its_field(client, cast):
    page = log_in(client, "x" * 1000)
    assert page.status_code == 200 and [*page.context["form"].errors] == ["username"]


def test_a_wrong_password_is_said_at_the_form_and_the_name_stays(client, cast):
    page = log_in(client, "steward", "wrong")
    assert page.status_code == 200
    assert 'value="steward"' in page.content.decode() and 'role="alert"' in page.content.decode()


def test_too_many_wrong_passwords_lock_the_account_out_in_words(client, cast):
    for _attempt in range(5):
        page = log_in(client, "steward", "wrong")
    assert page.status_code == 429 and page["Retry-After"] == "1800"
    page = log_in(client, "steward")
    assert page.status_code == 429 and 'value="steward"' in page.content.decode()
    assert log_in(client, "leader").status_code == 302


def test_logging_out_asks_first_when_only_a_link_was_followed(client, cast):
    log_in(client, "leader")
    assert client.get("/logout/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/logout/").url == "/login/"
    assert client.get("/").status_code == 302


def test_the_demonstration_lists_its_accounts_and_others_do_not(client, settings, db):
    assert "tiexi-demo" not in client.get("/login/").content.decode()
    settings.DEMONSTRATION = True
    text = client.get("/login/").content.decode()
    for word in ("tiexi-demo", "steward", "unithead", "supervisor", "leader", "auditor", "admin"):
        assert word in text


def language(page):
    return page.content.decode().split('<html lang="')[1].split('"')[0]


def test_without_any_wish_the_language_is_chinese(client):
    assert language(client.get("/login/")) == "zh-Hans"
    assert language(client.get("/login/", headers={"accept-language": "fr"})) == "zh-Hans"


def test_the_browser_is_asked_and_the_switch_wins_over_it(client):
    assert language(client.get("/login/", headers={"accept-language": "en"})) == "en"
    client.post("/i18n/set_language/", {"language": "zh-hans", "next": "/login/"})
    assert language(client.get("/login/", headers={"accept-language": "en"})) == "zh-Hans"


def test_the_accounts_own_language_wins_and_the_switch_changes_it(client, cast):
    type(cast.leader).objects.filter(pk=cast.leader.pk).update(language="en")
    log_in(client, "leader")
    client.cookies["django_language"] = "zh-hans"
    assert language(client.get("/")) == "en"
    client.post("/i18n/set_language/", {"language": "zh-hans", "next": "/"})
    assert language(client.get("/")) == "zh-Hans"
    cast.leader.refresh_from_db()
    assert cast.leader.language == "zh-hans"


def test_the_switch_leaves_an_account_without_a_language_alone(client, cast):
    log_in(client, "leader")
    client.post("/i18n/set_language/", {"language": "en", "next": "/"})
    cast.leader.refresh_from_db()
    assert cast.leader.language == "" and language(client.get("/")) == "en"


def test_all_is_well_when_the_database_answers(client):
    assert client.get("/healthz").status_code == 200


def test_all_is_not_well_when_it_does_not(client, cast):
    log_in(client, "leader")

    def refuse(*_args, **_kwargs):
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("address", ["/projects/2024-CJ-999/", "/nowhere/"])
def test_what_is_not_there_is_said_in_the_house_style(client, cast, address):
    log_in(client, "leader")
    page = client.get(address)
    assert page.status_code == 404 and "tiexi/base.css" in page.content.decode()


def test_guesses_at_the_present_password_are_counted_as_at_the_log_in(client, cast):
    """An unattended screen is no way around the lock-out, which lives in the database."""
    client.force_login(cast.steward, backend="django.contrib.auth.backends.ModelBackend")
    typed = {"new_password1": "another-secret-9", "new_password2": "another-secret-9"}
    statuses = [client.post("/password/", typed | {"old_password": f"guess{n}"}).status_code for n in range(6)]
    assert statuses[:4] == [200] * 4 and statuses[5] == 429
    assert client.post("/password/", typed | {"old_password": "tiexi-demo"}).status_code == 429
    client.logout()
    assert client.post("/login/", {"username": "steward", "password": "tiexi-demo"}).status_code == 429
