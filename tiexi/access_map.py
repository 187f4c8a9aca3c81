"""Compute which role may do what on which record by asking the admin classes, for the access table in docs and for the
reasons of refusals.
"""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.api.urls import router
from milestones.imports.sheets import sheets_in_workbook_order
from projects.permissions import ACTIONS, Role

DOORS = {
    "list": gettext_lazy("list and page"),
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "delete": gettext_lazy("delete what is not approved or in effect"),
    "history": gettext_lazy("history of changes"),
    "autocomplete": gettext_lazy("choice in forms"),
    "export": gettext_lazy("content of the exported workbook"),
}
# Pages beside the admin: the line in the table of actions of those that ask for one, and what only a key opens.
PAGES = {
    "overdue-csv": "export",
    "paper-sheet": "export",
    "paper-circular": "circulate",
    "file": "export",
    "picture": "export",
    "instruct": "instruct",
    "instruction-close": "close",
    "instruction-take-back": "take-back",
    "subscriptions": "subscribe",
    "audit_log": "watch",
}
OPEN = {
    "login",
    "password-choose",
    "password-forgotten",
    "logout",
    "set_language",
    "healthz",
    "healthz-deep",
    "act-link",
    "unsubscribe",
    "api-nowhere",
}
# The last word of an address of the admin, and its door.
ADDRESSES = {"changelist": "list", "add": "add", "change": "change", "delete": "delete", "history": "list"}


class UnapprovedRecord:
    """A record that nobody has approved, and whoever asks may edit: what is left to decide is the role's."""

    pk = None

    def __getattr__(self, name: str) -> Any:
        return self if name == "project" else None


def request_of_role(role: str) -> Any:
    """A request of somebody with the role."""
    request: Any = HttpRequest()
    request.method, request.path = "GET", "/"
    request.user = SimpleNamespace(role=role, pk=None, is_active=True, is_authenticated=True)
    return request


def editable_admin_copy(model_admin: Any) -> Any:
    """The same admin, for a record that one may edit."""
    twin = type(model_admin)(model_admin.model, model_admin.admin_site)
    twin.may_edit = lambda request, obj: True
    return twin


def is_open_to_role(model_admin: Any, door: str, role: str) -> bool:
    """Whether the door of these records opens to the role."""
    request, twin = request_of_role(role), editable_admin_copy(model_admin)
    if not twin.has_view_permission(request):
        return False
    return {
        "list": lambda: True,
        "add": lambda: twin.has_add_permission(request),
        "change": lambda: twin.has_change_permission(request),
        "delete": lambda: twin.has_delete_permission(request, UnapprovedRecord()),
        "history": lambda: hasattr(model_admin.model, "events"),
        "autocomplete": lambda: bool(twin.search_fields),
        "export": lambda: may_export_model(model_admin.model, role),
    }[door]()


def may_export_model(model: Any, role: str) -> bool:
    """Whether a sheet of the workbook takes such records out for the role."""
    return any(model in sheet.holds and role in ACTIONS[sheet.exported].roles for sheet in sheets_in_workbook_order())


def roles_with_access(model_admin: Any, door: str) -> list[Role]:
    """The roles to whom a door opens."""
    return [role for role in Role if is_open_to_role(model_admin, door, role)]


def offered_actions(model_admin: Any, role: str) -> dict[str, str]:
    """Actions on several rows and on the whole list that are offered to the role, by name."""
    request = request_of_role(role)
    if not model_admin.has_view_permission(request):
        return {}
    bulk = {name: str(words) for _act, name, words in model_admin.get_actions(request).values()}
    whole = model_admin.get_actions_list(request)
    return bulk | {
        one.action_name.rpartition(f"{model_admin.opts.model_name}_")[2]: str(one.description) for one in whole
    }


def own_model_admins() -> list[Any]:
    """The admin classes of our own records, in the order of their names."""
    ours = [row for row in admin.site._registry.values() if row.opts.app_label in ("projects", "milestones")]
    return sorted(ours, key=lambda row: row.opts.label)


def role_names_text(roles: Iterable[Role]) -> str:
    """Roles as a list in words."""
    return join_words(role.label for role in roles)


def join_words(words: Iterable[object]) -> str:
    """Words in a row, as the reader's language has it."""
    return _(", ").join(map(str, words))


def api_calls() -> Iterator[tuple[str, frozenset[Role]]]:
    """Address and roles of each call of the API: reading for all, the rest as the table of actions says."""
    for prefix, viewset, _name in router.registry:
        yield f"GET {prefix}/", frozenset(Role)
        if hasattr(viewset, "create"):
            yield f"POST {prefix}/", ACTIONS["register" if prefix == "projects" else "edit"].roles
        if hasattr(viewset, "partial_update"):
            yield f"PATCH {prefix}/…/", ACTIONS["edit"].roles
        for extra in viewset.get_extra_actions():
            path = str(extra.url_path)  # type: ignore[attr-defined]
            # Who decides a record takes its decision back.
            line = viewset.queryset.model.decided_as if path == "take-back" else path  # type: ignore[attr-defined]
            yield f"POST {prefix}/…/{path}/", ACTIONS[line].roles


def protected_pages() -> Iterator[tuple[str | None, str, frozenset[Role]]]:
    """Name, address and roles of each page beside the admin that asks who one is."""
    found: Any = get_resolver().url_patterns
    nested = [one for resolver in found if str(resolver.pattern) == "" for one in resolver.url_patterns]
    for pattern in nested + [one for one in found if isinstance(one, URLPattern)]:
        if pattern.name not in OPEN:
            line = PAGES.get(pattern.name)
            yield pattern.name, f"/{pattern.pattern}", ACTIONS[line].roles if line else frozenset(Role)


def closed_page_reason(request: HttpRequest) -> str:
    """The reason why an address of the admin is closed to the reader."""
    name = request.resolver_match.url_name or "" if request.resolver_match else ""
    for model_admin in own_model_admins():
        address = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}_"
        door = ADDRESSES.get(name.removeprefix(address))
        if name.startswith(address) and door:
            return access_refusal_reason(model_admin, door, request.user.role)  # type: ignore[union-attr]
    return _("Your role (%(role)s) has no part in this.") % {"role": Role(request.user.role).label}  # type: ignore[union-attr]


def access_refusal_reason(model_admin: Any, door: str, role: str) -> str:
    """Who may, if anybody; else that nobody may."""
    roles, records = roles_with_access(model_admin, door), model_admin.opts.verbose_name_plural
    if not roles:
        text = _("%(records)s: what was recorded is read here and changed by nobody; it follows from acts.")
        return text % {"records": records}
    if role in roles:
        return _("You may read this record but not do this: others answer for it, or approval has locked it.")
    text = _("%(records)s: only %(roles)s may do this; your role is %(role)s.")
    return text % {"records": records, "roles": role_names_text(roles), "role": Role(role).label}
