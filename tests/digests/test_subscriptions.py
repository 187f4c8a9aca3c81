"""What is mailed to whom: the role's default, one's own choice, and what nobody can switch off."""

import datetime as dt

import pytest
from django.core import mail

from milestones.digests.links import unsubscribe_url
from milestones.digests.planning import plan_slot
from milestones.digests.readers import digest_readers, reader_for_person
from milestones.mail.outbox import send_due_deliveries
from milestones.mail.sending import send_digests
from milestones.models import Delivery, Subscription
from projects.models import User
from tests.cast import noon

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = dt.date(2024, 6, 17), dt.date(2024, 6, 18)


@pytest.fixture
def cast(cast):
    cast.milestone.report(by=cast.steward, note="施工中", at=noon(dt.date(2024, 5, 20)))
    return cast


def fresh(person):
    return User.objects.get(pk=person.pk)


def told(day, kind="digest"):
    return set(Delivery.objects.filter(slot=day, kind=kind, state="sent").values_list("recipient__username", flat=True))


def off_path(person, kind):
    return unsubscribe_url(person, kind).partition("127.0.0.1:8000")[2]


def test_without_a_choice_everybody_gets_what_the_role_gets(cast):
    assert {one.person.username: set(one.scopes) for one in digest_readers("digest", MONDAY)} == {
        "steward": {"own"},
        "other": {"own"},
        "head": {"unit"},
        "supervisor": {"all"},
        "second": {"all"},
        "auditor": {"all"},
    }
    assert {one.person.username: set(one.scopes) for one in digest_readers("weekly", MONDAY)} == {
        "leader": {"in_charge"}
    }


def test_leaders_get_their_page_on_the_first_working_day_of_the_week(cast):
    send_digests(MONDAY)
    assert told(MONDAY, "weekly") == {"leader"} and "leader" not in told(MONDAY)
    assert Delivery.objects.get(recipient=cast.leader).subject.startswith("本周专报")
    send_digests(TUESDAY)
    assert told(TUESDAY, "weekly") == set()


def test_a_choice_made_on_the_page_holds_from_the_next_digest_on(client, cast):
    client.force_login(cast.leader)
    page = client.get("/subscriptions/")
    assert page.status_code == 200 and "我的邮件" in page.content.decode()
    chosen = {"in_charge": "never", "all": "daily", "language": "en", "also_when_empty": "on"}
    page = client.post("/subscriptions/", chosen, follow=True).content.decode()
    assert page.count("Saved. It holds from the next digest on.") == 1
    assert reader_for_person(fresh(cast.leader), "weekly") is None
    found = reader_for_person(fresh(cast.leader), "digest")
    assert set(found.scopes) == {"all"} and found.also_when_empty
    send_digests(TUESDAY)
    assert "projects on red" in Delivery.objects.get(recipient=cast.leader).text


def test_nonsense_on_the_page_is_refused_at_its_field(client, cast):
    client.force_login(cast.leader)
    answer = client.post("/subscriptions/", {"in_charge": "hourly", "all": "never", "language": "xx"})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"in_charge", "language"}
    assert not Subscription.objects.exists()


def test_a_mail_that_says_all_is_well_only_for_who_asked_for_it(cast):
    day = dt.date(2024, 1, 8)
    send_digests(day)
    assert told(day, "weekly") == set()
    Subscription.objects.create(user=cast.leader, scope="in_charge", frequency="weekly", also_when_empty=True)
    send_digests(day + dt.timedelta(days=7))
    assert Delivery.objects.get(recipient=cast.leader).text.startswith("1个项目，没有红灯。")


def test_who_switched_everything_off_still_hears_of_what_they_own_and_is_overdue(cast):
    for scope in ("own", "unit"):
        Subscription.objects.create(user=cast.steward, scope=scope, frequency="never")
        Subscription.objects.create(user=cast.head, scope=scope, frequency="never")
    send_digests(MONDAY)
    assert told(MONDAY) == {"steward", "supervisor", "second"}
    row = Delivery.objects.get(recipient=cast.steward)
    assert row.duty and [item["section"] for item in row.items] == ["overdue"]
    send_digests(dt.date(2024, 6, 14))  # due that day, not overdue
    assert not Delivery.objects.filter(recipient=cast.steward, slot=dt.date(2024, 6, 14)).exists()


def test_only_what_may_be_switched_off_says_how(cast):
    send_digests(MONDAY)
    headers = {message.to[0].partition("@")[0].rpartition("<")[2]: message.extra_headers for message in mail.outbox}
    assert "List-Unsubscribe" not in headers["steward"]
    assert headers["head"]["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/unsubscribe/")
    assert headers["head"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_opening_the_switch_changes_nothing_and_posting_it_does(client, cast):
    path = off_path(cast.head, "digest")
    for _turn in range(50):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert not Subscription.objects.exists()
    for _twice in range(2):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert reader_for_person(fresh(cast.head), "digest").duty
    event = Subscription.objects.get(user=cast.head, scope="unit").events.order_by("-pgh_id").first()
    assert event.pgh_context["door"] == "link" and event.pgh_context["user"] == cast.head.pk


def test_the_switch_needs_no_cookie_and_no_csrf_token(cast):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(off_path(cast.head, "digest"), {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_changed_token_changes_nothing(client, cast):
    path = off_path(cast.head, "digest")
    for bad in (path[:-3] + "xx/", path.replace("unsubscribe/", "unsubscribe/x"), "/unsubscribe/1/"):
        assert client.post(bad, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert not Subscription.objects.exists()


def test_who_switches_off_between_planning_and_hand_over_gets_nothing(client, cast, monkeypatch):
    plan_slot(MONDAY)
    client.post(off_path(cast.head, "digest"), {"List-Unsubscribe": "One-Click"})
    done = send_due_deliveries()
    assert done["suppressed"] == 1 and told(MONDAY) == {"steward", "supervisor", "second"}
