"""The outbox (发信箱): every message with what became of it, and what a person decides about it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from backoffice import clock, fields
from backoffice.bulk_actions import BulkActionAdmin, BulkActionForm
from backoffice.filters import ChoicesFilter, KnownValueFilter
from backoffice.permissions import FactInline
from backoffice.requests import PersonRequest
from milestones.digests.planning import DigestPlan, compose_digests
from milestones.digests.readers import reader_for_person
from milestones.models import Delivery, DeliveryDecision, Job
from milestones.models.delivery import DeliveryQuerySet
from milestones.models.subscription import SCOPES
from projects.models import User
from projects.permissions import may_perform

from .job import job_kind_label
from .outcome import OutcomeActionForm


class DeliveryDecisionForm(OutcomeActionForm):
    """One verb of a message, with the reason that its line in the ledger keeps."""

    line = "mails"
    states: tuple[str, ...] = ()
    note = fields.text_field(_("reason"), rows=2)

    @classmethod
    def fits(cls, user: User, subject: Delivery) -> bool:
        return super().fits(user, subject) and subject.state in cls.states

    def about(self) -> list[str]:
        return [
            f"{self.subject.recipient}　{self.subject.to_addr}",
            self.subject.subject,
            f"{self.subject.trouble}　{self.subject.last_error}".strip(),
        ]


class RetryDeliveryForm(DeliveryDecisionForm):
    verb, title, done, states = (
        "retry",
        _("Retry"),
        _("The message is sent once more."),
        (Delivery.State.DEAD, Delivery.State.EXPIRED),
    )

    def act(self) -> None:
        self.subject.retry(by=self.user, **self.cleaned_data)


class SendDeliveryAgainForm(DeliveryDecisionForm):
    verb, title, states = "send-again", _("Send again"), (Delivery.State.UNCERTAIN,)
    done = _("The message is sent again, marked as a possible second copy.")

    def act(self) -> None:
        self.subject.send_again(by=self.user, **self.cleaned_data)


class CountAsDeliveredForm(DeliveryDecisionForm):
    verb, title, states = "delivered", _("Count as delivered"), (Delivery.State.UNCERTAIN,)
    done = _("The message counts as delivered.")

    def act(self) -> None:
        self.subject.count_as_delivered(by=self.user, **self.cleaned_data)


class ReleaseDeliveryForm(DeliveryDecisionForm):
    verb, title, done, states = "let-go", _("Let go"), _("The message is sent."), (Delivery.State.HELD,)

    def act(self) -> None:
        self.subject.let_go(by=self.user, **self.cleaned_data)


class DropDeliveryForm(DeliveryDecisionForm):
    verb, title, done = "drop", _("Drop"), _("The message is not sent.")
    states = (Delivery.State.HELD, Delivery.State.DEAD, Delivery.State.EXPIRED)

    def act(self) -> None:
        self.subject.drop(by=self.user, **self.cleaned_data)


class BulkDeliveryDecisionForm(BulkActionForm):
    """The same decision on many messages, with one reason."""

    line, joins = "mails", ("recipient",)
    note = fields.text_field(_("reason"), rows=2)

    def lines(self, row: Delivery) -> list[str]:
        return [f"{row.recipient}　{row}", row.trouble]


class BulkRetryDeliveriesForm(BulkDeliveryDecisionForm):
    verb, title = "retry_selected", _("Retry the selected messages")
    done = _("%(count)s messages are tried once more.")

    def one(self, row: Delivery) -> Delivery:
        return row.retry(by=self.user, **self.cleaned_data)


class BulkReleaseDeliveriesForm(BulkDeliveryDecisionForm):
    verb, title, done = (
        "let_selected_go",
        _("Let the selected messages go"),
        _("%(count)s messages are sent."),
    )

    def one(self, row: Delivery) -> Delivery:
        return row.let_go(by=self.user, **self.cleaned_data)


class BulkDropDeliveriesForm(BulkDeliveryDecisionForm):
    verb, title, done = (
        "drop_selected",
        _("Drop the selected messages"),
        _("%(count)s messages are not sent."),
    )

    def one(self, row: Delivery) -> Delivery:
        return row.drop(by=self.user, **self.cleaned_data)


class DigestPreviewForm(forms.Form):
    """Whose digest, and which."""

    person = fields.model_choice_field(
        _("person"), User.objects.open().filter(groups__name__in=SCOPES).distinct(), required=True
    )
    kind = fields.choice_field(
        _("kind"), [(Job.Name.DIGEST, Job.Name.DIGEST.label), (Job.Name.WEEKLY, Job.Name.WEEKLY.label)]
    )

    def compose(self) -> dict[str, Any]:
        """The next digest as of today, or why there is none."""
        person, kind = self.cleaned_data["person"], self.cleaned_data["kind"]
        told = reader_for_person(person, kind)
        if told is None:
            return {"why": _t("This person has switched this digest off, or the role gets none.")}
        plan = compose_digests(DigestPlan(kind, clock.today(), clock.now()), [told])
        if plan.skipped:
            return {"why": {"away": _t("Away today."), "no_address": _t("No address that works.")}[plan.skipped[0][1]]}
        if not plan.deliveries:
            return {"why": _t("There is nothing to say, so no mail is sent.")}
        return {"mail": plan.deliveries[0]}


class DeliveryTroubleFilter(KnownValueFilter):
    title = _("needs a person")
    parameter_name = "trouble"

    def lookups(self, request: PersonRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("true", _t("Failed, uncertain, held or expired"))]

    def narrow(self, queryset: DeliveryQuerySet, value: str) -> DeliveryQuerySet:
        return queryset.in_trouble()


class DeliveryDecisionInline(FactInline):
    model = DeliveryDecision
    fields = readonly_fields = ["at", "by", "kind", "note"]
    show_change_link = False


@admin.register(Delivery)
class DeliveryAdmin(BulkActionAdmin):
    action_forms = (
        RetryDeliveryForm,
        SendDeliveryAgainForm,
        CountAsDeliveredForm,
        ReleaseDeliveryForm,
        DropDeliveryForm,
    )
    list_display = [
        "subject",
        "recipient",
        "kind_name",
        "slot",
        "state",
        "attempts",
        "ambiguous",
        "sent_at",
        "why",
    ]
    list_filter = [DeliveryTroubleFilter, ("state", ChoicesFilter), ("kind", ChoicesFilter)]
    list_select_related = ["recipient"]
    search_fields = ["subject", "recipient__name", "to_addr"]
    inlines = [DeliveryDecisionInline]
    bulk_action_forms = (BulkRetryDeliveriesForm, BulkReleaseDeliveriesForm, BulkDropDeliveriesForm)
    actions_list = ["preview"]
    fields = [
        "subject",
        "recipient",
        "to_addr",
        "kind_name",
        "slot",
        "state",
        "why",
        "attempts",
        "ambiguous",
        "last_code",
        "last_error",
        "planned_at",
        "next_at",
        "not_after",
        "handoff_at",
        "sent_at",
        "number",
        "renews",
        "as_text",
    ]
    readonly_fields = ["kind_name", "why", "number", "as_text"]

    def has_add_permission(self, request: PersonRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_change_permission(self, request: PersonRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_decide_permission(self, request: PersonRequest) -> bool:
        return may_perform(request.user, "mails")

    def get_queryset(self, request: PersonRequest) -> QuerySet[Delivery]:
        """The texts are read on a message's own page alone."""
        return super().get_queryset(request).defer("html", "items")

    @action(description=_("Preview a digest"), url_path="preview", permissions=["decide"])
    def preview(self, request: PersonRequest) -> TemplateResponse:
        """Anybody's next digest as it would go; nothing is written."""
        form = DigestPreviewForm(request.GET or None)
        found = form.compose() if form.is_bound and form.is_valid() else None
        context = self.admin_site.each_context(request) | {
            "title": _t("Preview a digest"),
            "opts": self.opts,
            "form": form,
            "found": found,
        }
        return TemplateResponse(request, "admin/digest_preview.html", context, status=400 if form.errors else 200)

    @display(description=_("Message-ID"))
    def number(self, delivery: Delivery) -> str:
        return delivery.message_id

    @display(description=_("text"))
    def as_text(self, delivery: Delivery) -> str:
        """Line by line, as its reader sees it; a link to a password stands in the mail alone."""
        return format_html('<pre class="tx-text">{}</pre>', delivery.text) if delivery.text else "—"

    @display(description=_("trouble"), ordering="last_code")
    def why(self, delivery: Delivery) -> str:
        return delivery.trouble or "—"

    @display(description=_("kind"), ordering="kind")
    def kind_name(self, delivery: Delivery) -> str | Promise:
        return job_kind_label(delivery.kind)
