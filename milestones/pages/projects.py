"""The list of projects behind a number of the first page, and the quantities that were lowered or are in doubt."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from backoffice.requests import PersonRequest
from milestones.reports.doubtful_figures import doubtful_figures
from milestones.reports.filters import ProjectListFilters
from milestones.reports.home.project_list import project_list_report
from milestones.reports.parameters import LeaderQueryForm
from milestones.reports.reduced_quantities import lowered_quantities

from .as_of import as_of_context
from .closed_unit import closed_unit_note
from .conditions import (
    conditions_text,
    form_conditions_text,
    has_conditions,
    newest_year_by_default,
    query_with_all_years,
    query_without_page,
)
from .headlines import nothing_registered
from .refusal import bad_query_response

PER_PAGE = 100
SEEN = ("unit", "list", "category", "leader", "light", "phase", "schedule", "years")


@login_required
def projects_page(request: PersonRequest) -> HttpResponse:
    """Exactly the projects under the conditions; a bad one is said at its field."""
    context, asked = as_of_context(request), newest_year_by_default(request.GET)
    form = ProjectListFilters(asked)
    context |= {
        "form": form,
        "query": query_without_page(request),
        "filtered": has_conditions(request, ProjectListFilters, ("years",)),
    }
    context["fields"] = [form[name] for name in SEEN]
    context["hidden"] = [
        (name, request.GET[name]) for name in form.fields if name not in SEEN and request.GET.get(name)
    ]
    try:
        if context["on_errors"]:
            raise ValidationError(context["on_errors"])
        found = project_list_report(request.user, context["on"], asked)
    except ValidationError as error:
        if form.is_valid() and hasattr(error, "error_dict"):
            form.add_error(None, error)
        return render(request, "pages/projects.html", context, status=400)
    page = Paginator(range(found.total), PER_PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if found.total else 0
    context |= {
        "found": found,
        "nothing": nothing_registered(request.user),
        "total": found.total,
        "page": page,
        "rows": found.rows(start, start + PER_PAGE),
    }
    filters = {name: value for name, value in found.filters.items() if name != "years" or found.beyond}
    context["conditions"] = conditions_text(ProjectListFilters, filters)
    context["became"] = closed_unit_note(request, found.filters.get("unit"), context["on"])
    context["all_years"] = query_with_all_years(request)
    return render(request, "pages/projects.html", context)


@login_required
def lowered_page(request: PersonRequest) -> HttpResponse:
    """Every promise made smaller by decision, the newest first."""
    context, form = as_of_context(request), LeaderQueryForm(request.GET)
    if answer := bad_query_response(request, context, form):
        return answer
    rows = lowered_quantities(request.user, context["on"], form.wanted().get("leader"))
    context |= {"rows": rows, "total": len(rows), "conditions": form_conditions_text(form)}
    return render(request, "pages/lowered.html", context)


@login_required
def doubtful_page(request: PersonRequest) -> HttpResponse:
    """Every reported figure that nobody has decided about, the longest waiting first."""
    context, form = as_of_context(request), LeaderQueryForm(request.GET)
    if answer := bad_query_response(request, context, form):
        return answer
    rows = doubtful_figures(request.user, context["on"], form.wanted().get("leader"))
    context |= {"rows": rows, "total": len(rows), "conditions": form_conditions_text(form)}
    return render(request, "pages/doubtful.html", context)
