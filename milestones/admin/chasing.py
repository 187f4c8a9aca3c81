"""The start page's sections of what is owed: reports not filed, by project and by person, and instructions not answered."""

from collections import defaultdict

from django.utils.translation import gettext as _

from milestones.models import Instruction, Milestone, ProgressReport, Standing
from milestones.reports.silent import quiet, silent_rows
from milestones.rules.reasons import show_day
from projects.access import may
from projects.clock import day_of
from projects.models import Project, Role
from projects.quantities import show_number

from .forms import NoProgressForm, ReportForm
from .instructions import AnswerForm, InstructForm
from .sections import SHOWN, Line, Section, address, buttons, mine, narrowed, record


def silent(user, on):
    """Projects that filed nothing by the filing day: a steward's own, a unit head's unit's, the whole district's."""
    found = quiet(mine(user, Project), on)
    total = sum(rows.count() for rows, _deadline in found)
    rows = silent_rows(found, on, SHOWN) if total else []
    worst = worst_open(user, on, [row.id for row in rows]) if may(user, "report") else {}
    return Section(
        "silent", _("Silent projects"), total, address("projects_project", narrowed(user, "?silent=true")),
        _("No report is owed."), [silent_line(row, on, user, worst.get(row.id)) for row in rows], _("Not filed"), "grey",
        alarm=True, counted=_("%(total)s projects") % {"total": total},
    )  # fmt: skip


def worst_open(user, on, projects):
    """The milestone of each project on which a report is owed first."""
    rows = Standing.objects.on(on).filter(project__in=projects, state__in=["open", "overdue"])
    rows = rows.filter(milestone__in=Milestone.objects.editable_by(user))
    rows = rows.order_by("project_id", "light_rank", "-days_late", "baseline_due", "milestone_id")
    return dict(rows.distinct("project_id").values_list("project_id", "milestone_id"))


def silent_line(row, on, user, milestone):
    """A steward reports on the worst milestone at once; a supervisor asks for the report."""
    offered = []
    if milestone:
        offered = buttons("milestones_milestone", [ReportForm, NoProgressForm], milestone)
    elif user.role == Role.SUPERVISOR:
        offered = buttons("projects_project", [InstructForm], row.id)
    return Line(
        title=row.project_name,
        link=record("projects_project", row.id),
        mark="grey",
        head=_("Not filed"),
        small=_("was due by %(day)s") % {"day": show_day(row.deadline, on)},
        why=silence(row, on),
        under="" if user.role == Role.STEWARD else "　".join(filter(None, (row.unit_name, row.steward_name))),
        buttons=offered,
    )


def silence(row, on):
    """Since when nothing was filed."""
    if row.last_filed is None:
        return _("No report was ever filed.")
    return _("The last report is of %(last)s.") % {"last": show_day(row.last_filed, on)}


def who(user, on):
    """Who has not filed, person by person, the most first; the rows are few, for they are one unit's."""
    rows = silent_rows(quiet(mine(user, Project), on), on)
    owing = defaultdict(list)
    for row in rows:
        owing[row.steward, row.steward_name].append(row)
    ranked = sorted(owing.items(), key=lambda one: (-len(one[1]), one[0][0] or ""))
    lines = [person_line(username, name, found, user, on) for (username, name), found in ranked]
    return Section(
        "who", _("Who has not filed"), len(rows), address("projects_project", narrowed(user, "?silent=true")),
        _("Everybody has filed."), lines, counts=False, counted=_("%(people)s people") % {"people": len(ranked)},
    )  # fmt: skip


def person_line(username, name, rows, user, on):
    query = narrowed(user, "?silent=true") + (f"&steward={username}" if username else "")
    filed = [row.last_filed for row in rows if row.last_filed]
    last = _("the oldest report is of %(day)s") % {"day": show_day(min(filed), on)} if filed else ""
    never = _("%(number)s never filed") % {"number": len(rows) - len(filed)} if len(filed) < len(rows) else ""
    said = {"number": len(rows), "day": show_day(min(row.deadline for row in rows), on)}
    return Line(
        title=name or _("No steward yet"),
        link=address("projects_project", query),
        why=_("Owes reports on %(number)s projects since %(day)s.") % said,
        under="　".join(filter(None, (last, never))),
    )


def unanswered(user, on):
    """Instructions past the day to reply by, apart from what is overdue."""
    found = mine(user, Instruction).unanswered(on)
    return Section(
        "unanswered", _("Instructions unanswered past their day"), found.count(),
        address("milestones_instruction", narrowed(user, "?reply=late")),
        _("No instruction is past its day without an answer."), lines_of(found, user, on), _("Unanswered"), alarm=True,
    )  # fmt: skip


def waiting(user, on):
    """Instructions that may still be answered in time."""
    found = mine(user, Instruction).waiting(on)
    return Section(
        "waiting", _("Instructions waiting"), found.count(),
        address("milestones_instruction", narrowed(user, "?reply=waiting")),
        _("No instruction waits for an answer."), lines_of(found, user, on), _("To answer"),
    )  # fmt: skip


def figures(user, on):
    """One's own figures that do not count: doubtful ones that wait, and returned ones to report again."""
    found = mine(user, ProgressReport).in_question()
    rows = found.select_related("milestone__project", "target__project", "decided_by")
    return Section(
        "questioned", _("Figures in question"), found.count(),
        address("milestones_progressreport", narrowed(user, "?question=true")),
        _("None of the figures reported is in question."),
        [figure_line(row, user, on) for row in rows.order_by("state", "at", "id")[:SHOWN]], _("In question"),
    )  # fmt: skip


def figure_line(row, user, on):
    about = row.milestone or row.target
    said = {"name": about, "figure": show_number(row.quantity, row.target.unit), "by": row.decided_by}
    if row.state == "returned":
        text = _("“%(name)s”: %(figure)s was returned by %(by)s: %(reason)s. It does not count.")
        text %= said | {"reason": row.decision_reason.rstrip("。. ")}
    else:
        text = _("“%(name)s”: %(figure)s waits for a supervisor and does not count yet.") % said
    again = row.state == "returned" and row.milestone and may(user, "report")
    return Line(
        title=str(about.project),
        link=record("milestones_progressreport", row.pk),
        mark="diamond",
        head=_("Returned") if row.state == "returned" else _("Doubtful"),
        small=show_day(day_of(row.decided_at or row.at), on),
        why=text,
        buttons=buttons("milestones_milestone", [ReportForm], row.milestone_id) if again else [],
    )


def lines_of(found, user, on):
    """The first rows, with the button for whoever answers."""
    rows = found.with_names().order_by("reply_by", "id")[:SHOWN]
    return [instruction_line(row, user, on) for row in rows]


def instruction_line(row, user, on):
    days = (on - row.reply_by).days
    late = _("Answer overdue by %(days)s days") % {"days": days} if days > 0 else ""
    forms = (AnswerForm,) if may(user, "answer") else ()
    return Line(
        title=str(row.concerns),
        link=record("milestones_instruction", row.pk),
        mark="diamond",
        head=late or _("Answer by %(day)s") % {"day": show_day(row.reply_by, on)},
        late=bool(late),
        small=_("by %(day)s") % {"day": show_day(row.reply_by, on)} if late else "",
        why=_("“%(name)s”: %(text)s") % {"name": row.milestone, "text": row.text}
        if row.milestone
        else row.text,
        under=_("from %(person)s") % {"person": row.by},
        buttons=buttons("milestones_instruction", forms, row.pk),
    )
