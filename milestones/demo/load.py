"""Load the demonstration: people, schedules anchored to a day, and a year and a half of actions replayed in order."""

import datetime as dt
from collections.abc import Callable
from io import StringIO

from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.recording import historical_replay
from milestones.models import JobRun, Milestone, MilestoneTemplate, OverdueFlag, Standing
from milestones.models.carry_over import carry_over
from milestones.models.headings import countable_projects
from milestones.models.job import end_runs
from milestones.models.plan import approve_plan
from milestones.rules.flagging import flag_overdue
from milestones.rules.official_calendar import workday_calendar
from projects.models import Project, User

from . import JOB, people, texts
from .merger import merge_demo_unit
from .scenario_events import plan_demo_instructions, play_scenario
from .scenarios import CARRIED_ON, assign_demo_scenarios, assign_last_year
from .schedule import draft_demo_schedule
from .story import ProjectStory

DAYS = 550  # how far back the replay begins: at last year's plan
NIGHTLY = 35  # days for which flags are raised every night
WEEKLY = 182  # and every week
Tell = Callable[[str], object]


def demo_counts(anchor: dt.date) -> dict[str, int]:
    return {
        "projects": countable_projects(Project.objects.all()).count(),
        "milestones": Milestone.objects.count(),
        "overdue": Standing.objects.on(anchor).filter(is_overdue=True).count(),
        "flags": OverdueFlag.objects.filter(cleared_on=None).count(),
    }


@historical_replay()
def load_demonstration(anchor: dt.date, say: Tell) -> dict[str, int]:
    """Load everything or nothing; answer the counts of the last line."""
    call_command("load_register", stdout=StringIO())
    cast, projects = people.add_people(), list(Project.objects.filter(approved_at=None))
    began = timezone.make_aware(dt.datetime.combine(anchor - dt.timedelta(DAYS), dt.time(8)))
    people.restart_facts_at(projects, began)
    people.assign_demo_people(projects, cast, began + dt.timedelta(minutes=10))
    say(_("People and responsibilities are in place."))
    stories = make_stories(anchor, cast)
    people.backdate_projects(projects, began)
    replay_stories(stories, anchor, say)
    plan_what_was_carried_over(stories)
    carry_over_worst_project(anchor, cast["supervisor"])
    merge_demo_unit(anchor, cast)
    found = demo_counts(anchor)
    run = JobRun.objects.create(job=JOB, slot=anchor, counts=found)
    end_runs(JobRun.objects.under_way().filter(pk=run.pk), JobRun.State.DONE, timezone.now())
    return found


def carry_over_worst_project(anchor: dt.date, supervisor: User) -> None:
    """The longest overdue project makes next year's draft; what is late stays where it is."""
    eve = timezone.make_aware(dt.datetime.combine(anchor - dt.timedelta(1), dt.time(18)))
    worst = Standing.objects.on(anchor).overdue().select_related("project")[0]
    draft = carry_over(worst.project, by=supervisor, at=eve)
    Project.objects.filter(pk=draft.pk).update(note=texts.CARRIED)


def make_stories(anchor: dt.date, cast: dict[str, User]) -> list[ProjectStory]:
    """Draft and save the schedules, and tell each project's story."""
    calendar, templates = workday_calendar(), templates_by_category()
    stories = []
    for number, (plot, project, target) in enumerate([*assign_demo_scenarios(cast["steward"]), *assign_last_year()]):
        plan = draft_demo_schedule(project, plot, anchor, templates[project.category_id], target, calendar)
        project.starts_on = plan.starts_on
        stories.append(
            ProjectStory(number, project, plot, anchor, plan.starts_on, plan.milestones, plan.focus, cast, calendar)
        )
    save_demo_schedules(stories)
    for story in stories:
        play_scenario(story)
    return stories


def templates_by_category() -> dict[int, list[MilestoneTemplate]]:
    found: dict[int, list[MilestoneTemplate]] = {}
    for row in MilestoneTemplate.objects.order_by("sequence"):
        found.setdefault(row.category_id, []).append(row)
    return found


def plan_what_was_carried_over(stories: list[ProjectStory]) -> None:
    """This year's plan of what last year left unfinished."""
    templates = templates_by_category()
    for story in stories:
        draft = story.project.continued_by.first() if story.plot.fate == "carried" else None
        if draft:
            rows = templates[draft.category_id]
            plan = draft_demo_schedule(draft, CARRIED_ON, story.anchor, rows, None, story.calendar)
            at = timezone.make_aware(dt.datetime.combine(plan.starts_on, dt.time(9)))
            for milestone in plan.milestones:
                milestone.at, milestone.first_forecast = at, milestone.forecast_due
            Milestone.objects.bulk_create(plan.milestones)
            Project.objects.filter(pk=draft.pk).update(note=texts.CARRIED)
            approve_plan(draft, by=story.supervisor, at=at + dt.timedelta(minutes=30))


def save_demo_schedules(stories: list[ProjectStory]) -> None:
    Project.objects.bulk_update([story.project for story in stories], ["starts_on"])
    rows = []
    for story in stories:
        at = timezone.make_aware(dt.datetime.combine(story.starts_on, dt.time(8, 30)))
        for milestone in story.milestones:
            milestone.at, milestone.first_forecast = at, milestone.forecast_due
            rows.append(milestone)
    Milestone.objects.bulk_create(rows)


def is_flagged(day: dt.date, ago: int) -> bool:
    """Every night at the end, before that every week, and every month of last year's plan."""
    return ago < NIGHTLY or (day.weekday() == 0 if ago <= WEEKLY else day.day == 1)


def replay_stories(stories: list[ProjectStory], anchor: dt.date, say: Tell) -> None:
    """Every action at its instant, and at the end of each day the flags of that day."""
    plan_demo_instructions(stories)
    events = sorted((event for story in stories for event in story.events), key=lambda event: event[0])
    day, number = anchor - dt.timedelta(DAYS), 0
    while day <= anchor:
        while number < len(events) and timezone.localdate(events[number][0]) == day:
            at, action = events[number]
            action(at)
            number += 1
        if is_flagged(day, (anchor - day).days):
            flag_overdue(day)
        if day.day == 1:
            say(_("%(done)d of %(all)d acts replayed") % {"done": number, "all": len(events)})
        day += dt.timedelta(1)
