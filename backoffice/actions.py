"""Show an action on a record as a one-page form: GET only displays it, POST runs it, and typed text survives every
refusal.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import forms

from . import submissions
from .channel import newest_fact
from .errors import Conflict, NotAllowed
from .initial_focus import set_initial_focus
from .next_address import next_url_or
from .permissions import RoleAdmin
from .recording import retry_after_midnight
from .refusals import database_refusal_text
from .requests import PersonRequest
from .roles import ACTIONS, Role
from .storage import NO_ROOM_SAID, discard_files_on_failure, is_disk_full

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RecordActionForm(forms.Form):
    """A form that runs one action: subclasses set its labels and fields and implement `act()`; the access table says
    which roles may use it.
    """

    verb = ""
    title: "StrOrPromise" = ""
    # What the person is told once it is done, unless `outcome()` says more.
    done: "StrOrPromise" = ""
    # Its line in the table of access, where that is not the verb.
    line = ""
    roles: frozenset[Role] = frozenset()
    solid = False
    explain: "StrOrPromise" = ""
    # What the action would do, as a table to look at first; while there is one, nothing is done yet.
    preview: Any = None
    # What the person is told once the action is done.
    said: "StrOrPromise" = ""
    # What is shown once, in place of that, and kept nowhere.
    shown = ""
    # Why it cannot be done, where it does not fit and nothing is sent.
    unfit_text = ""
    # The field to start with, where that is not the first one.
    first_field = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if line := cls.line or cls.verb:
            cls.roles = ACTIONS[line].roles

    def __init__(self, *args: Any, subject: Any, user: Any, place: str = "", **kwargs: Any) -> None:
        self.subject, self.user, self.place = subject, user, place
        super().__init__(*args, **kwargs)
        self.token = submissions.form_token(self.data)
        submissions.restore_kept_uploads(self)

    @classmethod
    def fits(cls, user: Any, subject: Any) -> bool:
        """Whether to offer the action; the verb itself decides."""
        return user.role in cls.roles

    def unfit(self) -> tuple[str, int]:
        """Why an action that does not fit is refused, for whoever opens its page, and the status of the answer."""
        return _t("This cannot be done as things stand now: the record has moved on, or others work on it."), 409

    def refused_by(self, check: Callable[[], Any]) -> tuple[str, int]:
        """What one of the verb's own checks says; the general words where it finds nothing."""
        try:
            check()
        except NotAllowed as error:
            return str(error), 403
        except Conflict as error:
            return str(error), 409
        return RecordActionForm.unfit(self)

    def ways(self) -> list[dict[str, Any]]:
        """Buttons of what has to be done first, where something is missing."""
        return []

    def about(self) -> list[str]:
        """What the action is about, in a line or two above the form."""
        return [str(self.subject)]

    def shows(self, facts: Any) -> None:
        """The page says which fact was in force when it was opened; the verb refuses to replace another one unseen."""
        newest = newest_fact(facts)
        shown = None if newest is None else newest.pk
        hidden = forms.CharField(widget=forms.HiddenInput, required=False, empty_value=None, initial=shown)
        self.fields["snapshot"] = hidden

    @property
    def submit(self) -> "StrOrPromise":
        """The word on the button."""
        return self.title

    def act(self) -> Any:
        raise NotImplementedError

    def outcome(self) -> "StrOrPromise":
        """What the person is told once it is done."""
        return self.done

    def act_once(self) -> None:
        """However often the form is sent; whole or not at all."""
        retry_after_midnight(self.act_whole)

    def act_whole(self) -> None:
        with transaction.atomic(), discard_files_on_failure():
            submissions.submit_form_once(self)

    def perform(self) -> int:
        """Act; answer the HTTP status, with every refusal told on the form."""
        try:
            self.act_once()
        except ValidationError as error:
            self._place(error)
        except NotAllowed as error:
            self.add_error(None, str(error))
            return 403
        except Conflict as error:
            self.add_error(None, str(error))
            return 409
        except IntegrityError as error:
            self.add_error(None, database_refusal_text(error))
            return 409
        except (OSError, OperationalError) as error:
            if not is_disk_full(error):
                raise
            self.add_error(None, NO_ROOM_SAID)
            return 507
        return 200

    def _place(self, error: ValidationError) -> None:
        """Each error at its field, or above the form where there is no such field."""
        for field, errors in (error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}).items():
            self.add_error(field if field in self.fields else None, errors)

    def place_focus(self) -> None:
        """The first field at fault, else the one to start with."""
        faulty = [name for name in self.fields if name in self.errors]
        set_initial_focus(self, [*faulty, self.first_field or next(iter(self.fields), "")][0])


def record_action_name(form: type[RecordActionForm] | str) -> str:
    """The name of the admin's method that runs an action, given as its form or its verb."""
    verb = form if isinstance(form, str) else form.verb
    return f"act_{verb}".replace("-", "_")


def record_action_url_name(model: type[Model] | Model, form: type[RecordActionForm] | str) -> str:
    """The name of an action's URL within the admin; the theme registers each method of `actions_detail` under it."""
    return f"{model._meta.app_label}_{model._meta.model_name}_{record_action_name(form)}"


def record_action_url(model: type[Model] | Model, form: type[RecordActionForm] | str, pk: int) -> str:
    """Where an action on the record with this key is done."""
    return reverse(f"admin:{record_action_url_name(model, form)}", args=[pk])


