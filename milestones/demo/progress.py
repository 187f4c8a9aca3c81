"""The regular reports of a story: what is said between the events, and how far its quantity has come."""

import datetime as dt
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from . import texts
from .photos import photo
from .story import Story

EVERY = 20  # days between two reports
STUCK_FORECASTS = (8, 15, 24, 40)


def report_regularly(story: Story) -> None:
    """A report every few days on the milestone that is under way."""
    ends = story.latest if story.plot.fate == "cancelled" else story.anchor
    day, turn = story.starts_on + dt.timedelta(4 + story.number % EVERY), 0
    points = figures(story)
    while day < ends:
        on = story.workday(day)
        number = under_way(story, on)
        if number is None:
            return
        if not story.stands_still(on):
            say(story, number, on, turn, points)
        day, turn = day + dt.timedelta(EVERY), turn + 1
    if points:
        close_up(story, points[-1])


def close_up(story: Story, newest: tuple[dt.date, Decimal]) -> None:
    """The newest figure with its pictures, so that the plot's distance from the expected one holds on the anchor."""
    day, quantity = newest
    files = [photo(story.number), photo(story.number + 1)]
    story.report(story.milestone, day, story.pick(texts.PROGRESS), 17, quantity=quantity, files=files)


def under_way(story: Story, day: dt.date) -> int | None:
    """The first milestone that was not finished by then."""
    open_ones = (n for n in range(len(story.milestones)) if story.finished.get(n, dt.date.max) > day)
    return next(open_ones, None)


def say(story: Story, number: int, day: dt.date, turn: int, points) -> None:
    milestone, said = story.milestones[number], {}
    if milestone.quantity is not None:
        said["quantity"] = level(points, day)
    if day <= milestone.forecast_due:
        said |= {"note": story.pick(texts.PROGRESS, turn)}
        if turn % 3 == 1:
            said["next_step"] = texts.NEXT_STEP
    else:
        note, problem, need, _reason = story.pick(texts.STUCK)
        new = max(day, milestone.forecast_due) + dt.timedelta(story.pick(STUCK_FORECASTS, turn))
        said |= {"note": note, "problem": problem, "need": need, "forecast_due": new}
    story.report(milestone, day, **said)


def figures(story: Story) -> list[tuple[dt.date, Decimal]]:
    """Days and quantities between which the reports run in straight lines."""
    counted = [(n, m) for n, m in enumerate(story.milestones) if m.quantity is not None]
    if not counted:
        return []
    points = [(story.starts_on, Decimal(0))]
    points += [(story.finished[n], m.quantity) for n, m in counted if n in story.finished]
    return [*points, (story.ago(1), max(points[-1][1], reached(story)))]


def reached(story: Story) -> Decimal:
    """What is reported by the anchor: as expected, or the plot's points behind it."""
    due = [(story.starts_on, Decimal(0))]
    due += [(m.forecast_due, m.quantity) for m in story.milestones if m.quantity is not None]
    expected = between(due, story.anchor)
    value = story.milestone.target.value
    return max(Decimal(0), expected - value * story.plot.behind / 100).to_integral_value(ROUND_CEILING)


def between(points, day: dt.date) -> Decimal:
    before = max((p for p in points if p[0] <= day), default=points[0])
    after = min((p for p in points if p[0] > day), default=before)
    if after[0] == before[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (day - before[0]).days / (after[0] - before[0]).days


def level(points, day: dt.date) -> Decimal:
    """The quantity so far on a day, in whole ones."""
    return between(points, day).to_integral_value(ROUND_FLOOR)
