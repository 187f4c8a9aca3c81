"""Load the demonstration: people, schedules anchored to a day, and half a year of acts replayed in their order."""

import datetime as dt
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milestones.models import Instruction, JobRun, Milestone, MilestoneTemplate, OverdueFlag, Standing
from milestones.rules.calendar import workdays
from milestones.rules.flagging import flag_overdue
from projects.models import Project, Target, User

from . import JOB, people, texts
from .fates import tell
from .plots import PLOTS, Plot
from .schedule import make_schedule
from .story import Story

DAYS = 182  # how far back the replay begins
Tell = Callable[[str], object]


def counts(anchor: dt.date) -> dict[str, int]:
    return {
        "projects": Project.objects.works().count(),
        "milestones": Milestone.objects.count(),
        "overdue": Standing.objects.on(anchor).filter(state="overdue").count(),
        "flags": OverdueFlag.objects.filter(cleared_on=None).count(),
    }


@transaction.atomic
def load(anchor: dt.date, say: Tell) -> dict[str, int]:
    """Load everything or nothing; answer the counts of the last line."""
    if not Project.objects.filter(plan_year=2024).exists():
        call_command("load_register", stdout=None)
    cast, projects = people.add_people(), list(Project.objects.filter(approved_at=None))
    began = timezone.make_aware(dt.datetime.combine(anchor - dt.timedelta(DAYS), dt.time(8)))
    people.take_as_recorded(projects, began)
    people.assign(projects, cast, began + dt.timedelta(minutes=10))
    say(_("People and responsibilities are in place."))
    stories = make_stories(anchor, cast)
    replay(stories, anchor, say)
    found = counts(anchor)
    JobRun.objects.create(
        job=JOB, slot=anchor, state=JobRun.State.DONE, ended_at=timezone.now(), counts=found
    )
    return found


def countable(targets) -> Target | None:
    """A quantity that steps can be made of."""
    fits = (
        t
        for t in targets
        if t.nature == "flow" and t.value >= 4 and t.value == t.value.to_integral() and t.measure != "投资"
    )
    return next(fits, None)


def candidates() -> list[Project]:
    """Works of the newest plan, one of each category in turn; those with a quantity first."""
    works = (
        Project.objects.works()
        .filter(plan_year=2024, approved_at=None, milestones=None)
        .exclude(phase="completed")
    )
    by_category: dict[int, list[Project]] = {}
    for project in (
        works.select_related("category", "steward", "leader", "unit")
        .prefetch_related("targets")
        .order_by("code")
    ):
        by_category.setdefault(project.category_id, []).append(project)
    turns = []
    for rows in by_category.values():
        rows.sort(key=lambda row: countable(row.targets.all()) is None)
        turns += [(turn, row.category.order, row) for turn, row in enumerate(rows)]
    return [row for *_place, row in sorted(turns, key=lambda found: found[:2])]


def cast_plots(projects: list[Project], steward: User) -> list[tuple[Plot, Project, Target | None]]:
    """Give each plot the first project that fits it."""
    left = [(project, countable(project.targets.all())) for project in projects]
    chosen = []
    for plot in PLOTS:
        fitting = [
            (project, target)
            for project, target in left
            if (project.steward_id == steward.pk or not plot.own)
            and (not plot.quantity or (target and target.value >= plot.least))
        ]
        fitting.sort(key=lambda found: found[1] is not None and not plot.quantity)
        project, target = fitting[0]
        left.remove((project, target))
        chosen.append((plot, project, target if plot.quantity or plot.fate == "steady" else None))
    return chosen


def make_stories(anchor: dt.date, cast: dict[str, User]) -> list[Story]:
    """Draft and save the schedules, and tell each project's story."""
    calendar, templates = workdays(), {}
    for row in MilestoneTemplate.objects.order_by("sequence"):
        templates.setdefault(row.category_id, []).append(row)
    stories = []
    for number, (plot, project, target) in enumerate(cast_plots(candidates(), cast["steward"])):
        plan = make_schedule(project, plot, anchor, templates[project.category_id], target, calendar)
        project.starts_on = plan.starts_on
        stories.append(
            Story(number, project, plot, anchor, plan.starts_on, plan.milestones, plan.focus, cast, calendar)
        )
    save(stories)
    for story in stories:
        tell(story)
    return stories


def save(stories: list[Story]) -> None:
    Project.objects.bulk_update([story.project for story in stories], ["starts_on"])
    rows = []
    for story in stories:
        at = timezone.make_aware(dt.datetime.combine(story.starts_on, dt.time(8, 30)))
        for milestone in story.milestones:
            milestone.at, milestone.first_forecast = at, milestone.forecast_due
            rows.append(milestone)
    Milestone.objects.bulk_create(rows)


def instruct(stories: list[Story]) -> None:
    """One instruction is open, one past its day, one answered, one answered and closed."""
    for turn, (given, reply_by, answered, closed) in enumerate(
        ((6, -4, None, None), (20, 12, None, None), (9, -1, 3, None), (30, 22, 24, 21))
    ):
        story = stories[turn]
        give(story, turn, given, reply_by)
        if answered:
            said = {"by": story.steward, "note": texts.ANSWER}
            story.do(
                story.ago(answered),
                12,
                lambda at, s=story, said=said: s.milestone.instructions.get().answer(at=at, **said),
            )
        if closed:
            story.do(
                story.ago(closed),
                17,
                lambda at, s=story: s.milestone.instructions.get().close(by=s.project.leader, at=at),
            )


def give(story: Story, turn: int, given: int, reply_by: int) -> None:
    said = {
        "by": story.project.leader,
        "text": story.pick(texts.INSTRUCT, turn),
        "reply_by": story.ago(reply_by),
    }
    story.do(story.ago(given), 9, lambda at: Instruction.give(milestone=story.milestone, at=at, **said))


def replay(stories: list[Story], anchor: dt.date, say: Tell) -> None:
    """Every act at its instant, and at the end of each day the flags of that day."""
    instruct(stories)
    events = sorted((event for story in stories for event in story.events), key=lambda event: event[0])
    day, number = anchor - dt.timedelta(DAYS), 0
    while day <= anchor:
        while number < len(events) and timezone.localdate(events[number][0]) == day:
            at, act = events[number]
            act(at)
            number += 1
        flag_overdue(day)
        if day.day == 1:
            say(_("%(done)d of %(all)d acts replayed") % {"done": number, "all": len(events)})
        day += dt.timedelta(1)
