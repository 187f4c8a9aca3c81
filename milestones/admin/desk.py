"""My work: what waits for this person today, worst first, each count beside the list that it counts."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.models import ChangeRequest, Claim, Instruction, Milestone, Standing
from milestones.rules.reasons import progress
from projects.clock import today
from projects.models import Project, Role

from .decisions import ApproveForm, ConfirmForm, RefuseForm, ReturnForm
from .filters import waiting_for_approval
from .forms import ChangeForm, ClaimForm, ReportForm
from .lights import why

SHOWN = 10
WORKERS = (Role.STEWARD, Role.UNIT_HEAD)


@dataclass
class Line:
    """One row: what, why, and the buttons for it."""

    title: str
    link: str
    why: str
    light: str = ""
    head: str = ""
    late: int = 0
    working: int = 0
    under: str = ""
    progress: str = ""
    buttons: list = field(default_factory=list)


@dataclass
class Section:
    """A heading, how many there are in all, the list with all of them, and the first rows."""

    title: str
    total: int
    link: str
    lines: list
    empty: str
    mark: str = ""
    alarm: bool = False


def dashboard(request, context):
    """What the start page shows to this person."""
    user, on = request.user, today()
    sections = standings(user, on)
    if user.role in WORKERS:
        sections.insert(0, instructions(user))
    else:
        sections[1:1] = decisions(user)
    return context | {"sections": sections, "on": on, "person": user, "shown": SHOWN}


def mine(user):
    """A steward's and a unit head's milestones are those they may edit; the office sees all."""
    if user.role in WORKERS:
        return Milestone.objects.editable_by(user)
    return Milestone.objects.visible_to(user)


CONDITIONS = {
    "overdue": Q(is_overdue=True),
    "due": Q(state="open", due_in__lte=10),
    "returned": Q(state__in=["open", "overdue"], returned_times__gt=0),
    "awaiting": Q(state="awaiting"),
}


def standings(user, on):
    """Overdue, nearly due, returned and awaiting: one count of all, one page of each that is not empty."""
    rows = Standing.objects.on(on).filter(milestone__in=mine(user))
    totals = rows.order_by().aggregate(
        **{name: Count("pk", filter=found) for name, found in CONDITIONS.items()}
    )
    titles = {
        "overdue": (_("Overdue"), "?overdue=true", "red", _("Nothing is overdue.")),
        "due": (
            _("Due within 10 working days"),
            "?due_within=10",
            "yellow",
            _("Nothing is due within 10 working days."),
        ),
        "returned": (_("Returned claims"), "?returned=true", "diamond", _("No claim was returned.")),
        "awaiting": (
            _("Awaiting confirmation"),
            "?state=awaiting",
            "diamond",
            _("Nothing waits for somebody else's confirmation."),
        ),
    }
    base = reverse("admin:milestones_milestone_changelist")
    sections = []
    for name, (title, query, mark, empty) in titles.items():
        page = rows.filter(CONDITIONS[name]).with_names().worst_first()[:SHOWN] if totals[name] else []
        lines = [milestone_line(row, on, user) for row in page]
        sections.append(Section(title, totals[name], base + query, lines, empty, mark, name == "overdue"))
    return sections


def milestone_line(row, on, user):
    """One milestone with the acts it allows."""
    forms = (ReportForm, ClaimForm, ChangeForm) if user.role in WORKERS else ()
    buttons = [button("milestones_milestone", form, row.pk) for form in forms if row.state in form.states]
    if row.is_overdue:
        head = _("Overdue by %(days)s days") % {"days": row.days_late}
    elif row.due_in is not None and row.state == "open":
        head = _("%(days)s working days left") % {"days": row.due_in}
    else:
        head = ""
    return Line(
        title=row.project.name, link=reverse("admin:milestones_milestone_change", args=[row.pk]), why=why(row, on),
        light=row.light or "", head=head, late=row.days_late, working=row.working_days_late if row.is_overdue else 0,
        under=" ".join(str(part) for part in (row.unit, row.steward) if part), progress=progress(row), buttons=buttons,
    )  # fmt: skip


def button(model, form, pk):
    """An act's title and address."""
    return {
        "title": form.title,
        "link": reverse(f"admin:{model}_act_{form.verb}".replace("-", "_"), args=[pk]),
    }


