"""A form that meets no session is not recorded, says so, and leads back to itself; every page has one place to
start.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from backoffice.actions import record_action_url
from backoffice.models import Upload
from milestones.models import Instruction, ProgressReport
from projects.models import Project

pytestmark = pytest.mark.django_db
ROLES = ["steward", "head", "supervisor", "leader", "auditor", "admin"]
STARTS = re.compile(r"<[^>]*\s(autofocus|data-focus)[\s=>]")


@pytest.fixture
def place(cast):
    """A form of each layout: where it is filled in, where it is sent, who sends it, and what."""
    project = reverse("admin:projects_project_change", args=[cast.project.pk])
    report = reverse("admin:milestones_milestone_act_report", args=[cast.milestone.pk])
    return {
        "act": (report, report, "steward", {"note": "路基完成一半"}),
        "record": (project, project, "steward", {"note": "备注"}),
        "bulk": (
            "/admin/projects/project/?plan_year=2024",
            "/admin/projects/project/?plan_year=2024",
            "supervisor",
            {"action": "request_reports"},
        ),
        "instruction": (
            f"/projects/{cast.project.code}/",
            f"{reverse('instruct')}?project={cast.project.code}",
            "leader",
            {"text": "请加快"},
        ),
        "mails": ("/subscriptions/", reverse("subscriptions"), "steward", {"language": "en"}),
        "button": ("/instructions/?whose=all", reverse("instruction-close", args=[1]), "leader", {}),
    }


def leads_to(answer):
    """The address after log-in, when the log-in form says that nothing was sent."""
    assert answer.status_code == 302
    parts = urlsplit(answer.url)
    query = parse_qs(parts.query)
    assert parts.path == "/login/" and query["unsent"] == ["1"]
    return query["next"][0]


FORMS = ["act", "record", "bulk", "instruction", "mails", "button"]


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("strict", [False, True], ids=["session ended", "token void"])
def test_a_form_without_a_session_leads_to_log_in_and_back_to_itself(place, cast, kind, strict):
    page, target, who, body = place[kind]
    client = Client(enforce_csrf_checks=strict)
    answer = client.post(target, body, headers={"referer": f"http://testserver{page}"})
    assert leads_to(answer) == page
    told = client.get(answer.url).content.decode()
    assert "尚未提交" in told and "noscript" in told
    assert f'name="next" value="{page}"' in told
    wrong = Client().post("/login/", {"username": who, "password": "wrong", "next": page, "unsent": "1"})
    assert "尚未提交" in wrong.content.decode()
    landed = Client().post("/login/", {"username": who, "password": "tiexi-demo", "next": page, "unsent": "1"})
    assert landed.url == page
    assert not ProgressReport.objects.exists() and not Instruction.objects.exists()


@pytest.mark.parametrize("kind", ["act", "record", "instruction", "mails"])
def test_without_a_referer_the_address_it_was_sent_to_is_the_forms_own(place, kind):
    _page, target, _who, body = place[kind]
    assert leads_to(Client().post(target, body)) == target


@pytest.mark.parametrize(
    "foreign", ["https://elsewhere.example/x", "//elsewhere.example/", "http://testserver/login/?next=/", "x"]
)
def test_a_foreign_page_or_the_log_in_form_is_nobodys_form(place, foreign):
    _page, target, _who, body = place["act"]
    assert leads_to(Client().post(target, body, headers={"referer": foreign})) == target


def test_a_stranger_leaves_nothing_on_the_server(place, cast):
    for _page, target, _who, body in place.values():
        Client().post(target, body)
    assert not Session.objects.exists() and not Upload.objects.exists()


def test_a_password_changed_elsewhere_ends_the_session_and_the_form_leads_back(client, place, cast):
    client.force_login(cast.steward)
    cast.steward.set_password("another-Password-9")
    cast.steward.save()
    page, target, _who, body = place["act"]
    assert leads_to(client.post(target, body)) == page


def test_a_void_token_of_somebody_who_is_logged_in_leads_back_to_the_form(place, cast):
    """Logged in anew in another tab."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.steward)
    page, target, _who, body = place["act"]
    answer = client.post(target, body, headers={"referer": f"http://testserver{page}"})
    assert answer.status_code == 403 and f'href="{page}"' in answer.content.decode()


