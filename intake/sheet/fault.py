"""What is wrong or doubtful in a cell, for people, with what is proposed instead."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One remark with its place; without a row it is about the sheet."""

    row: int | None
    column: str | None
    message: str
    proposal: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class ValueFault(Exception):
    """A value that cannot be taken, why, and what may be meant."""

    def __init__(self, message: str, proposal: str | None = None) -> None:
        super().__init__(message)
        self.message, self.proposal = message, proposal
