"""Compose one person's digest from an edition: what is theirs, worst first, and nothing when there is nothing to say."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import Role, Unit

from . import lines
from .digest import Digest, LightCount, Section
from .edition import Edition, count_lights
from .lines import address
from .subject import leader_subject, supervisor_subject, worker_subject

CAP = 10
ORDER = ("red", "yellow", "green", "blue", "grey")
MILESTONES = "admin:milestones_milestone_changelist"
CLAIMS = "admin:milestones_claim_changelist"
CHANGES = "admin:milestones_changerequest_changelist"


def compose(person, edition: Edition) -> Digest | None:
    """The person's digest, in the language in force, or None."""
    by_role: dict[str, Callable] = {
        Role.STEWARD: for_worker,
        Role.UNIT_HEAD: for_worker,
        Role.SUPERVISOR: for_supervisor,
        Role.LEADER: for_leader,
    }
    make = by_role.get(person.role)
    return make(person, edition) if make else None


def section(name, title, rows, line, edition, person, page="overdue", cap=CAP) -> list[Section]:
    """The section, or nothing where it would be empty."""
    rows = list(rows)
    shown = [line(row, edition, person) for row in rows[:cap]]
    return [Section(name, title, len(rows), shown, address(reverse(page)))] if rows else []


def rows_of(person, edition) -> list:
    """What the person owns or runs; a unit head's whole unit too."""
    covered = set()
    if person.role == Role.UNIT_HEAD and person.unit_id:
        covered = set(Unit.objects.within(person.unit_id).values_list("pk", flat=True))
    return [
        row
        for row in edition.rows
        if person.pk in (row.milestone.owner_id, row.project.steward_id) or row.project.unit_id in covered
    ]


def kind_of(row, edition) -> str:
    """The one section in which a row stands."""
    if row.state != "open":
        return row.state
    if row.pk in edition.returned:
        return "returned"
    return "behind" if row.light == "red" else "soon"


def for_worker(person, edition) -> Digest | None:
    """Stewards, owners and unit heads. What only waits for others makes no mail by itself."""
    found = {name: [] for name in ("overdue", "behind", "returned", "soon", "awaiting")}
    for row in rows_of(person, edition):
        found[kind_of(row, edition)].append(row)
    if not any(rows for name, rows in found.items() if name != "awaiting"):
        return None
    said = [words % {"count": len(found[name])} for name, words in counted().items() if found[name]]
    unit = person.role == Role.UNIT_HEAD
    text = (
        _("%(name)s, as of %(day)s your unit has %(counts)s.")
        if unit
        else _("%(name)s, as of %(day)s you have %(counts)s.")
    )
    sections = [
        *section("overdue", _("Overdue"), found["overdue"], lines.overdue_line, edition, person),
        *section("behind", _("Far behind"), found["behind"], lines.behind_line, edition, person, MILESTONES),
        *section(
            "returned",
            _("Returned claims"),
            found["returned"],
            lines.returned_line,
            edition,
            person,
            MILESTONES,
        ),
        *section("soon", _("Due soon"), found["soon"], lines.soon_line, edition, person, MILESTONES),
        *section(
            "awaiting",
            _("Awaiting confirmation"),
            found["awaiting"],
            lines.awaiting_line,
            edition,
            person,
            MILESTONES,
        ),
    ]
    return Digest(
        person, edition, worker_subject(found),
        text % {"name": person, "day": show(edition.on), "counts": _(", ").join(said)}, sections,
        why=_("You receive this because you answer for these projects; reminders of what is overdue are part of the duty."),
    )  # fmt: skip


def counted() -> dict[str, str]:
    return {
        "overdue": _("%(count)s overdue"),
        "behind": _("%(count)s far behind"),
        "returned": _("%(count)s returned"),
        "soon": _("%(count)s due soon"),
        "awaiting": _("%(count)s awaiting confirmation"),
    }


def for_supervisor(person, edition) -> Digest | None:
    """What waits for a decision, and the overdue of the whole district."""
    claims = [row for row in edition.rows if row.state == "awaiting"]
    claims.sort(key=lambda row: edition.pending[row.pk].at)
    overdue = [row for row in edition.rows if row.state == "overdue"]
    said = {
        "name": person,
        "day": show(edition.on),
        "claims": len(claims),
        "changes": len(edition.changes),
        "count": len(claims) + len(edition.changes),
        "overdue": len(overdue),
        "days": overdue[0].days_late if overdue else 0,
    }
    if not said["count"] and not overdue:
        return None
    sections = [
        *section("claims", _("Claims to confirm"), claims, lines.claim_line, edition, person, CLAIMS),
        *section(
            "changes", _("Requests to decide"), edition.changes, lines.change_line, edition, person, CHANGES
        ),
        *section("overdue", _("Overdue in the district"), overdue, lines.worst_line, edition, person),
    ]
    return Digest(
        person, edition, supervisor_subject(said),
        _("%(name)s, as of %(day)s: claims to confirm %(claims)s, requests to decide %(changes)s, overdue in the district %(overdue)s.") % said,
        sections, why=_("You receive this because you supervise the key projects."),
    )  # fmt: skip


def for_leader(person, edition) -> Digest | None:
    """One page: the lights of the projects in charge (of all, for who has none), what to coordinate, the ten worst."""
    led = edition.led.get(person.pk)
    projects = led or set(edition.lights)
    overdue = [
        row
        for row in edition.rows
        if row.state == "overdue" and (not led or row.project.leader_id == person.pk)
    ]
    lights = light_counts(edition, projects)
    if not overdue and not lights[0].count:
        return None
    needs = [row for row in overdue if edition.causes[row.pk].need]
    rest = [row for row in overdue if not edition.causes[row.pk].need]
    said = {
        "day": show(edition.on), "all": len(projects), "red": lights[0].count, "needs": len(needs),
        "days": overdue[0].days_late if overdue else 0,
    }  # fmt: skip
    sections = [
        *section("needs", _("For you to coordinate"), needs, lines.worst_line, edition, person),
        *section(
            "overdue",
            _("The longest overdue") if not needs else _("Others overdue"),
            rest,
            lines.worst_line,
            edition,
            person,
            cap=max(CAP - len(needs), 0),
        ),
    ]
    return Digest(
        person, edition, leader_subject(said), leader_headline(said), sections, lights,
        _("You receive this because you are in charge of these projects."),
    )  # fmt: skip


def leader_headline(said) -> str:
    text = _("%(red)s of %(all)s projects on red.") % said
    if said["days"]:
        text = _("%(red)s of %(all)s projects on red; the longest is %(days)s days overdue.") % said
    if said["needs"]:
        text = _("%(headline)s Waiting for your coordination: %(needs)s.") % {**said, "headline": text}
    return text


def light_counts(edition, projects) -> list[LightCount]:
    names = {
        "red": _("Red"),
        "yellow": _("Yellow"),
        "green": _("Green"),
        "blue": _("Blue"),
        "grey": _("Grey"),
    }
    now, before = count_lights(edition.lights, projects), count_lights(edition.lights_before, projects)
    return [
        LightCount(light, lines.MARKS[light], names[light], now[light], now[light] - before[light])
        for light in ORDER
    ]


def show(day) -> str:
    return date_format(day, "MONTH_DAY_FORMAT")
