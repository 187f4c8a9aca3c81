"""What several verbs ask before they write: who, in which state, and with what evidence."""

import datetime as dt
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.clock import day_of_instant, today
from backoffice.days import show_day
from backoffice.errors import Conflict, NotAllowed
from backoffice.evidence import distinct_files
from backoffice.names import normalise_name
from backoffice.storage import discard_files_on_failure
from milestones.models.status import State
from projects.models import Project, User
from projects.permissions import ACTIONS, ExcludedPerson, may_perform
from projects.quantities import format_rounded_quantity

if TYPE_CHECKING:
    from milestones.models.milestone import Milestone
    from milestones.models.standing import Standing


PAST_FORECAST = gettext_lazy("A forecast must not be before today (%(today)s).")


def show_month_day(day: dt.date) -> str:
    """A day as the reader writes it."""
    return date_format(day, "MONTH_DAY_FORMAT")


def require_worker(by: User, action: str, milestone: Any = None, project: Project | None = None) -> None:
    """Only the steward, the owner and the unit head report, claim and ask."""
    records = ((type(milestone), milestone), (Project, project))
    check_own_work(
        may_perform(by, action)
        and any(
            record is not None and model.objects.editable_by(by).filter(pk=record.pk).exists()  # type: ignore[misc]
            for model, record in records
        )
    )


def check_own_work(own: bool) -> None:
    """Raise NotAllowed for what is not one's own to work on."""
    if not own:
        raise NotAllowed(_("Only the steward, the milestone's owner or the unit head may do this."))


def require_supervisor(
    by: User,
    action: str,
    *,
    asker: User | None = None,
    project: Project | None = None,
    milestone: "Milestone | None" = None,
    authors: Collection[int | None] = (),
) -> None:
    """A supervisor decides, but never whom the table of permissions excludes: asker, steward, owner, or one of the
    `authors` by primary key.
    """
    if not may_perform(by, action):
        raise NotAllowed(_("Only a supervisor may decide this."))
    never = ACTIONS[action].never
    if ExcludedPerson.ASKER in never and asker is not None and by == asker:
        raise NotAllowed(_("You asked for this yourself; another supervisor must decide it."))
    if ExcludedPerson.STEWARD in never and project is not None and by.pk == project.steward_id:
        raise NotAllowed(_("You are the steward of this project; another supervisor must decide it."))
    if ExcludedPerson.OWNER in never and milestone is not None and by.pk == milestone.owner_id:
        raise NotAllowed(_("You own this milestone; another supervisor must decide it."))
    if ExcludedPerson.AUTHOR in never and by.pk in authors:
        raise NotAllowed(_("You recorded this schedule yourself, or a part of it; another supervisor must approve it."))


def require_text(value: str, field: str) -> str:
    """A text that says something."""
    if not normalise_name(value or ""):
        raise ValidationError({field: ValidationError(_("Write a reason or a note here."), "required")})
    return value.strip()


def recording_instant(at: dt.datetime | None) -> dt.datetime:
    """The instant of recording: now, unless a replay says otherwise. It is never in the future."""
    if at is not None and at > timezone.now():
        raise ValidationError({"at": ValidationError(_("The recording time is in the future."), "future")})
    return at or timezone.now()


def lock_row(record: Any) -> Any:
    """Lock the row and read it afresh, so that of two people at once the second sees what the first did."""
    return type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)


def refuse_future_day(day: dt.date | None, at: dt.datetime, field: str) -> None:
    """Refuse a stated day after the day of recording."""
    if day is not None and day > day_of_instant(at):
        text = _("The day must not be after today (%(today)s).") % {"today": show_month_day(day_of_instant(at))}
        raise ValidationError({field: ValidationError(text, "future")})


def refuse_past_forecast(day: dt.date | None, at: dt.datetime, field: str, text: str | Promise = PAST_FORECAST) -> None:
    """Refuse a forecast before the day on which it is made."""
    if day is not None and day < day_of_instant(at):
        said = str(text) % {"today": show_month_day(day_of_instant(at))}
        raise ValidationError({field: ValidationError(said, "past")})


def refuse_before_start(start: dt.date | None, day: dt.date | None, field: str) -> None:
    """Refuse a day before the start of what it is about; either may be unknown."""
    if start and day and day < start:
        text = _("The day must not be before the start (%(start)s).") % {"start": show_month_day(start)}
        raise ValidationError({field: ValidationError(text, "before_start")})


def already_decided_conflict(record: Any) -> Conflict:
    """Say who decided a claim or a request, and when."""
    said = _("Already decided by %(person)s on %(when)s.")
    if record.state == getattr(type(record).State, "WITHDRAWN", None):
        said = _("Withdrawn by %(person)s on %(when)s.")
    return Conflict(said % person_and_time(record.decided_by, record.decided_at))


