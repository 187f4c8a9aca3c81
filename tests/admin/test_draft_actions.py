"""Drafts at the desk: a schedule from the category's template, and next year's project of an unfinished one."""

import datetime as dt

import pytest
from django.urls import reverse

from backoffice.actions import record_action_url
from backoffice.clock import today
from milestones.models import Milestone, MilestoneTemplate, Standing
from projects.models import Project, Target
from tests.cast import add_milestone, approve_as_before, lay, noon

pytestmark = pytest.mark.django_db
DAY_ONE = noon(dt.date(2024, 1, 1))
PROJECTS = "/admin/projects/project/"
DAYS = {"starts_on": "2027-03-01", "deadline": "2027-05-31"}


@pytest.fixture
def cast(cast):
    for sequence, (name, share) in enumerate((("施工进场", 30), ("主体完成", 80), ("竣工验收", 100)), start=1):
        MilestoneTemplate.objects.create(
            category=cast.project.category, sequence=sequence, name=name, share=share, weight=sequence
        )
    cast.bare = Project.objects.create(
        code="2027-CJ-001",
        name="新建道路",
        plan_year=2027,
        category=cast.project.category,
        unit=cast.roads,
        steward=cast.steward,
    )
    return cast


def act(project: Project, verb: str) -> str:
    return record_action_url(project, verb, project.pk)


def draft(client, project, **changes):
    """Preview, then confirm what was shown."""
    body = DAYS | changes
    preview = client.post(act(project, "schedule"), body).context["form"].preview
    return client.post(act(project, "schedule"), body | {"shown": preview.mark})


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_schedule_is_shown_before_anything_is_written(as_, cast):
    response = as_("steward").post(act(cast.bare, "schedule"), DAYS)
    rows = response.context["form"].preview.rows
    assert [(row.draft.name, row.draft.weight) for row in rows] == [
        ("施工进场", 1),
        ("主体完成", 2),
        ("竣工验收", 3),
    ]
    assert rows[-1].draft.due == dt.date(2027, 5, 31) and "2027年5月31日" in response.content.decode()
    assert not cast.bare.milestones.exists()


@pytest.mark.parametrize("who", ["steward", "head", "supervisor"])
def test_a_confirmed_preview_is_written_as_forecasts_that_wait_for_approval(as_, cast, who):
    assert draft(as_(who), cast.bare).status_code == 302
    rows = list(cast.bare.milestones.order_by("sequence"))
    assert [row.name for row in rows] == ["施工进场", "主体完成", "竣工验收"]
    assert {(row.origin, row.baseline_due) for row in rows} == {("template", None)}
    cast.bare.refresh_from_db()
    assert cast.bare.starts_on == dt.date(2027, 3, 1)


def test_a_start_that_is_known_stays(as_, cast):
    Project.objects.filter(pk=cast.bare.pk).update(starts_on=dt.date(2027, 2, 1))
    draft(as_("steward"), cast.bare)
    cast.bare.refresh_from_db()
    assert cast.bare.starts_on == dt.date(2027, 2, 1) and cast.bare.milestones.count() == 3


def test_other_days_than_those_shown_are_shown_again_and_not_written(as_, cast):
    client = as_("steward")
    mark = client.post(act(cast.bare, "schedule"), DAYS).context["form"].preview.mark
    response = client.post(act(cast.bare, "schedule"), DAYS | {"deadline": "2027-09-30", "shown": mark})
    assert response.context["form"].preview.rows[-1].draft.due == dt.date(2027, 9, 30)
    assert not cast.bare.milestones.exists()


@pytest.mark.parametrize("deadline", ["2027-03-01", "2027-02-01", "9999-12-31"])
def test_a_deadline_before_the_start_or_out_of_all_time_is_refused_at_its_field(as_, cast, deadline):
    response = as_("steward").post(act(cast.bare, "schedule"), DAYS | {"deadline": deadline})
    assert "deadline" in response.context["form"].errors and response.context["form"].preview is None


def test_a_category_without_a_template_is_refused(as_, cast):
    MilestoneTemplate.objects.all().delete()
    response = as_("steward").post(act(cast.bare, "schedule"), DAYS)
    assert response.context["form"].non_field_errors() and not cast.bare.milestones.exists()


