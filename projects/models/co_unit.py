"""Units that co-operate on a project."""

from django.utils.translation import gettext_lazy as _

from backoffice.guards import parent_edit_effect, track_history
from backoffice.history.declared import MemberList

from .project import Project


@track_history(obj_field=None)
class CoUnit(Project.co_units.through):  # type: ignore[name-defined]
    """A unit co-operates on a project; giving and taking it is an edit of the project."""

    member_list = MemberList("project", "unit", "co_units", _("co-operating units"))

    class Meta:
        proxy = True
        verbose_name = _("co-operating unit")
        verbose_name_plural = _("co-operating units")
        triggers = [parent_edit_effect("projects_project", "project_id")]
