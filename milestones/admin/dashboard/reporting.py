"""Start-page sections for outstanding reports (by project and by person), instructions to answer, and reported figures
in question.
"""

import datetime as dt
from collections import defaultdict

from django.utils.translation import gettext as _

from backoffice.clock import day_of_instant
from backoffice.dashboard import (
    SHOWN,
    DashboardRow,
    DashboardSection,
    list_address,
    own_records,
    own_records_query,
    record_address,
    row_buttons,
)
from backoffice.days import show_day
from milestones.admin.instruction import AnswerInstructionForm, GiveInstructionForm
from milestones.admin.milestone_actions import NoProgressForm, ReportProgressForm
from milestones.models import Instruction, Milestone, ProgressReport, Standing
from milestones.models.instruction import InstructionQuerySet
from milestones.models.status import Light, State
from milestones.reports.missing_reports import SilentProject, silent_project_querysets, silent_rows
from projects.models import Project, Role, User
from projects.permissions import may_perform
from projects.quantities import format_quantity

from .addresses import project_address


def silent_projects_section(user: User, on: dt.date) -> DashboardSection:
    """Projects that filed nothing by the filing day: a steward's own, a unit head's unit's, the whole district's."""
    found = silent_project_querysets(own_records(user, Project), on)
    total = sum(rows.count() for rows, _deadline in found)
    rows = silent_rows(found, on, SHOWN) if total else []
    worst = worst_open_milestones(user, on, [row.id for row in rows]) if may_perform(user, "report") else {}
    return DashboardSection(
        "silent",
        _("Silent projects"),
        total,
        list_address("projects_project", own_records_query(user, "?silent=true")),
        _("No report is owed."),
        [silent_project_row(row, on, user, worst.get(row.id)) for row in rows],
        _("Not filed"),
        Light.GREY,
        alarm=True,
        counted=_("%(total)s projects") % {"total": total},
    )


def worst_open_milestones(user: User, on: dt.date, projects: list[int]) -> dict[int, int]:
    """The milestone of each project on which a report is owed first."""
    rows = Standing.objects.on(on).filter(project__in=projects, state__in=[State.OPEN, State.OVERDUE])
    rows = rows.filter(milestone__in=Milestone.objects.editable_by(user))
    rows = rows.order_by("project_id", "light_rank", "-days_late", "baseline_due", "milestone_id")
    return dict(rows.distinct("project_id").values_list("project_id", "milestone_id"))


def silent_project_row(row: SilentProject, on: dt.date, user: User, milestone: int | None) -> DashboardRow:
    """A steward reports on the worst milestone at once; a supervisor asks for the report."""
    offered = []
    if milestone:
        offered = row_buttons(Milestone, [ReportProgressForm, NoProgressForm], milestone)
    elif user.role == Role.SUPERVISOR:
        offered = row_buttons(Project, [GiveInstructionForm], row.id)
    return DashboardRow(
        title=row.project_name,
        link=project_address(row.project),
        edit=record_address("projects_project", row.id),
        mark=Light.GREY,
        head=_("Not filed"),
        small=_("was due by %(day)s") % {"day": show_day(row.deadline, on)},
        why=last_report_text(row, on),
        under="" if user.role == Role.STEWARD else "　".join(filter(None, (row.unit_name, row.steward_name))),
        buttons=offered,
    )


def last_report_text(row: SilentProject, on: dt.date) -> str:
    """Since when nothing was filed."""
    if row.last_filed is None:
        return _("No report was ever filed.")
    return _("The last report is of %(last)s.") % {"last": show_day(row.last_filed, on)}


def late_reporters_section(user: User, on: dt.date) -> DashboardSection:
    """Section listing, for day `on`, each steward whose projects miss a progress report past its filing day, most
    missing reports first.
    """
    rows = silent_rows(silent_project_querysets(own_records(user, Project), on), on)
    owing: dict[tuple[str | None, str | None], list[SilentProject]] = defaultdict(list)
    for row in rows:
        owing[row.steward, row.steward_name].append(row)
    ranked = sorted(owing.items(), key=lambda one: (-len(one[1]), one[0][0] or ""))
    lines = [late_reporter_row(username, name, found, user, on) for (username, name), found in ranked]
    return DashboardSection(
        "who",
        _("Who has not filed"),
        len(rows),
        list_address("projects_project", own_records_query(user, "?silent=true")),
        _("Everybody has filed."),
        lines,
        counts=False,
        counted=_("%(people)s people") % {"people": len(ranked)},
    )


