"""What the numbers of the rules came to be between two days, and who set them: they move lights by themselves."""

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.apps import apps
from django.utils.translation import gettext as _

from backoffice.days import show_day
from backoffice.numbers import plain_decimal
from milestones.models import Policy
from projects.models import User

# The numbers that lights, claims and the ranking rest on.
NUMBERS = (
    "due_soon_workdays", "behind_yellow", "behind_red", "claim_backdate_workdays", "confirm_workdays", "min_milestones",
)  # fmt: skip


@dataclass(frozen=True)
class PolicyChange:
    """A policy that took effect: each number that it changed, as it was and as it is."""

    on: dt.date
    category: str  # its name; empty for all
    by: str
    numbers: list[tuple[str, str, str]]  # column, before, since

    @property
    def how(self) -> str:
        names = {field.name: field.verbose_name for field in Policy._meta.fields}
        moved = _("; ").join(f"{names[name]} {was} → {now}" for name, was, now in self.numbers)
        said = {
            "day": show_day(self.on, self.on), "category": self.category or _("all categories"), "moved": moved,
            "person": self.by or _("nobody known"),
        }  # fmt: skip
        return _("from %(day)s, %(category)s: %(moved)s (%(person)s)") % said

    def as_json(self) -> dict:
        """Plain JSON values."""
        return asdict(self) | {"on": self.on.isoformat(), "how": self.how}


def policy_changes(since: dt.date, on: dt.date) -> list[PolicyChange]:
    """What took effect after one day and up to another and changed a number, the newest first; three queries at most."""
    rows = list(
        Policy.objects.filter(effective_from__lte=on)
        .select_related("category")
        .order_by("effective_from", "pk")
    )
    found: list[tuple[Policy, list[tuple[str, str, str]]]] = []
    general: Policy | None = None
    last: dict[int | None, Policy] = {}
    for row in rows:
        before = last.get(row.category_id) or general
        if before and row.effective_from > since and (moved := changed_numbers(before, row)):
            found.append((row, moved))
        last[row.category_id] = row
        general = row if row.category_id is None else general
    people = policy_authors([row.pk for row, _moved in found])
    return [
        PolicyChange(
            row.effective_from, row.category.name if row.category else "", people.get(row.pk, ""), moved
        )
        for row, moved in reversed(found)
    ]


def changed_numbers(before: Policy, now: Policy) -> list[tuple[str, str, str]]:
    """The numbers in which two policies differ."""
    pairs = (
        (name, plain_decimal(Decimal(getattr(before, name))), plain_decimal(Decimal(getattr(now, name))))
        for name in NUMBERS
    )
    return [(name, was, is_now) for name, was, is_now in pairs if was != is_now]


def policy_authors(keys: list[int]) -> dict[int, str]:
    """By policy, the name of who recorded it."""
    if not keys:
        return {}
    kept = apps.get_model("milestones", "PolicyEvent").objects
    told = dict(kept.filter(pgh_obj__in=keys).order_by("-pgh_id").values_list("pgh_obj", "pgh_context__user"))
    names = {
        person.pk: person.name
        for person in User.objects.filter(pk__in=[user for user in told.values() if user])
    }
    return {key: names[user] for key, user in told.items() if user in names}
