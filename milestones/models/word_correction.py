"""Clerical corrections (更正): which words of an approved record may be put right by decision, and what is asked of
them.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backoffice.errors import Conflict
from projects.models import Project, Target

# By the name of the model. Numbers, units and natures are no words: a quantity is changed by a request of its own.
WORDS: dict[str, tuple[str, ...]] = {
    "milestone": ("name",),
    "target": ("measure", "as_written", "qualifier"),
    "project": ("name", "label", "continues"),
}


def word_corrections(record: Any, words: dict[str, Any] | None, by: Any) -> dict[str, dict[str, Any]]:
    """The new words and the old ones beside them, without what stays. Raise ValidationError at each bad one."""
    refuse_unapproved(record)
    errors: dict[str, ValidationError] = {}
    new: dict[str, Any] = {}
    old: dict[str, Any] = {}
    for name, value in (words or {}).items():
        try:
            value, now = clean_word(record, name, value, by), stored_word(getattr(record, name, None))
        except ValidationError as error:
            errors[name] = error
        else:
            new |= {name: value} if value != now else {}
            old |= {name: now} if value != now else {}
    if errors:
        raise ValidationError(errors)
    if not new:
        raise ValidationError(_("Write at least one word that differs from what is approved."), "required")
    return {"new_words": new, "old_words": old}


def refuse_unapproved(record: Any) -> None:
    """What nobody has approved is edited, not corrected."""
    kind = record._meta.model_name
    approved = {
        "milestone": lambda: record.baseline_due,
        "target": lambda: record.project.approved_at,
        "project": lambda: record.approved_at,
    }[kind]()
    if not approved:
        raise Conflict(_("This is not approved yet and may still be edited."))


def clean_word(record: Any, name: str, value: Any, by: Any) -> Any:
    """The word as it is stored, by the rules of its column."""
    if name not in WORDS[record._meta.model_name]:
        raise ValidationError(_("These words do not belong to what is to be corrected."), "unknown")
    if name == "continues":
        return clean_continued_code(record, value, by)
    column = record._meta.get_field(name)
    value = column.clean((value or "").strip(), record)
    if name == "qualifier" and (value == Target.Qualifier.RANGE) != (record.value_max is not None):
        raise ValidationError(_("A range is told by two values, which are no words."), "invalid_choice")
    if name == "measure" and record.project.targets.filter(measure=value).exclude(pk=record.pk).exists():
        raise ValidationError(_("The project has another quantity of this name."), "unique")
    return value


def clean_continued_code(record: Any, value: Any, by: Any) -> str | None:
    """The code of another project in sight, or none."""
    code = getattr(value, "code", value) or None
    if code == record.code or (code and not Project.objects.visible_to(by).filter(code=code).exists()):
        raise ValidationError(_("There is no such project in sight that this one could carry on."), "invalid")
    return code


def stored_word(value: Any) -> str | None:
    """A value as a correction keeps it: what it refers to by its code."""
    return value.code if isinstance(value, Project) else value


def display_word(column: Any, value: Any) -> str:
    """A word of a correction as people read it."""
    return str(dict(column.flatchoices).get(value, value) if column.choices else value or "—")
