"""What mails a person gets: chosen by themselves, and switched off from the mail without logging in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from backoffice.channel import Channel, history_channel
from backoffice.requests import PersonRequest
from milestones.digests.links import read_unsubscribe_token
from milestones.models import Delivery, Subscription
from milestones.models.subscription import DEFAULTS, KINDS, SCOPES, subscriptions_by_scope, unsubscribe
from projects.models import Role, User
from projects.permissions import may_perform


class SubscriptionsForm(forms.Form):
    """One rhythm for each scope open to the role, and the language of the mails."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.rows = user, subscriptions_by_scope(user)
        for scope, row in self.rows.items():
            self.fields[scope] = forms.ChoiceField(
                label=Subscription.Scope(scope).label,
                choices=Subscription.Frequency.choices,
                initial=row.frequency,
            )
        if user.role == Role.LEADER:
            self.fields["also_when_empty"] = forms.BooleanField(
                label=_("Also when there is nothing to say"),
                required=False,
                initial=any(row.also_when_empty for row in self.rows.values()),
            )
        languages: Any = User._meta.get_field("language").choices
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=languages, initial=user.language or "zh-hans"
        )

    @transaction.atomic
    def save(self) -> None:
        for scope, row in self.rows.items():
            row.frequency = self.cleaned_data[scope]
            row.also_when_empty = self.cleaned_data.get("also_when_empty", row.also_when_empty)
            row.save()
        User.objects.filter(pk=self.user.pk).update(language=self.cleaned_data["language"])


@login_required
def subscriptions_page(request: PersonRequest) -> HttpResponse:
    """My mails: what, how often, in which language; and the last ones sent."""
    form = SubscriptionsForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved. It holds from the next digest on."))
        return redirect("subscriptions")
    sent = Delivery.objects.filter(recipient=request.user).order_by("-planned_at")[:10]
    duty = may_perform(request.user, "read-own")
    context = {"form": form, "sent": sent, "duty": duty, "default": DEFAULTS.get(request.user.role)}
    return render(request, "pages/subscriptions.html", context, status=400 if form.errors else 200)


@csrf_exempt
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """The unsubscribe link of a mail: GET asks, POST does it, whoever's browser it is (RFC 8058: no cookie, no
    redirect).
    """
    found = read_unsubscribe_token(token)
    person = User.objects.filter(pk=found[0]).first() if found else None
    if person is None or found[1] not in KINDS or person.role not in SCOPES:  # type: ignore[index]
        return render(request, "pages/unsubscribe.html", {"person": None}, status=404)
    kind = found[1]  # type: ignore[index]
    if request.method == "POST":
        with transaction.atomic(), history_channel(Channel.LINK, user=person.pk):
            unsubscribe(person, kind)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse("ok\n", content_type="text/plain")
    active = any(row.frequency == KINDS[kind] for row in subscriptions_by_scope(person).values())
    context = {
        "person": person,
        "kind": Subscription.Frequency(KINDS[kind]).label,
        "active": active,
        "token": token,
    }
    return render(request, "pages/unsubscribe.html", context)
