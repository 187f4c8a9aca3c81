"""Who answers for which kind of work in the demonstration. Nobody here exists: units are typical, people are roles."""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.fixture_loader import load_fixture_files
from projects.models import Category, List, PhaseChange, Project, Role, Unit, User, give_role

PASSWORD = "tiexi-demo"
FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "demo.json"
# Category -> unit and steward.
ANSWERS = {
    "road": ("zhujian", "steward"),
    "unsafe_housing": ("zhujian", "steward"),
    "traffic": ("zhujian", "steward"),
    "renewal": ("zhujian", "steward"),
    "gas": ("zhujian", "steward"),
    "bridge": ("shizheng", "bridge-steward"),
    "pump": ("shizheng", "bridge-steward"),
    "power": ("fagai", "power-steward"),
    "bmw": ("fagai", "power-steward"),
    "lighting": ("chengguan", "park-steward"),
    "greening": ("chengguan", "park-steward"),
    "park": ("chengguan", "park-steward"),
    "toilet": ("chengguan", "park-steward"),
    "waste": ("chengguan", "park-steward"),
    "environment": ("chengguan", "park-steward"),
    "water": ("nongye", "rural-steward"),
    "rural": ("nongye", "rural-steward"),
    "agriculture": ("nongye", "rural-steward"),
    "school": ("jiaoyu", "school-steward"),
    "education": ("jiaoyu", "school-steward"),
    "clinic": ("weijian", "clinic-steward"),
    "medical": ("weijian", "clinic-steward"),
    "venue": ("wenlv", "venue-steward"),
    "culture": ("wenlv", "venue-steward"),
    "community": ("jihong", "community-steward"),
    "governance": ("xingshun", "governance-steward"),
    "elderly": ("minzheng", "elderly-steward"),
    "employment": ("minzheng", "elderly-steward"),
    "estate": ("fangchan", "estate-steward"),
    "property": ("fangchan", "estate-steward"),
    "housing": ("fangchan", "estate-steward"),
    "deeds": ("fangchan", "estate-steward"),
    "heating": ("fangchan", "heating-steward"),
    "village": ("gongrencun", "village-steward"),
    "resettlement": ("gongrencun", "village-steward"),
    "manufacturing": ("gongxin", "industry-steward"),
    "energy": ("gongxin", "industry-steward"),
    "digital": ("chantou", "digital-steward"),
    "innovation": ("chantou", "digital-steward"),
    "service": ("fagai", "invest-steward"),
    "investment": ("fagai", "invest-steward"),
}
# Asked by the demonstration's administrator, the first of its system, and granted by the auditor once there is one.
GRANTED = {"auditor": Role.AUDITOR, "supervisor": Role.SUPERVISOR, "supervisor2": Role.SUPERVISOR}
LEADERS = {List.URBAN: "leader", List.LIVELIHOOD: "leader2", List.INDUSTRY: "leader3"}
SHARED = {"road": "chengtou", "renewal": "chengtou", "estate": "gongrencun", "manufacturing": "chantou"}


def add_people() -> dict[str, User]:
    """Add the demonstration's units and accounts; answer its people by username."""
    load_fixture_files([FIXTURE])
    User.objects.filter(generated=True).update(password=make_password(PASSWORD))
    people = {user.username: user for user in User.objects.filter(generated=True).prefetch_related("groups")}
    for name in ("steward", "unithead", "supervisor", "leader", "auditor", "admin"):
        if name not in people:
            raise ValidationError(
                _("The account %(name)s is there already and not of the demonstration.") % {"name": name}
            )
    grant_roles(people)
    for user in people.values():
        if user.role == Role.UNIT_HEAD:
            Unit.objects.filter(pk=user.unit_id, head=None).update(head=user)
    return people


def grant_roles(people: dict[str, User]) -> None:
    """Give the roles that decide by the rule for everybody: asked by one, granted by another."""
    for name, role in GRANTED.items():
        grant = None if people[name].group else give_role(people[name], role, by=people["admin"])
        if grant and not grant.alone:
            grant.grant(by=people["auditor"])
        people[name] = User.objects.get(username=name)


def restart_facts_at(projects: Collection[Project], at: dt.datetime) -> None:
    """People and phases of the register begin at an instant of the past, so that the replay may begin there.

    Nothing of these projects is approved yet: their first facts may still be written anew.
    """
    for project in projects:
        project.assignments.all().delete()
        project.phase_changes.all().delete()
    PhaseChange.objects.bulk_create(PhaseChange(project=row, phase=row.phase, from_at=at) for row in projects)


def backdate_projects(projects: Collection[Project], at: dt.datetime) -> None:
    """The register counts as recorded at that instant, as it is now: its start was never another one."""
    Project.objects.filter(pk__in=[project.pk for project in projects]).update(at=at)


def assign_demo_people(projects: Collection[Project], people: dict[str, User], at: dt.datetime) -> None:
    """Each project gets the unit, steward and leader of its kind of work; some a second unit."""
    units = {unit.code: unit for unit in Unit.objects.filter(generated=True)}
    codes = dict(Category.objects.values_list("pk", "code"))
    for project in projects:
        code = codes[project.category_id]
        unit, steward = ANSWERS[code]
        project.assign(
            by=people["supervisor"],
            unit=units[unit],
            steward=people[steward],
            leader=people[LEADERS[project.list]],
            at=at,
        )
        if code in SHARED:
            project.co_units.add(units[SHARED[code]])
