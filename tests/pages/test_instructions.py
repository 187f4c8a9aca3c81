"""Writing an instruction from a page, reading the answers, and closing it."""

import datetime as dt

import pytest

from backoffice.clock import today
from milestones.models import Instruction
from tests.cast import noon

pytestmark = pytest.mark.django_db


def enter(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    return client


def soon():
    return today() + dt.timedelta(3)


def address(cast, **more):
    query = "&".join(f"{name}={value}" for name, value in ({"milestone": cast.milestone.pk} | more).items())
    return f"/instructions/new/?{query}"


@pytest.mark.parametrize(("who", "word"), [("leader", "批示"), ("supervisor", "督办")])
def test_a_leader_gives_a_directive_and_a_supervisor_a_notice(client, cast, who, word):
    enter(client, getattr(cast, who))
    assert f">{word}</a>" in client.get("/reports/overdue/", {"on": "2024-07-01"}).content.decode()
    assert f"<h1>就“{cast.milestone.name}”{word}</h1>" in client.get(address(cast)).content.decode()
    client.post(address(cast), {"text": "排出赶工计划", "reply_by": soon().isoformat()})
    for page in ("/instructions/", "/projects/2024-CJ-001/"):
        assert f"{getattr(cast, who)}{word}，" in client.get(page).content.decode()
    listed = client.get("/api/v1/instructions/", {"kind": Instruction.objects.get().kind}).json()["results"]
    assert [one["text"] for one in listed] == ["排出赶工计划"]


@pytest.mark.parametrize("who", ["leader", "supervisor"])
def test_two_clicks_from_a_row_give_one(client, cast, who):
    enter(client, getattr(cast, who))
    row = client.get("/reports/overdue/", {"on": "2024-07-01"}).content.decode()
    assert f"/instructions/new/?milestone={cast.milestone.pk}&amp;next=" in row
    form = client.get(address(cast, next="/reports/overdue/"))
    assert form.status_code == 200 and 'name="reply_by" value="20' in form.content.decode()
    answer = client.post(
        address(cast, next="/reports/overdue/"), {"text": "排出赶工计划", "reply_by": soon().isoformat()}
    )
    assert answer.status_code == 302 and answer["Location"] == "/reports/overdue/"
    given = Instruction.objects.get()
    assert (given.milestone, given.by, given.reply_by) == (cast.milestone, getattr(cast, who), soon())


def test_one_on_a_project_goes_back_to_its_page_and_stands_there(client, cast):
    enter(client, cast.leader)
    page = client.get("/projects/2024-CJ-001/").content.decode()
    assert 'action="/instructions/new/?project=2024-CJ-001"' in page
    answer = client.post("/instructions/new/?project=2024-CJ-001", {"text": "报进度", "reply_by": soon().isoformat()})
    assert answer["Location"] == "/projects/2024-CJ-001/"
    assert "报进度" in client.get("/projects/2024-CJ-001/").content.decode()


def test_looking_at_the_form_writes_nothing(client, cast):
    enter(client, cast.leader).get(address(cast))
    assert not Instruction.objects.exists()


def test_what_was_typed_survives_an_error_at_its_field(client, cast):
    enter(client, cast.leader)
    page = client.post(address(cast, next="/"), {"text": "排出赶工计划", "reply_by": "2024-01-01"})
    text = page.content.decode()
    assert page.status_code == 400 and "排出赶工计划" in text and 'id="give-reply_by_error"' in text
    assert 'name="next" value="/"' in text
    page = client.post(address(cast), {"text": " ", "reply_by": soon().isoformat()})
    assert page.status_code == 400 and 'id="give-text_error"' in page.content.decode()
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("who", ["steward", "head", "auditor", "admin"])
def test_who_may_not_give_one_is_told_why(client, cast, who):
    enter(client, getattr(cast, who))
    assert "/instructions/new/" not in client.get("/", {"on": "2024-07-01"}).content.decode()
    for refused in (client.get(address(cast)), client.post(address(cast), {"text": "x", "reply_by": soon()})):
        assert refused.status_code == 403 and "只有" in refused.content.decode()
    assert not Instruction.objects.exists()


def test_what_is_out_of_sight_or_not_named_is_not_found(client, cast):
    enter(client, cast.other)
    assert client.get(address(cast)).status_code == 404
    enter(client, cast.leader)
    for query in ("", "?milestone=999999", "?milestone=x", "?milestone=" + "9" * 40, "?project=2024-CJ-999"):
        assert client.get(f"/instructions/new/{query}").status_code == 404


def test_it_never_leads_out_of_the_house(client, cast):
    enter(client, cast.leader)
    answer = client.post(address(cast, next="https://example.com/"), {"text": "报", "reply_by": soon().isoformat()})
    assert answer["Location"] == "/projects/2024-CJ-001/"


def give(cast, by, **changed):
    said = {
        "milestone": cast.milestone,
        "text": "排出赶工计划",
        "reply_by": dt.date(2024, 6, 30),
        "at": noon(dt.date(2024, 6, 20)),
    }
    return Instruction.give(by=by, **(said | changed))


def test_the_list_shows_mine_first_what_is_late_before_what_is_answered(client, cast):
    answered = give(cast, cast.leader, text="已答的")
    answered.answer(by=cast.steward, note="已增加班组", at=noon(dt.date(2024, 6, 22)))
    give(cast, cast.leader, text="没答的")
    give(cast, cast.supervisor, text="督办的")
    page = enter(client, cast.leader).get("/instructions/", {"on": "2024-07-02"})
    assert [line.instruction.text for line in page.context["lines"]] == ["没答的", "已答的"]
    assert [line.state for line in page.context["lines"]] == ["late", "answered"]
    text = page.content.decode()
    assert "已增加班组" in text and "逾期2天未答复" in text
    everything = client.get("/instructions/", {"whose": "all", "on": "2024-07-02"}).context["lines"]
    assert len(everything) == 3
    assert len(enter(client, cast.supervisor).get("/instructions/").context["lines"]) == 3
    assert not enter(client, cast.other).get("/instructions/").context["lines"]


def test_an_answer_from_after_the_day_is_not_shown(client, cast):
    given = give(cast, cast.leader)
    given.answer(by=cast.steward, note="已增加班组", at=noon(dt.date(2024, 7, 5)))
    page = enter(client, cast.leader).get("/instructions/", {"on": "2024-07-02"})
    assert page.context["lines"][0].state == "late" and "已增加班组" not in page.content.decode()


def test_the_giver_or_a_supervisor_closes_one_once(client, cast):
    given = give(cast, cast.leader)
    address = f"/instructions/{given.pk}/close/"
    opened = enter(client, cast.leader).get(address)
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "只接受提交的表单" in opened.content.decode()
    assert enter(client, cast.other).post(address).status_code == 404
    assert enter(client, cast.steward).post(address).status_code == 403
    said = {"reason": "已当面答复"}
    assert enter(client, cast.leader).post(address, said)["Location"] == "/instructions/"
    given.refresh_from_db()
    assert given.closed_by == cast.leader
    back = f"/instructions/{given.pk}/take-back/"
    assert "撤回办结" in enter(client, cast.leader).get("/instructions/").content.decode()
    assert enter(client, cast.supervisor).post(back).status_code == 403
    assert enter(client, cast.leader).post(back)["Location"] == "/instructions/"
    given.refresh_from_db()
    assert (given.closed_by, given.closed_at) == (None, None)
    assert enter(client, cast.leader).post(back).status_code == 409
    assert enter(client, cast.leader).post(address, said).status_code == 302
    again = enter(client, cast.supervisor).post(address, said)
    assert again.status_code == 409 and 'role="alert"' in again.content.decode()


def test_the_list_costs_a_fixed_number_of_queries(client, cast, django_assert_num_queries):
    give(cast, cast.leader).answer(by=cast.steward, note="答", at=noon(dt.date(2024, 6, 22)))
    enter(client, cast.leader).get("/instructions/")
    with django_assert_num_queries(6):
        client.get("/instructions/")
    for number in range(10):
        give(cast, cast.leader, text=f"第{number}条")
    with django_assert_num_queries(6):
        client.get("/instructions/")
