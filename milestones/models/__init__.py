"""What is due, what was said about it, and what was noticed and sent."""

from .calendar import CalendarDay, CalendarYear, FormerDay, FormerYear
from .calendar_corrections import CalendarCorrection
from .changes import ChangeRequest, Suspension
from .claims import Claim
from .delivery import Delivery, DeliveryDecision
from .facts import Attachment, ProgressReport
from .flags import Escalation, OverdueFlag
from .handover import Handover
from .imports import Import
from .instructions import Instruction
from .jobs import Heartbeat, Job, JobRun
from .policy import MilestoneTemplate, Policy
from .saved import SavedFilter
from .schedule import BaselineVersion, Milestone, Ownership
from .standing import Standing
from .submissions import Submission, Upload
from .subscriptions import Subscription

__all__ = [
    "Attachment",
    "BaselineVersion",
    "CalendarCorrection",
    "CalendarDay",
    "CalendarYear",
    "ChangeRequest",
    "Claim",
    "Delivery",
    "DeliveryDecision",
    "Escalation",
    "Heartbeat",
    "FormerDay",
    "FormerYear",
    "Handover",
    "Import",
    "Instruction",
    "Job",
    "JobRun",
    "Milestone",
    "MilestoneTemplate",
    "OverdueFlag",
    "Ownership",
    "Policy",
    "ProgressReport",
    "SavedFilter",
    "Standing",
    "Submission",
    "Subscription",
    "Suspension",
    "Upload",
]
