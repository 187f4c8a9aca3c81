"""A plain model of the rules, to hold the product against: events replayed one after another, days counted one by
one.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE = dt.timedelta(days=1)


def last_second(day):
    """The last instant that still counts on a day."""
    return dt.datetime.combine(day, dt.time(23, 59, 59, 999999), SHANGHAI)


@dataclass
class Figure:
    """A figure as reported; since when it counts, and whether somebody accepted it."""

    report: int
    value: Decimal
    since: dt.datetime | None
    accepted: bool = False


def believed(figures, until=None):
    """The last figure that counted by an instant."""
    counted = [one for one in figures if one.since and (until is None or one.since <= until)]
    return counted[-1].value if counted else None


@dataclass
class Told:
    """What has happened to one milestone up to some instant."""

    due: dt.date | None = None
    first: dt.date | None = None
    quantity: Decimal | None = None
    forecast: dt.date | None = None
    claim: tuple | None = None  # (finish day, confirmed?)
    returned: int = 0
    sent_back: bool = False  # returned or reopened
    cancelled: dt.date | None = None
    spoke: bool = False


@dataclass
class Oracle:
    """Events are (instant, kind, milestone, values); milestone 0 is the project."""

    project_start: dt.date
    target: Decimal
    holidays: dict
    starts: dict = field(default_factory=dict)
    counted: set = field(default_factory=set)  # milestones that count the target
    events: list = field(default_factory=list)
    units: list = field(default_factory=list)  # (instant, unit): who got the project when
    policies: list = field(default_factory=list)  # (from, own category?, soon, yellow, red)

    def tell(self, at, kind, milestone=0, **values):
        self.events.append((at, kind, milestone, values))

    def calendar(self, asked):
        """The days off and the days worked as they had been told by the end of a day."""
        told = [one for at, kind, _, one in self.events if kind == "calendar" and at <= last_second(asked)]
        return self.holidays | {one["day"]: one["worked"] for one in told}

    def workdays(self, after, until, asked):
        count, calendar = 0, self.calendar(asked)
        while after < until:
            after += ONE
            count += calendar.get(after, after.weekday() < 5)
        return count

    def story(self, day):
        """Everything as told by the end of a day: milestones, whether suspended, the figure, the target."""
        told, suspended, figures, target = {}, False, [], self.target
        for at, kind, key, values in self.events:
            if at > last_second(day):
                break
            if kind == "suspend":
                suspended = True
            elif kind == "resume":
                suspended = False
            elif kind == "target":
                target = values["value"]
            elif kind == "accepted":
                for one in (one for one in figures if one.report == key):
                    one.since, one.accepted = at, True
            elif kind == "calendar":
                continue
            else:
                one = told.setdefault(key, Told())
                self.apply(one, kind, values, at)
                if values.get("quantity") is not None and kind == "reported":
                    doubted = self.doubts(values["quantity"], figures, target, at)
                    figures.append(Figure(values["report"], values["quantity"], None if doubted else at))
        return told, suspended, figures, target

    @staticmethod
    def doubts(value, figures, target, at):
        """Whether a figure of this flow is hard to believe, which counts from nothing."""
        last, week = believed(figures), last_second(at.astimezone(SHANGHAI).date() - 7 * ONE)
        lowered = last is not None and value < last
        accepted = [one.value for one in figures if one.accepted and one.since > week]
        jump = value - (accepted[-1] if accepted else believed(figures, week) or 0)
        return value * 2 > target * 3 or lowered or (jump * 2 > target and jump > 2)

    def apply(self, one, kind, values, at):
        if kind == "added":
            one.forecast, one.quantity = values["forecast"], values["quantity"]
        elif kind == "approved":
            one.due = one.first = one.forecast
        elif kind == "extended":
            one.due = values["due"]
        elif kind == "requantified":
            one.quantity = values["quantity"]
        elif kind == "reported":
            one.spoke = True
            one.forecast = values.get("forecast") or one.forecast
        elif kind == "claimed":
            one.claim = (values["finished"], False)
        elif kind == "confirmed":
            one.claim = (one.claim[0], True)
        elif kind in ("returned", "reopened"):
            one.claim = None
            one.returned += kind == "returned"
            one.sent_back = True
        elif kind == "cancelled":
            one.cancelled = at.astimezone(SHANGHAI).date()

    def charged(self, first, day):
        """Which unit answers for what is late since its first date, as told by the end of a day."""
        had, later = None, []
        for at, unit in self.units:
            if at <= last_second(first + ONE):
                had = unit
            elif at <= last_second(day):
                later.append(unit)
        return had or next(iter(later), None)

    def policy(self, day):
        rows = [p for p in self.policies if p[0] <= day]
        own = [p for p in rows if p[1]]
        return max(own or rows)

    def behind(self, day, told, figure, target):
        points = [(self.project_start, Fraction(0))]
        points += [
            (one.due, Fraction(one.quantity))
            for key, one in told.items()
            if key in self.counted and one.due and not one.cancelled
        ]
        if len(points) < 2 or target <= 0:
            return None
        points.sort()
        expected = points[0][1]
        for (left, low), (right, high) in zip(points, points[1:], strict=False):
            if left <= day and right > day:
                expected = low + (high - low) * (day - left).days / (right - left).days
        if points[-1][0] <= day:
            expected = points[-1][1]
        return (expected - Fraction(figure or 0)) / Fraction(target) * 100

    def answer(self, day):
        """{milestone: (state, days late, working days late, light, rule, baseline, first, forecast, returned)}."""
        told, suspended, figures, target = self.story(day)
        figure = believed(figures)
        return {key: self.position(key, one, day, suspended, told, figure, target) for key, one in told.items()}

    def position(self, key, one, day, suspended, told, figure, target):
        state, until = self.state(one, day, suspended)
        late = max(0, (until - one.due).days) if one.due else 0
        rule = state
        if state == "open":
            rule = self.rule(key, one, day, told, figure, target)
        if state == "finished" and late:
            rule = "finished_late"
        work = self.workdays(one.due, one.due + late * ONE, day) if late else 0
        return (
            state,
            late,
            work,
            None if rule == "cancelled" else rule,
            one.due,
            one.first,
            one.forecast,
            one.returned,
        )

    def state(self, one, day, suspended):
        if one.cancelled:
            return "cancelled", one.cancelled
        if one.claim and one.claim[1]:
            return "finished", one.claim[0]
        if one.claim and not one.sent_back:
            return "awaiting", one.claim[0]
        if suspended:
            return "suspended", day
        if one.due is None:
            return "unplanned", day
        return ("overdue" if day > one.due else "open"), day

    def rule(self, key, one, day, told, figure, target):
        _, _, soon, yellow, red = self.policy(day)
        behind = self.behind(day, told, figure, target) if key in self.counted else None
        if behind is not None and behind > red:
            return "behind_red"
        if self.workdays(day, one.due, day) <= soon:
            return "due_soon"
        if one.forecast > one.due:
            return "forecast_late"
        if one.forecast < day:
            return "forecast_passed"
        if behind is not None and behind > yellow:
            return "behind_yellow"
        silent = not one.spoke and (figure is None or key not in self.counted)
        return "not_started" if self.starts[key] and self.starts[key] > day and silent else "on_track"
