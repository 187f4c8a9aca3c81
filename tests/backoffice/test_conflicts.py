"""Two people edit one record: the second is told, keeps the typed text, and nothing is overwritten silently."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from backoffice.channel import Channel, history_channel
from backoffice.errors import Conflict
from milestones.models import ChangeRequest, Instruction, Milestone
from milestones.models.carry_over import carry_over
from milestones.models.plan import approve_plan
from milestones.rules.flagging import flag_overdue
from projects.models import Project, Role, Unit, User
from tests.api_client import V1, client_of
from tests.cast import add_milestone, enter, make_cast
from tests.forms import filled, save

pytestmark = pytest.mark.django_db


def session(user):
    client = enter(user)
    return client


def page_of(record):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


@pytest.fixture
def two(cast):
    """A steward and a supervisor, each with the project's page open."""
    url = page_of(cast.project)
    first, second = session(cast.supervisor), session(cast.steward)
    return url, (first, first.get(url)), (second, second.get(url))


def test_the_second_is_told_who_changed_what_and_keeps_the_typed_text(two, cast):
    url, (first, seen), (second, opened) = two
    assert first.post(url, filled(seen, note="督查写的")).status_code == 302
    refused = second.post(url, filled(opened, note="管家写的"))
    clash = refused.context["conflicts"][0].clashes[0]
    told = (clash.label, clash.mine, clash.now, clash.change.who, clash.change.channel)
    assert refused.status_code == 409 and told == ("备注", "管家写的", "督查写的", "supervisor", "admin")
    html = refused.content.decode()
    assert "管家写的</textarea>" in html and "督查写的" in html and "supervisor" in html and "后台" in html
    assert Project.objects.get().note == "督查写的"


def test_saving_again_writes_over_what_was_then_shown(two):
    url, (first, seen), (second, opened) = two
    first.post(url, filled(seen, note="督查写的"))
    refused = second.post(url, filled(opened, note="管家写的"))
    assert second.post(url, filled(refused)).status_code == 302
    assert Project.objects.get().note == "管家写的"


def test_a_third_write_is_told_again(two):
    url, (first, seen), (second, opened) = two
    first.post(url, filled(seen, note="一"))
    refused = second.post(url, filled(opened, note="二"))
    save(first, url, note="三")
    again = second.post(url, filled(refused))
    assert again.status_code == 409 and again.context["conflicts"][0].clashes[0].now == "三"


def test_what_only_the_other_changed_is_taken_over(two):
    url, (first, seen), (second, opened) = two
    first.post(url, filled(seen, location="北一路", co_units=[str(Unit.objects.get(code="schools").pk)]))
    refused = second.post(url, filled(opened, note="管家写的"))
    conflict = refused.context["conflicts"][0]
    assert (refused.status_code, conflict.clashes) == (409, [])
    assert {(one.label, one.now, one.change.who) for one in conflict.taken} == {
        ("地点", "北一路", "supervisor"),
        ("协同单位", "区教育局", "supervisor"),
    }
    assert second.post(url, filled(refused)).status_code == 302
    project = Project.objects.get()
    assert (project.note, project.location, project.co_units.get().code) == ("管家写的", "北一路", "schools")


def test_who_changed_nothing_overwrites_nothing(two):
    url, (first, seen), (second, opened) = two
    first.post(url, filled(seen, note="督查写的"))
    assert second.post(url, filled(opened)).status_code == 302
    assert Project.objects.get().note == "督查写的"


def test_a_form_that_does_not_say_what_it_showed_writes_nothing(two):
    url, _first, (second, opened) = two
    refused = second.post(url, filled(opened, note="管家写的", snapshot=""))
    assert refused.status_code == 409 and "管家写的</textarea>" in refused.content.decode()
    assert second.post(url, filled(refused)).status_code == 302


def test_what_a_page_showed_counts_for_its_reader_alone(two):
    url, (_first, seen), (second, opened) = two
    body = filled(opened, note="管家写的") | {"snapshot": seen.context["snapshot"]}
    assert second.post(url, body).status_code == 409


