"""The leader's one page: the lights of the projects in charge, what to coordinate, the ten worst, and what changed."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.days import show_day
from milestones.models import Job, OverdueFlag, Standing
from milestones.models.status import Light, State
from projects.models import User

from . import lines, news
from .daily_facts import DailyFacts, count_projects_by_light
from .digest import Digest, DigestSection, LightCount
from .links import absolute_url
from .readers import DigestReader
from .sections import CAP, Part, section_if_any
from .subject import leader_subject

NAMED = 5  # projects named in a sentence
NEEDS = Part("needs", gettext_lazy("For you to coordinate"), lines.overdue_overview_digest_line)
OTHERS = Part("overdue", gettext_lazy("Others overdue"), lines.overdue_overview_digest_line)
LONGEST = Part("overdue", gettext_lazy("The longest overdue"), lines.overdue_overview_digest_line)


def compose_leader_digest(reader: DigestReader, facts: DailyFacts) -> Digest | None:
    """Of the projects in charge; of all, for who has none or asked for everything."""
    person = reader.person
    led: set[int] = set() if "all" in reader.scopes else facts.led.get(person.pk, set())
    projects = led or set(facts.lights)
    overdue = [row for row in facts.rows if row.state == State.OVERDUE and (not led or row.project_id in led)]
    lights = light_counts_with_change(facts, projects)
    changes = change_sections(facts, led)
    if not (overdue or lights[0].count or changes or reader.also_when_empty):
        return None
    needs = [row for row in overdue if facts.causes[row.pk].need]
    said = {
        "on": facts.on,
        "all": len(projects),
        "red": lights[0].count,
        "lit": sum(light.count for light in lights if light.light != "grey"),
        "needs": len(needs),
        "days": overdue[0].days_late if overdue else 0,
        "weekly": facts.kind == Job.Name.WEEKLY,
        "change": week_change_text(lights[0]),
    }
    why = _("You receive this because you are in charge of these projects.")
    if not led:
        why = _("You receive this as an overview of the district.")
    return Digest(
        reader,
        facts,
        leader_subject(said),
        leader_headline(said),
        [*overdue_sections(overdue, needs, facts, person), *changes],
        lights,
        why,
    )


def overdue_sections(
    overdue: list[Standing], needs: list[Standing], facts: DailyFacts, person: User
) -> list[DigestSection]:
    """What to coordinate first, then the rest, ten in all."""
    rest = [row for row in overdue if not facts.causes[row.pk].need]
    others = OTHERS if needs else LONGEST
    return [
        *section_if_any(NEEDS, needs, facts, person),
        *section_if_any(others, rest, facts, person, cap=max(CAP - len(needs), 0)),
    ]


def week_change_text(light: LightCount) -> str:
    """How many more or fewer than a week ago, to be said after their number."""
    if not light.change:
        return ""
    said = _(", %(count)s more than last week") if light.change > 0 else _(", %(count)s fewer than last week")
    return said % {"count": abs(light.change)}


def leader_headline(said: dict[str, Any]) -> str:
    if not said["all"]:
        return _("No project is registered yet.")
    if not said["lit"]:
        return _("%(all)s projects, none with a light yet.") % said
    text = _("%(red)s of %(all)s projects on red%(change)s.") % said
    if said["days"]:
        text = _("%(red)s of %(all)s projects on red%(change)s; the longest is %(days)s days overdue.") % said
    elif not said["red"]:
        text = _("%(all)s projects, none on red.") % said
    if said["needs"]:
        text = _("%(headline)s Waiting for your coordination: %(needs)s.") % {**said, "headline": text}
    return text


def change_sections(facts: DailyFacts, led: set[int]) -> list[DigestSection]:
    """Since the slot before: what turned late, what is late no more and why, and who is silent."""

    def told(flags: list[OverdueFlag]) -> list[OverdueFlag]:
        return [flag for flag in flags if not led or flag.milestone.project_id in led]

    raised, cleared = told(facts.raised), told(facts.cleared)
    silent = [row for row in facts.silent if not led or row.id in led]
    texts: list[str] = []
    if raised:
        names = shorten_name_list(flag.milestone.project.name for flag in raised)
        texts.append(_("Newly overdue %(count)s: %(names)s.") % {"count": len(raised), "names": names})
    if cleared:
        names = shorten_name_list(
            _("%(name)s (%(how)s)")
            % {"name": flag.milestone.project.name, "how": news.cleared_flag_outcome(flag, facts.on)}
            for flag in cleared
        )
        texts.append(_("Settled %(count)s: %(names)s.") % {"count": len(cleared), "names": names})
    if silent:
        texts.append(_("Without a report: %(count)s projects.") % {"count": len(silent)})
    span = _("%(since)s – %(on)s") % {
        "since": show_day(facts.since, facts.on),
        "on": show_day(facts.on, facts.on),
    }
    title = _("Changes %(span)s") % {"span": span}
    return [DigestSection("changes", title, 0, [], absolute_url(reverse("home")), texts)] if raised or cleared else []


def shorten_name_list(names: Iterable[str]) -> str:
    """A few names, and how many more."""
    names = list(names)
    text = _(", ").join(names[:NAMED])
    return (
        text if len(names) <= NAMED else _("%(names)s and %(more)s more") % {"names": text, "more": len(names) - NAMED}
    )


def light_counts_with_change(facts: DailyFacts, projects: set[int]) -> list[LightCount]:
    names = {
        Light.RED: _("Red"),
        Light.YELLOW: _("Yellow"),
        Light.GREEN: _("Green"),
        Light.BLUE: _("Blue"),
        Light.GREY: _("Grey"),
    }
    now, before = (
        count_projects_by_light(facts.lights, projects),
        count_projects_by_light(facts.lights_before, projects),
    )
    return [
        LightCount(light, lines.MARKS[light], names[light], now[light], now[light] - before[light]) for light in Light
    ]
