"""One project's story: the actions of its people, each with the instant at which it is replayed."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from milestones.models import ChangeRequest, Claim, Milestone
from milestones.models.figures import FigureState, judge_figure
from milestones.models.plan import approve_plan
from milestones.rules.workdays import Workdays
from projects.models import Project, User

from . import texts
from .scenarios import DemoScenario

T = TypeVar("T")
Act = Callable[[dt.datetime], object]
LATENESS = (0, -2, 0, 0, -1, 3, 0, -3, 0, 0, 9, 0, -1)


@dataclass
class ProjectStory:
    """What the people of one project do until the day before the anchor."""

    number: int
    project: Project
    plot: DemoScenario
    anchor: dt.date
    starts_on: dt.date
    milestones: list[Milestone]
    focus: int
    people: dict[str, User]
    calendar: Workdays
    events: list[tuple[dt.datetime, Act]] = field(default_factory=list)
    finished: dict[int, dt.date] = field(default_factory=dict)
    latest: dt.date = field(init=False)  # no finish after it
    standstill: tuple[dt.date, dt.date] | None = None  # suspended from, and resumed on

    def __post_init__(self) -> None:
        self.latest = self.ago(4)

    @property
    def steward(self) -> User:
        return self.project.steward  # type: ignore[return-value]

    @property
    def supervisor(self) -> User:
        return self.people["supervisor" if self.number % 3 else "supervisor2"]

    @property
    def milestone(self) -> Milestone:
        """The one that the plot is about."""
        return self.milestones[self.focus]

    def ago(self, days: int) -> dt.date:
        return self.anchor - dt.timedelta(days)

    def after_due(self, days: int) -> dt.date:
        return self.milestone.forecast_due + dt.timedelta(days)

    def pick(self, choices: Sequence[T], shift: int = 0) -> T:
        return choices[(self.number + shift) % len(choices)]

    def workday(self, day: dt.date) -> dt.date:
        """The last working day by then; never before the start, always before the anchor."""
        day = min(day, self.ago(1))
        while not self.calendar.is_workday(day):
            day -= dt.timedelta(1)
        return max(day, self.starts_on)

    def do(self, day: dt.date, hour: int, action: Act) -> None:
        """Plan an action for a day, or the working day before it; each project has a minute of its own."""
        at = timezone.make_aware(dt.datetime.combine(self.workday(day), dt.time(hour, self.number % 60)))
        self.events.append((at, action))

    def stands_still(self, day: dt.date) -> bool:
        return bool(self.standstill) and self.standstill[0] <= day < self.standstill[1]  # type: ignore[index]

    def approve(self) -> None:
        self.do(self.starts_on, 9, lambda at: approve_plan(self.project, by=self.supervisor, at=at))

    def report(self, milestone: Milestone, day: dt.date, note: str, hour: int = 11, **said: Any) -> None:
        """What is hard to believe comes with a reason, and the supervisor takes it for true the same hour."""

        def action(at: dt.datetime) -> None:
            quantity = said.get("quantity")
            if quantity is None or judge_figure(milestone.target, quantity, at)[0] == FigureState.CLEAR:
                milestone.report(by=self.steward, note=note, at=at, **said)
                return
            report = milestone.report(by=self.steward, note=note, at=at, reason=texts.SURVEYED, **said)
            report.accept(by=self.supervisor, at=at + dt.timedelta(minutes=20))

        self.do(day, hour, action)

    def doubt(self, milestone: Milestone, day: dt.date, quantity: Decimal) -> None:
        """A figure far beyond the promise, which nobody has decided about yet."""
        said: dict[str, Any] = {
            "quantity": quantity,
            "note": self.pick(texts.PROGRESS),
            "reason": texts.DOUBTED,
        }
        self.do(day, 18, lambda at: milestone.report(by=self.steward, at=at, **said))

    def claim(self, number: int, day: dt.date) -> None:
        milestone = self.milestones[number]
        late = (day - milestone.forecast_due).days > 0
        said: dict[str, Any] = {
            "note": self.pick(texts.CLAIM, number),
            "late_reason": self.pick(texts.LATE, number) if late else "",
        }
        if milestone.quantity is not None:
            self.report(milestone, day, texts.WHOLE, 13, quantity=milestone.quantity)
        self.do(day, 14, lambda at: milestone.claim(by=self.steward, finished_on=day, at=at, **said))

    def decide(self, number: int, day: dt.date, verb: str, **said: Any) -> None:
        milestone = self.milestones[number]
        state = Claim.State.CONFIRMED if verb == "reopen" else Claim.State.PENDING
        self.do(
            day,
            16,
            lambda at: getattr(milestone.claims.get(state=state), verb)(by=self.supervisor, at=at, **said),
        )

    def finish(self, number: int, late: int = 0) -> None:
        """Claimed on a working day near the due one, confirmed a little later."""
        day = self.workday(min(self.milestones[number].forecast_due + dt.timedelta(late), self.latest))
        if self.stands_still(day):
            day = self.workday(self.standstill[0] - dt.timedelta(1))  # type: ignore[index]
        day = max([day, *self.finished.values()])
        self.finished[number] = day
        self.claim(number, day)
        self.decide(number, self.workday(day + dt.timedelta(1 + self.number % 3)), "confirm")

    def ask(self, day: dt.date, kind: str, reason_class: str, text: str, **asked: Any) -> None:
        """Ask for a change of the milestone, or of the project where nothing is named."""
        subject = asked or {"project": self.project}
        said: dict[str, Any] = {"kind": kind, "reason_class": reason_class, "text": text}
        self.do(day, 10, lambda at: ChangeRequest.ask(by=self.steward, at=at, **said, **subject))

    def decide_change(self, day: dt.date, verb: str, by: User | None = None, **said: Any) -> None:
        def action(at: dt.datetime) -> None:
            about = Q(milestone__project=self.project) | Q(project=self.project)
            pending = ChangeRequest.objects.get(about, state=ChangeRequest.State.PENDING)
            getattr(pending, verb)(by=by or self.supervisor, at=at, **said)

        self.do(day, 15, action)