def test_a_template_adds_what_is_not_there_and_leaves_the_rest(as_, cast):
    there = Milestone.objects.create(project=cast.bare, name="主体完成", sequence=7, forecast_due=dt.date(2027, 4, 1))
    draft(as_("supervisor"), cast.bare)
    rows = [(row.name, row.sequence) for row in cast.bare.milestones.order_by("sequence")]
    assert rows == [("主体完成", 7), ("施工进场", 8), ("竣工验收", 9)]
    there.refresh_from_db()
    assert (there.forecast_due, there.origin) == (dt.date(2027, 4, 1), "manual")
    again = as_("supervisor").post(act(cast.bare, "schedule"), DAYS)
    assert again.status_code == 409 and cast.bare.milestones.count() == 3


def test_to_an_approved_plan_it_adds_what_waits_for_approval(as_, cast):
    before = cast.project.milestones.get()
    draft(as_("supervisor"), cast.project)
    assert cast.project.milestones.filter(baseline_due=None, origin="template").count() == 3
    kept = cast.project.milestones.get(pk=before.pk)
    assert (kept.baseline_due, kept.forecast_due) == (before.baseline_due, before.forecast_due)


def test_the_template_is_named_before_after_and_on_the_milestone(as_, cast):
    client, name = as_("supervisor"), str(cast.bare.category)
    page = client.post(act(cast.bare, "schedule"), DAYS)
    assert f"模板：{name}" in page.content.decode()
    body = DAYS | {"shown": page.context["form"].preview.mark}
    assert name in said(client.post(act(cast.bare, "schedule"), body, follow=True))[0]
    made = cast.bare.milestones.first()
    shown = client.get(reverse("admin:milestones_milestone_change", args=[made.pk])).content.decode()
    assert f"来自“{name}”模板" in shown


def many(client, projects, **typed):
    body = {"action": "schedule_projects", "_selected_action": [one.pk for one in projects], "apply": "1"}
    return client.post(reverse("admin:projects_project_changelist"), body | DAYS | typed)


def test_many_projects_are_shown_what_each_would_get_and_get_it_once_confirmed(as_, cast):
    client = as_("supervisor")
    Milestone.objects.create(project=cast.bare, name="主体完成", sequence=1, forecast_due=dt.date(2027, 4, 1))
    page = many(client, [cast.bare, cast.project])
    form, text = page.context["form"], page.content.decode()
    assert {pk: [row.name for row in rows] for pk, rows in form.drafts.items()} == {
        cast.bare.pk: ["施工进场", "竣工验收"],
        cast.project.pk: ["施工进场", "主体完成", "竣工验收"],
    }
    assert "竣工验收　" in text and not cast.bare.milestones.filter(origin="template").exists()
    other = many(client, [cast.bare, cast.project], shown=form.preview.mark, deadline="2027-09-30")
    assert other.context["form"].preview and not cast.bare.milestones.filter(origin="template").exists()
    assert many(client, [cast.bare, cast.project], shown=form.preview.mark).status_code == 302
    assert cast.bare.milestones.count() == 3 and cast.project.milestones.count() == 4


def test_what_would_get_nothing_says_why_and_the_others_go_on(as_, cast):
    client = as_("supervisor")
    draft(client, cast.bare)
    page = many(client, [cast.bare, cast.project])
    assert cast.bare.pk in page.context["form"].refused and "不作改动" in page.content.decode()
    many(client, [cast.bare, cast.project], shown=page.context["form"].preview.mark)
    assert cast.project.milestones.count() == 4


def test_a_missing_deadline_is_said_at_its_field(as_, cast):
    page = many(as_("supervisor"), [cast.bare], deadline="")
    assert "deadline" in page.context["form"].errors and not cast.bare.milestones.exists()


def test_who_may_not_edit_the_project_drafts_nothing(as_, cast):
    assert as_("other").post(act(cast.bare, "schedule"), DAYS).status_code == 404
    assert as_("auditor").post(act(cast.bare, "schedule"), DAYS).status_code == 403
    assert not cast.bare.milestones.exists()


def test_the_act_is_offered_only_where_it_can_be_done(as_, cast):
    def offered(who, project):
        page = as_(who).get(reverse("admin:projects_project_change", args=[project.pk]))
        return act(project, "schedule") in page.content.decode()

    assert offered("steward", cast.bare) and offered("steward", cast.project)
    assert not offered("auditor", cast.bare)


def test_who_approves_reads_how_many_dates_are_still_the_templates(as_, cast):
    draft(as_("steward"), cast.bare)
    moved = cast.bare.milestones.first()
    moved.report(by=cast.steward, note="已核定", forecast_due=dt.date(2027, 4, 30))
    about = as_("supervisor").get(act(cast.bare, "approve-plan".replace("-", "_"))).context["form"].about()
    assert about[1:3] == ["现在会被拒绝：请先指派分管领导，再批准排期。", "共3个节点；批准时均未逾期。"]
    assert about[3] == "3个节点中2个日期来自模板，尚未核定。"


