"""My work: what waits for this person today, worst first, each count beside the list that it counts."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from milestones.models import ChangeRequest, Claim, Milestone, Standing
from milestones.rules.reasons import progress, show_day
from projects.clock import today
from projects.models import Project, Role

from . import chasing
from .decisions import ApproveForm, ApprovePlanForm, ConfirmForm, RefuseForm, ReturnForm
from .filters import waiting_for_approval
from .forms import ChangeForm, ClaimForm, ReportForm
from .lights import moment, why
from .sections import SHOWN, WORKERS, Line, Section, address, buttons, mine, record


def dashboard(request, context):
    """What the start page shows to this person."""
    user, on = request.user, today()
    late, quiet = chasing.unanswered(user, on), chasing.silent(user, on)
    sections = standings(user, on)
    if user.role in WORKERS:
        sections = [late, chasing.waiting(user, on), *sections, quiet]
    else:
        first = 0 if user.role == Role.SUPERVISOR else 1
        sections[first:first] = [changes(user), claims(user), plans(user)]
        sections += [late, quiet]
    return context | {"sections": sections, "on": on, "person": user, "shown": SHOWN}


# What each section of milestones counts, and the filter of the list that shows the same.
CONDITIONS = {
    "overdue": (Q(is_overdue=True), "?overdue=true", "red"),
    "due": (Q(state="open", due_in__lte=10), "?due_within=10", "yellow"),
    "returned": (Q(state__in=["open", "overdue"], returned_times__gt=0), "?returned=true", "diamond"),
    "awaiting": (Q(state="awaiting"), "?state=awaiting", "diamond"),
}


def standings(user, on):
    """Overdue, nearly due, returned and awaiting: one count of all, one page of each that is not empty."""
    rows = Standing.objects.on(on).filter(milestone__in=mine(user, Milestone))
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
