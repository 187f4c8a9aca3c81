"""A district with late milestones, what its leaders read about it, and whether less of it than before is accounted
for.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from backoffice.clock import end_of_day, today
from backoffice.recording import historical_replay
from milestones.models import BaselineVersion, ChangeRequest, Claim, ProgressReport, Standing, Suspension
from milestones.models.plan import approve_plan, plan_authors
from milestones.pages.project import (
    people_context,
    project_stamp,
    project_status_context,
    promise_context,
    visible_project_or_404,
)
from milestones.reports.home.projects_on_day import ProjectStatus, district_status
from milestones.reports.home.report import HomeReport, home_report
from milestones.reports.leaders_sheet import leaders_sheet
from milestones.reports.overdue.report import build_overdue_report
from milestones.reports.physical_progress import physical_progress
from milestones.reports.ranking.counted_milestones import LATE, OVERDUE, milestones_due_in
from milestones.reports.ranking.report import unit_ranking
from milestones.reports.trend.report import overdue_trend
from milestones.reports.wall.report import wall_checksum, wall_places
from projects.models import Category, Project, Role, Target, Unit
from projects.models.wording import wording_as_of
from tests.access.access_world import make_world
from tests.cast import flag_night, lay, noon, owner

ONE = dt.timedelta(days=1)


# --- the district ---


def ago(days: int) -> dt.date:
    return today() - days * ONE


@historical_replay()
def work(cast: Any, code: str, due: int | None, **fields: Any) -> Any:
    """A project of before, with a milestone due so many days ago; approved unless it has no unit or `draft` is said."""
    began = fields.pop("began", 200)
    draft, target, quantity = (fields.pop(name, None) for name in ("draft", "target", "quantity"))
    given = {"unit": cast.roads, "steward": cast.steward, "leader": cast.leader} | fields
    project = lay(
        Project.objects,
        code=f"2026-{code}",
        name=f"工程{code}",
        plan_year=2026,
        category=Category.objects.get(code="road"),
        starts_on=ago(began),
        at=noon(ago(began)),
        **given,
    )
    if target:
        target = Target.objects.create(project=project, measure="管线", value=Decimal(target), unit="公里")
    if due is None:
        return project
    counts = {"target": target, "quantity": quantity} if quantity else {}
    step = lay(project.milestones, name=f"完工{code}", forecast_due=ago(due), at=noon(ago(began)), **counts)
    if not draft:
        approve_plan(project, by=cast.supervisor, at=noon(ago(began)))
    return step


def decided(cast: Any, subject: dict, kind: str, days: int, **asked: Any) -> None:
    """Asked by the head and approved the next day, so many days ago."""
    given = {"reason_class": "weather", "text": "汛期", "by": cast.head} | asked
    change = ChangeRequest.ask(kind=kind, **subject, **given, at=noon(ago(days)))
    change.approve(by=cast.supervisor, at=noon(ago(days - 1)))


@historical_replay()
def make_late_district() -> SimpleNamespace:
    """The world of the matrix of access, in which much is late: claimed, returned, stopped, behind, drafted, under
    headings.
    """
    cast = make_world()
    cast.late = work(cast, "CJ-101", 40)
    work(cast, "CJ-102", 33, unit=cast.schools, steward=cast.other)
    cast.again = work(cast, "CJ-103", 25)
    cast.again.claim(by=cast.steward, finished_on=ago(20), note="完成", at=noon(ago(20))).send_back(
        by=cast.supervisor, reason="缺验收单", at=noon(ago(10))
    )
    cast.waiting = work(cast, "CJ-104", 50)
    cast.waiting.claim(by=cast.steward, finished_on=ago(2), note="完成", at=noon(ago(2)))
    cast.stopped = work(cast, "CJ-105", 15)
    decided(cast, {"project": cast.stopped.project}, "suspend", 5)
    cast.behind = work(cast, "CJ-106", -20, began=100, target=100, quantity=100)
    cast.behind.report(by=cast.steward, note="进展", quantity=Decimal(10), at=noon(ago(9)))
    cast.asked_late = work(cast, "CJ-107", 12)
    cast.asked_late.request_change(
        by=cast.steward, kind="extend", new_due=ago(-30), reason_class="land", text="征迁", at=noon(ago(3))
    )
    cast.doubted = work(cast, "CJ-108", -30, began=60, target=100, quantity=100)
    cast.doubted.report(by=cast.steward, note="进展", quantity=Decimal(20), at=noon(ago(8)))
    cast.doubted.report(by=cast.steward, note="抢工", quantity=Decimal(95), reason="已核", at=noon(ago(4)))
    make_programmes(cast)
    cast.dropped = work(cast, "CJ-112", 18)
    decided(cast, {"milestone": cast.dropped}, "cancel", 6)
    cast.done = work(cast, "CJ-113", 30)
    cast.done.claim(by=cast.steward, finished_on=ago(21), note="完成", at=noon(ago(21))).confirm(
        by=cast.supervisor, at=noon(ago(19))
    )
    cast.extended = work(cast, "CJ-114", 22)
    decided(cast, {"milestone": cast.extended}, "extend", 16, new_due=ago(11))
    with owner():
        for days in (8, 1):
            flag_night(ago(days), now=noon(ago(days)))
    return cast


def make_programmes(cast: Any) -> None:
    """A heading over a late work; a project with a draft of its own and a late work; a draft over a draft."""
    heading = work(cast, "CJ-109", None)
    work(cast, "CJ-109-01", 8, parent=heading)
    drafted = work(cast, "CJ-110", 5, draft=True)
    work(cast, "CJ-110-01", 9, parent=drafted.project)
    alone = work(cast, "CJ-111", 7, draft=True, target=30, quantity=30)
    work(cast, "CJ-111-01", 6, draft=True, parent=alone.project)
    cast.drafted, cast.alone = drafted, alone
    # Nobody of the party: a second bureau of equal rank, so that orders among equals are seen.
    water = Unit.objects.create(code="water", name="区水务局")
    work(cast, "MS-201", 14, unit=water, steward=cast.other)


# --- what the leaders read ---


@dataclass(frozen=True)
class Read:
    """The leaders' first page of a day and the rows that it counts."""

    home: HomeReport
    projects: dict[int, ProjectStatus]
    rows: dict[int, Standing]
    done: dict[int, Decimal]  # percent, by project
    missed: Counter[int | None]  # milestones that missed their first date, by the unit charged

    @property
    def red(self) -> set[int]:
        return {*self.home.now.red}

    @property
    def late(self) -> dict[int, int]:
        return {pk: row.days_late for pk, row in self.rows.items() if row.is_overdue}

    @property
    def behind(self) -> set[int]:
        return {pk for pk, row in self.rows.items() if row.light_rule in ("behind_red", "behind_yellow")}

    def said(self) -> str:
        """The figures of the page."""
        lights, rules = self.home.district.lights, self.home.district.rules
        far = sum(count for (_light, rule), count in rules.items() if rule.startswith("behind"))
        return (
            f"red={lights['red']} overdue={self.home.total} longest={self.home.now.longest} behind={far} "
            f"apart={self.home.apart} placed={len(self.home.changes.placed)} moved={len(self.home.changes.moved)}"
        )


