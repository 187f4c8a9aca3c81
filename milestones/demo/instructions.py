"""What leaders write on the demonstration's worst projects, and what came of it."""

from dataclasses import dataclass
from typing import Any

from milestones.models import Instruction

from . import texts
from .story import ProjectStory


@dataclass(frozen=True)
class DemoInstruction:
    """Days before the anchor; None is not yet."""

    given: int
    reply_by: int
    answered: int | None = None
    closed: int | None = None


CASES = (
    DemoInstruction(6, -4),
    DemoInstruction(20, 12),
    DemoInstruction(9, -1, answered=3),
    DemoInstruction(30, 22, answered=24, closed=21),
)


def plan_demo_instructions(stories: list[ProjectStory]) -> None:
    """One instruction is open, one past its day, one answered, one answered and closed."""
    for case, story in zip(CASES, stories, strict=False):
        plan_giving(story, case)
        if case.answered:
            plan_answering(story, case.answered)
        if case.closed:
            plan_closing(story, case.closed)


def plan_giving(story: ProjectStory, case: DemoInstruction) -> None:
    said: dict[str, Any] = {
        "by": story.project.leader,
        "text": story.pick(texts.INSTRUCT),
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
