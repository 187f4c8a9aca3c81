"""The page of a person with the work that hangs on it, and the one action that hands it over."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, QuerySet, Value, When
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldBooleanSwitchWidget

from backoffice import fields
from backoffice.bulk_actions import BulkActionAdmin
from backoffice.history.events import EventPosition, events_of_model
from backoffice.history.record_history import PAGE, History, event_sources, fill_entry_subjects, read_history
from backoffice.requests import PersonRequest
from milestones.digests.readers import reader_for_person
from milestones.mail.password_mail import invite
from milestones.models import Handover, Job
from milestones.models.handover import AssignedWork, count_words, hand_over, work_assigned_to
from projects.admin.account_forms import PersonCreationForm, PersonForm
from projects.admin.user import PersonAdmin
from projects.models import AccountUnlock, Role, Unit, User
from projects.permissions import may_perform

from .account_lock import UnlockAccountForm
from .outcome import OutcomeActionForm
from .password_reset import InvitePeopleForm, ResetPasswordForm, code_text


def work_counts_text(parts: Iterable[tuple[str | Promise, QuerySet[Any]]]) -> str:
    """What hangs on somebody, counted."""
    return count_words((label, rows.count()) for label, rows in parts)


class HandOverForm(OutcomeActionForm):
    """Everything at once to one successor; shows first what will move."""

    verb, title, done = "hand-over", _("Hand over the work"), _("The work is handed over.")
    explain = _(
        "Everything moves at once, or nothing does. Reports, claims and requests stay in the name of who filed them."
    )

    successor = fields.model_choice_field(_("successor"), None, required=True)
    leaves = fields.choice_field(
        _("account of the leaver"),
        [
            (
                "on",
                _("The person leaves: the account opens nothing from now on; the administrator is asked to close it"),
            ),
            ("", _("The person stays: the account remains as it is")),
        ],
        required=False,
        initial="on",
    )
    note = fields.text_field(_("note"), help_text=_("Why and from when; it stays readable on both pages."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = User.objects.open().filter(groups__name__in=self.work.roles())
        elsewhere = Case(When(unit=self.subject.unit_id, then=0), default=1) if self.subject.unit_id else Value(0)
        self.fields["successor"].queryset = (
            fitting.exclude(pk=self.subject.pk)
            .annotate(elsewhere=elsewhere)
            .select_related("unit")
            .distinct()
            .order_by("elsewhere", "unit__name_key", "name_key")
        )
        self.fields["successor"].label_from_instance = self.successor_text

    def successor_text(self, one: User) -> str:
        """Name and unit, and that it is another than the leaver's."""
        text = _t("%(person)s　%(unit)s (another unit)") if self.sits_elsewhere(one) else "%(person)s　%(unit)s"
        return text % {"person": one, "unit": one.unit or ""}

    def sits_elsewhere(self, one: User) -> bool:
        return bool(self.subject.unit_id and one.unit_id != self.subject.unit_id)

    @property
    def work(self) -> AssignedWork:
        return work_assigned_to(self.subject)

    @classmethod
    def fits(cls, user: User, subject: User) -> bool:
        """For a supervisor everywhere, for a unit head with the people of the unit; while there is something to
        move.
        """
        if not super().fits(user, subject) or not work_assigned_to(subject).hangs():
            return False
        return user.role == Role.SUPERVISOR or bool(
            user.unit_id and Unit.objects.within(user.unit_id).filter(pk=subject.unit_id).exists()  # type: ignore[misc]
        )

    def about(self) -> list[str]:
        """What moves, what goes with it, and what stays."""
        work = self.work
        lines = [
            (_t("Moves: %(what)s"), work.moving),
            (_t("Goes with it: %(what)s"), work.following),
            (_t("Stays as recorded: %(what)s"), work.staying),
        ]
        told = [(text, work_counts_text(parts)) for text, parts in lines]
        return [str(self.subject), *(text % {"what": what} for text, what in told if what)]

    def act(self) -> None:
        given, moved = self.cleaned_data, work_counts_text(self.work.moving)
        hand_over(self.subject, by=self.user, **given | {"leaves": bool(given["leaves"])})
        said = _t("Handed over to %(successor)s: %(what)s.") % {"successor": given["successor"], "what": moved}
        left = _t("The administrator is asked to close the account.") if given["leaves"] else ""
        self.shown = " ".join(part for part in (said, left) if part)


class LeavingForm(OutcomeActionForm):
    """What becomes of an account that a hand-over says is left."""

    line = "close-account"

    @classmethod
    def fits(cls, user: User, subject: User) -> bool:
        return super().fits(user, subject) and subject.is_active and subject.left_at is not None

    def about(self) -> list[str]:
        return [f"{self.subject}　{self.subject.unit or ''}", *map(str, Handover.objects.about(self.subject)[:1])]


class CloseAccountForm(LeavingForm):
    verb, title, done, solid = "close-account", _("Close the account"), _("The account is closed."), True
    explain = _("Nobody logs in with it any longer; what it recorded stays.")

    def act(self) -> None:
        self.subject.close(by=self.user)


