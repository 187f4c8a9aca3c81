"""The one rule for every text that is shown as a name: one line, single blanks, nothing that cannot be seen.

Blanks of every kind, line breaks and marks without width count as one blank, and none stands at an end: so a name is
written, compared and searched alike through every channel. Control characters and marks that turn the direction of
writing are refused.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Both are parts of a character class, in the notation that Python and PostgreSQL share.
BLANKS = (
    r"\u0009-\u000d\u0085\u00a0\u00ad\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200d"
    r"\u2028\u2029\u202f\u205f-\u2064\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
CONTROLS = (
    r"\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2065-\u206f"
    r"\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
)
# What the database holds in no name.
UNNAMEABLE = f"[{BLANKS}{CONTROLS}]|  |^ | $"

# A text that says something has one of these; the database asks it too.
SAID = f"[^ {BLANKS}]"

RUN = re.compile(f"[ {BLANKS}]+")
# PostgreSQL has neither a null character nor half characters; JSON can bring in both.
REFUSED = re.compile(rf"[\u0000\ud800-\udfff{CONTROLS}]")


def normalise_name(text: str) -> str:
    """The text on one line, with single blanks and none at its ends."""
    return RUN.sub(" ", text).strip(" ")


def sanitise_name(text: str) -> str:
    """The text as a name, without what is refused: for what nobody typed, such as the name of a file."""
    return normalise_name(REFUSED.sub("", text))


def refuse_controls(text: str) -> None:
    """Raise ValidationError for a character that a name cannot have; say which one."""
    if found := REFUSED.search(text):
        sign = f"U+{ord(found.group()):04X} {unicodedata.name(found.group(), '')}".strip()
        raise ValidationError(
            _("Take out the invisible control character %(sign)s."), "control_character", {"sign": sign}
        )


class NameInput(forms.CharField):
    """A name as a form takes it."""

    default_validators = [refuse_controls]

    def to_python(self, value: Any) -> Any:
        """Folded before anything is asked of it, so that blanks alone are no name."""
        return super().to_python(normalise_name(value) if isinstance(value, str) else value)


class NameField(models.CharField):
    """A text that is shown as a name. What is written and what is looked for is folded; its `OneLineConstraint` holds
    it.
    """

    default_validators = [refuse_controls]

    def to_python(self, value: Any) -> Any:
        """As the record will hold it."""
        value = super().to_python(value)
        return normalise_name(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """As the database will hold it, also where a queryset writes or asks."""
        value = super().get_prep_value(value)
        return normalise_name(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The record in hand reads as the stored one does. Raise ValidationError where marks that nobody sees are all
        of it.
        """
        typed = super().pre_save(model_instance, add)
        if not isinstance(typed, str):
            return typed
        value = normalise_name(typed)
        if typed and not value and not self.blank:
            raise ValidationError({self.name: ValidationError(self.error_messages["blank"], "blank")})
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        """Every form made from the model folds before it checks."""
        return super().formfield(**{"form_class": NameInput, **kwargs})


class OneLineConstraint(models.CheckConstraint):
    """The rule in the database for one field. Forms do not ask it: the field has said the same by its name."""

    def deconstruct(self) -> Any:
        """In migrations a plain constraint, which does not change with the rule."""
        _path, args, options = super().deconstruct()
        return "django.db.models.CheckConstraint", args, options

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is left to ask."""


def one_line_constraints(table: str, *fields: str) -> list[models.BaseConstraint]:
    """The constraints of a model's names."""
    return [
        OneLineConstraint(condition=~Q(**{f"{field}__regex": UNNAMEABLE}), name=f"{table}_{field}_is_one_line")
        for field in fields
    ]
