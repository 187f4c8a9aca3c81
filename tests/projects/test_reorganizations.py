"""A unit is renamed, merged, split or closed by one decided act, and the days before it stay as they were."""

import datetime as dt

import pytest
import time_machine
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from milestones.admin.dashboard.accounts import headless_units_section, reorganization_text
from milestones.admin.reorganization import ReorganizationAdmin, consequence_lines
from milestones.models import Instruction, Standing
from milestones.reports.home.report import home_report
from milestones.reports.ranking.report import unit_ranking
from milestones.reports.reorganizations import reorganizations_by_unit
from projects.models import Assignment, Project, Reorganization, Role, Unit, User, carry_out_due
from projects.models.assignment import is_named_by_decision
from projects.models.wording import wording_as_of
from tests.api_client import read
from tests.cast import day, enter, give, noon, owner, person
from tests.forms import save
from tests.imports.workbook import PEOPLE, cells, checked, edited, exported

pytestmark = pytest.mark.django_db
ONE = dt.timedelta(1)


def ask(cast, kind="merge", unit=None, **given):
    given = {"by": cast.admin, "day": today(), "text": "机构改革方案"} | given
    if kind in ("merge", "split"):
        given.setdefault("into", cast.schools)
    return Reorganization.ask(kind, unit or cast.roads, **given)


def carried_out(cast, kind="merge", unit=None, **given):
    return ask(cast, kind, unit, **given).approve(by=cast.supervisor)


def unit_of(project, on):
    """The unit that answered for a project at the end of a day, as it was called then."""
    with wording_as_of(on):
        return Assignment.objects.on(on).select_related("unit").get(project=project).unit.name


def test_a_merged_unit_hands_over_people_projects_sub_units_and_co_operation(cast):
    office = Unit.objects.create(code="office", name="道路科", parent=cast.roads)
    shared = Project.objects.create(
        code="2024-CJ-002", name="新建小学", plan_year=2024, category=cast.project.category, unit=office
    )
    shared.co_units.set([cast.roads])
    gone = person("gone", Role.STEWARD, cast.roads, is_active=False)
    done = carried_out(cast)
    for record in (cast.project, cast.steward, cast.head, gone, office, cast.roads, shared):
        record.refresh_from_db()
    assert {cast.project.unit, cast.steward.unit, cast.head.unit, gone.unit, office.parent} == {cast.schools}
    assert (cast.project.steward, cast.project.leader) == (cast.steward, cast.leader)
    assert [*shared.co_units.all()] == [cast.schools] and shared.unit == office
    assert cast.roads.closed_at == done.carried_out_at and cast.roads.head is None
    assert str(done) == "区住建局并入区教育局"
    # Who took over reads and answers for what was the former unit's.
    assert cast.roads in Unit.objects.within(cast.schools.pk)
    assert Project.objects.visible_to(cast.other).filter(pk=cast.project.pk).exists()


def test_the_days_before_name_the_former_unit(cast):
    yesterday = today() - ONE
    before = [unit_ranking(yesterday).checksum, unit_of(cast.project, yesterday)]
    late = Standing.objects.on(today()).get(milestone=cast.milestone).days_late
    carried_out(cast)
    carried_out(cast, "rename", cast.schools, name="区教育和建设局")
    assert [unit_ranking(yesterday).checksum, unit_of(cast.project, yesterday)] == before
    assert before[1] == "区住建局" and unit_of(cast.project, today()) == "区教育和建设局"
    assert Standing.objects.on(today()).get(milestone=cast.milestone).days_late == late


def test_a_renamed_unit_keeps_its_code_and_its_former_name(cast):
    done = carried_out(cast, "rename", name=" 区城市建设局 ")
    cast.roads.refresh_from_db()
    assert (cast.roads.name, cast.roads.code, done.former_name) == ("区城市建设局", "roads", "区住建局")
    assert str(done) == "区住建局更名为区城市建设局"


def test_a_split_hands_over_what_was_chosen_and_nothing_else(cast):
    stays = Project.objects.create(
        code="2024-CJ-003", name="留下", plan_year=2024, category=cast.project.category, unit=cast.roads
    )
    carried_out(cast, "split", parts={"projects": [cast.project], "people": [cast.steward]})
    for record in (cast.project, cast.steward, cast.head, stays, cast.roads):
        record.refresh_from_db()
    assert {cast.project.unit, cast.steward.unit} == {cast.schools}
    assert {stays.unit, cast.head.unit} == {cast.roads} and cast.roads.closed_at is None


