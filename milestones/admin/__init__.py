"""The desk of stewards, unit heads and supervisors: lists, forms and verbs under the admin."""

from . import (
    attachments,
    calendar,
    facts,
    grants,
    instructions,
    jobs,
    milestones,
    outbox,
    people,
    policy,
    projects,
    saved,
    waiting,
    workbook,
)

__all__ = [
    "attachments",
    "calendar",
    "facts",
    "grants",
    "instructions",
    "jobs",
    "milestones",
    "outbox",
    "people",
    "policy",
    "projects",
    "saved",
    "waiting",
    "workbook",
]