def run_record_action(
    model_admin: ModelAdmin, request: PersonRequest, object_id: str, form_class: type[RecordActionForm]
) -> HttpResponse:
    """An action on a record, which goes back to the record."""
    subject = model_admin.get_object(request, object_id)
    opts = model_admin.opts
    fallback = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[object_id])
    if subject is not None:
        return run_action_form(model_admin, request, form_class, subject, fallback)
    if answer := repeated_answer(request, next_url_or(request, fallback)):
        return answer
    raise Http404


def run_action_form(
    model_admin: ModelAdmin,
    request: PersonRequest,
    form_class: type[RecordActionForm],
    subject: Any,
    fallback: str,
    typed: Mapping[str, list[Any]] | None = None,
    others: Iterable[dict[str, Any]] = (),
) -> HttpResponse:
    """Show the action form; on a valid POST run the action and redirect. Raise NotAllowed if the user's role may not
    use it. `typed` prefills fields, `others` are buttons of other actions.

    `others` are the ways to other actions that somebody may have come for.
    """
    check_action_role(request.user, form_class)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form, status = form_class(*posted, subject=subject, user=request.user, place=request.path), 200
    form.initial |= {name: values if len(values) > 1 else values[0] for name, values in (typed or {}).items() if values}
    target = next_url_or(request, fallback)
    if form.is_bound and form.is_valid():
        status = form.perform()
        if not form.errors and form.preview is None:
            return finish_action(request, form, target)
    over = bool(form.errors or not form.is_bound) and not form_class.fits(request.user, subject)
    if form.is_bound:
        if answer := repeated_answer(request, target):
            return answer
        submissions.store_refused_uploads(form)
    elif over:
        form.unfit_text, status = form.unfit()
    form.place_focus()
    context = model_admin.admin_site.each_context(request) | {
        "title": form.title,
        "form": form,
        "original": subject,
        "opts": model_admin.opts,
        "next": target,
        "media": form.media,
        "others": [*form.ways(), *others],
        "over": over,
    }
    response = TemplateResponse(request, "admin/action.html", context, status=status)
    return submissions.forget_draft(response) if over else response


def finish_action(request: PersonRequest, form: RecordActionForm, target: str) -> HttpResponseRedirect:
    """Say what was recorded and go back."""
    submissions.discard_kept_uploads(form)
    messages.success(request, form.shown or form.said or form.done)
    return HttpResponseRedirect(target)


def repeated_answer(request: HttpRequest, target: str) -> HttpResponseRedirect | None:
    """The answer to a form that was done before, whatever it made of its record; None if it was not."""
    told = submissions.told_before(request) if request.method == "POST" else None
    if told is None:
        return None
    messages.success(request, told)
    return HttpResponseRedirect(target)


def check_action_role(user: Any, form_class: type[RecordActionForm]) -> None:
    """Raise NotAllowed, naming the permitted roles, if the user's role may not use this action."""
    if user.role not in form_class.roles:
        text = _t("%(act)s: only %(roles)s may do this; your role is %(role)s.")
        roles = _t(", ").join(str(role.label) for role in Role if role in form_class.roles)
        raise NotAllowed(text % {"act": form_class.title, "roles": roles, "role": Role(user.role).label})


def build_record_action(form_class: type[RecordActionForm]) -> Callable[..., HttpResponse]:
    """The admin action that shows the form."""
    variant = ActionVariant.PRIMARY if form_class.solid else ActionVariant.DEFAULT

    @action(description=form_class.title, url_path=form_class.verb, variant=variant)
    def method(self: "RecordActionAdmin", request: PersonRequest, object_id: str) -> HttpResponse:
        return run_record_action(self, request, object_id, form_class)

    return method


class RecordActionAdmin(RoleAdmin):
    """An admin whose records have verbs: buttons on the record, a menu on each row."""

    action_forms: tuple[type[RecordActionForm], ...] = ()
    row_action_forms: tuple[type[RecordActionForm], ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for form_class in cls.action_forms:
            setattr(cls, record_action_name(form_class), build_record_action(form_class))
        cls.actions_detail = [record_action_name(form) for form in cls.action_forms]
        cls.actions_row = [record_action_name(form) for form in cls.row_action_forms]

    def _changeform_view(
        self,
        request: PersonRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        """A page whose button is pressed twice is saved once: rows have no other number by which to know them again."""
        mark = submissions.record_page_submission(request)
        if mark and mark.said:
            messages.success(request, _t("This page was saved already; it is not saved twice."))
            return HttpResponseRedirect(mark.said)
        response = super()._changeform_view(request, object_id, form_url, extra_context)
        if mark and response.status_code == 302:
            mark.said = response.url
            mark.save(update_fields=["said"])
        elif mark:
            mark.delete()
        return response

    def get_actions_detail(self, request: PersonRequest, object_id: Any) -> list[Any]:
        subject = self.get_object(request, object_id)
        found = zip(super().get_actions_detail(request, object_id), self.action_forms, strict=True)
        return [one for one, form in found if subject and form.fits(request.user, subject)]

    def get_actions_row(self, request: PersonRequest) -> list[Any]:
        found = zip(super().get_actions_row(request), self.row_action_forms, strict=True)
        return [one for one, form in found if request.user.role in form.roles]
