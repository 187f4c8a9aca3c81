"""Signed snapshot of the values a form page showed: sent with the page, returned with the form, and compared to detect
concurrent edits.
"""

import json
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import ModelChoiceField
from django.utils import timezone

from backoffice.requests import PersonRequest

NAME = "snapshot"


def snapshot_key(model: Any, key: Any) -> str:
    """Under which a page names a record."""
    return f"{model._meta.label_lower}:{key}"


def sign_snapshots(request: PersonRequest, shown: dict[str, dict]) -> str:
    """The versions and values of a page, signed for the person who reads it."""
    return signing.dumps([request.user.pk, timezone.now().isoformat(), shown], salt=NAME, compress=True)


def read_snapshots(request: PersonRequest) -> dict[str, dict]:
    """What came back, by record; nothing where it was not ours to begin with."""
    try:
        person, at, shown = signing.loads(request.POST.get(NAME, ""), salt=NAME)
    except signing.BadSignature:
        return {}
    return {key: one | {"at": at} for key, one in shown.items()} if person == request.user.pk else {}


def editable_fields(form: Any) -> dict[str, forms.Field]:
    """The fields of a form that people write in."""
    fixed = (forms.FileField,)
    return {
        name: one
        for name, one in form.fields.items()
        if not one.disabled and not isinstance(one, fixed) and name not in ("DELETE", "ORDER")
    }


def initial_field_values(form: Any) -> dict[str, Any]:
    """The initial values of a form, as JSON has them."""
    found = {}
    for name, one in editable_fields(form).items():
        value = one.prepare_value(form.get_initial_for_field(one, name))
        found[name] = sorted(value) if isinstance(value, list) else value
    return json.loads(json.dumps(found, cls=DjangoJSONEncoder))


def typed_value(form: Any, name: str) -> Any:
    """What was typed into a field, as it came."""
    return form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))


def is_value_changed(field: forms.Field, shown: Any, raw: Any) -> bool:
    """Whether what was typed is another value than what was shown."""
    try:
        return field.has_changed(shown if isinstance(field, ModelChoiceField) else field.to_python(shown), raw)
    except ValidationError:
        return True


def has_form_changes(form: Any) -> bool:
    """Whether the form would change anything as it is stored now."""
    stored = form.shown["values"]
    return any(
        is_value_changed(one, stored[name], typed_value(form, name)) for name, one in editable_fields(form).items()
    )


def set_form_value(form: Any, name: str, value: Any) -> None:
    """Write a value into a submitted form, as a browser would."""
    if not getattr(form.data, "_mutable", False):
        form.data = form.data.copy()
    key = form.add_prefix(name)
    form.data.pop(key, None)
    if isinstance(value, list):
        form.data.setlist(key, [str(one) for one in value])
    elif value is True:
        form.data[key] = "on"
    elif value is not False:
        form.data[key] = "" if value is None else str(value)