def read(cast: Any, on: dt.date) -> Read:
    rows = {row.pk: row for row in Standing.objects.on(on).visible_to(cast.leader)}
    projects = Project.objects.filter(pk__in={row.project_id for row in rows.values()})
    done = {pk: percent for pk, percent in physical_progress(on, projects).items() if percent is not None}
    due = milestones_due_in(dt.date(on.year, 1, 1), on).filter(how__in=(LATE, OVERDUE))  # type: ignore[misc]
    works = {work.pk: work for work in district_status(cast.leader, on).works}
    return Read(home_report(cast.leader, on), works, rows, done, Counter(due.values_list("charged", flat=True)))  # type: ignore[misc]


def checksums(cast: Any, days: Iterable[dt.date], codes: Iterable[str]) -> dict[tuple[str, dt.date], str]:
    """Of the first page and what is overdue on these days; on the last of them of every other report and these
    projects' pages.
    """
    found: dict[tuple[str, dt.date], str] = {}
    for day in days:
        found["home", day] = home_report(cast.leader, day).checksum
        found["overdue", day] = build_overdue_report(cast.leader, day).checksum
    found["trend", day] = overdue_trend(cast.leader, day).checksum
    found["units", day] = unit_ranking(day).checksum
    found["wall", day] = wall_checksum(wall_places(cast.leader, day), day)
    found["sheet", day] = leaders_sheet(cast.leader, day).checksum
    for code in codes:
        found[f"project {code}", day] = page_checksum(cast.leader, code, day)
    return found