def person_and_time(person: object, at: dt.datetime | None) -> dict[str, str]:
    """A person and an instant, for a sentence."""
    return {
        "person": str(person),
        "when": date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT"),
    }


def state_conflict(text: str | Promise, person: object, at: dt.datetime | None) -> Conflict:
    """Return (not raise) a Conflict that names the state forbidding the action and, if known, who caused it and
    when.
    """
    return Conflict(f"{text}{_(' (%(person)s, %(when)s)') % person_and_time(person, at)}" if person else str(text))


def milestone_standing(milestone: "Milestone", at: dt.datetime) -> "Standing":
    """Standing of the milestone at the end of the recording day; raise Conflict if the milestone was recorded only
    later.
    """
    from milestones.models.standing import Standing  # only now: it is built upon Milestone, whose verbs ask here

    found = Standing.objects.on(day_of_instant(at)).select_related("policy", "project").filter(pk=milestone.pk).first()
    if found is None:
        raise Conflict(
            _("This milestone was recorded only on %(day)s.") % {"day": show_month_day(day_of_instant(milestone.at))}
        )
    return found


STATE_REFUSALS: dict[str, Promise] = {
    State.CANCELLED: gettext_lazy("This milestone is cancelled."),
    State.SUSPENDED: gettext_lazy("The project is suspended; resume it first."),
    State.UNPLANNED: gettext_lazy("No date is approved yet; have the plan approved first."),
    State.AWAITING: gettext_lazy("A finish is already claimed and waits for confirmation."),
    State.FINISHED: gettext_lazy("This milestone is finished and confirmed."),
}


def refuse_states(standing: "Standing", *states: str) -> None:
    """Raise Conflict when the milestone is in one of the states; it says who brought it there and when."""
    if standing.state_for_actions in states:
        raise state_conflict(STATE_REFUSALS[standing.state_for_actions], *state_author(standing))


# The kind of change that brings a record into a state.
ENDINGS: dict[str, str] = {State.CANCELLED: "cancel", State.SUSPENDED: "suspend"}


def state_author(standing: "Standing") -> tuple[str | None, dt.datetime | None]:
    """Who claimed, confirmed, suspended or cancelled, and when; nobody for a plan that waits."""
    milestone, state = standing.milestone, standing.state_for_actions
    claims: Any = milestone.claims
    if state == State.AWAITING:
        waiting = claims.filter(state=claims.model.State.PENDING)
        return waiting.values_list("by__name", "at").first() or (None, None)
    if state == State.FINISHED:
        return last_decider(claims.filter(state=claims.model.State.CONFIRMED))
    if kind := ENDINGS.get(state):
        return last_approver(kind, milestone, milestone.project, milestone.project.parent)
    return None, None


def last_approver(kind: str, *subjects: Any) -> tuple[str | None, dt.datetime | None]:
    """Who last approved a change of this kind of any of these records, where they are, and when."""
    known: list[Any] = [subject.changes for subject in subjects if subject]
    approved = (changes.filter(kind=kind, state=changes.model.State.APPROVED) for changes in known)
    return last_decider(reduce(or_, approved))


def last_decider(rows: QuerySet[Any]) -> tuple[str | None, dt.datetime | None]:
    return rows.order_by("-decided_at").values_list("decided_by__name", "decided_at").first() or (None, None)


def attach_files(fact: Any, files: Iterable[File], by: User, at: dt.datetime) -> None:
    """Keep the files that go with a report, a claim or a change, all of them or none, and each content once."""
    with discard_files_on_failure():
        for file in distinct_files(files):
            fact.files.create(file=file, by=by, at=at)


def refuse_below_plan(milestone: "Milestone", due: dt.date | None, before: dt.datetime | None = None) -> None:
    """Refuse a further milestone that asks less of its quantity by its day than what was approved before an instant
    (now) plans for it: it would lower what is expected by now, which takes a decided change.
    """
    if milestone.target_id is None or milestone.quantity is None or due is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT planned_on(%s, %s, COALESCE(%s::timestamptz, clock_timestamp()))",
            [milestone.target_id, due, before],
        )
        planned = cursor.fetchone()[0]
    if planned is not None and milestone.quantity < planned:
        target: Any = milestone.target
        text = _(
            "By %(due)s the approved schedule plans %(planned)s: “%(name)s” must not ask less. To slow the schedule "
            "down, request an extension or another quantity for an approved milestone."
        )
        said = {
            "due": show_day(due, today()),
            "planned": format_rounded_quantity(planned, target.unit),
            "name": milestone.name,
        }
        raise ValidationError({"quantity": ValidationError(text % said, "below_plan")})


def workdays_between(after: dt.date, until: dt.date, known_on: dt.date | None = None) -> int:
    """Working days d with after < d <= until, by the calendar in force at the end of `known_on`, else of the last
    day.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT workdays(%s, %s, %s)", [after, until, known_on or until])
        return cursor.fetchone()[0]
