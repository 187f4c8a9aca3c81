"""Run one action on many selected records: preview them, run each in its own transaction, then report successes and the
reasons of refusals.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _t
from unfold.admin import ModelAdmin

from . import submissions
from .actions import RecordActionAdmin, RecordActionForm
from .errors import Conflict, NotAllowed
from .recording import recorded_action
from .refusals import database_refusal_text
from .requests import PersonRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 300
REASONS = NAMES = 5


class BulkActionForm(RecordActionForm):
    """A verb for each of the records; `subject` is their list. Subclasses say `one`, and how a record is shown."""

    # Joins that the page and the verb read of each record.
    joins: tuple[str, ...] = ()
    # The records that were refused, each with the reason, once it is done.
    refusals: list[tuple[Any, str]]

    def one(self, row: Any) -> Any:
        raise NotImplementedError

    def lines(self, row: Any) -> list[str]:
        """The record in a line or two, for whoever looks before deciding."""
        return [self.name(row)]

    def name(self, row: Any) -> str:
        """Under which name a refusal speaks of the record."""
        return str(row)

    @property
    def records(self) -> list[tuple[Any, list[str]]]:
        return [(row.pk, self.lines(row)) for row in self.subject]

    def afterwards(self, request: PersonRequest, made: list[Any]) -> None:
        """What else is said once it is done."""

    def answer(self, request: PersonRequest, made: list[Any]) -> TemplateResponse | None:
        """A page that shows what was made, once, in place of the list."""
        return None


def run_bulk_action(
    model_admin: ModelAdmin, request: PersonRequest, queryset: QuerySet[Any], form_class: type[BulkActionForm]
) -> TemplateResponse | None:
    """Show what would be done; once confirmed, do it."""
    rows = list(queryset.select_related(*form_class.joins)[: MOST + 1])
    if len(rows) > MOST:
        messages.error(request, _t("At most %(most)s at once: narrow the list by a filter.") % {"most": MOST})
        return None
    data = request.POST if "apply" in request.POST else None
    form = form_class(data, subject=rows, user=request.user)
    if form.is_valid() and form.preview is None:
        made = submit_bulk_action(request, rows, form)
        if made is not None:
            return form.answer(request, made)
    context = model_admin.admin_site.each_context(request) | {
        "title": form.title,
        "form": form,
        "opts": model_admin.opts,
        "media": form.media,
        "action": request.POST["action"],
        "target": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/bulk.html", context)


@recorded_action
def submit_bulk_action(request: PersonRequest, rows: list[Any], form: BulkActionForm) -> list[Any] | None:
    """Run the confirmed bulk action once and return what it made; on a resubmission repeat the first message; if the
    same form token comes with other text, add a form error and return None.
    """
    try:
        mark, first = submissions.record_submission(form)
    except Conflict as error:
        form.add_error(None, str(error))
        return None
    if not first:
        messages.success(request, mark.said)
        return []
    made, form.refusals = apply_to_records(request, rows, form.one, form.done, form.name)
    form.afterwards(request, made)
    if made:
        mark.said = form.done % {"count": len(made)}
        mark.save(update_fields=["said"])
    else:
        mark.delete()
    return made


def apply_to_records(
    request: PersonRequest,
    rows: Iterable[Any],
    verb: Callable[[Any], Any],
    done: "StrOrPromise",
    name: Callable[[Any], str] = str,
) -> tuple[list[Any], list[tuple[Any, str]]]:
    """Call `verb` on each row in its own transaction, show messages with the counts of successes and refusals, and
    return what the successful calls returned, and the refused rows with their reasons.
    """
    made: list[Any] = []
    refused: list[tuple[Any, str]] = []
    for row in rows:
        try:
            with transaction.atomic():
                made.append(verb(row))
        except (NotAllowed, Conflict) as error:
            refused.append((row, str(error)))
        except ValidationError as error:
            refused.append((row, " ".join(error.messages)))
        except IntegrityError as error:
            refused.append((row, database_refusal_text(error)))
    if made:
        messages.success(request, done % {"count": len(made)})
    for text in refusal_messages([(name(row), reason) for row, reason in refused]):
        messages.warning(request, text)
    return made, refused


def refusal_messages(refused: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One line for each reason, the commonest first; what is beyond a few is counted."""
    names_by_reason = defaultdict(list)
    for name, reason in refused:
        names_by_reason[reason].append(name)
    ordered = sorted(names_by_reason.items(), key=lambda item: -len(item[1]))
    for reason, names in ordered[:REASONS]:
        said = _t("%(count)s refused: %(reason)s (%(names)s)")
        yield said % {"count": len(names), "reason": reason, "names": shortened_name_list(names)}
    rest = sum(len(names) for _reason, names in ordered[REASONS:])
    if rest:
        yield _t("%(count)s more refused for other reasons.") % {"count": rest}


def shortened_name_list(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    shown = _t(", ").join(names[:NAMES])
    if len(names) <= NAMES:
        return shown
    return _t("%(names)s and %(more)s more") % {"names": shown, "more": len(names) - NAMES}


def build_bulk_action(form_class: type[BulkActionForm]) -> Callable[..., TemplateResponse | None]:
    """The admin action that begins with the page of the action."""

    def begin(
        model_admin: "BulkActionAdmin", request: PersonRequest, queryset: QuerySet[Any]
    ) -> TemplateResponse | None:
        return run_bulk_action(model_admin, request, queryset, form_class)

    return begin


class BulkActionAdmin(RecordActionAdmin):
    """An admin with actions on many records, each offered to the roles that may."""

    bulk_action_forms: tuple[type[BulkActionForm], ...] = ()

    def get_actions(self, request: PersonRequest) -> dict[str, Any]:
        """By name: what begins the action, its name again, and its title."""
        offered = {bulk_action_name(form): form for form in self.bulk_action_forms if request.user.role in form.roles}
        return {name: (build_bulk_action(form), name, form.title) for name, form in offered.items()}


def bulk_action_name(form_class: type[BulkActionForm]) -> str:
    return form_class.verb.replace("-", "_")