def page_checksum(user: Any, code: str, on: dt.date) -> str:
    """Of the page of a project as of the end of a day."""
    with wording_as_of(on):
        project = visible_project_or_404(user, code)
        assert project.at < end_of_day(on), "a project of that day"
        shown = promise_context(project, on) | people_context(project, on) | project_status_context(user, project, on)
        return str(project_stamp(project, on, shown).checksum)


# --- whether what is gone is accounted for ---


class Party:
    """One or two people who work together; a decision counts only where somebody else made it."""

    def __init__(self, cast: Any, names: tuple[str, ...]):
        self.people = [getattr(cast, name) for name in names]
        self.keys = {one.pk for one in self.people}
        self.deciders = {one.pk for one in (cast.supervisor, cast.second) if one.pk and one.role == Role.SUPERVISOR}

    def by_another(self, asker: int | None, decider: int | None) -> bool:
        """Whether a supervisor decided what somebody else asked, and not both of them are of the party."""
        together = asker in self.keys and decider in self.keys
        return decider in self.deciders and decider != asker and not together


def hidden(before: Read, after: Read, party: Party, since: Any) -> list[str]:
    """What the first page said and says no longer, or smaller, without a finish, a decision or a line that counts it
    apart.
    """
    gone = [
        pk
        for pk, days in before.late.items()
        if after.late.get(pk, 0) < days and not accounted(pk, before, after, party)
    ]
    finds = [f"overdue: {named(before, pk)} {before.late[pk]} → {after.late.get(pk)}" for pk in gone]
    for pk in before.behind:
        now = after.rows.get(pk)
        as_bad = now and (now.light_rank, now.light_rule) <= (
            before.rows[pk].light_rank,
            before.rows[pk].light_rule,
        )
        if as_bad or (now and now.light == "red"):
            continue
        if not (accounted(pk, before, after, party) or figured(now, party, since) or measured(before, after)):
            finds.append(f"behind: {named(before, pk)} {before.rows[pk].light_rule} → {now and now.light_rule}")
    return finds + uncoloured(before, after, party, since) + embellished(before, after, party, since)


def uncoloured(before: Read, after: Read, party: Party, since: Any) -> list[str]:
    """Projects that were red and are red no longer, although what made them so is not accounted for."""
    placed = {one.project for one in after.home.changes.placed}
    parents = {pk: work.parent for pk, work in before.projects.items()}
    finds = []
    for pk in before.red - after.red:
        code = before.projects[pk].code
        made_it = [
            row
            for row in before.rows.values()
            if row.light == "red" and pk in (row.project_id, parents.get(row.project_id))
        ]
        good = all(
            accounted(row.pk, before, after, party)
            or figured(after.rows.get(row.pk), party, since)
            or (row.light_rule == "behind_red" and measured(before, after))
            for row in made_it
        )
        works = {before.projects[row.project_id].code for row in made_it}
        if not good and not placed & ({code} | works):
            finds.append(f"red: {code}")
    return finds


def embellished(before: Read, after: Read, party: Party, since: Any) -> list[str]:
    """Projects of which more is done, and units that missed less, although nothing was reported or decided since."""
    if decided_since(party, since):
        return []
    reported = set(
        ProgressReport.objects.filter(at__gte=since, quantity__isnull=False).values_list("target__project", flat=True)
    )
    finds = [
        f"done: {before.projects[pk].code} {was} → {after.done.get(pk)}"
        for pk, was in before.done.items()
        if after.done.get(pk, 0) > was and pk not in reported
    ]
    # What is claimed for a day by its date is counted apart on home until it is decided.
    waited = {pk for pk, row in before.rows.items() if row.state == "awaiting"}
    claimed = {pk for pk, row in after.rows.items() if row.state == "awaiting"} - waited
    fewer = before.missed.total() - after.missed.total()
    return finds + ([f"missed: {before.missed} → {after.missed}"] if fewer > len(claimed) else [])


