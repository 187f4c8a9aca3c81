"""What one reader is told, before it becomes a mail."""

from dataclasses import dataclass, field

from projects.models import User

from .daily_facts import DailyFacts
from .lines import DigestLine
from .readers import DigestReader


@dataclass(frozen=True)
class DigestSection:
    """A heading, how many there are, and at most ten of them."""

    name: str
    title: str
    total: int
    lines: list[DigestLine]
    link: str
    texts: list[str] = field(default_factory=list)  # sentences in place of rows

    @property
    def more(self) -> int:
        return 0 if self.texts else self.total - sum(len(line.milestones) for line in self.lines)


@dataclass(frozen=True)
class LightCount:
    """One of the five lights over the projects in charge, and its change since a week ago."""

    light: str
    mark: str
    name: str
    count: int
    change: int

    @property
    def signed(self) -> str:
        return f"+{self.change}" if self.change > 0 else f"−{-self.change}"


@dataclass(frozen=True)
class Digest:
    """What the reader is told; the mail's three forms are made from this."""

    reader: DigestReader
    facts: DailyFacts
    subject: str
    headline: str
    sections: list[DigestSection]
    lights: list[LightCount] = field(default_factory=list)
    why: str = ""
    duty: bool = False  # says what the reader answers for and is overdue: may not be switched off

    @property
    def person(self) -> User:
        return self.reader.person

    @property
    def has_buttons(self) -> bool:
        """Whether there is a button in it."""
        return any(line.action for section in self.sections for line in section.lines)

    def as_items(self) -> list[dict]:
        """The rows for the ledger."""
        return [
            {"section": section.name, "milestone": milestone, "title": line.title, "figure": line.figure}
            for section in self.sections
            for line in section.lines
            for milestone in line.milestones
        ]
