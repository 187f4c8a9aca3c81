"""The desk of stewards, unit heads and supervisors: lists, forms and verbs under the admin."""

from . import attachments, facts, instructions, milestones, policy, projects, waiting

__all__ = ["attachments", "facts", "instructions", "milestones", "policy", "projects", "waiting"]
