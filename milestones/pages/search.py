"""The one search, as a page that works without JavaScript; the dialog of every page reads its finds from here."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render

from backoffice.requests import PersonRequest
from backoffice.search_bounds import MOST_LETTERS
from milestones.search import FIRST, KINDS, search_records

ALL = 200  # of one kind; whoever finds more writes another word


@login_required
def search_page(request: PersonRequest) -> HttpResponse:
    """What was found for `q`, by kind, or all of one `kind`; a bad text is said at its field."""
    reader: Any = request.user  # logged in
    text, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise Http404
    most = ALL if kind else FIRST
    context: dict[str, Any] = {"text": text, "kind": kind, "longest": MOST_LETTERS, "most": most}
    if not text.strip():
        return render(request, "pages/search.html", context)
    try:
        groups = search_records(reader, text, (kind,) if kind else (*KINDS,), most)
    except ValidationError as error:
        return render(request, "pages/search.html", context | {"errors": error.messages}, status=400)
    context["groups"] = [group for group in groups if group.total]
    return render(request, "pages/search.html", context | {"asked": True})
