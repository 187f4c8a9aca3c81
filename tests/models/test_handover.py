"""A leaver's work goes to a successor in one act that leaves history; an account with work is not closed by
accident.
"""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from backoffice.errors import Conflict, NotAllowed
from milestones.models import Handover, Instruction, Milestone
from milestones.models.handover import hand_over, work_assigned_to
from projects.models import Project, Role, Unit, User
from tests.api_client import client_of
from tests.cast import add_milestone, enter, lay, noon, person
from tests.forms import save

pytestmark = pytest.mark.django_db
NOTE = "调离，自今日起由接手人负责"


@pytest.fixture
def cast(cast):
    cast.heir = person("heir", Role.STEWARD, cast.roads)
    cast.second_project = lay(
        Project.objects,
        code="2024-CJ-002",
        name="滑翔三路",
        plan_year=2024,
        category=cast.project.category,
        unit=cast.schools,
        steward=cast.other,
        leader=cast.leader,
        at=noon(dt.date(2024, 1, 1)),
    )
    cast.owned = Milestone.objects.create(
        project=cast.second_project, name="设计完成", forecast_due=dt.date(2024, 9, 1), owner=cast.steward
    )
    return cast


def url(person):
    return reverse("admin:projects_user_act_hand_over", args=[person.pk])


def test_everything_moves_at_once_with_its_facts(cast):
    done = hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    assert (done.stewarded, done.owned, done.led, done.headed) == (1, 1, 0, 0)
    assert list(cast.project.assignments.values_list("steward__username", flat=True)) == ["steward", "heir"]
    assert list(cast.owned.ownerships.order_by("id").values_list("owner__username", flat=True)) == [
        "steward",
        "heir",
    ]
    assert not work_assigned_to(cast.steward).hangs()
    assert Milestone.objects.editable_by(cast.heir).count() == 2
    assert not Milestone.objects.editable_by(cast.steward).exists()


def test_unit_and_leader_stay_where_only_the_steward_leaves(cast):
    hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    now = cast.project.assignments.get(to_at=None)
    assert (now.unit, now.leader) == (cast.roads, cast.leader)


def test_a_leaders_projects_go_to_a_leader(cast):
    deputy = person("deputy", Role.LEADER)
    assert hand_over(cast.leader, deputy, by=cast.supervisor, note=NOTE).led == 2
    assert set(Project.objects.values_list("leader__username", flat=True)) == {"deputy"}


def test_a_unit_heads_unit_goes_to_a_unit_head_and_is_in_its_history(cast):
    heir = person("head2", Role.UNIT_HEAD, cast.roads)
    assert hand_over(cast.head, heir, by=cast.supervisor, note=NOTE).headed == 1
    roads = Unit.objects.get(pk=cast.roads.pk)
    assert roads.head == heir
    assert roads.events.order_by("pgh_id").last().head_id == heir.pk


def test_what_was_said_stays_in_the_leavers_name(cast):
    request = cast.milestone.request_change(
        by=cast.steward, kind="extend", new_due=dt.date(2027, 6, 1), reason_class="land", text="征迁未完成"
    )
    hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    request.refresh_from_db()
    assert (request.by, request.state) == (cast.steward, "pending")


def test_what_is_finished_or_cancelled_does_not_move(cast):
    assert work_assigned_to(cast.steward).owned.count() == 1
    change = cast.owned.request_change(by=cast.steward, kind="cancel", reason_class="other", text="并入他项")
    change.approve(by=cast.supervisor)
    assert work_assigned_to(cast.steward).owned.count() == 0


@pytest.mark.parametrize("who", ["steward", "leader", "auditor", "admin", "other"])
def test_nobody_else_may(cast, who):
    with pytest.raises(NotAllowed):
        hand_over(cast.steward, cast.heir, by=getattr(cast, who), note=NOTE)
    assert not Handover.objects.exists()


def test_a_unit_head_does_so_within_the_unit_and_nothing_moves_if_a_part_is_outside(cast):
    with pytest.raises(NotAllowed):
        hand_over(cast.steward, cast.heir, by=cast.head, note=NOTE)
    cast.project.refresh_from_db()
    assert cast.project.steward == cast.steward and not Handover.objects.exists()
    cast.owned.assign(None, by=cast.supervisor)
    assert hand_over(cast.steward, cast.heir, by=cast.head, note=NOTE).stewarded == 1


