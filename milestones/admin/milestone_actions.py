"""What steward, owner and unit head do to a milestone: report, claim, ask for a change."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice import fields
from backoffice.clock import today
from backoffice.days import show_day
from milestones.models import ChangeRequest, Milestone, ProgressReport, Standing
from milestones.models.change_verbs import ChangeKind
from milestones.models.checks import STATE_REFUSALS, check_own_work, refuse_states
from milestones.models.milestone import REACH
from milestones.models.status import State
from milestones.reports.late_decisions import workdays_waited
from projects.models import Target, User
from projects.quantities import format_quantity, format_rounded_quantity

from .decision_basis import UNDONE, claim_undone_text
from .lights import standing_reason
from .outcome import OutcomeActionForm
from .project_actions import offer_workers
from .standing_lists import standing_today

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def is_own(user: User, milestone: Milestone) -> bool:
    return Milestone.objects.editable_by(user).filter(pk=milestone.pk).exists()


class MilestoneActionForm(OutcomeActionForm):
    """For whoever may edit the milestone, while it is in one of the states."""

    states = frozenset({State.OPEN, State.OVERDUE})

    def about(self) -> list[str]:
        row = standing_today(self.subject)
        return [f"{row.project}　{self.subject}", standing_reason(row, today())]

    @classmethod
    def fits(cls, user: User, subject: Milestone) -> bool:
        if not super().fits(user, subject) or standing_today(subject).state_for_actions not in cls.states:
            return False
        return is_own(user, subject)

    def unfit(self) -> tuple[str, int]:
        """Who brought it into a state in which this is not done, or that it is not one's own."""
        standing = standing_today(self.subject)
        if standing.state_for_actions in self.states:
            return self.refused_by(lambda: check_own_work(is_own(self.user, self.subject)))
        return self.refused_by(lambda: refuse_states(standing, *STATE_REFUSALS))


