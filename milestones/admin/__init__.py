"""The desk of stewards, unit heads and supervisors: lists, forms and verbs under the admin."""

from . import facts, milestones, policy, projects

__all__ = ["facts", "milestones", "policy", "projects"]