@pytest.mark.parametrize("successor", ["steward", "leader", "supervisor", "closed"])
def test_the_successor_is_somebody_else_active_and_fit(cast, successor):
    cast.closed = person("closed", Role.STEWARD, cast.roads, is_active=False)
    with pytest.raises(ValidationError) as refused:
        hand_over(cast.steward, getattr(cast, successor), by=cast.supervisor, note=NOTE)
    assert list(refused.value.error_dict) == ["successor"]
    assert work_assigned_to(cast.steward).hangs()


def test_a_reason_is_needed_and_something_to_hand_over(cast):
    with pytest.raises(ValidationError):
        hand_over(cast.steward, cast.heir, by=cast.supervisor, note=" ")
    with pytest.raises(Conflict):
        hand_over(cast.heir, cast.steward, by=cast.supervisor, note=NOTE)


def test_the_form_shows_what_moves_and_both_pages_tell_it_afterwards(client, cast):
    Instruction.give(by=cast.leader, project=cast.project, text="加快进度", reply_by=dt.date(2035, 1, 1))
    client.force_login(cast.supervisor)
    page = client.get(url(cast.steward)).content.decode()
    assert "管家项目1个" in page and "责任节点1个" in page and "未办结批示督办1个" in page
    answer = client.post(url(cast.steward), {"successor": cast.heir.pk, "note": NOTE})
    assert answer.status_code == 302
    for someone in (cast.steward, cast.heir):
        shown = client.get(reverse("admin:projects_user_change", args=[someone.pk])).content.decode()
        assert NOTE in shown and "steward → heir" in shown


@pytest.mark.parametrize("who", ["steward", "heir"])
def test_the_history_of_leaver_and_successor_tells_what_moved_and_why(client, cast, who):
    hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    client.force_login(cast.head)
    person = getattr(cast, who)
    page = client.get(f"/admin/projects/user/{person.pk}/history/", headers={"accept-language": "zh-hans"})
    text = page.content.decode()
    assert NOTE in text and "工作交接" in text and str(cast.supervisor) in text


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(client, cast):
    client.force_login(cast.supervisor)
    page = client.post(url(cast.steward), {"successor": cast.leader.pk, "note": NOTE})
    assert page.status_code == 200 and NOTE in page.content.decode()
    assert "successor" in page.context["form"].errors


def test_the_administrator_assigns_no_work(client, cast):
    client.force_login(cast.admin)
    assert client.post(url(cast.steward), {"successor": cast.heir.pk, "note": NOTE}).status_code == 403
    shown = client.get(reverse("admin:projects_user_change", args=[cast.steward.pk])).content.decode()
    assert url(cast.steward) not in shown and "管家项目1个" in shown


def test_the_button_is_for_a_unit_head_of_the_unit(client, cast):
    for who, offered in (
        (cast.supervisor, True),
        (cast.head, True),
        (cast.auditor, False),
        (cast.other, False),
    ):
        client.force_login(who)
        page = client.get(reverse("admin:projects_user_change", args=[cast.steward.pk])).content.decode()
        assert (url(cast.steward) in page) is offered, who


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"is_active": False}, "is_active"), ({"role_choice": Role.LEADER}, "role_choice")],
)
def test_an_account_with_work_is_not_closed_silently(client, cast, changed, field):
    client.force_login(cast.admin)
    address = reverse("admin:projects_user_change", args=[cast.steward.pk])
    page = save(client, address, **changed)
    assert page.status_code == 200
    (said,) = page.context["adminform"].form.errors[field]
    assert "管家项目1个" in said and "督查" in said
    assert User.objects.get(pk=cast.steward.pk).role == Role.STEWARD
    assert save(client, address, **changed, close_anyway="on").status_code == 302
    assert User.objects.get(pk=cast.steward.pk).role != Role.STEWARD


def test_another_role_that_can_hold_the_work_needs_no_hand_over(client, cast):
    client.force_login(cast.admin)
    address = reverse("admin:projects_user_change", args=[cast.steward.pk])
    assert save(client, address, role_choice=Role.UNIT_HEAD).status_code == 302


def test_an_account_without_work_is_closed_at_once(client, cast):
    hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    client.force_login(cast.admin)
    address = reverse("admin:projects_user_change", args=[cast.steward.pk])
    assert save(client, address, is_active=False).status_code == 302
    assert not User.objects.get(pk=cast.steward.pk).is_active


def test_the_act_is_never_edited(cast):
    done = hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    done.note = "别的"
    with pytest.raises(Exception, match="facts are never changed"):
        done.save()


def test_a_unit_head_who_heads_nothing_hands_no_unit_over(cast):
    with pytest.raises(NotAllowed):
        cast.schools.hand_to(cast.head, by=cast.head)
    with pytest.raises(ValidationError):
        cast.roads.hand_to(cast.steward, by=cast.supervisor)