class ReportProgressForm(MilestoneActionForm):
    verb, title, solid = "report", _("Report progress"), True
    filed: ProgressReport | None = None
    states = frozenset({State.OPEN, State.OVERDUE, State.AWAITING, State.SUSPENDED, State.UNPLANNED, State.FINISHED})

    quantity = fields.number_field(_("quantity so far"))
    note = fields.text_field(_("progress"))
    reason = fields.text_field(
        _("reason for the figure"),
        required=False,
        rows=2,
        help_text=_(
            "Needed for a figure that is hard to believe: 1.5 times what is promised, up by more than half of it "
            "within a week, or lowered. It counts once a supervisor accepts it."
        ),
    )
    problem = fields.text_field(_("problem"), required=False, rows=2)
    next_step = fields.text_field(_("next step"), required=False, rows=2)
    files = fields.MultipleFileField()
    forecast_due = fields.date_field(_("forecast"), required=False, help_text=_("Empty: the forecast stays as it is."))
    need = fields.text_field(
        _("what is asked of the leader"),
        required=False,
        rows=2,
        help_text=_("It stays with the milestone until you change or empty it."),
    )
    corrects = fields.model_choice_field(
        _("corrects"),
        None,
        help_text=_("Only where the quantity is lower than before: the report that was wrong."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = standing_today(self.subject)
        self.fields["forecast_due"].initial = standing.forecast_due if standing.forecast_due >= today() else None
        self.fields["need"].initial = self.subject.standing_need()
        target = self.subject.target
        if target is None:
            del self.fields["quantity"], self.fields["corrects"], self.fields["reason"]
            return
        self.fields["reason"].conditional = True
        self.fields["quantity"].help_text = quantity_help_text(standing, target)
        if not target.adds_up:
            self.fields["quantity"].label = _("quantity of the period")
        earlier = target.reports.filter(quantity__isnull=False).select_related("target", "by")
        self.fields["corrects"].queryset = earlier
        self.fields["corrects"].label_from_instance = lambda report: (
            f"{report.day:%Y-%m-%d} {format_quantity(report.quantity, target.unit)} {report.by}"
        )

    @property
    def done(self) -> str:  # type: ignore[override]
        quantity = self.cleaned_data.get("quantity")
        if quantity is None:
            return _t("The report is filed.")
        if self.filed and self.filed.state == ProgressReport.State.PENDING:
            return _t(
                "The report is filed. Its figure, %(done)s, waits for a supervisor and counts once it is accepted."
            ) % {"done": format_quantity(quantity, self.subject.target.unit)}
        return _t("The report is filed: %(done)s.") % {"done": self.subject.target.so_far(quantity)}

    def act(self) -> None:
        given = self.cleaned_data
        if given.get("forecast_due") == standing_today(self.subject).forecast_due:
            given = given | {"forecast_due": None}
        self.filed = self.subject.report(by=self.user, **given)


def last_reported_text(standing: Standing, target: Target) -> str:
    if standing.reported is None:
        return _t("Nothing reported yet")
    return _t("Last reported %(done)s") % {"done": format_quantity(standing.reported, target.unit)}


def quantity_help_text(standing: Standing, target: Target) -> str:
    """Beside the quantity: what it counts, what was reported last, what is expected by now and what is due."""
    said = {
        "measure": target.measure,
        "unit": target.unit,
        "last": last_reported_text(standing, target),
        "asked": target.amount(standing.quantity),
        "expected": format_rounded_quantity(standing.expected, target.unit),
    }
    if not target.adds_up:
        said["asked"] = target.amount(standing.target_value)
        return _t("%(measure)s, in %(unit)s, of one period. %(last)s; promised %(asked)s.") % said
    if standing.expected is None:
        return _t("%(measure)s, in %(unit)s. %(last)s; due %(asked)s.") % said
    return _t("%(measure)s, in %(unit)s. %(last)s; expected by now %(expected)s; due %(asked)s.") % said


class NoProgressForm(MilestoneActionForm):
    """The report of a month in which nothing moved; the reason is the person's own to give."""

    verb, title, done = (
        "no-progress",
        _("No progress this month"),
        _("The report is filed: no progress this month."),
    )

    note = fields.text_field(_("progress"), help_text=_("Write the reason after the prefilled words."))
    problem = fields.text_field(_("problem"), required=False, rows=2)
    next_step = fields.text_field(_("next step"), required=False, rows=2)
    files = fields.MultipleFileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].initial = _t("No progress this month. Reason:") + " "

    @classmethod
    def fits(cls, user: User, subject: Milestone) -> bool:
        heard = ProgressReport.objects.of_the_project().filter(
            milestone__project=subject.project_id, day__gte=today().replace(day=1)
        )
        return super().fits(user, subject) and not heard.exists()

    def unfit(self) -> tuple[str, int]:
        if super().fits(self.user, self.subject):
            return _t("A report of this month is filed already; report progress instead."), 409
        return super().unfit()

    def clean_note(self) -> str:
        note = self.cleaned_data["note"].strip()
        if note == self.fields["note"].initial.strip():
            raise ValidationError(_t("Write the reason after the prefilled words."), "required")
        return note

    def act(self) -> None:
        self.subject.report(by=self.user, **self.cleaned_data)


class ClaimFinishForm(MilestoneActionForm):
    verb, title = "claim", _("Claim the finish")
    done = _("The finish is claimed; a supervisor confirms it.")

    finished_on = fields.date_field(_("finished on"), initial=today)
    note = fields.text_field(_("note"), help_text=_("What was finished, and how it can be checked."))
    late_reason = fields.line_field(_("reason for lateness"), 200)
    files = fields.MultipleFileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        baseline, field = standing_today(self.subject).baseline_due, self.fields["late_reason"]
        field.conditional = True
        if baseline:
            text = _t("Needed where the day is after the baseline, %(day)s.")
            field.help_text = text % {"day": date_format(baseline, "DATE_FORMAT")}
        undone = self.subject.claims.filter(state__in=UNDONE).order_by("-at", "-id")
        self.before = undone.annotate(waited=workdays_waited(today())).first()
        if self.before:
            self.fields["note"].initial, field.initial = self.before.note, self.before.late_reason
            if self.workdays_left() >= 0:
                self.fields["finished_on"].initial = self.before.finished_on

    def workdays_left(self) -> int:
        """For how many more working days the finish claimed before may be claimed again; negative for none."""
        policy = standing_today(self.subject).policy
        reach = policy.claim_backdate_workdays if policy else REACH
        spent, _passed = self.subject.days_since_finish(self.before.finished_on, timezone.now())
        return reach - spent

    def about(self) -> list[str]:
        """Where a claim was returned or undone: why, how long it lay, and whether its day may be claimed again."""
        if self.before is None:
            return super().about()
        left, said = self.workdays_left(), {"days": self.before.waited}
        lines = [claim_undone_text(self.before, today())]
        lines.append(_t("That claim waited %(days)s working days for its decision; they do not count.") % said)
        if left < 0:
            lines.append(_t("Its finish lies too far back to be claimed again."))
        elif left == 0:
            lines.append(_t("Its finish may be claimed again today for the last time."))
        else:
            lines.append(_t("Its finish may be claimed again for %(left)s more working days.") % {"left": left})
        return [*super().about(), *lines]

    def clean(self) -> dict[str, Any]:
        """A late finish says why; whether it may be claimed at all is the verb's to say, with its own reason."""
        given, baseline = super().clean(), standing_today(self.subject).baseline_due
        day = given.get("finished_on")
        late = day and baseline and baseline < day <= today()
        if late and not given.get("late_reason") and self.fits(self.user, self.subject):
            self.add_error("late_reason", _t("The finish is after the baseline: write why it is late."))
        return given

    def act(self) -> None:
        self.subject.claim(by=self.user, **self.cleaned_data)

    def outcome(self) -> "StrOrPromise":
        """A further claim leaves an overdue milestone red: say why."""
        if self.before is None or standing_today(self.subject).state != State.OVERDUE:
            return super().outcome()
        why = _t("It was claimed again, and counts as overdue until that is decided.")
        return format_html("{} {}", super().outcome(), why)


class MilestoneRequestForm(MilestoneActionForm):
    """For a change of what was approved, with the dates so far."""

    done = _("The request is filed; a supervisor decides it.")
    states = frozenset({State.OPEN, State.OVERDUE, State.SUSPENDED})

    def about(self) -> list[str]:
        return [*super().about(), *baseline_history_lines(self.subject)]


class ExtensionRequestForm(MilestoneRequestForm):
    """What nine of ten ask for."""

    verb, title = "request-change", _("Request an extension")

    new_due = fields.date_field(_("new date"), help_text=_("After the approved date."))
    reason_class = fields.required_choice_field(_("reason class"), ChangeRequest.ReasonClass.choices)
    text = fields.text_field(_("reason"))
    files = fields.MultipleFileField()

    def act(self) -> None:
        self.subject.request_change(by=self.user, kind=ChangeKind.EXTEND, **self.cleaned_data)


class MilestoneChangeRequestForm(MilestoneRequestForm):
    """Another quantity, or none at all."""

    verb, title = "request-other-change", _("Request another quantity or a cancellation")
    line, submit = "request-change", _("File the request")

    kind = fields.required_choice_field(
        _("kind"), [(kind.value, kind.label) for kind in (ChangeKind.QUANTITY, ChangeKind.CANCEL)]
    )
    new_quantity = fields.number_field(_("new quantity"))
    reason_class = fields.required_choice_field(_("reason class"), ChangeRequest.ReasonClass.choices)
    text = fields.text_field(_("reason"))
    files = fields.MultipleFileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject.target is not None:
            said = {"quantity": self.subject.target.figure(self.subject.quantity)}
            self.fields["new_quantity"].help_text = _t("For a change of quantity; now %(quantity)s.") % said
        else:
            del self.fields["new_quantity"]
            self.fields["kind"].choices = [row for row in self.fields["kind"].choices if row[0] != ChangeKind.QUANTITY]

    def act(self) -> None:
        self.subject.request_change(by=self.user, **self.cleaned_data)


def baseline_history_lines(milestone: Milestone) -> list[str]:
    """What an extension would move: the date in force, the first one, the slip so far and how often it was moved."""
    row = standing_today(milestone)
    if row.baseline_due is None:
        return []
    extended = milestone.changes.filter(kind=ChangeKind.EXTEND, state=ChangeRequest.State.APPROVED).count()
    said = {
        "due": show_day(row.baseline_due, today()),
        "first": show_day(row.baseline_first, today()),
        "slip": row.slip_days,
        "times": extended,
    }
    if not extended and not row.slip_days:
        return [_t("Approved baseline: %(due)s, not extended before.") % said]
    return [
        _t("Approved baseline: %(due)s; first baseline %(first)s, %(slip)s days later; extended %(times)s times.")
        % said
    ]


class AssignOwnerForm(OutcomeActionForm):
    verb, title, done = "assign", _("Assign an owner"), _("The milestone is assigned.")

    owner = fields.model_choice_field(_("owner"), None, help_text=_("Empty: the project's steward."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_workers(self.fields["owner"], self.user)
        self.fields["owner"].initial = self.subject.owner_id
        self.shows(self.subject.ownerships)

    @classmethod
    def fits(cls, user: User, subject: Milestone) -> bool:
        return super().fits(user, subject) and is_own(user, subject)

    def unfit(self) -> tuple[str, int]:
        return self.refused_by(lambda: check_own_work(is_own(self.user, self.subject)))

    def act(self) -> None:
        self.subject.assign(by=self.user, **self.cleaned_data)
