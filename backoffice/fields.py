"""Form fields that work on a phone: native date pickers, and several photos at once."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from .days import validate_day
from .evidence import PAPERS, split_evidence_files
from .names import NameInput
from .numbers import plain_decimal

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Phones offer the camera and the album for image/*; some know HEIC by its ending alone.
ACCEPT = ",".join(["image/*", ".heic", ".heif", *(f".{kind}" for kind in PAPERS)])
INPUT = " ".join(INPUT_CLASSES)


def text_field(label: "str | StrPromise", required: bool = True, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": rows}),
        **options,
    )


def line_field(label: "str | StrPromise", length: int, required: bool = False, **options: Any) -> NameInput:
    """A text on one line, taken as a name is."""
    return NameInput(label=label, required=required, max_length=length, widget=UnfoldAdminTextInputWidget, **options)


def date_field(label: "str | StrPromise", required: bool = True, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": INPUT}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, validators=[validate_day], **options)


def number_field(label: "str | StrPromise", **options: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"class": INPUT, "inputmode": "decimal", "step": "any"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=18, decimal_places=4, widget=widget, **options
    )


def choice_field(label: "str | StrPromise", choices: Iterable[Any], **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget, **options)


def required_choice_field(label: "str | StrPromise", choices: Iterable[Any], **options: Any) -> forms.ChoiceField:
    """A choice in which nothing is chosen for the person."""
    return choice_field(label, [("", _("Choose…")), *choices], **options)


def model_choice_field(
    label: "str | StrPromise", queryset: QuerySet[Any] | None, required: bool = False, **options: Any
) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=queryset,
        required=required,
        widget=UnfoldAdminSelectWidget,
        empty_label=_("Choose…") if required else "—",
        **options,
    )


def several_field(label: "str | StrPromise", queryset: QuerySet[Any], **options: Any) -> forms.ModelMultipleChoiceField:
    """Any number of records, each with a box to tick."""
    widget = forms.CheckboxSelectMultiple(attrs={"class": "tx-tick"})
    return forms.ModelMultipleChoiceField(label=label, queryset=queryset, required=False, widget=widget, **options)


class PlainNumberModelForm(forms.ModelForm):
    """Quantities are offered as people write them, without the zeros that the database keeps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {  # type: ignore[operator]
            name: plain_decimal(value) for name, value in self.initial.items() if isinstance(value, Decimal)
        }


class MultipleFileInput(forms.ClearableFileInput):
    """Several files behind one button in the reader's language, and the camera behind another on a phone."""

    allow_multiple_selected = True
    waiting = ()

    def __init__(self) -> None:
        super().__init__(attrs={"class": "tx-hidden-file", "accept": ACCEPT})

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        context = self.get_context(name, value, attrs) | {"waiting": self.waiting}
        return render_to_string("admin/files.html", context)


class MultipleFileField(forms.FileField):
    """Photos and papers: each of a known kind and not too large. Those of an earlier try wait beside the new ones."""

    waiting: list = []
    good: list = []

    def __init__(self) -> None:
        help_text = _("Photos or papers, each at most 20 MB.")
        super().__init__(label=_("files"), required=False, widget=MultipleFileInput, help_text=help_text)

    def wait(self, uploads: list[Any]) -> None:
        self.waiting = self.widget.waiting = uploads

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        self.good, errors = split_evidence_files(data or [], super().clean)
        if errors:
            raise ValidationError(errors)
        return [*(upload.opened() for upload in self.waiting), *self.good]
