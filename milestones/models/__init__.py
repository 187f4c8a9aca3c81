"""What is due, what was said about it, and what was noticed and sent."""

from .attachment import Attachment
from .baseline import BaselineVersion
from .calendar import CalendarDay, CalendarYear, FormerDay, FormerYear
from .calendar_correction import CalendarCorrection
from .change_request import ChangeRequest
from .claim import Claim
from .delivery import Delivery, DeliveryDecision
from .flag import Escalation, OverdueFlag
from .handover import Handover
from .import_run import Import
from .instruction import Instruction
from .job import Heartbeat, Job, JobRun
from .milestone import Milestone
from .ownership import Ownership
from .policy import Policy
from .progress_report import ProgressReport
from .retraction import Retraction
from .saved_filter import SavedFilter
from .span import Span
from .standing import Standing
from .subscription import Subscription
from .suspension import Suspension
from .template import MilestoneTemplate

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
    "Retraction",
    "SavedFilter",
    "Span",
    "Standing",
    "Subscription",
    "Suspension",
]
