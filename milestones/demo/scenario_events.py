"""Play each demonstration scenario: plan the actions on its focus milestone (extension, refusal, suspension …), with
days counted from the anchor day; and what leaders write on the worst projects.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from milestones.models import ChangeRequest, Instruction, Milestone
from milestones.models.carry_over import carry_over
from milestones.models.change_verbs import ChangeKind
from milestones.models.instruction import Addressee
from projects.models import Unit

from . import texts
from .progress import report_regularly
from .story import LATENESS, ProjectStory

QUIET = {"silent", "ahead", "unapproved"}
Reason = ChangeRequest.ReasonClass
STILL = {"suspended": 400, "resumed": 30}  # days that the suspension lasts


def play_scenario(story: ProjectStory) -> None:
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
    FATES.get(fate, play_uneventful)(story)
    if fate not in QUIET:
        report_regularly(story)


def play_uneventful(story: ProjectStory) -> None:
    """Nothing but regular reports."""


def play_forecast(story: ProjectStory) -> None:
    story.report(
        story.milestone,
        story.ago(6),
        story.pick(texts.PROGRESS),
        12,
        forecast_due=story.after_due(story.plot.extra),
    )


def play_returned(story: ProjectStory) -> None:
    day = story.workday(story.after_due(2))
    story.claim(story.focus, day)
    story.decide(story.focus, story.workday(day + dt.timedelta(4)), "send_back", reason=story.pick(texts.RETURN))


def play_awaiting(story: ProjectStory) -> None:
    day = story.workday(story.ago(story.plot.extra))
    story.finished[story.focus] = day
    story.claim(story.focus, day)


def play_reopened(story: ProjectStory) -> None:
    story.finish(story.focus)
    del story.finished[story.focus]
    story.decide(story.focus, story.ago(20), "reopen", reason=texts.REOPEN)


def play_done(story: ProjectStory) -> None:
    story.finish(story.focus, story.plot.extra)


def play_carried(story: ProjectStory) -> None:
    """Unfinished at the end of its year: carried over, and finished long after its day all the same."""
    story.finish(story.focus, story.plot.extra)
    story.do(story.after_due(6), 17, lambda at: carry_over(story.project, by=story.supervisor, at=at))


def request_later_date(story: ProjectStory, day: dt.date, new_due: dt.date) -> None:
    *_, reason = story.pick(texts.STUCK)
    story.ask(day, ChangeKind.EXTEND, reason, texts.EXTEND, milestone=story.milestone, new_due=new_due)


def play_extended(story: ProjectStory) -> None:
    request_later_date(story, story.after_due(-6), story.after_due(story.plot.extra))
    story.decide_change(
        story.after_due(-3), "approve", document_number=f"铁督延〔{story.anchor.year}〕{story.number}号"
    )


def play_refused(story: ProjectStory) -> None:
    request_later_date(story, story.after_due(-4), story.after_due(40))
    story.decide_change(story.after_due(3), "refuse", reason=texts.REFUSE)


def play_asking(story: ProjectStory) -> None:
    request_later_date(story, story.ago(3), story.after_due(story.plot.extra))


def play_withdrawn(story: ProjectStory) -> None:
    request_later_date(story, story.ago(30), story.after_due(story.plot.extra))
    story.decide_change(story.ago(28), "withdraw", by=story.steward)


def play_lowered(story: ProjectStory) -> None:
    less = (story.milestone.quantity * 9 / 10).to_integral_value()  # type: ignore[operator, union-attr]
    story.ask(
        story.ago(40), ChangeKind.QUANTITY, Reason.OTHER, texts.QUANTITY, milestone=story.milestone, new_quantity=less
    )
    story.decide_change(story.ago(36), "approve")


def play_correcting(story: ProjectStory) -> None:
    name = story.milestone.name + texts.OMITTED
    story.ask(
        story.ago(9), ChangeKind.WORDS, Reason.OTHER, texts.WORDS, milestone=story.milestone, words={"name": name}
    )


def play_corrected(story: ProjectStory) -> None:
    play_correcting(story)
    story.decide_change(story.ago(6), "approve")


def play_doubtful(story: ProjectStory) -> None:
    story.doubt(story.milestone, story.ago(1), story.milestone.target.value * 2)  # type: ignore[union-attr]


def play_suspended(story: ProjectStory) -> None:
    begins = story.standstill[0]  # type: ignore[index]
    story.ask(begins - dt.timedelta(3), ChangeKind.SUSPEND, Reason.LAND, texts.SUSPEND)
    story.decide_change(begins, "approve")


def play_resumed(story: ProjectStory) -> None:
    play_suspended(story)
    ends = story.standstill[1]  # type: ignore[index]
    story.ask(ends - dt.timedelta(2), ChangeKind.RESUME, Reason.LAND, texts.RESUME)
    story.decide_change(ends, "approve")


def play_dropped(story: ProjectStory) -> None:
    story.ask(story.ago(15), ChangeKind.CANCEL, Reason.DESIGN, texts.CANCEL, milestone=story.milestone)
    story.decide_change(story.ago(12), "approve")
    story.finished[story.focus] = story.ago(15)


def play_cancelled(story: ProjectStory) -> None:
    decided = story.ago(story.plot.extra)
    story.ask(decided - dt.timedelta(3), ChangeKind.CANCEL, Reason.OTHER, texts.CANCEL)
    story.decide_change(decided, "approve")


def play_added(story: ProjectStory) -> None:
    """A milestone entered after the approval, which nobody has approved yet."""
    fields = {
        "name": texts.ADDED,
        "sequence": len(story.milestones) + 1,
        "forecast_due": story.anchor + dt.timedelta(60),
    }
    story.do(
        story.ago(25),
        9,
        lambda at: Milestone.objects.create(project=story.project, at=at, origin=Milestone.Origin.MANUAL, **fields),
    )


FATES = {
    action.__name__.removeprefix("play_"): action
    for action in (
        play_forecast,
        play_returned,
        play_awaiting,
        play_reopened,
        play_done,
        play_carried,
        play_extended,
        play_refused,
        play_asking,
        play_withdrawn,
        play_lowered,
        play_doubtful,
        play_correcting,
        play_corrected,
        play_suspended,
        play_resumed,
        play_dropped,
        play_cancelled,
        play_added,
    )
}


@dataclass(frozen=True)
class DemoInstruction:
    """Days before the anchor; None is not yet. `unit` is the code of another unit that is asked."""

    given: int
    reply_by: int
    answered: int | None = None
    closed: int | None = None
    to: str = Addressee.STEWARD
    unit: str = ""
    text: str = ""


CASES = (
    DemoInstruction(6, -4),
    DemoInstruction(20, 12),
    DemoInstruction(9, -1, answered=3),
    DemoInstruction(30, 22, answered=24, closed=21),
    DemoInstruction(5, -3, to=Addressee.HEAD, text=texts.INSTRUCT_HEAD),
    DemoInstruction(8, -2, to=Addressee.UNIT, unit="zhujian", text=texts.INSTRUCT_UNIT),
)


def plan_demo_instructions(stories: list[ProjectStory]) -> None:
    """One instruction is open, one past its day, one answered, one answered and closed; one asks a unit's head, and one
    another unit than the responsible one.
    """
    left = list(stories)
    for case in CASES:
        story = next((one for one in left if one.project.unit.code != case.unit), None)  # type: ignore[union-attr]
        if story is None:
            return
        left.remove(story)
        plan_giving(story, case)
        if case.answered:
            plan_answering(story, case.answered)
        if case.closed:
            plan_closing(story, case.closed)


def plan_giving(story: ProjectStory, case: DemoInstruction) -> None:
    said: dict[str, Any] = {
        "by": story.project.leader,
        "text": case.text or story.pick(texts.INSTRUCT),
        "to": case.to,
        "unit": Unit.objects.get(code=case.unit) if case.unit else None,
        "reply_by": story.ago(case.reply_by),
    }
    story.do(story.ago(case.given), 9, lambda at: Instruction.give(milestone=story.milestone, at=at, **said))


def plan_answering(story: ProjectStory, days: int) -> None:
    said: dict[str, Any] = {"by": story.steward, "note": texts.ANSWER}
    story.do(story.ago(days), 12, lambda at: story.milestone.instructions.get().answer(at=at, **said))


def plan_closing(story: ProjectStory, days: int) -> None:
    leader: Any = story.project.leader
    story.do(
        story.ago(days),
        17,
        lambda at: story.milestone.instructions.get().close(by=leader, at=at),
    )