def instructions(user):
    """Instructions on one's milestones and projects that nobody answered yet."""
    found = Instruction.objects.filter(
        Q(milestone__in=mine(user)) | Q(project__in=Project.objects.editable_by(user)),
        reply=None,
        closed_at=None,
    )
    lines = [
        Line(
            title=str(row.milestone or row.project), link=reverse("admin:milestones_instruction_change", args=[row.pk]),
            why=row.text, under=_("%(person)s, reply by %(day)s") % {"person": row.by, "day": f"{row.reply_by:%Y-%m-%d}"},
        )
        for row in found.select_related("milestone", "project", "by").order_by("reply_by")[:SHOWN]
    ]  # fmt: skip
    link = reverse("admin:milestones_instruction_changelist")
    return Section(
        _("Instructions waiting"),
        found.count(),
        link,
        lines,
        _("No instruction waits for an answer."),
        "diamond",
    )


def decisions(user):
    """What waits for a supervisor; auditors and administrators read the same without the buttons."""
    return [changes(user), claims(user), plans(user)]


def changes(user):
    found = ChangeRequest.objects.visible_to(user).filter(state="pending").order_by("at")
    forms = (ApproveForm, RefuseForm) if user.role == Role.SUPERVISOR else ()
    lines = []
    for row in found.select_related("milestone__project", "target__project", "project", "by")[:SHOWN]:
        asked = row.get_kind_display() + (f" → {row.new_due:%Y-%m-%d}" if row.new_due else "")
        lines.append(Line(
            title=str(row.concerns), link=reverse("admin:milestones_changerequest_change", args=[row.pk]),
            why=f"{row.milestone or row.target or ''} {asked}（{row.get_reason_class_display()}）{row.text}",
            under=f"{row.by} {row.at:%Y-%m-%d}", buttons=[button("milestones_changerequest", form, row.pk) for form in forms],
        ))  # fmt: skip
    link = reverse("admin:milestones_changerequest_changelist") + "?state__exact=pending"
    return Section(
        _("Requests to decide"), found.count(), link, lines, _("No request waits for a decision."), "diamond"
    )


def claims(user):
    found = Claim.objects.visible_to(user).filter(state="pending").order_by("at")
    forms = (ConfirmForm, ReturnForm) if user.role == Role.SUPERVISOR else ()
    lines = []
    for row in found.select_related("milestone__project", "by")[:SHOWN]:
        said = _("“%(name)s” claimed finished on %(day)s: %(note)s") % {
            "name": row.milestone, "day": f"{row.finished_on:%Y-%m-%d}", "note": row.note,
        }  # fmt: skip
        lines.append(Line(
            title=str(row.milestone.project), link=reverse("admin:milestones_claim_change", args=[row.pk]), why=said,
            under=f"{row.by} {row.at:%Y-%m-%d}", buttons=[button("milestones_claim", form, row.pk) for form in forms],
        ))  # fmt: skip
    link = reverse("admin:milestones_claim_changelist") + "?state__exact=pending"
    return Section(
        _("Claims to confirm"), found.count(), link, lines, _("No claim waits for confirmation."), "diamond"
    )


def plans(user):
    found = waiting_for_approval(Project.objects.visible_to(user))
    lines = [
        Line(
            title=project.name, link=reverse("admin:projects_project_change", args=[project.pk]), why=project.code,
            under=str(project.unit or ""),
        )
        for project in found.select_related("unit")[:SHOWN]
    ]  # fmt: skip
    link = reverse("admin:projects_project_changelist") + "?plan=waiting"
    return Section(
        _("Schedules to approve"), found.count(), link, lines, _("No schedule waits for approval."), "grey"
    )
