"""Where a form begins."""

from django import forms


def set_initial_focus(form: forms.BaseForm, name: str) -> None:
    """Make one field the form's only place to start, given to the script that places the cursor."""
    for field in form.fields.values():
        field.widget.attrs.pop("autofocus", None)
        field.widget.attrs.pop("data-focus", None)
    if name in form.fields:
        form.fields[name].widget.attrs["data-focus"] = True
