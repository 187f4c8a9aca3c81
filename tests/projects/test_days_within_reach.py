"""Every day has bounds, at every door and in the database, and no drawing depends on them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from backoffice.clock import today
from backoffice.days import YEARS_AHEAD, validate_day, years_after
from milestones.models import CalendarDay, Instruction, Milestone, Policy
from milestones.pages.day_axis import DayScale
from milestones.pages.project_charts import ForecastLine, forecast_trend_chart
from milestones.pages.slip_strip import MonthAxis
from milestones.templatetags.show import month
from projects.models import Project
from tests.api_client import act, faults
from tests.cast import lay, noon

pytestmark = pytest.mark.django_db
FAR = dt.date(9999, 12, 31)
EARLY = dt.date(1999, 12, 31)


@pytest.mark.parametrize("day", [EARLY, FAR, dt.date(9000, 1, 1), dt.date(1, 1, 1)])
def test_a_day_out_of_reach_is_refused_with_its_bounds(day):
    with pytest.raises(ValidationError, match="2000年1月1日"):
        validate_day(day)


def test_ten_years_ahead_is_the_last_day():
    last = years_after(today(), YEARS_AHEAD)
    validate_day(last)
    with pytest.raises(ValidationError):
        validate_day(last + dt.timedelta(1))
    assert years_after(dt.date(2024, 2, 29), 10) == dt.date(2034, 2, 28)


@pytest.mark.parametrize("day", [FAR, dt.date(9000, 1, 1)])
def test_a_forecast_or_an_extension_takes_no_page_down(cast, day):
    with pytest.raises(ValidationError) as refused:
        cast.milestone.report(by=cast.steward, note="进度", forecast_due=day)
    assert set(refused.value.error_dict) == {"forecast_due"}
    with pytest.raises(ValidationError) as refused:
        cast.milestone.request_change(by=cast.steward, kind="extend", new_due=day, reason_class="land", text="征迁")
    assert set(refused.value.error_dict) == {"new_due"}


def test_an_extension_adds_two_years_at_most(cast):
    ask = {
        "by": cast.steward,
        "kind": "extend",
        "reason_class": "land",
        "text": "征迁",
        "at": noon(dt.date(2024, 6, 1)),
    }
    with pytest.raises(ValidationError, match="两年"):
        cast.milestone.request_change(new_due=dt.date(2026, 6, 15), **ask)
    assert cast.milestone.request_change(new_due=dt.date(2026, 6, 14), **ask).state == "pending"


def test_the_day_of_a_figure_is_not_before_the_projects_start(cast):
    with pytest.raises(ValidationError) as refused:
        cast.milestone.report(by=cast.steward, note="进度", day=dt.date(2023, 12, 31))
    assert set(refused.value.error_dict) == {"day"}


def test_an_instruction_is_not_to_be_answered_in_nine_thousand_years(cast):
    with pytest.raises(ValidationError) as refused:
        Instruction.give(by=cast.leader, text="加快", reply_by=FAR, milestone=cast.milestone)
    assert set(refused.value.error_dict) == {"reply_by"}


def who(cast, path):
    """Who may write there."""
    return cast.supervisor if path == "milestones/" else cast.steward


BODIES = [
    ("milestones/{id}/report/", {"note": "进度", "forecast_due": "9999-12-31"}, "forecast_due"),
    ("milestones/{id}/report/", {"note": "进度", "day": "1990-01-01"}, "day"),
    ("milestones/{id}/claim/", {"note": "完成", "finished_on": "0001-01-01"}, "finished_on"),
    (
        "milestones/{id}/request-change/",
        {"kind": "extend", "new_due": "9000-01-01", "reason_class": "land", "text": "征迁"},
        "new_due",
    ),
    ("milestones/", {"project": "2024-CJ-001", "name": "验收", "forecast_due": "9999-12-31"}, "forecast_due"),
    (
        "milestones/",
        {"project": "2024-CJ-001", "name": "验收", "forecast_due": "2027-01-01", "starts_on": "2027-01-02"},
        "forecast_due",
    ),
    (
        "milestones/",
        {"project": "2024-CJ-001", "name": "验收", "forecast_due": "2027-01-01", "starts_on": "1999-12-31"},
        "starts_on",
    ),
]


@pytest.mark.parametrize(("path", "body", "field"), BODIES)
def test_the_api_names_the_field(cast, path, body, field):
    refused = act(who(cast, path), path.format(id=cast.milestone.pk), body, 400)
    assert {name for name, _code in faults(refused)} == {field}


def test_the_forms_name_the_field(cast, client):
    client.force_login(cast.steward)
    path = reverse("admin:milestones_milestone_act_report", args=[cast.milestone.pk])
    page = client.post(path, {"note": "进度", "forecast_due": "9999-12-31"})
    assert "2000年1月1日" in page.content.decode()
    assert not cast.milestone.reports.exists()


def writes(cast):
    far, milestone = FAR, cast.milestone
    yield lambda: milestone.reports.create(note="x", forecast_due=far, by=cast.steward, day=today())
    yield lambda: milestone.reports.create(note="x", by=cast.steward, day=EARLY)
    yield lambda: lay(milestone.claims, finished_on=EARLY, note="x", by=cast.steward)
    yield lambda: milestone.changes.create(kind="extend", new_due=far, reason_class="land", text="x", by=cast.steward)
    yield lambda: Milestone.objects.create(project=cast.project, name="x", forecast_due=far)
    yield lambda: Milestone.objects.create(
        project=cast.project, name="x", forecast_due=today(), starts_on=today() + dt.timedelta(1)
    )
    yield lambda: Milestone.objects.bulk_create(
        [Milestone(project=cast.project, name="x", forecast_due=today(), starts_on=EARLY)]
    )
    yield lambda: Project.objects.create(
        code="2024-CJ-009", name="x", plan_year=2024, category=cast.project.category, starts_on=far
    )
    yield lambda: Policy.objects.create(effective_from=far)
    yield lambda: CalendarDay.objects.create(day=far, is_workday=False, name="x")
    yield lambda: Instruction.objects.create(
        milestone=milestone, by=cast.leader, kind="directive", text="x", reply_by=far
    )


@pytest.mark.parametrize("number", range(11))
def test_the_database_refuses_what_no_form_saw(cast, number):
    write = list(writes(cast))[number]
    with pytest.raises(IntegrityError, match="within_reach|ends_after"), transaction.atomic():
        write()


@pytest.mark.parametrize("day", [FAR, dt.date(9000, 1, 1), dt.date(1, 1, 1)])
def test_drawings_bound_themselves(cast, day):
    on = dt.date(2024, 6, 20)
    row = type("Row", (), {"baseline_first": day, "baseline_due": on, "forecast_due": day, "is_overdue": True})
    axis = MonthAxis.around([row], on)
    assert len(axis.months) < 200 and 0 <= axis.x(day) <= 200
    scale = DayScale.around([day], on, 0, 100)
    assert len(scale.months) < 60 and 0 <= scale.x(day) <= 100
    line = ForecastLine("节点", [(on, day)], [(on, on), (on, day)], None, True, "节点")
    chart = forecast_trend_chart([line], on, month)
    assert chart is not None and len(chart.heights) < 60
