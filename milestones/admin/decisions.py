"""What supervisors decide, and what is done to a project as a whole."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milestones.models import ChangeRequest, ProgressReport
from milestones.models.figures import judged
from milestones.models.plan import approve_plan, from_template, passed, unapproved
from projects.access import WORKERS
from projects.clock import today
from projects.models import Phase, Project, Role, Unit, User
from projects.quantities import show_number

from . import fields, outlook
from .acts import Act
from .lights import moment


class Decision(Act):
    """For a supervisor, while the record waits."""

    states = frozenset({"pending"})

    def about(self):
        return asked_or_claimed(self.subject)

    @classmethod
    def fits(cls, user, subject):
        return super().fits(user, subject) and subject.state in cls.states


class ConfirmForm(Decision):
    verb, title, done, solid = "confirm", _("Confirm the finish"), _("The milestone is signed off."), True
    explain = _("The milestone counts as finished on the day claimed, for ever.")

    def act(self):
        self.subject.confirm(by=self.user)


class ReturnForm(Decision):
    verb, title, done = "return", _("Return the claim"), _("The claim is returned.")
    reason = fields.text(_("reason"))

    def act(self):
        self.subject.send_back(by=self.user, reason=self.cleaned_data["reason"])


class ReopenForm(Decision):
    verb, title, done = "reopen", _("Reopen"), _("The milestone is open again.")
    states = frozenset({"confirmed"})
    reason = fields.text(_("reason"))

    def act(self):
        self.subject.reopen(by=self.user, reason=self.cleaned_data["reason"])


class FigureDecision(Decision):
    """About a doubtful figure, beside what it is measured against."""

    def about(self):
        return [*super().about(), *measured(self.subject)]


class AcceptForm(FigureDecision):
    verb, title, done, solid = "accept", _("Accept the figure"), _("The figure is accepted and counts."), True
    explain = _("The figure counts from today on, never backwards.")

    def act(self):
        self.subject.accept(by=self.user)


class ReturnFigureForm(FigureDecision):
    verb, title = "return-figure", _("Return the figure")
    done = _("The figure is returned and does not count.")
    reason = fields.text(_("reason"))

    def act(self):
        self.subject.send_back(by=self.user, reason=self.cleaned_data["reason"])


class ApproveForm(Decision):
    verb, title, done, solid = "approve", _("Approve"), _("The request is approved."), True
    explain = _("The change takes effect from today on, never backwards.")
    document_number = fields.line(_("document number"), 60)
    reason = fields.text(_("remark"), required=False, rows=2)

    def act(self):
        self.subject.approve(by=self.user, **self.cleaned_data)


class RefuseForm(Decision):
    verb, title, done = "refuse", _("Refuse"), _("The request is refused.")
    reason = fields.text(_("reason"))

    def act(self):
        self.subject.refuse(by=self.user, reason=self.cleaned_data["reason"])


class WithdrawForm(Decision):
    verb, title, done = "withdraw", _("Withdraw"), _("The request is withdrawn.")

    @classmethod
    def fits(cls, user, subject):
        return super().fits(user, subject) and subject.by_id == user.pk

    def act(self):
        self.subject.withdraw(by=self.user)


def asked_or_claimed(record):
    """What is to be decided: who said what about which milestone or project, and why."""
    who = f"{record.by}　{moment(record.at)}"
    if isinstance(record, ChangeRequest):
        new = f"→{date_format(record.new_due, 'DATE_FORMAT')}" if record.new_due else ""
        new += f"→{record.new_amount}" if record.new_amount else ""
        kind = f"{record.get_kind_display()}{new}（{record.get_reason_class_display()}）"
        words = [f"{name}：{old} → {new}" for name, old, new in record.corrected]
        return [
            f"{record.concerns}　{record.milestone or record.target or ''}　{kind}",
            *words,
            record.text,
            who,
        ]
    if isinstance(record, ProgressReport):
        return figure_to_decide(record, who)
    day = date_format(record.finished_on, "DATE_FORMAT")
    label = record._meta.get_field("late_reason").verbose_name
    late = [f"{label}：{record.late_reason}"] if record.late_reason else []
    return [f"{record.milestone.project}　{record.milestone}　{day}", record.note, *late, who]


def figure_to_decide(report, who):
    """What was reported of which quantity, and why it is right."""
    subject, figure = report.milestone or report.target, ""
    if report.target:
        figure = f"　{show_number(report.quantity, report.target.unit)}"
    return [f"{subject.project}　{subject}{figure}", *filter(None, [report.reason]), report.note, who]


def measured(report):
    """What a figure is measured against: what is promised, and what counts so far."""
    if report.target is None:
        return []
    _state, promise, last = judged(report.target, report.quantity, timezone.now())
    figures = {"figure": report.quantity, "last": last}
    said = {name: show_number(value, report.target.unit) for name, value in figures.items()}
    text = _t("Reported %(figure)s; promised %(promise)s, counted so far %(last)s.")
    return [text % (said | {"promise": report.target.in_force(promise)})]


class ApprovePlanForm(Act):
    verb, title, done, solid = "approve-plan", _("Approve the schedule"), _("The schedule is approved."), True
    explain = _("Each forecast becomes the baseline and is locked; only an approved request moves it.")

    note = outlook.word()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = list(unapproved(self.subject))
        if not passed(self.waiting, today()):
            del self.fields["note"]

    def about(self):
        rows = [text for text, _notable in outlook.rows(self.subject, self.waiting, today())]
        said = [outlook.summary(self.waiting, today()), *outlook.warnings(self.subject, self.waiting)]
        drafted = from_template(self.subject).count()
        text = _t(
            "%(drafted)s of %(total)s milestones have their date from the template; nobody has checked it yet."
        )
        warning = [text % {"drafted": drafted, "total": len(rows)}] if drafted else []
        return [f"{self.subject.code} {self.subject}", *said, *warning, *rows]

    @classmethod
    def fits(cls, user, subject):
        return super().fits(user, subject) and not subject.cancelled_on and unapproved(subject).exists()

    def act(self):
        approve_plan(self.subject, by=self.user, **self.cleaned_data)


class ProjectAct(Act):
    """For whoever may edit the project."""

    @classmethod
    def fits(cls, user, subject):
        return (
            super().fits(user, subject) and Project.objects.editable_by(user).filter(pk=subject.pk).exists()
        )


class AssignForm(ProjectAct):
    verb, title, done = "assign", _("Assign"), _("The project is assigned.")

    unit = fields.one_of(_("responsible unit"), Unit.objects.all())
    steward = fields.one_of(
        _("steward"), User.objects.filter(is_active=True, groups__name__in=WORKERS).distinct()
    )
    leader = fields.one_of(
        _("leader in charge"), User.objects.filter(is_active=True, groups__name=Role.LEADER)
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("unit", "steward", "leader"):
            self.fields[name].initial = getattr(self.subject, f"{name}_id")
            self.fields[name].help_text = _("Empty: stays as it is.")

        self.shows(self.subject.assignments)

    def act(self):
        self.subject.assign(by=self.user, **self.cleaned_data)


class PhaseForm(ProjectAct):
    verb, title, done = "phase", _("Change the phase"), _("The phase is changed.")

    phase = fields.choice(_("phase"), Phase.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phase"].initial = self.subject.phase
        self.shows(self.subject.phase_changes)

    def act(self):
        self.subject.move_to(by=self.user, **self.cleaned_data)


class ProjectChangeForm(ProjectAct):
    verb, title = "request-change", _("Suspend, resume or cancel")
    done = _("The request is filed; a supervisor decides it.")

    kind = fields.choice(
        _("kind"),
        [(kind.value, kind.label) for kind in ChangeRequest.Kind if kind in ("suspend", "resume", "cancel")],
    )
    reason_class = fields.choice(_("reason class"), ChangeRequest.ReasonClass.choices)
    text = fields.text(_("reason"))
    files = fields.FilesField()

    def act(self):
        ChangeRequest.ask(by=self.user, project=self.subject, **self.cleaned_data)
