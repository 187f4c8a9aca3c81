"""My work: what waits for this person today, worst first, each count beside the list that it counts."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.models import ChangeRequest, Claim, Instruction, Milestone, Standing
from milestones.rules.reasons import progress, show_day
from projects.clock import today
from projects.models import Project, Role

from .decisions import ApproveForm, ApprovePlanForm, ConfirmForm, RefuseForm, ReturnForm
from .filters import waiting_for_approval
from .forms import ChangeForm, ClaimForm, ReportForm
from .instructions import AnswerForm
from .lights import moment, why

SHOWN = 10
WORKERS = (Role.STEWARD, Role.UNIT_HEAD)


@dataclass
class Line:
    """One row: what, why, and the buttons for it."""

    title: str
    link: str
    why: str
    under: str = ""
    light: str = ""
    head: str = ""
    working: int = 0  # working days late, only where it is overdue
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
    mark: str = "diamond"
    alarm: bool = False


def dashboard(request, context):
    """What the start page shows to this person."""
    user, on = request.user, today()
    sections = standings(user, on)
    if user.role in WORKERS:
        sections.insert(0, instructions(user))
    else:
        first = 0 if user.role == Role.SUPERVISOR else 1
        sections[first:first] = [changes(user), claims(user), plans(user)]
    return context | {"sections": sections, "on": on, "person": user, "shown": SHOWN}


def mine(user):
    """A steward's and a unit head's milestones are those they may edit; the office sees all."""
    rows = Milestone.objects
    return rows.editable_by(user) if user.role in WORKERS else rows.visible_to(user)


def address(model, query=""):
    return reverse(f"admin:{model}_changelist") + query


def record(model, pk):
    return reverse(f"admin:{model}_change", args=[pk])


def buttons(model, forms, pk):
    """The acts' titles and addresses."""
    names = ((form.title, f"admin:{model}_act_{form.verb}".replace("-", "_")) for form in forms)
    return [{"title": title, "link": reverse(name, args=[pk])} for title, name in names]


# What each section of milestones counts, and the filter of the list that shows the same.
CONDITIONS = {
    "overdue": (Q(is_overdue=True), "?overdue=true", "red"),
    "due": (Q(state="open", due_in__lte=10), "?due_within=10", "yellow"),
    "returned": (Q(state__in=["open", "overdue"], returned_times__gt=0), "?returned=true", "diamond"),
    "awaiting": (Q(state="awaiting"), "?state=awaiting", "diamond"),
}


def standings(user, on):
    """Overdue, nearly due, returned and awaiting: one count of all, one page of each that is not empty."""
    rows = Standing.objects.on(on).filter(milestone__in=mine(user))
    totals = rows.order_by().aggregate(
        **{name: Count("pk", filter=found) for name, (found, *_rest) in CONDITIONS.items()}
    )
    words = {
        "overdue": (_("Overdue"), _("Nothing is overdue.")),
        "due": (_("Due within 10 working days"), _("Nothing is due within 10 working days.")),
        "returned": (_("Returned claims"), _("No claim was returned.")),
        "awaiting": (_("Awaiting confirmation"), _("Nothing waits for somebody else's confirmation.")),
    }
    sections = []
    for name, (found, query, mark) in CONDITIONS.items():
        page = rows.filter(found).with_names().worst_first()[:SHOWN] if totals[name] else []
        lines = [milestone_line(row, on, user) for row in page]
        title, empty = words[name]
        link = address("milestones_milestone", query)
        sections.append(Section(title, totals[name], link, lines, empty, mark, name == "overdue"))
    return sections


def milestone_line(row, on, user):
    """One milestone with the acts it allows."""
    forms = (ReportForm, ClaimForm, ChangeForm) if user.role in WORKERS else ()
    return Line(
        title=row.project.name,
        link=record("milestones_milestone", row.pk),
        why=why(row, on),
        under="　".join(str(part) for part in (row.unit, row.owner or row.steward) if part),
        light=row.light or "",
        head=headline(row),
        working=row.working_days_late if row.is_overdue else 0,
        progress=progress(row),
        buttons=buttons("milestones_milestone", [form for form in forms if row.state in form.states], row.pk),
    )


