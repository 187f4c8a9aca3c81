"""What the database's locks say, for people: the fact and the way out."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "approved: code, category, year, programme and start are locked": _(
        "The project is approved; code, category, year, programme and start are locked."
    ),
    "a cancellation needs an approved request": _("A cancellation needs an approved request."),
    "an approved project is never deleted": _(
        "An approved project is never deleted; request its cancellation."
    ),
    "approved: value, unit and nature of a quantity are locked": _(
        "The quantity is approved and locked; request a change of quantity."
    ),
    "dates of a milestone follow from its facts: report, claim or request a change": _(
        "The dates of a milestone are not edited; report progress, claim the finish or request an extension."
    ),
    "approved: project, quantity, weight and start are locked": _(
        "The baseline is approved and cannot be edited; request an extension or a change of quantity."
    ),
    "an approved milestone is never deleted": _(
        "An approved milestone is never deleted; request its cancellation."
    ),
    "facts are never changed": _("What was recorded is never changed."),
    "facts are never deleted": _("What was recorded is never deleted."),
    "a policy in effect is neither edited nor deleted": _(
        "A policy in effect is neither edited nor deleted; add one that takes effect later."
    ),
    "a calendar year is official only with its days": _(
        "An official year has its days: enter or import them first, and make the year provisional before they go."
    ),
    "a claim is decided once": _("This claim was decided in the meantime."),
    "a change is decided once": _("This request was decided in the meantime."),
}
CONSTRAINTS = {
    "one_pending_change": _("A request on this is already waiting for its decision."),
    "one_standing_claim": _("A finish is already claimed and waits for confirmation."),
    "each_step_once": _("This is recorded already."),
}


def refusal(error) -> str:
    """What a trigger or a constraint refused, in the reader's language."""
    said = str(error.__cause__ or error)
    first = said.partition("\n")[0]
    if first in SENTENCES:
        return str(SENTENCES[first])
    named = (text for name, text in CONSTRAINTS.items() if name in first)
    return str(next(named, _t("The database refused this change; read the record again and repeat it.")))