def test_a_row_that_another_changed_is_told(two, cast):
    url, (first, seen), (second, opened) = two
    first.post(url, filled(seen, **{"milestones-0-sequence": "2"}))
    refused = second.post(url, filled(opened, **{"milestones-0-sequence": "3"}))
    (conflict,) = refused.context["conflicts"]
    assert refused.status_code == 409 and conflict.title == cast.milestone.name
    assert [(one.mine, one.now) for one in conflict.clashes] == [("3", "2")]
    assert Milestone.objects.get().sequence == 2
    assert second.post(url, filled(refused)).status_code == 302 and Milestone.objects.get().sequence == 3


def test_a_row_that_another_changed_and_nobody_touched_here_keeps_the_others_value(two):
    url, (first, seen), (second, opened) = two
    first.post(url, filled(seen, **{"milestones-0-sequence": "2"}))
    assert second.post(url, filled(opened, note="别处")).status_code == 302
    assert Milestone.objects.get().sequence == 2


def test_deleting_a_row_that_another_changed_is_told(cast):
    draft = add_milestone(cast, "草稿", dt.date(2024, 9, 1), sequence=2)
    url, first, second = page_of(cast.project), session(cast.supervisor), session(cast.steward)
    opened = second.get(url)
    save(first, url, **{"milestones-1-name": "定稿"})
    refused = second.post(url, filled(opened, **{"milestones-1-DELETE": "on"}))
    assert refused.status_code == 409 and Milestone.objects.get(pk=draft.pk).name == "定稿"


def test_a_row_that_another_deleted_is_told_with_what_was_typed(cast):
    add_milestone(cast, "草稿", dt.date(2024, 9, 1), sequence=2)
    add_milestone(cast, "收尾", dt.date(2024, 10, 1), sequence=3)
    url, first, second = page_of(cast.project), session(cast.supervisor), session(cast.steward)
    opened = second.get(url)
    assert save(first, url, **{"milestones-1-DELETE": "on"}).status_code == 302
    refused = second.post(
        url, filled(opened, **{"milestones-1-name": "写了很久的名字", "milestones-2-name": "收尾工程"})
    )
    conflict = refused.context["conflicts"][0]
    assert refused.status_code == 409 and (conflict.title, conflict.deleted.who) == ("草稿", "supervisor")
    assert conflict.clashes[0].mine == "写了很久的名字"
    assert second.post(url, filled(refused)).status_code == 302
    assert [*Milestone.objects.order_by("sequence").values_list("name", flat=True)] == [
        "路基完成",
        "收尾工程",
    ]


def test_a_record_that_another_deleted_is_told_with_what_was_typed(cast):
    draft = add_milestone(cast, "草稿", dt.date(2024, 9, 1))
    url, first, second = page_of(draft), session(cast.supervisor), session(cast.steward)
    opened = second.get(url)
    first.post(reverse("admin:milestones_milestone_delete", args=[draft.pk]), {"post": "yes"})
    gone = second.post(url, filled(opened, name="写了很久的名字"))
    html = gone.content.decode()
    assert gone.status_code == 404 and "写了很久的名字" in html and "supervisor" in html
    assert session(cast.other).post(url, filled(opened, name="x")).status_code == 404


def test_a_bulk_act_in_between_is_told(cast):
    project = Project.objects.create(
        code="2024-CJ-002",
        name="草案",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
        leader=cast.leader,
    )
    project.milestones.create(name="开工", forecast_due=timezone.localdate() + dt.timedelta(days=30))
    url, second = page_of(project), session(cast.steward)
    opened = second.get(url)
    bulk = {"action": "approve_plans", "_selected_action": [project.pk], "apply": "1"}
    session(cast.supervisor).post(reverse("admin:projects_project_changelist"), bulk)
    refused = second.post(url, filled(opened, name="草案（改）", plan_year="2023", location="北一路"))
    assert refused.status_code == 409 and {change.who for change, _one in refused.context["conflicts"][0].others} == {
        "supervisor"
    }
    assert second.post(url, filled(refused)).status_code == 302
    project.refresh_from_db()
    assert (project.name, project.plan_year, project.location) == ("草案", 2024, "北一路")