def test_who_approves_a_further_milestone_reads_its_weight_and_quantity(as_, cast):
    measure = Target.objects.create(project=cast.bare, measure="道路", unit="米", value=500)
    lay(
        Milestone.objects,
        project=cast.bare,
        name="后加",
        forecast_due=dt.date(2027, 6, 1),
        weight=900,
        target=measure,
        quantity=10,
        at=noon(dt.date(2024, 3, 1)),
    )
    about = as_("supervisor").get(act(cast.bare, "approve_plan")).context["form"].about()
    assert any("权重900" in line and "10米" in line for line in about)


def test_a_plan_entered_by_hand_has_no_such_line(as_, cast):
    add_milestone(cast, "通车", dt.date(2027, 6, 1))
    about = as_("supervisor").get(act(cast.project, "approve_plan")).context["form"].about()
    assert len(about) == 3 and "通车" in about[2]


def test_a_supervisor_carries_a_project_over_and_is_led_to_the_draft(as_, cast):
    response = as_("supervisor").post(act(cast.project, "carry_over"), follow=True)
    made = Project.objects.get(continues=cast.project)
    link = reverse("admin:projects_project_change", args=[made.pk])
    assert (made.code, made.plan_year) == ("2025-CJ-001", 2025)
    assert f'href="{link}"' in said(response)[0]
    # Once in the message, once in the project itself.
    assert response.content.decode().count(f'href="{link}"') >= 2
    assert Standing.objects.on().get(pk=cast.milestone.pk).state == "overdue"


def test_a_project_is_not_carried_over_twice_and_not_by_a_steward(as_, cast):
    assert as_("steward").post(act(cast.project, "carry_over")).status_code == 403
    as_("supervisor").post(act(cast.project, "carry_over"))
    response = as_("supervisor").post(act(cast.project, "carry_over"))
    assert response.status_code == 409 and Project.objects.filter(continues=cast.project).count() == 1
    assert "该项目已结转至2025年" in response.content.decode()


def test_to_which_year_and_what_is_left_is_read_beforehand(as_, cast):
    add_milestone(cast, "三条", today() + dt.timedelta(days=9), target=cast.target, quantity=9, at=DAY_ONE)
    approve_as_before(cast.project, cast.supervisor, note="补录")
    cast.project.milestones.get(name="三条").report(by=cast.steward, note="两条", quantity=2)
    about = as_("supervisor").get(act(cast.project, "carry_over")).context["form"].about()
    assert "结转至2025年度。" in about and any("新建道路" in line and "7条" in line for line in about)
    body = {"action": "carry_projects_over", "_selected_action": [cast.project.pk, cast.bare.pk]}
    page = as_("supervisor").post(PROJECTS, body).content.decode()
    assert "逾期记录仍留在本项目" in page and "结转至2025年度" in page and "不作改动：该项目没有未完成的节点" in page


def test_carrying_over_in_bulk_says_what_was_done_and_what_was_refused_and_why(as_, cast):
    other = lay(
        Project.objects,
        code="2024-CJ-002",
        name="泵站",
        plan_year=2024,
        category=cast.project.category,
        at=noon(dt.date(2024, 1, 1)),
    )
    lay(
        Milestone.objects,
        project=other,
        name="进场",
        forecast_due=dt.date(2024, 9, 1),
        at=noon(dt.date(2024, 1, 1)),
    )
    approve_as_before(other, cast.supervisor, note="补录")
    body = {
        "action": "carry_projects_over",
        "apply": "1",
        "_selected_action": [cast.project.pk, other.pk, cast.bare.pk],
    }
    response = as_("supervisor").post(PROJECTS, body, follow=True)
    made = set(Project.objects.filter(continues__isnull=False).values_list("code", flat=True))
    assert made == {"2025-CJ-001", "2025-CJ-002"}
    assert any(cast.bare.name in text for text in said(response))
    assert any(all(code in text for code in made) for text in said(response))


def test_an_auditor_carries_nothing_over_in_bulk(as_, cast):
    as_("auditor").post(
        PROJECTS, {"action": "carry_projects_over", "apply": "1", "_selected_action": [cast.project.pk]}
    )
    assert not Project.objects.filter(continues=cast.project).exists()
