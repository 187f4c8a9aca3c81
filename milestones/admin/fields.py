"""Form fields that work on a phone: native date pickers, and several photos at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.template.loader import render_to_string
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

KINDS = FileExtensionValidator(
    ["jpg", "jpeg", "png", "webp", "heic", "pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd"]
)
LARGEST = 20 * 1024 * 1024
INPUT = " ".join(INPUT_CLASSES)


def text(label, required=True, rows=3, **options):
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": rows}),
        **options,
    )


def line(label, length, required=False, **options):
    return forms.CharField(
        label=label, required=required, max_length=length, widget=UnfoldAdminTextInputWidget, **options
    )


def day(label, required=True, **options):
    widget = forms.DateInput(attrs={"type": "date", "class": INPUT}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **options)


def number(label, **options):
    widget = forms.NumberInput(attrs={"class": INPUT, "inputmode": "decimal", "step": "any"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=18, decimal_places=4, widget=widget, **options
    )


def choice(label, choices, **options):
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget, **options)


def one_of(label, queryset, required=False, **options):
    return forms.ModelChoiceField(
        label=label, queryset=queryset, required=required, widget=UnfoldAdminSelectWidget, **options
    )


class SeveralFiles(forms.ClearableFileInput):
    """Several files behind one button in the reader's language; the browser's own says it in the browser's."""

    allow_multiple_selected = True

    def __init__(self):
        super().__init__(attrs={"class": "tx-hidden-file"})

    def render(self, name, value, attrs=None, renderer=None):
        context = self.get_context(name, value, attrs)
        return render_to_string("admin/files.html", context)


class FilesField(forms.FileField):
    """Photos and papers: each of a known kind and not too large."""

    def __init__(self):
        help_text = _("Photos or papers, each at most 20 MB.")
        super().__init__(
            label=_("files"), required=False, widget=SeveralFiles, validators=[KINDS], help_text=help_text
        )

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file) for file in data or []]
        for file in files:
            if file.size > LARGEST:
                raise ValidationError(_t("%(name)s is larger than 20 MB.") % {"name": file.name}, "too_large")
        return files
