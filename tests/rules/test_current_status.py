"""What lists find by the milestones' own columns is what their facts say: the same states, lights and order."""

import datetime as dt
import random
from collections import Counter
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from backoffice.clock import today
from backoffice.errors import Conflict, NotAllowed
from milestones.admin.milestone_filters import due_within_workdays
from milestones.models import ChangeRequest, Milestone, Policy, Standing
from milestones.models.status import Light
from milestones.reports.project_lights import project_lights
from milestones.rules.current_status import (
    light_condition,
    project_light_rank_expression,
    state_condition,
    worst_standings_page,
)
from projects.models import Category, Project, Target
from tests.cast import approve_as_before, lay, make_cast, noon, owner

pytestmark = pytest.mark.django_db
STATES = ("overdue", "open", "awaiting", "suspended", "unplanned", "finished", "cancelled")
LIGHTS = ("red", "yellow", "green", "blue", "grey")
BEGUN = 70  # days ago


def day(number):
    return today() + dt.timedelta(days=number)


def lay_project(cast, chance, number):
    """A project of nine milestones, some counting roads, most of them approved."""
    project = lay(
        Project.objects,
        code=f"2024-CJ-{number:03}",
        name=f"项目{number}",
        plan_year=2024,
        category=chance.choice(cast.categories),
        unit=cast.roads,
        steward=cast.steward,
        starts_on=day(-BEGUN),
        at=noon(day(-BEGUN)),
    )
    target = Target.objects.create(project=project, measure="道路", value=9, unit="条")
    for place in range(9):
        counts, due = chance.random() < 0.4, day(chance.choice((-30, -9, -9, 0, 1, 6, 14, 40, 90)))
        begins = chance.choice((None, day(-20), day(20)))
        lay(
            project.milestones,
            name=f"节点{place}",
            sequence=place,
            forecast_due=due,
            starts_on=begins and min(begins, due),
            at=noon(day(-BEGUN)),
            target=target if counts else None,
            quantity=place + 1 if counts else None,
        )
    approve_as_before(project, cast.supervisor, at=noon(day(-BEGUN + 1)))
    for place in range(chance.randrange(3)):
        project.milestones.create(name=f"新增{place}", forecast_due=day(9))
    return project


def happen(cast, chance, milestone):
    """Something that people do, if the rules let them."""
    by, act = cast.steward, chance.randrange(10)
    ask = {"by": by, "reason_class": "land", "text": "征迁"}
    if act < 2:
        milestone.report(by=by, note="进展", forecast_due=chance.choice((None, day(1), day(50))))
    elif act == 2 and milestone.target:
        report = milestone.report(by=by, note="进展", quantity=chance.randrange(10), reason="复核过")
        if report.state == "pending" and chance.random() < 0.6:
            report.accept(by=cast.supervisor)
    elif act in (3, 7, 8, 9):
        claim = milestone.claim(by=by, finished_on=today(), note="完成", late_reason="征迁")
        decide = chance.choice((None, claim.confirm, claim.confirm, claim.send_back))
        if decide:
            decide(by=cast.supervisor, **({"reason": "缺验收单"} if decide == claim.send_back else {}))
        if claim.state == "confirmed" and chance.random() < 0.3:
            claim.reopen(by=cast.supervisor, reason="有误")
    elif act == 4:
        milestone.request_change(kind="cancel", **ask).approve(by=cast.supervisor)
    elif act == 5:
        milestone.request_change(kind="extend", new_due=day(chance.choice((0, 8, 45))), **ask).approve(
            by=cast.supervisor
        )


def live(cast, chance):
    """Eight projects with their stories; two of them stand still."""
    projects = [lay_project(cast, chance, number) for number in range(2, 10)]
    for milestone in Milestone.objects.filter(project__in=projects).select_related("project", "target"):
        if chance.random() < 0.7:
            with suppress(ValidationError, Conflict, NotAllowed):
                happen(cast, chance, milestone)
    for project in projects[:2]:
        change = ChangeRequest.ask(by=cast.steward, kind="suspend", project=project, reason_class="land", text="停工")
        change.approve(by=cast.supervisor)
    ChangeRequest.ask(by=cast.steward, kind="resume", project=projects[0], reason_class="land", text="复工").approve(
        by=cast.supervisor
    )


@pytest.fixture(params=[1, 2, 3])
def district(request):
    cast = make_cast()
    cast.categories = list(Category.objects.all()[:2])
    with owner():
        Policy.objects.create(
            effective_from=day(-30),
            category=cast.categories[0],
            due_soon_workdays=3,
            behind_yellow=5,
            behind_red=20,
        )
    live(cast, random.Random(request.param))
    return cast


def keys(rows):
    return [row.pk for row in rows]


def test_columns_and_facts_agree(district):
    everything, standings = Milestone.objects.all(), Standing.objects.on()
    states = Counter(standings.values_list("state", flat=True))
    assert set(states) == set(STATES)
    for state in STATES:
        assert set(keys(everything.filter(state_condition(state)))) == set(keys(standings.filter(state=state))), state
    for light in LIGHTS:
        found = set(keys(everything.filter(light_condition(light, everything))))
        assert found == set(keys(standings.filter(light=light))), light
    for days in (0, 1, 5, 10, 20):
        found = standings.filter(state="open", due_in__lte=days)
        assert set(keys(everything.filter(due_within_workdays(days)))) == set(keys(found)), days
    ranked = Project.objects.annotate(place=project_light_rank_expression())
    for key, found in project_lights(today(), ranked).items():
        assert ranked.get(pk=key).place == (Light(found.light).rank if found.worst else None), key
    whole = keys(standings.worst_first())
    for some in (
        everything,
        everything.filter(project__code__endswith="5"),
        everything.filter(state_condition("open")),
    ):
        order = [key for key in whole if key in set(keys(some))]
        assert keys(worst_standings_page(some, 0, 500)) == order
        pages = [worst_standings_page(some, start, 7) for start in range(0, len(order) + 7, 7)]
        assert keys(row for page in pages for row in page) == order
