"""Instructions (批示督办): a leader or supervisor writes one in two clicks, and reads the answers."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from milestones.admin.submitting import marked, token_of
from milestones.models import Instruction, Milestone
from milestones.reports.asked import InstructionsAsked
from milestones.reports.given import given, lines_of
from milestones.rules.calendar import workdays
from projects.access import may
from projects.addresses import next_of
from projects.clock import today
from projects.errors import Conflict, NotAllowed
from projects.models import Project, Role
from projects.recording import verb

from .asof import asof
from .conditions import query_of
from .refusal import refusal

PER_PAGE = 50
REPLY_WORKDAYS = 5  # proposed; the giver says otherwise in the form


class InstructionForm(forms.Form):
    """What is asked, and by which day an answer is due."""

    text = forms.CharField(
        label=_("What is asked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    reply_by = forms.DateField(
        label=_("Reply by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.token = token_of(self.data)


def blank_form() -> InstructionForm:
    """The form with a day proposed."""
    return InstructionForm(initial={"reply_by": workdays().add(today(), REPLY_WORKDAYS)}, auto_id="give-%s")


@login_required
def give_instruction(request):
    """404 out of sight, 403 for who may not; typed text survives every error."""
    subject = subject_of(request)
    if not may(request.user, "instruct"):
        raise NotAllowed(_t("Only a leader or a supervisor gives instructions."))
    form = InstructionForm(request.POST, auto_id="give-%s") if request.method == "POST" else blank_form()
    project = subject.get("project") or subject["milestone"].project
    if form.is_bound and form.is_valid() and gave(form, request.user, subject):
        messages.success(request, _t("The instruction is given."))
        return HttpResponseRedirect(back(request, reverse("project", args=[project.code])))
    context = {
        "form": form,
        "kind": Instruction.kind_of(request.user),
        "project": project,
        "milestone": subject.get("milestone"),
        "next": back(request, ""),
    }
    return render(request, "pages/instruct.html", context, status=400 if form.is_bound else 200)


def subject_of(request) -> dict:
    """The milestone or the project that the address names, if it is in sight."""
    milestone, code = request.GET.get("milestone", ""), request.GET.get("project", "")
    if milestone.isdecimal() and len(milestone) < 19:
        found = Milestone.objects.visible_to(request.user).select_related("project")
        return {"milestone": get_object_or_404(found, pk=int(milestone))}
    if code:
        return {"project": get_object_or_404(Project.objects.visible_to(request.user), code=code)}
    raise Http404


def gave(form, user, subject) -> bool:
    """Whether the verb took it, now or when this very form was sent before; what it refuses is said at the field."""
    form.user = user
    try:
        give_once(form, user, subject)
    except ValidationError as error:
        form.add_error(None, error)
    except Conflict as error:
        form.add_error(None, str(error))
    return not form.errors


@verb
def give_once(form, user, subject) -> None:
    """However often the form is sent."""
    if marked(form)[1]:
        Instruction.give(by=user, **subject, **form.cleaned_data)


def back(request, fallback: str) -> str:
    """Where the person came from, within this host."""
    return next_of(request) or fallback


@login_required
def instructions_page(request, refused="", status=200):
    """Open ones first. A leader's own, unless all or the late ones are asked for; everybody else all that are in sight."""
    context, form = asof(request), InstructionsAsked(request.GET)
    if answer := refusal(request, context, form):
        return answer
    user, on = request.user, context["on"]
    whose = form.wanted().get("whose", "mine" if user.role == Role.LEADER else "all")
    mine, found = whose == "mine", given(user, on, mine=whose == "mine")
    found = found.filter(rank="0late") if whose == "late" else found
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "lines": lines_of(page.object_list, user, on),
        "mine": mine,
        "whose": whose,
        "refused": refused,
    }
    context |= {
        "gives": may(user, "instruct"),
        "query": query_of(request),
    }
    return render(request, "pages/instructions.html", context, status=status)


@login_required
@require_POST
def close_instruction(request, pk):
    """For who gave it, and for supervisors."""
    instruction = get_object_or_404(Instruction.objects.visible_to(request.user), pk=pk)
    try:
        instruction.close(by=request.user)
    except Conflict as refusal:
        return instructions_page(request, str(refusal), 409)
    messages.success(request, _t("The instruction is closed."))
    return HttpResponseRedirect(back(request, reverse("instructions")))
