"""The fates that plots name: what befalls the milestone that a story is about."""

import datetime as dt

from milestones.models import Milestone

from . import texts
from .progress import report_regularly
from .story import LATENESS, Story

QUIET = {"silent", "ahead", "unapproved"}
STILL = {"suspended": 400, "resumed": 30}  # days that the suspension lasts


def tell(story: Story) -> None:
    """Approve, finish what lies before the plot's milestone, let the plot happen, report in between."""
    fate = story.plot.fate
    if fate in STILL:
        begins = story.workday(story.ago(story.plot.extra))
        story.standstill = begins, story.workday(begins + dt.timedelta(STILL[fate]))
    if fate == "cancelled":
        story.latest = story.ago(story.plot.extra + 6)
    if fate != "unapproved":
        story.approve()
        for number in range(story.focus):
            story.finish(number, story.pick(LATENESS, number))
    FATES.get(fate, uneventful)(story)
    if fate not in QUIET:
        report_regularly(story)


def uneventful(story: Story) -> None:
    """Nothing but regular reports."""


def forecast(story: Story) -> None:
    story.report(
        story.milestone,
        story.ago(6),
        story.pick(texts.PROGRESS),
        12,
        forecast_due=story.after_due(story.plot.extra),
    )


def returned(story: Story) -> None:
    day = story.workday(story.after_due(2))
    story.claim(story.focus, day)
    story.decide(
        story.focus, story.workday(day + dt.timedelta(4)), "send_back", reason=story.pick(texts.RETURN)
    )


def awaiting(story: Story) -> None:
    day = story.workday(story.ago(story.plot.extra))
    story.finished[story.focus] = day
    story.claim(story.focus, day)


def reopened(story: Story) -> None:
    story.finish(story.focus)
    del story.finished[story.focus]
    story.decide(story.focus, story.ago(20), "reopen", reason=texts.REOPEN)


def done(story: Story) -> None:
    story.finish(story.focus, story.plot.extra)


def ask_later(story: Story, day: dt.date, new_due: dt.date) -> None:
    *_, reason = story.pick(texts.STUCK)
    story.ask(day, "extend", reason, texts.EXTEND, milestone=story.milestone, new_due=new_due)


def extended(story: Story) -> None:
    ask_later(story, story.after_due(-6), story.after_due(story.plot.extra))
    story.decide_change(
        story.after_due(-3), "approve", document_number=f"铁督延〔{story.anchor.year}〕{story.number}号"
    )


def refused(story: Story) -> None:
    ask_later(story, story.after_due(-4), story.after_due(40))
    story.decide_change(story.after_due(3), "refuse", reason=texts.REFUSE)


def asking(story: Story) -> None:
    ask_later(story, story.ago(3), story.after_due(story.plot.extra))


def withdrawn(story: Story) -> None:
    ask_later(story, story.ago(30), story.after_due(story.plot.extra))
    story.decide_change(story.ago(28), "withdraw", by=story.steward)


def lowered(story: Story) -> None:
    less = (story.milestone.quantity * 9 / 10).to_integral_value()
    story.ask(
        story.ago(40), "quantity", "other", texts.QUANTITY, milestone=story.milestone, new_quantity=less
    )
    story.decide_change(story.ago(36), "approve")


def correcting(story: Story) -> None:
    name = story.milestone.name + texts.OMITTED
    story.ask(story.ago(9), "words", "other", texts.WORDS, milestone=story.milestone, words={"name": name})


def corrected(story: Story) -> None:
    correcting(story)
    story.decide_change(story.ago(6), "approve")


def doubtful(story: Story) -> None:
    story.doubt(story.milestone, story.ago(1), story.milestone.target.value * 2)


def suspended(story: Story) -> None:
    begins = story.standstill[0]
    story.ask(begins - dt.timedelta(3), "suspend", "land", texts.SUSPEND)
    story.decide_change(begins, "approve")


def resumed(story: Story) -> None:
    suspended(story)
    ends = story.standstill[1]
    story.ask(ends - dt.timedelta(2), "resume", "land", texts.RESUME)
    story.decide_change(ends, "approve")


def dropped(story: Story) -> None:
    story.ask(story.ago(15), "cancel", "design", texts.CANCEL, milestone=story.milestone)
    story.decide_change(story.ago(12), "approve")
    story.finished[story.focus] = story.ago(15)


def cancelled(story: Story) -> None:
    decided = story.ago(story.plot.extra)
    story.ask(decided - dt.timedelta(3), "cancel", "other", texts.CANCEL)
    story.decide_change(decided, "approve")


def added(story: Story) -> None:
    """A milestone entered after the approval, which nobody has approved yet."""
    fields = {
        "name": texts.ADDED,
        "sequence": len(story.milestones) + 1,
        "forecast_due": story.anchor + dt.timedelta(60),
    }
    story.do(
        story.ago(25),
        9,
        lambda at: Milestone.objects.create(project=story.project, at=at, origin="manual", **fields),
    )


FATES = {
    act.__name__: act
    for act in (
        forecast, returned, awaiting, reopened, done, extended, refused, asking, withdrawn, lowered, doubtful, correcting, corrected, suspended,
        resumed, dropped, cancelled, added,
    )
}  # fmt: skip
