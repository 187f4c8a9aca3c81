"""What stands above a list of the admin and in place of an empty one."""

from typing import Any

from django import template
from django.contrib.admin.views.main import ChangeList
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.requests import PersonRequest
from milestones.models import Milestone, SavedFilter
from projects.models import Project

register = template.Library()


@register.inclusion_tag("admin/saved_filters.html", takes_context=True)
def saved_filters(context: Context) -> dict[str, Any]:
    """One's saved filters of this list as links, and a name to save what is filtered now."""
    request, cl = context["request"], context["cl"]
    found = SavedFilter.objects.filter(user=request.user, list=cl.opts.label_lower)
    query = filter_query(request)
    saved = [(one, f"?{one.query}", one.query == query) for one in found]
    known = any(current for _one, _link, current in saved)
    return {
        "request": request,
        "saved": saved,
        "new": query and not known,
        "name": filter_words(cl)[:30],
        "csrf_token": context.get("csrf_token"),
        "next": request.get_full_path(),
    }


def filter_query(request: PersonRequest) -> str:
    """The filter of the address, without the place in the list."""
    query = request.GET.copy()
    for name in ("p", "all", "e"):
        query.pop(name, None)
    return query.urlencode()


def filter_words(cl: ChangeList) -> str:
    """The chosen filters in words, as a first proposal for a name."""
    words = [cl.query] if cl.query else []
    for spec in cl.filter_specs:
        value = spec.value() if hasattr(spec, "value") else None
        known = {str(key): str(word) for key, word in getattr(spec, "lookup_choices", [])}
        if isinstance(value, str) and value in known:
            words.append(f"{spec.title} {known[value]}" if value in ("true", "false") else known[value])
    return " ".join(words)


@register.simple_tag
def nothing_here(cl: Any) -> str:
    """Why the list is empty, and what to do about it."""
    if cl.query or cl.has_active_filters or cl.get_filters_params():
        return _("No %(name)s meets the conditions.") % {"name": cl.opts.verbose_name}
    if cl.model is Milestone and (count := Project.objects.visible_to(cl.user).count()):
        return _("%(count)s projects are registered; none has a schedule yet, so nothing is judged fast or slow.") % {
            "count": count
        }
    return _("There is no %(name)s yet.") % {"name": cl.opts.verbose_name}


@register.simple_tag
def schedule_link(cl: ChangeList) -> str:
    """Where a bare register goes on: to the projects, whose schedules can be drafted from the template."""
    return reverse("admin:projects_project_changelist") if cl.model is Milestone else ""
