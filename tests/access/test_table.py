"""The table of access as the code has it, held against what people expect.

A new door or act fails here until its cell stands in `access_expected.py`, the one place for it.
"""

from collections.abc import Iterator

from django.conf import settings as django_settings
from django.contrib import admin
from django.db.models import ForeignKey
from django.urls import URLPattern, get_resolver

from backoffice.actions import RecordActionForm, record_action_url_name
from milestones.admin.import_run import UploadWorkbookForm
from projects.permissions import ACTIONS, Role
from tiexi.access_map import (
    DOORS,
    api_calls,
    offered_actions,
    own_model_admins,
    protected_pages,
    roles_with_access,
)
from tiexi.management.commands.access_table import PAPERS, access_document

from . import access_expected as expected
from .access_asking import ADD, line_of, roles
from .access_world import UNITS


def test_the_acts_are_those_of_the_design():
    assert set(ACTIONS) == set(expected.ACTIONS), ADD
    for name, (words, never) in expected.ACTIONS.items():
        assert ACTIONS[name].roles == roles(words), name
        assert {one.value for one in ACTIONS[name].never} == set(never.split()), name


def test_every_form_of_the_desk_has_the_roles_of_its_act():
    forms, found = [RecordActionForm], []
    while forms:
        found += (below := forms.pop().__subclasses__())
        forms += below
    for form in (one for one in found if one.verb and one.__module__.startswith("milestones.")):
        line = "import" if form is UploadWorkbookForm else line_of(form)
        assert form.roles == ACTIONS[line].roles == roles(expected.ACTIONS[line][0]), form


def test_every_door_of_every_record_opens_to_whom_is_expected():
    assert {row.opts.label for row in own_model_admins()} == set(expected.RECORDS), ADD
    for model_admin in own_model_admins():
        cells = expected.RECORDS[model_admin.opts.label]
        for door in DOORS:
            assert set(roles_with_access(model_admin, door)) == roles(cells.get(door, "")), (
                model_admin.opts.label,
                door,
            )


def test_every_act_on_several_rows_is_offered_to_whom_is_expected():
    for model_admin in own_model_admins():
        cells = expected.RECORDS[model_admin.opts.label].get("acts", {})
        offered = {role: set(offered_actions(model_admin, role)) for role in Role}
        for name in set().union(*offered.values()) | set(cells):
            assert name in cells, f"{model_admin.opts.label} “{name}”: {ADD}"
            assert {role for role in Role if name in offered[role]} == roles(cells[name]), name


def test_every_call_of_the_api_is_for_whom_is_expected():
    for name, allowed in api_calls():
        if not name.startswith("GET"):
            assert name in expected.CALLS, f"{name}: {ADD}"
            extra = roles("unit_head") if name.endswith("withdraw/") else set()
            assert allowed == roles(expected.CALLS[name]) | extra, name


def test_the_docs_say_what_the_code_does():
    for language, name in PAPERS.items():
        written = (django_settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8")
        assert written == access_document(language), f"docs/{name} is stale: run manage.py access_table"


def names_of(patterns):
    """Names of all addresses below some patterns."""
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one.name
        elif one.app_name != "admin":
            yield from names_of(one.url_patterns)


def test_every_page_has_an_expectation():
    found = {name for name in names_of(get_resolver().url_patterns) if name and not name.startswith("api-")}
    assert found == set(expected.PAGES), ADD


def test_every_page_beside_the_admin_is_for_whom_is_expected():
    said = {name: allowed for name, _place, allowed in protected_pages()}
    assert said == {name: roles(words) for name, words in expected.PAGES.items() if words}


ORDINARY = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
    "app_list",
    "search",
    "toggle_sidebar",
    None,
}


def ordinary() -> Iterator[str]:
    """Names of admin pages that other cells of the matrix cover."""
    for model_admin in own_model_admins():
        name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
        yield from (f"{name}_{page}" for page in ("changelist", "add", "history", "delete", "change"))
        for form in getattr(model_admin, "action_forms", ()):
            yield record_action_url_name(model_admin.model, form)


def test_every_page_of_the_admin_has_an_expectation():
    found = set(names_of(admin.site.urls[0])) - ORDINARY - set(ordinary())
    assert found == set(expected.DESK_PAGES), ADD


def test_every_choice_of_a_record_in_the_models_is_known_to_the_matrix():
    """A new kind of record that belongs to a project is scoped here, or the matrix would not look at it."""
    for model_admin in own_model_admins():
        named = {
            field.related_model._meta.label for field in model_admin.opts.get_fields() if isinstance(field, ForeignKey)
        }
        if named & {"projects.Project", "milestones.Milestone"}:
            assert model_admin.opts.label in UNITS, model_admin.opts.label