def test_an_import_in_between_is_told_with_its_channel(two, cast):
    url, _first, (second, opened) = two
    with history_channel(Channel.IMPORT, user=cast.admin.pk):
        Project.objects.update(location="导入的地点")
    refused = second.post(url, filled(opened, location="管家的地点"))
    clash = refused.context["conflicts"][0].clashes[0]
    assert (clash.now, clash.change.who, clash.change.channel_name) == (
        "导入的地点",
        "admin",
        str(Channel.IMPORT.label),
    )


def test_the_nightly_job_and_the_verbs_move_no_version(two, cast):
    url, _first, (second, opened) = two
    cast.steward.refresh_from_db()
    versions = (cast.project.version, cast.milestone.version, cast.target.version, cast.steward.version)
    flag_overdue()
    cast.milestone.report(by=cast.steward, note="进展", forecast_due=timezone.localdate())
    cast.milestone.claim(by=cast.steward, note="完成", finished_on=timezone.localdate())
    cast.milestone.claims.get().confirm(by=cast.second)
    cast.project.assign(by=cast.supervisor, unit=cast.schools)
    for record in (cast.project, cast.milestone, cast.target, cast.steward):
        record.refresh_from_db()
    assert (
        cast.project.version,
        cast.milestone.version,
        cast.target.version,
        cast.steward.version,
    ) == versions
    assert second.post(url, filled(opened, note="夜里之后")).status_code == 302
    cast.project.refresh_from_db(), cast.milestone.refresh_from_db()
    assert cast.project.unit == cast.schools and cast.milestone.finished_on == timezone.localdate()


def test_logging_in_is_no_edit_of_a_person_and_a_new_role_is(cast):
    before = User.objects.get(pk=cast.steward.pk).version
    session(cast.steward).get("/admin/")
    assert User.objects.get(pk=cast.steward.pk).version == before
    url, first, second = page_of(cast.steward), session(cast.admin), session(cast.admin)
    opened = second.get(url)
    assert save(first, url, role_choice=Role.UNIT_HEAD).status_code == 302
    refused = second.post(url, filled(opened, role_choice=Role.AUDITOR))
    clash = refused.context["conflicts"][0].clashes[0]
    assert (clash.label, clash.mine, clash.now, clash.change.who) == (
        "角色",
        "审计",
        "单位负责人",
        "admin",
    )
    assert User.objects.get(pk=cast.steward.pk).role == Role.UNIT_HEAD


def test_a_stale_record_in_the_code_never_takes_a_version_back(cast):
    stale = Project.objects.get()
    Project.objects.update(note="一")
    stale.save()
    assert Project.objects.get().version == cast.project.version + 2


REFUSING = """
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'facts are never changed' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER refusing BEFORE UPDATE ON projects_unit FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse();
"""


def test_what_only_the_database_refuses_keeps_the_typed_text(cast, as_owner):
    client, url = session(cast.admin), page_of(cast.schools)
    body = filled(client.get(url), name="写了很久的名字")
    with connection.cursor() as cursor:
        cursor.execute(REFUSING)
    refused = client.post(url, body)
    html = refused.content.decode()
    assert refused.status_code == 409 and "写了很久的名字" in html and "已登记的内容不能修改" in html


def test_a_row_approved_in_between_is_not_deleted_and_it_is_told(cast):
    draft = add_milestone(cast, "草稿", dt.date(2024, 9, 1), sequence=2)
    url, second = page_of(cast.project), session(cast.steward)
    body = filled(second.get(url), **{"milestones-1-DELETE": "on"}, note="写了很久")
    approve_plan(cast.project, by=cast.supervisor, note="补录")
    refused = second.post(url, body)
    html = refused.content.decode()
    assert "写了很久</textarea>" in html and "不能再删除" in html
    assert Milestone.objects.filter(pk=draft.pk).exists() and Project.objects.get().note == ""


def editable_admins():
    return [one for one in admin.site._registry.values() if getattr(one, "writers", ())]


