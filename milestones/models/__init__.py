"""What is due, what was said about it, and what was noticed and sent."""

from .changes import ChangeRequest, Suspension
from .claims import Claim
from .delivery import Delivery, JobRun, Subscription
from .facts import Attachment, ProgressReport
from .flags import Escalation, OverdueFlag
from .handover import Handover
from .instructions import Instruction
from .policy import CalendarDay, CalendarYear, MilestoneTemplate, Policy
from .saved import SavedFilter
from .schedule import BaselineVersion, Milestone, Ownership
from .standing import Standing

__all__ = [
    "Attachment",
    "BaselineVersion",
    "CalendarDay",
    "CalendarYear",
    "ChangeRequest",
    "Claim",
    "Delivery",
    "Escalation",
    "Handover",
    "Instruction",
    "JobRun",
    "Milestone",
    "MilestoneTemplate",
    "OverdueFlag",
    "Ownership",
    "Policy",
    "ProgressReport",
    "SavedFilter",
    "Standing",
    "Subscription",
    "Suspension",
]
