"""Open the action form that a mail link names, for the one user it was sent to; keep typed text across login."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from backoffice.actions import repeated_answer, run_action_form
from backoffice.channel import Channel, history_channel
from backoffice.dashboard import row_buttons
from backoffice.next_address import next_url_or
from backoffice.requests import PersonRequest
from milestones.digests.links import ActionLink, read_action_token
from projects.models import User

KEPT = "typed"  # what somebody wrote before they had to log in


class KeepTypedCsrfMiddleware(CsrfViewMiddleware):
    """CSRF check that, instead of a 403 page, saves the posted values in the session and redirects to the form so that
    they reappear.
    """

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        token = request.resolver_match.kwargs["token"]  # type: ignore[union-attr]
        store_typed_values(request, token)
        return redirect("act-link", token)


@csrf_exempt
def open_action_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Open the form that the link names; sending it needs its reader's session. Opening it changes nothing.

    Without a session nothing is done, so that whoever lost every cookie still finds what was typed after the log-in.
    """
    link = read_action_token(token)
    if link is None:
        return link_refusal_page(request, "unknown", 404)
    if link.ended:
        repeated = repeated_answer(request, next_url_or(request, reverse("admin:index")))
        return repeated or link_refusal_page(request, "ended", 410, link=link)
    if not request.user.is_authenticated:
        store_typed_values(request, token)
        return redirect_to_login(reverse("act-link", args=[token]), reverse("login"))
    if request.user.pk != link.person:
        return link_refusal_page(request, "other", 403, owner=User.objects.filter(pk=link.person).first())
    with history_channel(Channel.LINK):
        return show_linked_form(request, link, token)


def store_typed_values(request: HttpRequest, token: str) -> None:
    """Remember what was typed until its writer has logged in."""
    if request.method == "POST":
        typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
        request.session[KEPT] = {"token": token, "typed": typed}


@decorator_from_middleware(KeepTypedCsrfMiddleware)
def show_linked_form(request: PersonRequest, link: ActionLink, token: str) -> HttpResponse:
    """The action's form on its record, as the admin shows it."""
    found = next((model for model in admin.site._registry if model._meta.model_name == link.model), None)
    model_admin: Any = admin.site.get_model_admin(found) if found else None
    form_class = next((form for form in getattr(model_admin, "action_forms", ()) if form.verb == link.action), None)
    subject = model_admin.get_queryset(request).filter(pk=link.record).first() if form_class else None
    if found is None or form_class is None or subject is None:
        raise Http404
    kept = request.session.pop(KEPT, {}) if request.method == "GET" else {}
    typed = kept.get("typed", {}) if kept.get("token") == token else {}
    if typed:
        messages.warning(request, _("The following is not sent yet: what you typed earlier is back."))
    others = [
        form for form in model_admin.row_action_forms if form is not form_class and form.fits(request.user, subject)
    ]
    return run_action_form(
        model_admin,
        request,
        form_class,
        subject,
        reverse("admin:index"),
        typed=typed,
        others=row_buttons(found, others, subject.pk),
    )


def link_refusal_page(request: HttpRequest, why: str, status: int, **context: Any) -> HttpResponse:
    return render(request, "pages/link.html", {"why": why} | context, status=status)
