"""What the database's locks say, for people: the fact and the way out."""

import re

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from psycopg import errors

from .errors import Conflict

SENTENCES = {
    "approved: code, names, category, year, programme and start are locked": _(
        "The project is approved; code, category, year, programme and start are locked."
    ),
    "a cancellation needs an approved request": _("A cancellation needs an approved request."),
    "an approved project is never deleted": _("An approved project is never deleted; request its cancellation."),
    "approved: what a quantity promises is locked": _(
        "The quantity is approved and locked; request a change of quantity or a correction of its words."
    ),
    "approved: a project is promised no further quantity": _(
        "The project is approved with its quantities; none is added. What is promised besides is a project of its own."
    ),
    "dates of a milestone follow from its facts: report, claim or request a change": _(
        "The dates of a milestone are not edited; report progress, claim the finish or request an extension."
    ),
    "approved: project, name, quantity, weight and start are locked": _(
        "The milestone is approved and cannot be edited; request an extension, a change of quantity or a correction "
        "of words."
    ),
    "an approved milestone is never deleted": _("An approved milestone is never deleted; request its cancellation."),
    "what was recorded on an earlier day is never deleted": _(
        "Only what was recorded today is deleted: earlier answers rest on the rest. Correct it, or request its "
        "cancellation."
    ),
    "a quantity stays with its project": _("A quantity stays with its project; add another one there."),
    "what was recorded on an earlier day stays with its project": _(
        "A milestone stays with its project after the day on which it was recorded; add another one there."
    ),
    "programme and works are two levels: a programme stands under no other": _(
        "A programme cannot stand under another one or under itself."
    ),
    "the words are no longer those that were asked about": _(
        "The words were changed in the meantime; refuse this and ask again."
    ),
    "a day that has passed is approved with a word": _(
        "A day of this schedule has passed; write a note why it is approved all the same."
    ),
    "a further milestone asks no less than what is planned for its day": _(
        "A further milestone must not ask less than the approved schedule plans for its day; request an extension or "
        "another quantity instead."
    ),
    "the choice of a password ends by choosing one": _(
        "A person chooses the next password; nobody else ends the choice."
    ),
    "a finish is claimed within the days that the policy allows": _(
        "The day of the finish lies further back than the policy allows, or has not come."
    ),
    "a decision is taken back within ten minutes and on its day": _(
        "A decision is taken back within ten minutes of it and before midnight."
    ),
    "what a later fact rests on is not taken back": _(
        "Something was recorded after this decision, so it stands: decide what came later, or ask for a change."
    ),
    "nobody takes back what somebody else decided": _("Only who decided takes the decision back."),
    "an instruction without an answer is closed with a reason": _(
        "Nobody answered this instruction: write why it is closed all the same."
    ),
    "a night is flagged on its day": _("A night is flagged on its day; what was missed is flagged by the next one."),
    "a run that has ended stays as it ended": _("A run that has ended stays as it ended."),
    "a step is taken on its day": _("A step of the ladder is taken on its day."),
    "an instruction is answered by a report of now on what it is about": _(
        "An instruction is answered by a report of this moment on what it is about."
    ),
    "a date is approved with its plan": _("A date is approved with the schedule of its project."),
    "a supervisor approves a plan": _("Only a supervisor may decide this."),
    "only the demonstration makes people of its own": _("Only the demonstration makes people of its own."),
    "a finish is claimed with its whole quantity": _("Report the whole quantity before the finish is claimed."),
    "the project has this milestone already": _("The project has a milestone of this name and date already."),
    "facts are never changed": _("What was recorded is never changed."),
    "facts are never deleted": _("What was recorded is never deleted."),
    "a policy in effect is neither edited nor deleted": _(
        "A policy in effect is neither edited nor deleted; add one that takes effect later."
    ),
    "a policy has bounds: no number switches a light off": _("A number of this policy is out of its bounds."),
    "a policy takes effect tomorrow at the earliest": _("A policy takes effect tomorrow at the earliest."),
    "a past day of the calendar is corrected by two people": _(
        "Today and past days of the calendar are changed by two people: ask for a correction with its reason."
    ),
    "a correction of the calendar is asked by an administrator": _("Only an administrator may ask for this."),
    "a correction of the calendar is decided once": _("This correction was decided in the meantime."),
    "a correction of the calendar is decided by another administrator or by the auditor": _(
        "Only another administrator or the auditor decides this."
    ),
    "a reorganization is asked by an administrator": _("Only an administrator may ask for this."),
    "a reorganization is decided once": _("This reorganization was decided in the meantime."),
    "a reorganization is decided by a supervisor": _("Only a supervisor may decide this."),
    "a reorganization is carried out on its day": _("A reorganization is carried out on its day, not before."),
    "a unit that answers for something is not closed": _(
        "Projects, people or sub-units still hang on the unit: merge it into the unit that takes them over."
    ),
    "a closed unit stays as it was": _("This unit was closed by a reorganization and stays as it was."),
    "a unit belongs to none that stands below it": _("A unit cannot belong to itself or to a unit below it."),
    "units stand on three levels": _("Units stand on three levels at most: bureau, office, station."),
    "a closed unit takes nothing on": _("This unit was closed by a reorganization; choose the one that took over."),
    "a unit is closed by a reorganization": _(
        "A unit is closed by a reorganization, which one asks for and another decides."
    ),
    "a unit that answers for approved projects is renamed by decision": _(
        "The unit answers for approved projects: ask for a reorganization that renames it."
    ),
    "a calendar year is official only with its days": _(
        "An official year has its days: enter or import them first, and make the year provisional before they go."
    ),
    "only the first administrator is made by one person": _(
        "Only the first administrator of an empty system is made by one person; ask for a grant."
    ),
    "a person has exactly one role": _("A person has exactly one role."),
    "an address changes by a grant": _("An address changes once a second person has granted it; ask for it."),
    "an account that decides is opened again by a grant": _(
        "An account that decides is opened again once a second person has granted it; ask for it."
    ),
    "a role that decides is given by a grant": _(
        "A role that decides is given once a second person has granted it; ask for it."
    ),
    "a grant is asked by an administrator": _("Only an administrator may ask for this."),
    "a grant is decided once": _("This grant was decided in the meantime."),
    "a grant is decided by another administrator or by the auditor": _(
        "Only another administrator or the auditor decides this."
    ),
    "a claim is decided once": _("This claim was decided in the meantime."),
    "a figure is decided once": _("This figure was decided in the meantime."),
    "this figure is doubtful, or beyond all bounds": _(
        "This figure is measured against another one reported in the meantime; read it again and repeat."
    ),
    "a change is decided once": _("This request was decided in the meantime."),
    "a fact is recorded now": _(
        "A fact is recorded at the present moment, once; it cannot be dated back. Send the form again."
    ),
    "the day of this fact has ended": _("The day ended while this was recorded; send it once more."),
    "this fact follows from its record": _(
        "This follows from its record and is not written by hand; change the record itself."
    ),
    "a fact begins undecided": _("This begins undecided; record it first, then let a supervisor decide."),
    "a supervisor decides this": _("Only a supervisor decides this; ask one to do it."),
    "only who asked withdraws": _("Only who asked may withdraw the request."),
    "a supervisor approves a date": _("Only a supervisor approves dates; ask one to approve the schedule."),
    "a new milestone has only its forecast": _(
        "A new milestone has only its forecast date; add it first, then have it approved and claim its finish."
    ),
    "a baseline version follows the one before it": _(
        "Another version of this baseline was approved in the meantime; read the milestone again and repeat."
    ),
    "the first baseline is the forecast as approved": _(
        "The forecast or the quantity was changed in the meantime; read the schedule again and approve it as it is now."
    ),
    "a baseline moves only by an approved change": _(
        "An approved date or quantity moves only by an approved change; request an extension or a change of quantity."
    ),
    "a project stands still only by an approved change": _(
        "A project stands still only by an approved request; request its suspension."
    ),
    "a flag is of the night that raises or clears it": _(
        "A flag is raised and cleared by the nightly job of its own day, and not changed later; wait for the next "
        "night."
    ),
}
DECIDED = _("Its decision does not fit its state: who decided, when, and why. Read the record again and repeat it.")
TWO = _("Nobody decides about what they asked for or reported themselves; let another person do it.")
ORDER = _("The end lies before the beginning; correct one of the days.")
BEYOND = _("A day lies before 2000 or more than ten years ahead; correct it.")
# Each constraint of the models by its name, or by how its name ends.
CONSTRAINTS = {
    "one_pending_change": _("A request on this is already waiting for its decision."),
    "one_open_reorganization": _("A reorganization of this unit is already waiting."),
    "one_pending_correction": _("A request on this is already waiting for its decision."),
    "one_standing_claim": _("A finish is already claimed and waits for confirmation."),
    "one_pending_grant": _("Another grant is pending for this person."),
    "one_role_a_person": _("A person has exactly one role."),
    "each_step_once": _("This is recorded already."),
    "one_limit_a_source": _("This is recorded already."),
    "one_span_from_a_day": _("This is recorded already."),
    "one_run_per_slot": _("This is recorded already."),
    "one_open_flag": _("This is recorded already."),
    "one_open_assignment": _(
        "Somebody else assigned people to this project at the same moment; read it again and repeat."
    ),
    "one_open_placement": _("Somebody else moved this project at the same moment; read it again and repeat."),
    "one_open_suspension": _("This project is already suspended."),
    "one_baseline_per_number": _(
        "Another version of this baseline was approved in the meantime; read the milestone again and repeat."
    ),
    "one_baseline_in_force": _(
        "Another version of this baseline was approved in the meantime; read the milestone again and repeat."
    ),
    "one_target_per_measure": _(
        "The project has a quantity of this name already; change that one, or name this one otherwise."
    ),
    "one_policy_per_day": _("There is a policy from this day on for this category already; edit that one."),
    "one_template_per_place": _("The category has a milestone at this place already; give another number."),
    "one_saved_filter_per_name": _("You have a saved filter of this name already; choose another name."),
    "one_subscription_of_a_scope": _("This person is subscribed to this already; change that subscription."),
    "away_ends_after_it_begins": _("The last day away must not be before the first."),
    "milestone_ends_after_its_start": _("The finish must not be before the start."),
    "red_is_beyond_yellow": _("The red threshold must not be below the yellow one."),
    "quantity_needs_a_target": _("Choose which quantity of the project this milestone counts."),
    "figure_needs_a_target": _("A figure counts a quantity of the project; choose which one."),
    "doubtful_figure_says_why": _("Give the reason for this figure, which is hard to believe."),
    "report_names_its_subject": _("Say which milestone or which quantity this report is about."),
    "file_goes_with_one_fact": _("A file goes with one report, one claim or one request; attach it there."),
    "retraction_of_one_record": _("A decision is taken back of one record, and of its own kind."),
    "instruction_has_one_subject": _("An instruction is about one milestone or one project; choose one of them."),
    "instruction_names_the_unit_it_asks": _("A unit is named where another unit is asked, and only there."),
    "change_names_what_it_changes": _(
        "The request does not say what it changes; choose the record and give the new value."
    ),
    "change_decider_is_not_the_asker": TWO,
    "project_code_is_well_formed": _("The code is not well formed; write it like 2024-CJ-001."),
    "project_is_not_its_own_programme": _("A programme cannot stand under another one or under itself."),
    "reorganization_says_what_becomes": _(
        "A reorganization says one thing: a new name, the receiving unit, or that the unit is closed."
    ),
    "reorganization_carried_out_once_approved": _("A reorganization is carried out once a supervisor approved it."),
    "grant_says_what_it_gives": _(
        "A grant gives one thing: a role, an address or the opening of an account; choose one."
    ),
}
ENDINGS = {
    "_is_one_line": _("A name holds a control character or a line break; write it on one line of plain text."),
    "_days_within_reach": BEYOND,
    "_decided_as_its_state_says": DECIDED,
    "_takes_a_second_person": TWO,
    "_takes_two_people": TWO,
    "_ends_after_it_begins": ORDER,
}
# What the database refuses without a name of ours, by its code.
KINDS = {
    errors.UniqueViolation.sqlstate: _("There is such a record already; change that one, or give another value."),
    errors.ForeignKeyViolation.sqlstate: _(
        "What this names is not there any more, or other records still name it; read it again."
    ),
    errors.NotNullViolation.sqlstate: _("A value is missing; fill in the form and repeat."),
    errors.CheckViolation.sqlstate: _("A value is out of its bounds; correct it and repeat."),
}
QUOTED = re.compile(r'"([^"]+)"')


def trigger_refusal_text(text: str) -> str:
    """What a trigger of ours raises with this text, for people; empty where none does."""
    return str(SENTENCES.get(text) or SENTENCES.get(text.partition(": ")[0]) or "")


def constraint_refusal_text(name: str) -> str:
    """What the constraint of this name asks for; empty where it is none of ours."""
    return str(CONSTRAINTS.get(name) or next((said for end, said in ENDINGS.items() if name.endswith(end)), ""))


def database_refusal_text(error: Exception) -> str:
    """What a trigger or a constraint refused, in the reader's language."""
    if isinstance(error, Conflict):
        return str(error)
    cause = error.__cause__ or error
    first = str(cause).partition("\n")[0]
    named = trigger_refusal_text(first) or next(filter(None, map(constraint_refusal_text, QUOTED.findall(first))), "")
    kind = KINDS.get(getattr(cause, "sqlstate", None), "")
    return named or str(kind) or _t("The database refused this change; read the record again and repeat it.")
