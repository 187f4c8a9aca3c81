"""What every decision of a supervisor has in common: its form, its bulk form, and its list."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from backoffice.bulk_actions import BulkActionAdmin, BulkActionForm
from backoffice.requests import PersonRequest
from milestones.models import ChangeRequest, Claim, ProgressReport
from milestones.models.checks import already_decided_conflict
from milestones.models.figures import judge_figure
from milestones.models.retraction import Retractable
from projects.models import User
from projects.models.role_grant import is_newly_empowered
from projects.quantities import format_quantity

from .lights import local_time_text
from .outcome import OutcomeActionForm
from .take_back import way_back_of_many, with_way_back


class DecisionForm(OutcomeActionForm):
    """For a supervisor, while the record waits."""

    states = frozenset({Claim.State.PENDING})  # requests and figures call it by the same word

    def about(self) -> list[str]:
        return decision_subject_lines(self.subject)

    @classmethod
    def fits(cls, user: User, subject: Any) -> bool:
        return super().fits(user, subject) and subject.state in cls.states

    def unfit(self) -> tuple[str, int]:
        decided = self.subject.state not in self.states and self.subject.decided_at
        return (str(already_decided_conflict(self.subject)), 409) if decided else super().unfit()

    def outcome(self) -> str:
        said = super().outcome()
        return str(said) if isinstance(self.subject, ProgressReport) else with_way_back(said, self.subject, self.user)


def decision_subject_lines(record: Claim | ChangeRequest | ProgressReport) -> list[str]:
    """What is to be decided: who said what about which milestone or project, and why."""
    who = f"{record.by}　{local_time_text(record.at)}"
    if isinstance(record, ChangeRequest):
        new = f"→{date_format(record.new_due, 'DATE_FORMAT')}" if record.new_due else ""
        new += f" {record.present_amount}→{record.new_amount}" if record.new_amount else ""
        kind = f"{record.get_kind_display()}{new}（{record.get_reason_class_display()}）"
        words = [f"{name}：{old} → {new}" for name, old, new in record.corrected]
        return [
            "　".join(str(part) for part in (record.concerns, record.milestone or record.target, kind) if part),
            *words,
            record.text,
            who,
        ]
    if isinstance(record, ProgressReport):
        return figure_decision_lines(record, who)
    day = date_format(record.finished_on, "DATE_FORMAT")
    label = record._meta.get_field("late_reason").verbose_name
    late = [f"{label}：{record.late_reason}"] if record.late_reason else []
    return [f"{record.milestone.project}　{record.milestone}　{day}", record.note, *late, who]


def figure_decision_lines(report: ProgressReport, who: str) -> list[str]:
    """What was reported of which quantity, and why it is right."""
    subject, figure = report.milestone or report.target, ""
    if report.target:
        figure = f"　{format_quantity(report.quantity, report.target.unit)}"
    return [f"{subject.project}　{subject}{figure}", *filter(None, [report.doubt]), report.note, who]  # type: ignore[union-attr]


def figure_comparison_lines(report: ProgressReport) -> list[str]:
    """What a figure is measured against: what is promised, and what counts so far."""
    if report.target is None:
        return []
    _state, promise, last = judge_figure(report.target, report.quantity, timezone.now())  # type: ignore[arg-type]
    said = {
        "figure": format_quantity(report.quantity, report.target.unit),
        "promise": report.target.in_force(promise),
        "counted": report.target.counted(last),
    }
    return [_t("Reported %(figure)s; promised %(promise)s, %(counted)s.") % said]


class BulkDecisionForm(BulkActionForm):
    """Claims and requests, each read before it is decided."""

    def lines(self, row: Any) -> list[str]:
        return decision_subject_lines(row)

    def name(self, row: Any) -> str:
        return str(row.milestone or row.target or row.project)

    def afterwards(self, request: PersonRequest, made: list[Any]) -> None:
        """Where a slip is taken back, while it can be."""
        if made and isinstance(made[0], Retractable):
            messages.info(request, way_back_of_many(made[0]))


class DeciderAdmin(ModelAdmin):
    """A record that somebody decides, marked where they had only just been given the power to."""

    @display(description=_("decided by"))
    def decider(self, record: Any) -> str:
        return decider_label(record.decided_by, record.decided_at)


class DecisionAdmin(DeciderAdmin, BulkActionAdmin):
    """A list of what waits for a decision and what was decided; nobody edits it."""

    actions_on_top = True

    def has_add_permission(self, request: PersonRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: PersonRequest, obj: Model | None = None) -> bool:
        return False


def decider_label(person: User | None, at: dt.datetime | None) -> str:
    """Who decided, and whether within 24 hours of being given the power to."""
    if not is_newly_empowered(person and person.pk, at):  # type: ignore[arg-type]
        return str(person or "—")
    return _t("%(person)s (within 24 hours of a grant)") % {"person": person}