def late_reporter_row(
    username: str | None, name: str | None, rows: list[SilentProject], user: User, on: dt.date
) -> DashboardRow:
    query = own_records_query(user, "?silent=true") + (f"&steward={username}" if username else "")
    filed = [row.last_filed for row in rows if row.last_filed]
    last = _("the oldest report is of %(day)s") % {"day": show_day(min(filed), on)} if filed else ""
    never = _("%(number)s never filed") % {"number": len(rows) - len(filed)} if len(filed) < len(rows) else ""
    said = {"number": len(rows), "day": show_day(min(row.deadline for row in rows), on)}
    return DashboardRow(
        title=name or _("No steward yet"),
        link=list_address("projects_project", query),
        why=_("Owes reports on %(number)s projects since %(day)s.") % said,
        under="　".join(filter(None, (last, never))),
    )


def overdue_instructions_section(user: User, on: dt.date) -> DashboardSection:
    """Instructions past the day to reply by, apart from what is overdue."""
    found = own_records(user, Instruction).unanswered(on)
    return DashboardSection(
        "unanswered",
        _("Instructions unanswered past their day"),
        found.count(),
        list_address("milestones_instruction", own_records_query(user, "?reply=late")),
        _("No instruction is past its day without an answer."),
        instruction_rows(found, user, on),
        _("Unanswered"),
        alarm=True,
    )


def open_instructions_section(user: User, on: dt.date) -> DashboardSection:
    """Instructions that may still be answered in time."""
    found = own_records(user, Instruction).waiting(on)
    return DashboardSection(
        "waiting",
        _("Instructions waiting"),
        found.count(),
        list_address("milestones_instruction", own_records_query(user, "?reply=waiting")),
        _("No instruction waits for an answer."),
        instruction_rows(found, user, on),
        _("To answer"),
    )


def questioned_figures_section(user: User, on: dt.date) -> DashboardSection:
    """One's own figures that do not count: doubtful ones that wait, and returned ones to report again."""
    found = own_records(user, ProgressReport).in_question()
    rows = found.select_related("milestone__project", "target__project", "decided_by")
    return DashboardSection(
        "questioned",
        _("Figures in question"),
        found.count(),
        list_address("milestones_progressreport", own_records_query(user, "?question=true")),
        _("None of the figures reported is in question."),
        [questioned_figure_row(row, user, on) for row in rows.order_by("state", "at", "id")[:SHOWN]],
        _("In question"),
    )


def questioned_figure_row(row: ProgressReport, user: User, on: dt.date) -> DashboardRow:
    assert row.target  # only a report of a quantity is doubted
    about = row.milestone or row.target
    said = {"name": about, "figure": format_quantity(row.quantity, row.target.unit), "by": row.decided_by}
    if row.state == ProgressReport.State.RETURNED:
        text = _("“%(name)s”: %(figure)s was returned by %(by)s: %(reason)s. It does not count.")
        text %= said | {"reason": (row.decision_reason or "").rstrip("。. ")}
    else:
        text = _("“%(name)s”: %(figure)s waits for a supervisor and does not count yet.") % said
    again = row.milestone_id if row.state == ProgressReport.State.RETURNED and may_perform(user, "report") else None
    return DashboardRow(
        title=str(about.project),
        link=project_address(about.project.code),
        edit=record_address("milestones_progressreport", row.pk),
        mark="diamond",
        head=_("Returned") if row.state == ProgressReport.State.RETURNED else _("Doubtful"),
        small=show_day(day_of_instant(row.decided_at or row.at), on),
        why=text,
        buttons=row_buttons(Milestone, [ReportProgressForm], again) if again else [],
    )


def instruction_rows(found: InstructionQuerySet, user: User, on: dt.date) -> list[DashboardRow]:
    """The first rows, with the button for whoever answers."""
    rows = found.with_names().order_by("reply_by", "id")[:SHOWN]
    return [open_instruction_row(row, user, on) for row in rows]


def open_instruction_row(row: Instruction, user: User, on: dt.date) -> DashboardRow:
    days = (on - row.reply_by).days
    late = _("Answer overdue by %(days)s days") % {"days": days} if days > 0 else ""
    forms = (AnswerInstructionForm,) if may_perform(user, "answer") else ()
    return DashboardRow(
        title=str(row.concerns),
        link=project_address(row.concerns.code),
        edit=record_address("milestones_instruction", row.pk),
        mark="diamond",
        head=late or _("Answer by %(day)s") % {"day": show_day(row.reply_by, on)},
        late=bool(late),
        small=_("by %(day)s") % {"day": show_day(row.reply_by, on)} if late else "",
        why=_("“%(name)s”: %(text)s") % {"name": row.milestone, "text": row.text} if row.milestone else row.text,
        under=_("from %(person)s, asked of %(who)s") % {"person": row.by, "who": row.addressee},
        buttons=row_buttons(Instruction, forms, row.pk),
    )