def test_the_log_in_form_with_a_void_token_leads_nowhere(db):
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "x", "password": "x"})
    assert answer.status_code == 403 and "/login/?" not in answer.content.decode()


def test_the_browser_is_told_what_was_taken_and_nothing_else(client, place, cast):
    client.force_login(cast.steward)
    _page, target, _who, _body = place["act"]
    draft = "0123456789abcdef" * 2
    assert "tx-sent" not in client.post(target, {"draft": draft}).cookies
    taken = client.post(target, {"note": "路基完成一半", "draft": draft})
    assert taken.status_code == 302 and taken.cookies["tx-sent"].value == draft
    assert "tx-sent" not in client.post(target, {"note": "又一次", "draft": "a;b"}).cookies


def test_who_must_choose_a_password_first_has_sent_nothing(client, place, cast):
    client.force_login(cast.steward)
    type(cast.steward).objects.filter(pk=cast.steward.pk).update(must_change_password=True)
    _page, target, _who, body = place["act"]
    answer = client.post(target, body | {"draft": "0123456789abcdef" * 2})
    assert answer.url == "/password/" and "tx-sent" not in answer.cookies


def test_logging_out_tells_the_browser_whose_drafts_to_forget(client, cast):
    client.force_login(cast.steward)
    assert client.post("/logout/").cookies["tx-out"].value == str(cast.steward.pk)
    assert "tx-out" not in client.post("/logout/").cookies


def addresses(cast):
    """Every list, form and page that has an address of its own."""
    yield from [
        "/login/",
        "/password/",
        "/logout/",
        "/admin/",
        "/",
        "/wall/",
        "/instructions/",
        "/papers/",
        "/subscriptions/",
    ]
    yield from [
        "/reports/overdue/",
        f"/projects/{cast.project.code}/",
        f"/instruct/?project={cast.project.code}",
    ]
    records = {type(one): one for one in (cast.project, cast.milestone, cast.target, cast.roads, cast.other)}
    for model_admin in admin.site._registry.values():
        name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
        yield from (reverse(f"{name}_{page}") for page in ("changelist", "add"))
        if record := records.get(model_admin.model):
            yield reverse(f"{name}_change", args=[record.pk])
            for form in getattr(model_admin, "action_forms", ()):
                yield record_action_url(record, form, record.pk)
    try:
        yield reverse("admin:auth_user_password_change", args=[cast.other.pk])
    except NoReverseMatch:
        yield f"/admin/projects/user/{cast.other.pk}/password/"


@pytest.mark.parametrize("who", [None, *ROLES])
def test_every_page_and_form_has_one_place_to_start_at_most(client, cast, who):
    if who:
        client.force_login(getattr(cast, who))
    seen = set()
    for address in addresses(cast):
        page = client.get(address, follow=True)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        starts = STARTS.findall(page.content.decode())
        assert len(starts) <= 1 and "autofocus" not in starts, address
        seen |= {page.request["PATH_INFO"]} if starts else set()
    assert ("/login/" if who is None else "/password/") in seen
    assert who not in ("steward", "supervisor") or any(one.startswith("/admin/") for one in seen)


def test_a_refused_form_starts_at_its_first_fault_alone(client, cast):
    client.force_login(cast.steward)
    page = client.post(reverse("admin:milestones_milestone_act_report", args=[cast.milestone.pk]), {})
    assert len(STARTS.findall(page.content.decode())) == 1
    wrong = Client().post("/login/", {"username": "steward", "password": "wrong"})
    assert STARTS.findall(wrong.content.decode()) == ["data-focus"]
    assert Project.objects.count() == 1
