"""The answer to an address that asks for what is not there."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from backoffice.requests import PersonRequest


def bad_query_response(request: PersonRequest, context: dict[str, Any], form: forms.BaseForm) -> HttpResponse | None:
    """The page that says at its field what is wrong with the address, or nothing if all is well."""
    wrong = context["on_errors"] or context.get("since_errors") or not form.is_valid()
    return render(request, "pages/refused.html", context | {"form": form}, status=400) if wrong else None