def test_owned_milestones_of_one_project_move_with_it(cast):
    add_milestone(cast, "面层完成", dt.date(2024, 10, 1), owner=cast.steward)
    assert hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE).owned == 2


# Who leaves.


def leave(cast, **fields):
    hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE, leaves=True, **fields)
    return User.objects.get(pk=cast.steward.pk)


def test_from_the_hand_over_on_a_leavers_account_opens_nothing(cast):
    there, token = enter(cast.steward), client_of(cast.steward)
    left = leave(cast)
    assert left.left_at and left.is_active and left.role == ""
    assert there.get("/admin/").status_code == 302 and token.get("/api/v1/projects/").status_code == 401
    page = Client().post("/login/", {"username": "steward", "password": "tiexi-demo"})
    assert page.status_code == 200 and "已交接" in page.content.decode()
    with pytest.raises(NotAllowed):
        cast.milestone.report(by=left, note="进展")


def test_a_unit_head_who_left_decides_nothing_in_the_unit(cast):
    heir = person("head2", Role.UNIT_HEAD, cast.roads)
    hand_over(cast.head, heir, by=cast.supervisor, note=NOTE, leaves=True)
    left = User.objects.get(pk=cast.head.pk)
    with pytest.raises(NotAllowed):
        cast.project.assign(by=left, steward=cast.heir)


def test_the_administrator_is_asked_to_close_it_and_does_so_in_one_press(client, cast):
    left = leave(cast)
    client.force_login(cast.admin)
    (line,) = next(one for one in client.get("/admin/").context["sections"] if one.name == "left").lines
    address = line.buttons[0]["link"]
    assert line.title == "steward" and client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 302
    left.refresh_from_db()
    assert not left.is_active
    assert not next(one for one in client.get("/admin/").context["sections"] if one.name == "left").total
    assert client.post(address, {}).status_code == 409


def test_who_stays_after_all_works_on(client, cast):
    left = leave(cast)
    client.force_login(cast.admin)
    assert client.post(reverse("admin:projects_user_act_stays", args=[left.pk]), {}).status_code == 302
    assert User.objects.get(pk=left.pk).role == Role.STEWARD


@pytest.mark.parametrize("who", ["supervisor", "auditor", "head"])
def test_only_the_administrator_closes(client, cast, who):
    left = leave(cast)
    client.force_login(getattr(cast, who))
    client.post(reverse("admin:projects_user_act_close_account", args=[left.pk]), {})
    left.refresh_from_db()
    assert left.is_active and left.left_at


def test_the_list_finds_who_left_and_nobody_is_given_their_work(client, cast):
    left = leave(cast)
    client.force_login(cast.admin)
    page = client.get(reverse("admin:projects_user_changelist"), {"attention": "to_close"})
    assert [*page.context["cl"].result_list] == [left]
    with pytest.raises(ValidationError):
        hand_over(cast.heir, left, by=cast.supervisor, note=NOTE)


def test_the_form_puts_the_same_unit_first_and_names_another(client, cast):
    person("aaa", Role.STEWARD, cast.schools)
    client.force_login(cast.supervisor)
    form = client.get(url(cast.steward)).context["form"]
    words = [label for value, label in form.fields["successor"].choices if value]
    units = ["另一单位" in word for word in words]
    assert units == sorted(units) and True in units and not units[0]
    assert form.fields["leaves"].initial


def test_the_form_says_that_the_administrator_was_asked(client, cast):
    client.force_login(cast.supervisor)
    page = client.post(url(cast.steward), {"successor": cast.heir.pk, "note": NOTE, "leaves": "on"}, follow=True)
    assert "已请系统管理员关闭账号" in page.content.decode()
    assert User.objects.get(pk=cast.steward.pk).left_at


def test_a_hand_over_within_the_house_leaves_the_account_as_it_is(cast):
    hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    assert User.objects.get(pk=cast.steward.pk).role == Role.STEWARD


def test_the_page_of_a_person_names_what_moved_and_no_empty_group(client, cast):
    hand_over(cast.steward, cast.heir, by=cast.supervisor, note=NOTE)
    client.force_login(cast.supervisor)
    for somebody in (cast.steward, cast.heir):
        page = client.get(f"/admin/projects/user/{somebody.pk}/change/").content.decode()
        assert (
            "管家项目1个、责任节点1个　" in page and "分管项目" not in page.split("tx-handovers")[1].split("</ul>")[0]
        )