def test_a_unit_on_which_something_hangs_is_not_just_closed(cast):
    with pytest.raises(ValidationError, match="项目 1"):
        ask(cast, "close")
    empty = Unit.objects.create(code="empty", name="临时指挥部")
    carried_out(cast, "close", empty)
    empty.refresh_from_db()
    assert empty.closed_at


def test_it_waits_for_its_day(cast):
    done = carried_out(cast, day=today() + ONE)
    cast.project.refresh_from_db()
    assert (done.state, done.carried_out_at, cast.project.unit) == ("approved", None, cast.roads)
    with pytest.raises(Exception, match="carried out on its day"), transaction.atomic():
        Reorganization.objects.update(carried_out_at=done.decided_at)
    assert not Reorganization.objects.due_on(today()) and Reorganization.objects.due_on(today() + ONE)


@pytest.mark.parametrize("kind", ["rename", "merge", "split", "close"])
def test_nobody_but_an_administrator_asks_and_nobody_but_a_supervisor_decides(cast, kind):
    for who in (cast.supervisor, cast.leader, cast.head, cast.steward, cast.auditor):
        with pytest.raises(NotAllowed):
            ask(cast, kind, by=who)
    asked = ask(cast)
    for who in (cast.admin, cast.auditor, cast.head, cast.leader):
        for decision in (asked.approve, asked.refuse):
            with pytest.raises(NotAllowed):
                decision(by=who, reason="x")
    with pytest.raises(NotAllowed):
        asked.withdraw(by=cast.supervisor)
    give(cast.admin, Role.SUPERVISOR)
    for decision in (asked.approve, asked.refuse):
        with pytest.raises(NotAllowed):
            decision(by=User.objects.get(pk=cast.admin.pk), reason="自己批")
    give(cast.admin, Role.ADMIN)
    asked.withdraw(by=cast.admin)
    with pytest.raises(Conflict):
        asked.approve(by=cast.supervisor)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("rename", {"name": "　"}, "name"),
        ("rename", {"name": "区教育局"}, "name"),
        ("merge", {"into": None}, "into"),
        ("merge", {"into": "roads"}, "into"),
        ("merge", {"into": "office"}, "into"),
        ("split", {}, "projects"),
        ("merge", {"day": today() - ONE}, "day"),
        ("merge", {"day": today() + 400 * ONE}, "day"),
        ("merge", {"text": " "}, "text"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(cast, kind, given, field):
    Unit.objects.create(code="office", name="道路科", parent=cast.roads)
    if isinstance(given.get("into"), str):
        given = given | {"into": Unit.objects.get(code=given["into"])}
    with pytest.raises(ValidationError) as refused:
        ask(cast, kind, **given)
    assert [*refused.value.message_dict] == [field] and not Reorganization.objects.exists()


def test_units_of_which_one_waits_take_no_other(cast):
    ask(cast)
    water = Unit.objects.create(code="water", name="区水务局")
    again, onward = ("rename", cast.roads, {"name": "新名"}), ("merge", cast.schools, {"into": water})
    for kind, unit, given in (again, onward, ("merge", water, {"into": cast.roads})):
        with pytest.raises(Conflict, match="区住建局并入区教育局"):
            ask(cast, kind, unit, **given)


def test_who_decides_is_told_that_nobody_heads_the_receiver(cast):
    told = ["区教育局没有负责人，确定负责人之前，升级督办直接报分管领导。", "区住建局的负责人是head。"]
    ask(cast)
    assert consequence_lines(Reorganization.objects.get())[1:3] == told
    Unit.objects.filter(pk=cast.schools.pk).update(head=person("taken", Role.UNIT_HEAD, cast.schools))
    assert not set(told) & set(consequence_lines(Reorganization.objects.get()))
    User.objects.filter(username="taken").update(is_active=False)
    Reorganization.objects.get().approve(by=cast.supervisor)
    section = headless_units_section()
    assert [(line.title, line.why) for line in section.lines] == [("区教育局", "其负责人的账号已停用。")]
    Unit.objects.filter(pk=cast.schools.pk).update(head=cast.head)
    assert not Unit.objects.without_head()


def test_a_closed_unit_takes_nothing_on(cast):
    carried_out(cast)
    cast.roads.refresh_from_db()
    attempts = [
        lambda: cast.project.assign(by=cast.supervisor, unit=cast.roads),
        lambda: User.objects.filter(pk=cast.steward.pk).update(unit=cast.roads),
        lambda: cast.project.co_units.add(cast.roads),
        lambda: Unit.objects.create(code="below", name="下属", parent=cast.roads),
        lambda: Project.objects.filter(pk=cast.project.pk).update(unit=cast.roads),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match="closed unit"), transaction.atomic():
            attempt()
    with pytest.raises(ValidationError) as refused:
        ask(cast, "rename", name="又名")
    assert [*refused.value.message_dict] == ["unit"]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE projects_unit SET name = '别的名字'",
        "UPDATE projects_unit SET closed_at = now()",
        "UPDATE projects_reorganization SET state = 'approved', decided_by_id = asked_by_id, decided_at = now()",
        "UPDATE projects_reorganization SET carried_out_at = now()",
        "UPDATE projects_reorganization SET into_id = unit_id",
        "UPDATE projects_reorganization SET day = day - 9",
        "DELETE FROM projects_reorganization",
        "DELETE FROM projects_reorganizationevent",
    ],
)
def test_the_applications_role_reorganizes_nothing_alone(cast, attack):
    ask(cast)
    with pytest.raises(Exception) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert type(refused.value.__cause__).__name__ in ("CheckViolation", "InsufficientPrivilege")


