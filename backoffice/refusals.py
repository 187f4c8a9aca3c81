"""What the database's locks say, for people: the fact and the way out."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .errors import Conflict

SENTENCES = {
    "approved: code, names, category, year, programme and start are locked": _(
        "The project is approved; code, category, year, programme and start are locked."
    ),
    "a cancellation needs an approved request": _("A cancellation needs an approved request."),
    "an approved project is never deleted": _(
        "An approved project is never deleted; request its cancellation."
    ),
    "approved: what a quantity promises is locked": _(
        "The quantity is approved and locked; request a change of quantity or a correction of its words."
    ),
    "dates of a milestone follow from its facts: report, claim or request a change": _(
        "The dates of a milestone are not edited; report progress, claim the finish or request an extension."
    ),
    "approved: project, name, quantity, weight and start are locked": _(
        "The milestone is approved and cannot be edited; request an extension, a change of quantity or a correction of words."
    ),
    "an approved milestone is never deleted": _(
        "An approved milestone is never deleted; request its cancellation."
    ),
    "what was recorded on an earlier day is never deleted": _(
        "Only what was recorded today is deleted: earlier answers rest on the rest. Correct it, or request its cancellation."
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
}
CONSTRAINTS = {
    "one_pending_change": _("A request on this is already waiting for its decision."),
    "one_pending_correction": _("A request on this is already waiting for its decision."),
    "one_standing_claim": _("A finish is already claimed and waits for confirmation."),
    "one_pending_grant": _("Another grant is pending for this person."),
    "one_role_a_person": _("A person has exactly one role."),
    "each_step_once": _("This is recorded already."),
}


def database_refusal_text(error: Exception) -> str:
    """What a trigger or a constraint refused, in the reader's language."""
    if isinstance(error, Conflict):
        return str(error)
    said = str(error.__cause__ or error)
    first = said.partition("\n")[0]
    if first in SENTENCES:
        return str(SENTENCES[first])
    named = (text for name, text in CONSTRAINTS.items() if name in first)
    return str(next(named, _t("The database refused this change; read the record again and repeat it.")))