def headline(row):
    """The days, in large."""
    if row.is_overdue:
        return _("Overdue by %(days)s days") % {"days": row.days_late}
    return _("%(days)s working days left") % {"days": row.due_in} if row.state == "open" else ""


def instructions(user):
    """Instructions on one's milestones and projects that nobody answered yet."""
    about = Q(milestone__in=mine(user)) | Q(project__in=Project.objects.editable_by(user))
    found = Instruction.objects.filter(about, reply=None, closed_at=None)
    lines = [
        Line(
            title=str(row.project or row.milestone.project),
            link=record("milestones_instruction", row.pk),
            why=f"{row.milestone or ''} {row.text}".strip(),
            under=_("%(person)s, reply by %(day)s")
            % {"person": row.by, "day": show_day(row.reply_by, today())},
            buttons=buttons("milestones_instruction", [AnswerForm], row.pk),
        )
        for row in found.select_related("milestone__project", "project", "by").order_by("reply_by")[:SHOWN]
    ]
    empty = _("No instruction waits for an answer.")
    return Section(_("Instructions waiting"), found.count(), address("milestones_instruction"), lines, empty)


def deciding(user, *forms):
    """Auditors and administrators read what a supervisor decides, without the buttons."""
    return forms if user.role == Role.SUPERVISOR else ()


def changes(user):
    found = ChangeRequest.objects.visible_to(user).filter(state="pending").order_by("at")
    rows = found.select_related("milestone__project", "target__project", "project", "by")[:SHOWN]
    lines = [
        Line(
            title=str(row.concerns),
            link=record("milestones_changerequest", row.pk),
            why=asked(row),
            under=f"{row.by}　{moment(row.at)}",
            buttons=buttons("milestones_changerequest", deciding(user, ApproveForm, RefuseForm), row.pk),
        )
        for row in rows
    ]
    link = address("milestones_changerequest", "?state__exact=pending")
    return Section(_("Requests to decide"), found.count(), link, lines, _("No request waits for a decision."))


def asked(change):
    """What is asked for, and why."""
    new = f"→{show_day(change.new_due, today())}" if change.new_due else ""
    subject = f"“{change.milestone or change.target}”" if change.milestone or change.target else ""
    return f"{change.get_kind_display()}{subject}{new}（{change.get_reason_class_display()}）{change.text}"


def claims(user):
    found = Claim.objects.visible_to(user).filter(state="pending").order_by("at")
    said = _("“%(name)s” claimed finished on %(day)s: %(note)s")
    lines = [
        Line(
            title=str(row.milestone.project),
            link=record("milestones_claim", row.pk),
            why=said % {"name": row.milestone, "day": show_day(row.finished_on, today()), "note": row.note},
            under=f"{row.by}　{moment(row.at)}",
            buttons=buttons("milestones_claim", deciding(user, ConfirmForm, ReturnForm), row.pk),
        )
        for row in found.select_related("milestone__project", "by")[:SHOWN]
    ]
    link = address("milestones_claim", "?state__exact=pending")
    return Section(_("Claims to confirm"), found.count(), link, lines, _("No claim waits for confirmation."))


def plans(user):
    found = waiting_for_approval(Project.objects.visible_to(user))
    lines = [
        Line(
            title=project.name,
            link=record("projects_project", project.pk),
            why=project.code,
            under=str(project.unit or ""),
            buttons=buttons("projects_project", deciding(user, ApprovePlanForm), project.pk),
        )
        for project in found.select_related("unit")[:SHOWN]
    ]
    link = address("projects_project", "?plan=waiting")
    return Section(
        _("Schedules to approve"), found.count(), link, lines, _("No schedule waits for approval."), "grey"
    )