def test_a_unit_without_an_approved_project_is_renamed_by_hand(cast):
    assert (is_named_by_decision(cast.roads), is_named_by_decision(cast.schools)) == (True, False)
    Unit.objects.filter(pk=cast.schools.pk).update(name="区教委")


def test_a_person_moved_with_the_unit_works_there_at_once(cast):
    with owner():
        Unit.objects.filter(pk=cast.schools.pk).update(head=None)
    client = enter(cast.steward)
    carried_out(cast)
    assert client.get(f"/projects/{cast.project.code}/").status_code == 200
    assert User.objects.get(pk=cast.head.pk).unit == cast.schools


def test_what_is_refused_changes_nothing(cast):
    asked = ask(cast).refuse(by=cast.supervisor, reason="方案未定")
    cast.project.refresh_from_db()
    assert (asked.state, cast.project.unit, cast.roads.closed_at) == ("refused", cast.roads, None)
    with pytest.raises(ValidationError):
        ask(cast).refuse(by=cast.supervisor, reason=" ")


def test_what_was_approved_for_a_day_to_come_is_withdrawn_until_then(cast):
    done = carried_out(cast, day=today() + ONE).withdraw(by=cast.admin)
    assert done.state == "withdrawn" and not Reorganization.objects.open()
    with pytest.raises(Conflict):
        carried_out(cast).withdraw(by=cast.admin)


def test_the_night_carries_out_what_is_due_and_no_fault_holds_it_up(cast):
    tomorrow = today() + ONE
    first = carried_out(cast, "rename", name="区城建局", day=tomorrow)
    clash = carried_out(cast, "rename", cast.schools, name="区教委", day=tomorrow)
    with time_machine.travel(noon(tomorrow)), owner():
        Unit.objects.create(code="new", name="区教委")
        count = carry_out_due(timezone.now())
    assert count == 1
    first.refresh_from_db()
    clash.refresh_from_db()
    assert first.carried_out_at and clash.carried_out_at is None and clash.is_open


def test_home_says_what_became_of_a_unit(cast):
    yesterday = home_report(cast.leader, today() - ONE).checksum
    done = carried_out(cast, document_number="铁编发〔2026〕3号")
    home = home_report(cast.leader, today())
    (told,) = home.changes.reorganizations
    assert told.what == str(done) and "铁编发〔2026〕3号" in told.how and told.people == ("admin", "supervisor")
    assert home.as_json()["reorganizations"][0]["into"] == "schools"
    (moved,) = home.changes.moved
    assert moved.with_unit and "机构调整" in moved.how and moved.by == "supervisor"
    assert home_report(cast.leader, today() - ONE).checksum == yesterday
    page = enter(cast.leader).get("/", {"on": today().isoformat()}).content.decode()
    assert "区住建局" in page and "铁编发〔2026〕3号" in page


