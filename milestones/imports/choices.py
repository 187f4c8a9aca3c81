"""The words of drop-downs: what is written for a code, and which code a typed word means. Read once for each
workbook.
"""

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from django.db.models import Choices
from django.utils.translation import gettext as _t

from milestones.models import Milestone
from projects.models import Category, List, Phase, Role, Target, Unit, User

from . import former_words


class ChoiceList:
    """One list: labels by code, and codes by label or code."""

    def __init__(self, title: str, pairs: Iterable[tuple[str, str]], more: Iterable[tuple[str, str]] = ()) -> None:
        self.title = title
        self.labels = dict(pairs)
        self.codes = {code: code for code in self.labels}
        self.codes |= {text: code for text, code in more if text}
        self.codes |= {label.strip(): code for code, label in self.labels.items()}

    def label(self, code: str) -> str:
        return self.labels.get(code, code)

    def find(self, text: str) -> str | None:
        return self.codes.get(text)

    def near(self, text: str) -> str:
        """The label that was perhaps meant, or nothing."""
        labels = [label.strip() for label in self.labels.values()]
        holding = [label for label in labels if len(text) > 1 and text in label]
        return next(iter(holding or get_close_matches(text, labels, 1, 0.5)), "")

    def add(self, code: str, label: str) -> None:
        """A record that the same workbook makes."""
        self.labels.setdefault(code, label)
        self.codes.setdefault(code, code)
        self.codes.setdefault(label.strip(), code)


def person_label(username: str, name: str) -> str:
    """Names are not unique; the username behind tells two people of one name apart."""
    return f"{name}（{username}）" if name else username


def person_choice_list() -> ChoiceList:
    rows = list(User.objects.open().values_list("username", "name"))
    once = Counter(name for _username, name in rows)
    unique = ((name.strip(), username) for username, name in rows if once[name] == 1)
    everybody = User.objects.values_list("username", "name")
    return ChoiceList(_t("people"), ((user, person_label(user, name)) for user, name in everybody), unique)


def all_choice_lists() -> dict[str, ChoiceList]:
    """Every list by its name."""
    return {
        "category": ChoiceList(_t("category"), Category.objects.values_list("code", "name")),
        "unit": ChoiceList(_t("responsible unit"), Unit.objects.open().values_list("code", "name")),
        "person": person_choice_list(),
        "phase": ChoiceList(_t("phase"), enum_choices(Phase)),
        "list": ChoiceList(_t("list"), enum_choices(List)),
        "nature": ChoiceList(_t("nature"), enum_choices(Target.Nature)),
        "per": ChoiceList(_t("promised for"), enum_choices(Target.Per)),
        "qualifier": ChoiceList(_t("qualifier"), enum_choices(Target.Qualifier)),
        "origin": ChoiceList(_t("origin of the date"), enum_choices(Milestone.Origin)),
        "unit_kind": ChoiceList(_t("kind of unit"), enum_choices(Unit.Kind)),
        "role": ChoiceList(_t("role"), enum_choices(Role), former_words.ROLES.items()),
        "subject": ChoiceList(_t("unit or person"), [("unit", _t("Unit")), ("person", _t("Person"))]),
        "yes_no": ChoiceList(_t("yes or no"), [("yes", _t("Yes")), ("no", _t("No"))]),
    }


def enum_choices(choices: type[Choices]) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices.choices]
