"""The list of projects behind a number of the first page, and the quantities that were lowered or are in doubt."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import render

from milestones.reports.asked import LeaderAsked
from milestones.reports.doubtful import doubtful
from milestones.reports.filters import ProjectFilters
from milestones.reports.listed import projects_listed
from milestones.reports.lowered import lowered

from .asof import asof
from .conditions import asked_in_words, described, narrows, query_of
from .refusal import refusal

PER_PAGE = 100
SEEN = ("unit", "list", "category", "leader", "light", "phase", "schedule")


@login_required
def projects_page(request):
    """Exactly the projects under the conditions; a bad one is said at its field."""
    context = asof(request)
    form = ProjectFilters(request.GET)
    context |= {"form": form, "query": query_of(request), "filtered": narrows(request, ProjectFilters)}
    context["fields"] = [form[name] for name in SEEN]
    context["hidden"] = [
        (name, request.GET[name]) for name in form.fields if name not in SEEN and request.GET.get(name)
    ]
    try:
        if context["on_errors"]:
            raise ValidationError(context["on_errors"])
        found = projects_listed(request.user, context["on"], request.GET)
    except ValidationError as error:
        if form.is_valid() and hasattr(error, "error_dict"):
            form.add_error(None, error)
        return render(request, "pages/projects.html", context, status=400)
    page = Paginator(range(found.total), PER_PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if found.total else 0
    context |= {
        "found": found,
        "total": found.total,
        "page": page,
        "rows": found.rows(start, start + PER_PAGE),
    }
    context["conditions"] = described(ProjectFilters, found.filters)
    return render(request, "pages/projects.html", context)


@login_required
def lowered_page(request):
    """Every promise made smaller by decision, the newest first."""
    context, form = asof(request), LeaderAsked(request.GET)
    if answer := refusal(request, context, form):
        return answer
    rows = lowered(request.user, context["on"], form.wanted().get("leader"))
    context |= {"rows": rows, "total": len(rows), "conditions": asked_in_words(form)}
    return render(request, "pages/lowered.html", context)


@login_required
def doubtful_page(request):
    """Every reported figure that nobody has decided about, the longest waiting first."""
    context, form = asof(request), LeaderAsked(request.GET)
    if answer := refusal(request, context, form):
        return answer
    rows = doubtful(request.user, context["on"], form.wanted().get("leader"))
    context |= {"rows": rows, "total": len(rows), "conditions": asked_in_words(form)}
    return render(request, "pages/doubtful.html", context)