class StayForm(LeavingForm):
    verb, title, done = "stays", _("The person stays"), _("The account is open again.")
    explain = _("The account opens again what its role opens; the work that was handed over stays with the successor.")

    def act(self) -> None:
        self.subject.stay(by=self.user)


class PersonWithWorkForm(PersonForm):
    """An account with work on it is not closed by accident, nor given a role that cannot hold the work."""

    close_anyway = forms.BooleanField(
        label=_("close although work hangs on it"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Only where the account must be shut at once; the work is handed over afterwards."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"is_active", "role_choice"} & {*self.changed_data} and not cleaned.get("close_anyway"):
            self.check_work(work_assigned_to(self.instance), cleaned)
        return cleaned

    def check_work(self, work: AssignedWork, cleaned: dict[str, Any]) -> None:
        """Say at the field what hangs on the account and who moves it."""
        closes, role = not cleaned.get("is_active"), cleaned.get("role_choice")
        if not work.hangs() or (not closes and role in work.roles()):
            return
        text = _t(
            "Work hangs on this account: %(what)s. A supervisor, or the unit head, hands it over first with “Hand "
            "over the work”."
        )
        error = ValidationError(text % {"what": work_counts_text(work.moving)}, "work")
        self.add_error("is_active" if closes else "role_choice", error)


admin.site.unregister(User)


@admin.register(User)
class PersonWithWorkAdmin(BulkActionAdmin, PersonAdmin):  # type: ignore[misc]
    form = PersonWithWorkForm
    action_forms = (HandOverForm, CloseAccountForm, StayForm, ResetPasswordForm, UnlockAccountForm)
    bulk_action_forms = (InvitePeopleForm,)
    readonly_fields = [*PersonAdmin.readonly_fields, "work", "handovers", "next_mail"]
    account: tuple[Any, Any] = (
        PersonAdmin.account[0],
        {"fields": ["username", "is_active", "close_anyway", "must_change_password"]},
    )
    duties: tuple[Any, Any] = (_("Work"), {"fields": ["work", "handovers"]})
    mails: tuple[Any, Any] = (_("Next mail"), {"fields": ["next_mail"]})
    fieldsets = [PersonAdmin.person, duties, account, PersonAdmin.absence, PersonAdmin.dates]
    public = [*PersonAdmin.public, duties]

    def _history(self, request: PersonRequest, record: User | None, key: str, place: EventPosition | None) -> History:
        """With the actions by which work came to this person or went from them, and each unlocking of the log-in."""
        if record is None:
            return super()._history(request, record, key, place)
        moved = events_of_model(Handover).filter(Q(leaver=record) | Q(successor=record))
        unlocked = events_of_model(AccountUnlock).filter(person=record)
        return fill_entry_subjects(read_history([*event_sources(User, record.pk), moved, unlocked], PAGE, place))

    def save_related(self, request: PersonRequest, form: Any, formsets: Any, change: bool) -> None:  # type: ignore[override]
        """A newcomer is invited with the account itself, or neither is made."""
        super().save_related(request, form, formsets, change)
        way = "" if change else form.cleaned_data["way"]
        if way in ("", PersonCreationForm.LATER):
            return
        if role := form.instance.waiting_role():
            text = _t("Not invited yet: invite from the list of people once “%(role)s” is granted.")
            messages.warning(request, text % {"role": role})
            return
        code = invite(form.instance, by=request.user, way=way)
        sent = _t("An invitation is on its way to %(address)s.") % {"address": form.instance.email}
        messages.success(request, code_text(form.instance, code) if code else sent)

    def get_fieldsets(self, request: PersonRequest, obj: User | None = None) -> list[Any]:  # type: ignore[override]
        found = super().get_fieldsets(request, obj)
        return [*found, self.mails] if obj and may_perform(request.user, "mails") else found

    @display(description=_("hangs on this account"))
    def work(self, someone: User) -> str:
        return work_counts_text(work_assigned_to(someone).moving) or "—"

    @display(description=_("hand-overs"))
    def handovers(self, someone: User) -> str:
        rows = Handover.objects.about(someone)
        return render_to_string("admin/handovers.html", {"rows": rows}) if rows else "—"

    @display(description=_("next digest"))
    def next_mail(self, someone: User) -> SafeString:
        """To the preview of the digest that this person gets next, and to what was sent before."""
        kind = Job.Name.DIGEST if reader_for_person(someone, Job.Name.DIGEST) else Job.Name.WEEKLY
        query = urlencode({"person": someone.pk, "kind": kind})
        address = f"{reverse('admin:milestones_delivery_preview')}?{query}"
        sent = f"{reverse('admin:milestones_delivery_changelist')}?{urlencode({'q': someone.email})}"
        link = '<a class="underline" href="{}">{}</a>'
        preview = format_html(link, address, _t("Preview a digest"))
        return format_html(f"{{}}　{link}", preview, sent, _t("Mails so far")) if someone.email else preview