def test_every_record_that_people_edit_has_a_version():
    for one in editable_admins():
        assert {column.name for column in one.model._meta.get_fields()} >= {"version"}, one.model


def test_every_page_to_edit_says_what_it_showed(cast):
    for one in editable_admins():
        record = one.model._base_manager.order_by("-pk").first()
        if record is None:
            continue
        who = cast.admin if Role.ADMIN in one.writers else cast.supervisor
        page = session(who).get(page_of(record))
        assert page.status_code == 200 and 'name="snapshot" value="' in page.content.decode(), one.model


FIELDS = {"name": ["区教育局", "区教体局", "区教委"], "kind": ["department", "street", "company"]}


@pytest.mark.parametrize("seed", range(25))
def test_in_any_order_no_value_is_lost_untold(cast, seed):
    """Four interleavings each; an oracle remembers what every session was shown last."""
    chance, url = random.Random(seed), page_of(cast.schools)
    people = [session(cast.admin), session(cast.admin), session(cast.admin)]
    for _round in range(4):
        pages = {one: people[one].get(url) for one in range(3)}
        shown = {one: stored(cast) for one in range(3)}
        for _step in range(3):
            one = chance.randrange(3)
            typed = {name: chance.choice(words) for name, words in FIELDS.items() if chance.random() < 0.6}
            write_once(cast, people[one], one, pages, shown, typed, url)


def stored(cast):
    return Unit.objects.values(*FIELDS).get(pk=cast.schools.pk)


def write_once(cast, client, one, pages, shown, typed, url):
    body, before = filled(pages[one], **typed), stored(cast)
    mine = {name for name in FIELDS if body[name] != shown[one][name]}
    answer = client.post(url, body)
    lost = {name for name in mine if before[name] not in (shown[one][name], body[name])}
    if answer.status_code == 302:
        assert not lost
        assert stored(cast) == before | {name: body[name] for name in mine}
        pages[one], shown[one] = client.get(url), stored(cast)
        return
    assert answer.status_code == 409 and stored(cast) == before
    assert {clash.name for clash in answer.context["conflicts"][0].clashes} == lost
    pages[one], shown[one] = answer, before


def in_threads(count, act):
    """Everybody at once, each on a connection of its own."""
    gate = Barrier(count)

    def run(number):
        try:
            gate.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [*pool.map(run, range(count))]


@pytest.mark.django_db(transaction=True)
def test_of_thirty_writers_with_one_etag_one_writes():
    cast = make_cast()
    client, path = client_of(cast.supervisor), f"{V1}projects/{cast.project.code}/"
    tag = client.get(path)["ETag"]
    clients = [client_of(cast.supervisor) for _number in range(30)]

    def write(number):
        return clients[number].patch(path, {"note": f"{number}"}, format="json", HTTP_IF_MATCH=tag).status_code

    answers = in_threads(30, write)
    assert sorted(answers) == [200] + [412] * 29
    assert Project.objects.get().note == str(answers.index(200))


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_one_page_at_once_seven_are_told():
    cast = make_cast()
    url, people = page_of(cast.project), [session(cast.supervisor) for _number in range(8)]
    bodies = [filled(person.get(url), note=f"第{number}人") for number, person in enumerate(people)]
    answers = in_threads(8, lambda number: people[number].post(url, bodies[number]).status_code)
    assert sorted(answers) == [302] + [409] * 7
    assert Project.objects.get().note == f"第{answers.index(302)}人"