def test_the_ranking_keeps_the_lateness_of_a_merged_unit_and_says_where_it_went(cast):
    """The milestone was due on 14 June 2024; the unit was merged six days later."""
    june = day(6, 20)
    (before,) = [row for group in unit_ranking(june).groups for row in group.rows]
    with time_machine.travel(noon(june)), owner():
        carried_out(cast)
    (after,) = [row for group in unit_ranking(june).groups for row in group.rows]
    assert (after.unit, after.overdue) == (before.unit, before.overdue) == ("roads", 1)
    (told,) = after.reorganizations
    assert told.told.startswith("区住建局并入区教育局")
    on = {"on": "2024-06-20"}
    client = enter(cast.leader)
    for address in ("/reports/units/", "/reports/units/roads/"):
        assert "并入区教育局" in client.get(address, on).content.decode()
        assert "并入区教育局" not in client.get(address, {"on": "2024-06-19"}).content.decode()
    (row,) = read(cast.leader, "reports/units/", **on)["rows"]
    assert row["reorganizations"][0]["kind"] == "merge"
    assert enter(cast.other).get("/reports/units/roads/", on).status_code == 200


def test_who_stood_above_a_closed_unit_still_reads_its_past(cast):
    """The office of one bureau goes to another's: the former bureau reads the days before, the new one all of them."""
    first = Unit.objects.create(code="first", name="甲局")
    office = Unit.objects.create(code="office", name="道路科", parent=first)
    onward = Unit.objects.create(code="onward", name="科室", parent=cast.schools)
    former, receiving = person("former", Role.UNIT_HEAD, first), person("receiving", Role.UNIT_HEAD, cast.schools)
    carried_out(cast, "merge", office, into=onward)
    address, before = "/reports/units/office/", {"on": (today() - ONE).isoformat()}
    for who, now, then in ((former, 403, 200), (receiving, 200, 200), (cast.head, 403, 403)):
        assert [enter(who).get(address, query).status_code for query in ({}, before)] == [now, then]
    # However deep it comes to lie: its receiver is put under another office.
    above = Unit.objects.create(code="above", name="处室", parent=cast.schools)
    Unit.objects.filter(pk=onward.pk).update(parent=above)
    assert enter(receiving).get(address).status_code == 200
    carried_out(cast, "merge", first, into=cast.roads)
    assert [enter(cast.head).get(address, query).status_code for query in ({}, before)] == [403, 200]


def test_a_workbook_neither_renames_a_unit_in_use_nor_names_a_closed_one(cast):
    content = exported(cast.admin, Project.objects.none())
    rows = cells(content, PEOPLE)
    (number,) = [number for number, row in enumerate(rows, start=1) if "roads" in row and "区住建局" in row]
    record = checked(edited(content, PEOPLE, number, "名称", "区城建局"), cast.admin)
    assert "更名须经机构调整" in str(record.faults)
    carried_out(cast)
    assert not [row for row in cells(exported(cast.admin, Project.objects.none()), PEOPLE) if "roads" in row]


def test_two_units_are_merged_into_a_third_that_gets_their_name_on_one_day(cast):
    """A and B become C, which is called as A was: each asked for before any is decided."""
    water = Unit.objects.create(code="water", name="区水务局")
    tomorrow = today() + ONE
    given = {"into": water, "day": tomorrow}
    asked = [ask(cast, "merge", cast.roads, **given), ask(cast, "merge", cast.schools, **given)]
    asked.append(ask(cast, "rename", water, name="区建设和教育局", day=tomorrow))
    for one in asked:
        one.approve(by=cast.supervisor)
    with time_machine.travel(noon(tomorrow)), owner():
        assert carry_out_due(timezone.now()) == 3
    cast.project.refresh_from_db()
    assert str(cast.project.unit) == "区建设和教育局" and str(Reorganization.objects.get(pk=asked[0].pk)) == (
        "区住建局并入区水务局"
    )


def test_a_closed_unit_is_marked_and_its_name_is_free(cast):
    carried_out(cast)
    cast.roads.refresh_from_db()
    assert cast.roads.name == f"区住建局（{today().year}年撤并）"
    done = carried_out(cast, "rename", cast.schools, name="区住建局")
    assert done.carried_out_at and unit_of(cast.project, today()) == "区住建局"
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.roads.hand_to(cast.head, by=cast.supervisor)
    with pytest.raises(ValidationError) as refused:
        Instruction.give(
            by=cast.supervisor, project=cast.project, text="请说明", reply_by=today(), to="unit", unit=cast.roads
        )
    assert [*refused.value.message_dict] == ["unit"]
    page = enter(cast.leader).get(f"/instructions/new/?project={cast.project.code}").content.decode()
    assert "年撤并" not in page


