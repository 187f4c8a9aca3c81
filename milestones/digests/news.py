"""Lines about what is not a milestone's own state: silence, instructions, and what is late no more."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.days import show_day
from milestones.models import Instruction, OverdueFlag
from milestones.models.instruction import Addressee
from milestones.models.status import Light
from milestones.reports.missing_reports import SilentProject
from projects.models import Project, User

from .daily_facts import DailyFacts
from .lines import DigestLine, project_url
from .links import absolute_url, action_url


def silent_digest_line(project: SilentProject, facts: DailyFacts, person: User) -> DigestLine:
    """A project that owes a report; the button reports on its first open milestone."""
    said = {
        "last": show_day(project.last_filed, facts.on) if project.last_filed else "",
        "deadline": show_day(project.deadline, facts.on),
    }
    text = (
        _("No report since %(last)s; the filing day was %(deadline)s.")
        if said["last"]
        else _("No report yet; the filing day was %(deadline)s.")
    )
    milestone = facts.first_open.get(project.id)
    if milestone is None:
        return DigestLine(
            None,
            Light.GREY,
            _("No report"),
            "",
            project.project_name,
            absolute_url(reverse("project", args=[project.project])),
            [text % said],
        )
    link = action_url(person, "milestone", milestone, "report", facts.until)
    return DigestLine(
        milestone,
        Light.GREY,
        _("No report"),
        "",
        project.project_name,
        link,
        [text % said],
        action=_("Report progress"),
    )


def silent_overview_digest_line(project: SilentProject, facts: DailyFacts, person: User) -> DigestLine:
    """For those who look on: the project, its unit and steward."""
    line = silent_digest_line(project, facts, person)
    who = "　".join(part for part in (project.unit_name, project.steward_name) if part)
    link = absolute_url(reverse("project", args=[project.project]))
    return DigestLine(None, Light.GREY, line.figure, "", line.title, link, [*line.notes, who] if who else line.notes)


def instruction_digest_line(instruction: Instruction, facts: DailyFacts, person: User) -> DigestLine:
    """An instruction that waits for an answer."""
    said = {"kind": instruction.get_kind_display(), "by": instruction.by, "text": instruction.text}
    said["day"] = show_day(instruction.reply_by, facts.on)
    notes = [_("%(kind)s of %(by)s: %(text)s") % said, _("Reply by %(day)s.") % said]
    if instruction.unit:
        notes.append(_("Your unit is asked, though another one is responsible for the project."))
    if instruction.to == Addressee.STEWARD and not instruction.asks_steward(person):
        notes.append(asked_of_steward_text(instruction))
    if instruction.reply_by < facts.on:
        notes.append(_("The day to reply by has passed."))
    link = action_url(person, "instruction", instruction.pk, "answer", facts.until)
    return DigestLine(
        instruction.milestone_id,
        "",
        _("To answer"),
        "",
        instruction.concerns.name,
        link,
        notes,
        action=_("Answer"),
    )


def asked_of_steward_text(instruction: Instruction) -> str:
    """For the unit's head: who is asked, and that the head may answer."""
    asked = instruction.asked_people()
    said = {"person": asked[0] if asked else _("none yet")}
    return _("It asks the steward (%(person)s); you may answer for the steward.") % said


def cleared_flag_digest_line(flag: OverdueFlag, facts: DailyFacts, person: User) -> DigestLine:
    """What is late no more, and how that came about."""
    milestone = flag.milestone
    return DigestLine(
        milestone.pk,
        Light.BLUE if flag.why == OverdueFlag.Why.FINISHED else "",
        cleared_flag_label(flag),
        "",
        milestone.project.name,
        project_url(milestone.project),
        [_("“%(name)s”: %(how)s") % {"name": milestone.name, "how": cleared_flag_outcome(flag, facts.on)}],
    )


def cleared_flag_label(flag: OverdueFlag) -> str:
    labels: dict[str, str] = {
        OverdueFlag.Why.FINISHED: _("Finished"),
        OverdueFlag.Why.EXTENDED: _("Extended"),
        OverdueFlag.Why.CANCELLED: _("Cancelled"),
    }
    return labels.get(flag.why, "")


def cleared_flag_outcome(flag: OverdueFlag, on: dt.date) -> str:
    """How a flag ended, in a few words."""
    if flag.why == OverdueFlag.Why.FINISHED and flag.milestone.finished_on:
        late = max((flag.milestone.finished_on - flag.baseline_due).days, 0)
        return _("confirmed, %(days)s days late") % {"days": late} if late else _("confirmed, on time")
    outcomes: dict[str, str] = {
        OverdueFlag.Why.EXTENDED: _("extension approved, now due on %(day)s")
        % {"day": show_day(flag.milestone.baseline_due, on)},
        OverdueFlag.Why.CANCELLED: _("cancelled by decision"),
    }
    return outcomes.get(flag.why, _("confirmed"))


def plan_digest_line(project: Project, facts: DailyFacts, person: User) -> DigestLine:
    """For the supervisor: a schedule that waits, and how to approve it."""
    link = action_url(person, "project", project.pk, "approve-plan", facts.until)
    notes = [str(project.unit)] if project.unit else []
    return DigestLine(None, "", _("Plan to approve"), "", project.name, link, notes, action=_("Approve the schedule"))