def refusals(cast):
    """Acts of which somebody else was the first: what the loser calls, and who won."""
    today = timezone.localdate()
    second = add_milestone(cast, "路面", today)
    approve_plan(cast.project, by=cast.supervisor)
    yield lambda: approve_plan(cast.project, by=cast.second), "supervisor"
    claim = cast.milestone.claim(by=cast.steward, note="完成", finished_on=today)
    yield lambda: cast.milestone.claim(by=cast.head, note="完成", finished_on=today), "steward"
    claim.confirm(by=cast.supervisor)
    yield lambda: claim.send_back(by=cast.second, reason="不实"), "supervisor"
    yield lambda: cast.milestone.claim(by=cast.head, note="完成", finished_on=today), "supervisor"
    claim.reopen(by=cast.second, reason="质量")
    yield lambda: claim.reopen(by=cast.supervisor, reason="质量"), "second"
    change = second.request_change(by=cast.steward, kind="cancel", reason_class="land", text="征迁")
    yield (
        lambda: second.request_change(by=cast.head, kind="cancel", reason_class="land", text="征迁"),
        "steward",
    )
    change.approve(by=cast.supervisor)
    yield lambda: change.refuse(by=cast.second, reason="不同意"), "supervisor"
    yield lambda: second.report(by=cast.steward, note="进展"), "supervisor"
    asked = Instruction.give(by=cast.leader, text="加快", reply_by=today, milestone=cast.milestone)
    asked.answer(by=cast.steward, note="已加快")
    yield lambda: asked.answer(by=cast.head, note="已加快"), "steward"
    asked.close(by=cast.supervisor, reason="已当面答复")
    yield lambda: asked.close(by=cast.leader, reason="已当面答复"), "supervisor"
    with history_channel(Channel.ADMIN, user=cast.supervisor.pk):
        carry_over(cast.project, by=cast.supervisor)
    yield lambda: carry_over(cast.project, by=cast.second), "supervisor"
    suspend = {"kind": "suspend", "reason_class": "land", "text": "停", "project": cast.project}
    ChangeRequest.ask(by=cast.steward, **suspend).approve(by=cast.supervisor)
    yield lambda: ChangeRequest.ask(by=cast.head, **suspend), "supervisor"
    yield lambda: cast.milestone.claim(by=cast.head, note="完成", finished_on=today), "supervisor"


def test_the_loser_of_every_verb_reads_who_was_first_and_when(cast):
    count = 0
    for act, winner in refusals(cast):
        with pytest.raises(Conflict) as told:
            act()
        assert winner in str(told.value) and f"{timezone.localtime():%H:}" in str(told.value), told.value
        count += 1
    assert count == 13


def test_of_two_who_assign_in_bulk_the_second_is_told(cast):
    url, first, second = (
        reverse("admin:projects_project_changelist"),
        session(cast.supervisor),
        session(cast.second),
    )
    body = {"action": "assign_steward", "_selected_action": [cast.project.pk]}
    seen = [person.post(url, body).context["form"]["snapshot"].value() for person in (first, second)]
    body |= {"apply": "1", "snapshot": seen[0]}
    first.post(url, body | {"steward": cast.other.pk})
    told = second.post(url, body | {"steward": cast.head.pk, "snapshot": seen[1]}, follow=True)
    assert "supervisor" in " ".join(str(one) for one in told.context["messages"])
    cast.project.refresh_from_db()
    assert cast.project.steward == cast.other


def act_page(record, verb):
    return page_of(record).replace("change/", f"{verb}/")


@pytest.mark.parametrize(
    ("verb", "first", "then"),
    [
        ("assign", {"unit": "schools"}, {"unit": "roads"}),
        ("phase", {"phase": "started"}, {"phase": "completed"}),
    ],
)
def test_who_assigns_or_moves_second_is_told(cast, verb, first, then):
    units = {unit.code: str(unit.pk) for unit in Unit.objects.all()}
    url, one, two = act_page(cast.project, verb), session(cast.supervisor), session(cast.second)
    bodies = [{name: units.get(word, word) for name, word in body.items()} for body in (first, then)]
    shown = two.get(url).context["form"].fields["snapshot"].initial
    now = one.get(url).context["form"].fields["snapshot"].initial
    assert one.post(url, bodies[0] | {"snapshot": now}).status_code == 302
    refused = two.post(url, bodies[1] | {"snapshot": shown})
    assert refused.status_code == 409 and "supervisor" in refused.content.decode()
    cast.project.refresh_from_db()
    assert bodies[0] == {
        name: str(getattr(cast.project, f"{name}_id", None) or getattr(cast.project, name)) for name in first
    }