def decided_since(party: Party, since: Any) -> bool:
    """Whether somebody else decided a claim, a request or a figure since."""
    kinds: list[Any] = [Claim, ChangeRequest, ProgressReport]
    return any(
        party.by_another(one.by_id, one.decided_by_id)
        for model in kinds
        for one in model.objects.filter(decided_at__gte=since)
    )


def named(before: Read, pk: int) -> str:
    row = before.rows[pk]
    return f"{row.project.code} {row.milestone.name}"


def accounted(pk: int, before: Read, after: Read, party: Party) -> bool:
    """Whether a milestone is finished, suspended, cancelled or extended by somebody else's decision, or counted as
    awaiting.
    """
    now = after.rows.get(pk)
    if now is None:
        return False
    if now.state == "finished":
        claim = Claim.objects.filter(milestone=pk, state="confirmed").first()
        return bool(claim and party.by_another(claim.by_id, claim.decided_by_id))
    if now.state == "awaiting":  # a first claim alone pauses lateness
        sent_back = Claim.objects.filter(milestone=pk, state__in=["returned", "reopened"])
        return not sent_back.exists() and after.home.apart["awaiting"] > 0
    if now.state in ("suspended", "cancelled"):
        return after.home.apart[now.state] > 0 and any(
            party.by_another(one.by_id, one.decided_by_id) for one in deciding(now)
        )
    version = BaselineVersion.objects.filter(milestone=pk).order_by("-number").first()
    change = version and version.change
    moved = now.baseline_due != before.rows[pk].baseline_due
    return bool(moved and change and party.by_another(change.by_id, change.decided_by_id))


def deciding(row: Standing) -> list[ChangeRequest]:
    """The approved requests that could have stopped or cancelled a milestone, by what they were about."""
    about = Q(project=row.project_id) | Q(project=row.project.parent_id, project__isnull=False)
    if row.state == "suspended":
        running = Suspension.objects.filter(project=row.project_id, to_at=None).values("change")
        return list(ChangeRequest.objects.filter(about, pk__in=running, kind="suspend", state="approved"))
    return list(ChangeRequest.objects.filter(about | Q(milestone=row.pk), kind="cancel", state="approved"))


def measured(before: Read, after: Read) -> bool:
    """Whether the page says that other numbers are in force, and since when."""
    return before.home.policy != after.home.policy


def figured(row: Standing | None, party: Party, since: Any) -> bool:
    """Whether a figure reported since counts for the milestone, or somebody else made the promise smaller."""
    if row is None or row.milestone.target_id is None:
        return False
    target = row.milestone.target_id
    reports = ProgressReport.objects.filter(target=target, quantity__isnull=False)
    if reports.filter(state="clear", at__gte=since).exists():
        return True
    decided_since: list[Any] = [*reports.filter(state="accepted", decided_at__gte=since)]
    changes = ChangeRequest.objects.filter(
        Q(target=target) | Q(milestone__target=target), state="approved", decided_at__gte=since
    )
    return any(party.by_another(one.by_id, one.decided_by_id) for one in [*decided_since, *changes])


def self_decided(party: Party, since: Any) -> list[str]:
    """What a party decided about its own claims, requests and figures."""
    finds = []
    kinds: list[Any] = [Claim, ChangeRequest, ProgressReport]
    for model in kinds:
        for one in model.objects.filter(decided_at__gte=since).exclude(state="withdrawn"):
            if not party.by_another(one.by_id, one.decided_by_id):
                finds.append(f"decided by the party itself: {model.__name__} {one.pk} {one.state}")
    return finds


def self_approved(party: Party, since: Any) -> list[str]:
    """Milestones that somebody of the party recorded and approved, alone."""
    first = BaselineVersion.objects.filter(number=1, from_at__gte=since, by__in=party.keys)
    return [
        f"approved by who recorded it: {version.milestone}"
        for version in first.select_related("milestone__project")
        if version.by_id in plan_authors(version.milestone.project, [version.milestone])
    ]
