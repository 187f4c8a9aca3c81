"""Instructions (批示督办): a leader or supervisor writes one in two clicks, and reads the answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from backoffice.errors import Conflict, NotAllowed
from backoffice.next_address import next_url_or
from backoffice.recording import recorded_action
from backoffice.requests import PersonRequest
from backoffice.submissions import forget_draft, form_token, record_submission
from milestones.models import Instruction, Milestone
from milestones.models.instruction import Addressee
from milestones.reports.instruction_list import instruction_state_lines, instructions_on
from milestones.reports.instruction_subject import given_text, proposed_reply_day, subject_lines
from milestones.reports.parameters import InstructionsQueryForm
from projects.models import Project, Role, Unit, User
from projects.permissions import may_perform

from .as_of import as_of_context
from .conditions import query_without_page
from .refusal import bad_query_response

PER_PAGE = 50


class InstructionForm(forms.Form):
    """What is asked of whom, and by which day an answer is due."""

    user: User
    said = ""
    to = forms.ChoiceField(label=_("Addressee"), choices=Addressee.choices, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.open(), label=_("Another unit"), required=False, empty_label=_("none other")
    )
    text = forms.CharField(label=_("What is asked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    reply_by = forms.DateField(label=_("Reply by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token = form_token(self.data)

    def clean_to(self) -> str:
        """The steward where nobody is named."""
        return self.cleaned_data["to"] or Addressee.STEWARD


def blank_instruction_form() -> InstructionForm:
    """The form with a day proposed."""
    return InstructionForm(initial={"reply_by": proposed_reply_day()}, auto_id="give-%s")


@login_required
def give_instruction(request: PersonRequest) -> HttpResponse:
    """404 out of sight, 403 for who may not; typed text survives every error."""
    subject = instruction_subject(request)
    if not may_perform(request.user, "instruct"):
        raise NotAllowed(_t("Only a leader or a supervisor gives instructions."))
    form = InstructionForm(request.POST, auto_id="give-%s") if request.method == "POST" else blank_instruction_form()
    project = subject.get("project") or subject["milestone"].project
    if form.is_bound and form.is_valid() and submit_instruction(form, request.user, subject):
        messages.success(request, form.said)
        return HttpResponseRedirect(next_url_or(request, reverse("project", args=[project.code])))
    context = {
        "form": form,
        "kind": Instruction.kind_of(request.user),
        "about": subject_lines(subject.get("milestone") or project)[1:],
        "project": project,
        "milestone": subject.get("milestone"),
        "next": next_url_or(request, ""),
    }
    return render(request, "pages/instruct.html", context, status=400 if form.is_bound else 200)


def instruction_subject(request: PersonRequest) -> dict:
    """The milestone or the project that the address names, if it is in sight."""
    milestone, code = request.GET.get("milestone", ""), request.GET.get("project", "")
    if milestone.isdecimal() and len(milestone) < 19:
        found = Milestone.objects.visible_to(request.user).select_related("project")
        return {"milestone": get_object_or_404(found, pk=int(milestone))}
    if code:
        return {"project": get_object_or_404(Project.objects.visible_to(request.user), code=code)}
    raise Http404


def submit_instruction(form: InstructionForm, user: User, subject: dict[str, Any]) -> bool:
    """Return whether the instruction was saved, now or by an earlier submission of this same form; errors are added to
    the form.
    """
    form.user = user
    try:
        give_instruction_once(form, user, subject)
    except ValidationError as error:
        form.add_error(None, error)
    except Conflict as error:
        form.add_error(None, str(error))
    return not form.errors


@recorded_action
def give_instruction_once(form: InstructionForm, user: User, subject: dict[str, Any]) -> None:
    """However often the form is sent."""
    mark, first = record_submission(form)
    if first:
        mark.said = given_text(Instruction.give(by=user, **subject, **form.cleaned_data))
        mark.save(update_fields=["said"])
    form.said = mark.said


@login_required
def instructions_page(request: PersonRequest, refused: str = "", status: int = 200) -> HttpResponse:
    """Open ones first. A leader's own, unless all or the late ones are asked for; everybody else all that are in
    sight.
    """
    context, form = as_of_context(request), InstructionsQueryForm(request.GET)
    if answer := bad_query_response(request, context, form):
        return answer
    user, on, asked = request.user, context["on"], form.wanted()
    charge = bool(asked.get("mine"))
    whose = asked.get("whose", "mine" if user.role == Role.LEADER and not charge else "all")
    mine, found = whose == "mine", instructions_on(user, on, mine=whose == "mine", leader=user if charge else None)
    found = found.filter(rank="0late") if whose == "late" else found  # type: ignore[misc]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "lines": instruction_state_lines(page.object_list, user, on),
        "mine": mine,
        "whose": whose,
        "charge": charge,
        "refused": refused,
    }
    context |= {
        "gives": may_perform(user, "instruct"),
        "query": query_without_page(request),
    }
    return render(request, "pages/instructions.html", context, status=status)


@login_required
@require_POST
def close_instruction(request: PersonRequest, pk: int) -> HttpResponse:
    """For who gave it, and for supervisors."""
    instruction = get_object_or_404(Instruction.objects.visible_to(request.user), pk=pk)
    try:
        instruction.close(by=request.user, reason=request.POST.get("reason", ""))
    except Conflict as refusal:
        return forget_draft(instructions_page(request, str(refusal), 409))
    except ValidationError:
        text = _t("“%(text)s” was not answered: write a reason to close it.") % {"text": instruction}
        return instructions_page(request, text, 400)
    messages.success(request, _t("The instruction is closed."))
    return HttpResponseRedirect(next_url_or(request, reverse("instructions")))


@login_required
@require_POST
def take_closing_back(request: PersonRequest, pk: int) -> HttpResponse:
    """For who closed it, within ten minutes."""
    instruction = get_object_or_404(Instruction.objects.visible_to(request.user), pk=pk)
    try:
        instruction.take_back(by=request.user)
    except Conflict as refusal:
        return forget_draft(instructions_page(request, str(refusal), 409))
    messages.success(request, _t("The closing is taken back; the instruction is open again."))
    return HttpResponseRedirect(next_url_or(request, reverse("instructions")))