def test_units_neither_turn_in_a_ring_nor_stand_on_a_fourth_level(cast):
    office = Unit.objects.create(code="office", name="道路科", parent=cast.roads)
    station = Unit.objects.create(code="station", name="养护站", parent=office)
    for into in (office, station):
        with pytest.raises(ValidationError) as refused:
            ask(cast, "split", into=into, parts={"units": [office]})
        assert [*refused.value.message_dict] == ["into"]
    with pytest.raises(ValidationError, match="三级"):
        ask(cast, "merge", cast.schools, into=station)
    with pytest.raises(IntegrityError, match="below it"), transaction.atomic():
        Unit.objects.filter(pk=cast.roads.pk).update(parent=station)
    with pytest.raises(IntegrityError, match="three levels"), transaction.atomic():
        Unit.objects.create(code="post", name="岗亭", parent=station)
    for unit, parent in ((cast.roads, station), (cast.schools, station)):
        page = save(enter(cast.admin), reverse("admin:projects_unit_change", args=[unit.pk]), parent=parent.pk)
        assert page.context["adminform"].form.errors["parent"]


def test_the_receiver_no_longer_co_operates_where_it_answers_and_no_head_stays_behind(cast):
    cast.project.co_units.set([cast.schools])
    carried_out(cast, "split", parts={"projects": [cast.project], "people": [cast.head]})
    cast.project.refresh_from_db()
    cast.roads.refresh_from_db()
    assert (cast.project.unit, [*cast.project.co_units.all()], cast.roads.head) == (cast.schools, [], None)


def test_what_cannot_be_carried_out_is_told_and_any_administrator_withdraws_it(cast):
    empty, other = Unit.objects.create(code="empty", name="临时指挥部"), person("other_admin", Role.ADMIN)
    asked = carried_out(cast, "close", empty, day=today() + ONE)
    User.objects.filter(pk=cast.steward.pk).update(unit=empty)
    with time_machine.travel(noon(today() + ONE)), owner():
        assert carry_out_due(timezone.now()) == 0
        assert "人员 1" in reorganization_text(Reorganization.objects.get(pk=asked.pk))
    assert asked.withdraw(by=other).state == "withdrawn"
    with pytest.raises(Conflict):
        asked.approve(by=cast.second)


def test_a_split_of_which_nothing_is_left_is_not_carried_out(cast):
    asked = ask(cast, "split", parts={"projects": [cast.project]})
    cast.project.assign(by=cast.supervisor, unit=Unit.objects.create(code="water", name="区水务局"))
    with pytest.raises(ValidationError):
        asked.approve(by=cast.supervisor)
    assert Reorganization.objects.get().state == "pending"


def test_the_record_of_a_split_says_what_really_went_over(cast):
    """One of the chosen projects, and the chosen office, left between the request and its day."""
    left, office = [
        Project.objects.create(
            code="2024-CJ-003", name="留下", plan_year=2024, category=cast.project.category, unit=cast.roads
        ),
        Unit.objects.create(code="office", name="道路科", parent=cast.roads),
    ]
    parts = {"projects": [cast.project, left], "people": [cast.steward], "units": [office]}
    asked, page = ask(cast, "split", parts=parts), ReorganizationAdmin(Reorganization, site)
    left.assign(by=cast.supervisor, unit=Unit.objects.create(code="water", name="区水务局"))
    Unit.objects.filter(pk=office.pk).update(parent=None)
    assert page.goes_over(asked) == "项目 1、人员 1"
    done = asked.approve(by=cast.supervisor)
    assert page.goes_over(done) == "项目选定2、实际转入1、人员 1、下属单位选定1、实际转入0"
    text = enter(cast.admin).get(reverse("admin:projects_reorganization_change", args=[done.pk])).content.decode()
    assert "下属单位选定1" in text


def test_the_next_year_still_says_what_closed_a_unit(cast):
    with time_machine.travel(noon(day(12, 20))), owner():
        carried_out(cast)
    assert [one.kind for one in reorganizations_by_unit(day(3, 1, 2025))["roads"]] == ["merge"]
    assert "schools" not in reorganizations_by_unit(day(3, 1, 2025))
