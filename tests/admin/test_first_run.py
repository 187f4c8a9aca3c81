"""Day one: the administrator finds the steps still open, and no page says what an empty system cannot know."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from backoffice.clock import today
from milestones.admin.dashboard.accounts import missing_years_section
from milestones.models import CalendarDay, CalendarYear, Delivery, JobRun, MilestoneTemplate
from projects.models import Role, Unit
from tests.cast import enter, lay, person

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def first_run(user):
    """Each step's title, and whether it is done."""
    page = enter(user).get("/admin/", headers=ENGLISH)
    return {step.title: step.done for step in page.context["first_run"]}


def send(recipient, state=Delivery.State.SENT):
    return Delivery.objects.create(
        dedup_key="d",
        kind="digest",
        slot=today(),
        recipient=recipient,
        to_addr="a@example.com",
        language="en",
        message_id="m",
        state=state,
        not_after=timezone.now(),
    )


def test_on_an_empty_system_the_administrator_finds_what_to_do():
    steps = first_run(person("admin", Role.ADMIN))
    assert [title for title, done in steps.items() if done] == ["Administrator"]
    assert len(steps) == 8


def test_each_step_leads_to_a_page_of_the_administrators():
    client = enter(person("admin", Role.ADMIN))
    steps = client.get("/admin/").context["first_run"]
    assert {client.get(step.link).status_code for step in steps} == {200}


def test_the_data_ticks_each_step_and_the_list_goes_away_at_the_end(cast):
    open_steps = {title for title, done in first_run(cast.admin).items() if not done}
    assert open_steps == {"Working calendar of the year", "Categories and milestone templates", "Mail tried"}
    CalendarYear.objects.create(year=today().year)
    MilestoneTemplate.objects.create(category=cast.project.category, sequence=1, name="开工", share=10)
    failed = send(cast.steward, Delivery.State.DEAD)
    assert [title for title, done in first_run(cast.admin).items() if not done] == ["Mail tried"]
    Delivery.objects.filter(pk=failed.pk).update(state="pending", last_error="ConnectionRefusedError: [Errno 111]")
    desk = enter(cast.admin)
    assert "邮件服务器连接不上。技术信息：ConnectionRefusedError" in desk.get("/admin/").content.decode()
    assert "系统会自动再试" in desk.get("/admin/milestones/delivery/").content.decode()
    Delivery.objects.filter(pk=failed.pk).update(state=Delivery.State.SENT)
    assert first_run(cast.admin) == {}


def test_after_its_days_the_year_itself_is_asked_for():
    admin, year = person("admin", Role.ADMIN), today().year + 1
    file = SimpleUploadedFile("days.csv", f"日期,是否上班,名称\n{year}-10-05,否,国庆节\n".encode())
    answer = enter(admin).post(
        reverse("admin:milestones_calendarday_upload"), {"file": file}, follow=True, headers=ENGLISH
    )
    way = f"/admin/milestones/calendaryear/add/?year={year}"
    assert f'href="{way}">{year}</a>' in answer.content.decode()
    assert enter(admin).get(way).context["adminform"].form["year"].value() == str(year)
    row = next(row for row in missing_years_section(today().replace(month=11, day=1)).lines if row.title == str(year))
    assert row.link == way
    CalendarYear.objects.create(year=year)
    assert CalendarDay.objects.years_not_entered() == []


def test_it_costs_one_query(cast, django_assert_num_queries):
    from milestones.admin.dashboard.first_run import finished_steps

    with django_assert_num_queries(1):
        finished_steps(cast.admin, today())


@pytest.mark.parametrize("role", [Role.STEWARD, Role.UNIT_HEAD, Role.SUPERVISOR, Role.AUDITOR])
def test_it_is_for_administrators_alone(role):
    unit = Unit.objects.create(code="zj", name="住建局") if role in (Role.STEWARD, Role.UNIT_HEAD) else None
    assert first_run(person(role, role, unit)) == {}


@pytest.mark.parametrize(
    ("path", "false"),
    [
        ("/", "The register comes from"),
        ("/admin/", "Every year of the calendar is official."),
        ("/admin/", "No job failed or waits in the last 14 days."),
        ("/admin/", "in this charge"),
        ("/reports/projects/", "No project fits"),
        ("/wall/show/", "Screen 1 of 0"),
    ],
)
def test_an_empty_page_says_nothing_false(path, false):
    page = enter(person("admin", Role.ADMIN)).get(path, headers=ENGLISH)
    assert false not in page.content.decode()


def test_jobs_that_ran_well_are_said_to_have():
    lay(JobRun.objects, job="flag", slot=today() - dt.timedelta(days=13), state=JobRun.State.DONE)
    page = enter(person("admin", Role.ADMIN)).get(reverse("admin:index"), headers=ENGLISH).content.decode()
    assert "No job failed or waits in the last 14 days." in page
