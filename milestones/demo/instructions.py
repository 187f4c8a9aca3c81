"""What leaders write on the demonstration's worst projects, and what came of it."""

from dataclasses import dataclass

from milestones.models import Instruction

from . import texts
from .story import Story


@dataclass(frozen=True)
class Case:
    """Days before the anchor; None is not yet."""

    given: int
    reply_by: int
    answered: int | None = None
    closed: int | None = None


CASES = (Case(6, -4), Case(20, 12), Case(9, -1, answered=3), Case(30, 22, answered=24, closed=21))


def instruct(stories: list[Story]) -> None:
    """One instruction is open, one past its day, one answered, one answered and closed."""
    for case, story in zip(CASES, stories, strict=False):
        give(story, case)
        if case.answered:
            answer(story, case.answered)
        if case.closed:
            close(story, case.closed)


def give(story: Story, case: Case) -> None:
    said = {
        "by": story.project.leader,
        "text": story.pick(texts.INSTRUCT),
        "reply_by": story.ago(case.reply_by),
    }
    story.do(story.ago(case.given), 9, lambda at: Instruction.give(milestone=story.milestone, at=at, **said))


def answer(story: Story, days: int) -> None:
    said = {"by": story.steward, "note": texts.ANSWER}
    story.do(story.ago(days), 12, lambda at: story.milestone.instructions.get().answer(at=at, **said))


def close(story: Story, days: int) -> None:
    story.do(
        story.ago(days),
        17,
        lambda at: story.milestone.instructions.get().close(by=story.project.leader, at=at),
    )
