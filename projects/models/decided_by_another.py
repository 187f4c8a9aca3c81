"""A request that one person makes and another decides: read under a lock, and decided once."""

from typing import Any, Self

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t

from backoffice.errors import Conflict

from .user import User


class DecidedByAnother:
    """For models with `state`, `asked_by`, `decided_by`, `decided_at` and `reason`; each says itself who may decide."""

    pk: Any
    state: Any
    asked_by: Any
    decided_by: Any
    decided_at: Any
    reason: Any
    save: Any

    def locked(self) -> Self:
        """The row read afresh, so that of two people at once the second sees what the first did."""
        return type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)  # type: ignore[attr-defined]

    def refuse_decided(self) -> None:
        """Raise Conflict, naming who decided it and when, unless it is pending."""
        if self.state != "pending":
            said = _t("Already decided by %(person)s on %(when)s.")
            when = date_format(timezone.localtime(self.decided_at), "SHORT_DATETIME_FORMAT")
            raise Conflict(said % {"person": self.decided_by or self.asked_by, "when": when})

    def end(self, state: str, by: User, reason: str = "") -> Self:
        """Write the decision, or the withdrawal. Raise Conflict where there is one already."""
        self.refuse_decided()
        self.state, self.decided_by, self.decided_at, self.reason = state, by, timezone.now(), reason.strip() or None
        self.save()
        return self
