"""How the test of every form asks: which forms there are, what a browser would send, and what that leaves behind."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import NoReverseMatch, URLPattern, get_resolver, resolve, reverse

from backoffice.actions import record_action_name, record_action_url_name
from backoffice.bulk_actions import bulk_action_name
from projects.permissions import Role
from tests.access import access_expected as expected
from tests.access.access_asking import line_of, place, roles
from tests.access.access_world import OUTSIDE
from tiexi.access_map import offered_actions, own_model_admins, roles_with_access

# One of each role, two of another unit, and a stranger.
PEOPLE = ("steward", "head", "supervisor", "leader", "auditor", "admin", *OUTSIDE, "stranger")
ELSEWHERE = {"set_language", "logout"}  # forms that stand on every page
ASIDE = {"csrfmiddlewaretoken", "next"}  # the browser's part, which nobody types


@dataclass(frozen=True)
class Form:
    """What one person types into one form, and what that leaves in the database.

    `typed` and `subject` may be functions of the world; what is not typed stays as the page shows it. `makes` counts
    rows by record (it may depend on the person), `changes` names the records that are otherwise written; nothing else
    may be.
    """

    typed: Any = field(default_factory=dict)
    subject: Callable[[Any], Any] | None = None
    makes: Any = field(default_factory=dict)
    changes: str = ""
    # Whom the record reaches, where that is fewer than the role.
    only: str = ""
    # The address, where the form's name does not say it.
    at: Callable[[Any, Any], str] | None = None
    # Where it stands, if not on a page at its own address.
    on: Any = ""
    answers: int = 302


# --- which forms there are ---


def writing() -> dict[str, str]:
    """Every form that writes, by name, with the roles that `access_expected.py` gives it."""
    found = {}
    for model_admin in own_model_admins():
        label = model_admin.opts.label
        cells: Any = expected.RECORDS[label]
        for door in ("add", "change", "delete"):
            if roles_with_access(model_admin, door):
                found[f"{label} {door}"] = cells[door]
                found |= {f"{label} {door} + {rows}": cells[door] for rows in rows_in(model_admin, door)}
        for act in getattr(model_admin, "action_forms", ()):
            found[f"{label} act {act.verb}"] = expected.ACTIONS[line_of(act)][0]
        for name in sorted(
            {name for role in Role for name in offered_actions(model_admin, role)} & set(actions(model_admin))
        ):
            found[f"{label} bulk {name}"] = cells["acts"][name]
    return found


def actions(model_admin) -> list[str]:
    return [bulk_action_name(form) for form in getattr(model_admin, "bulk_action_forms", ())]


def rows_in(model_admin, door: str) -> list[str]:
    """Records that may be typed into rows of the page."""
    if door == "delete":
        return []
    inlines = model_admin.get_inlines(None, None if door == "add" else object())
    return [inline.model._meta.label for inline in inlines if inline.writers]


def addresses() -> dict[str, str]:
    """Every other address of the product but the API's, by name, with the roles that come in."""
    ordinary = {
        f"{one.opts.app_label}_{one.opts.model_name}_{page}"
        for one in admin.site._registry.values()
        for page in ("changelist", "add", "history", "delete", "change")
    } | {
        record_action_url_name(one.model, act) for one in own_model_admins() for act in getattr(one, "action_forms", ())
    }
    desk = {name: expected.DESK_PAGES.get(name, expected.DESK) for name in names_of(admin.site.urls[0])}
    beside = names_of(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") != "admin")
    return {
        **{f"desk {name}": words for name, words in desk.items() if name not in ordinary},
        **{f"page {name}": expected.PAGES[name] for name in beside if not name.startswith("api-")},
    }


def shown(world: Any) -> Iterator[str]:
    """Addresses of lists, records and all pages that need no key."""
    for model_admin in own_model_admins():
        yield place(model_admin, "changelist")
        yield place(model_admin, "change", world.records[model_admin.opts.label].pk)
    for name in addresses():
        with suppress(NoReverseMatch):
            yield reverse(name.removeprefix("page ").replace("desk ", "admin:"))
    yield reverse("project", args=[world.project.code])


def names_of(patterns: Any) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield one.name
        else:
            yield from names_of(one.url_patterns)


def address_name(name: str) -> str:
    """Under which name the resolver knows the address that a form is sent to."""
    place_name, _space, rest = name.partition(" + ")[0].partition(" ")
    if place_name in ("page", "desk"):
        return rest
    door, _space, verb = rest.partition(" ")
    page = {"bulk": "changelist", "act": record_action_name(verb)}.get(door, door)
    return f"{place_name.replace('.', '_').lower()}_{page}"


def address_of(name: str, form: Form, world: Any, subject: Any) -> str:
    """Where the form is sent."""
    if form.at:
        return form.at(world, subject)
    found = address_name(name)
    key = [] if subject is None or found.endswith("_changelist") else [subject.pk]
    return reverse(found if name.startswith("page ") else f"admin:{found}", args=key)


def allowed(form: Form, words: str, people: dict[str, Any]) -> list[str]:
    """Who may send it: whom the role lets in and the record reaches."""
    if form.only:
        return form.only.split()
    if not words:
        return ["steward", "leader"]
    outside = () if form.subject is None else OUTSIDE
    return [name for name, user in people.items() if user and user.role in roles(words) and name not in outside]


# --- what a browser would send ---


@dataclass
class Page:
    """A form as its page shows it: where it goes, what it would send untouched, its inputs by kind, its other
    buttons.
    """

    action: str
    values: dict[str, list[str]]
    kinds: dict[str, str]
    buttons: list[str]


def forms_on(answer: Any, address: str) -> Iterator[tuple[str, Any]]:
    """Method and form of each form on a page, with its address made whole."""
    for form in lxml.html.document_fromstring(answer.content.decode()).forms:
        form.action = urljoin(address, form.action or address)
        yield form.method, form


def read_page(answer: Any, address: str) -> Page:
    """The form that this page is about."""
    found = [(urlsplit(form.action).path, form) for method, form in forms_on(answer, address) if method == "POST"]
    own = [form for path, form in found if path == urlsplit(address).path]
    own += [form for path, form in found if resolve(path).url_name not in ELSEWHERE]
    assert own, f"no form on {address}"
    return as_page(own[0])


def as_page(form: Any) -> Page:
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if name != "csrfmiddlewaretoken" and "__prefix__" not in name:
            values.setdefault(name, []).append(value)
    kinds: dict[str, str] = {}
    for one in form.inputs:
        name, kind = one.name or "", kind_of(one)
        aside = "disabled" in one.attrib or "__prefix__" in name or name in ASIDE
        if name and kind and not aside:
            kinds[name] = kind
    return Page(form.action, values, kinds, buttons_of(form))


def presses(form: Any) -> list[Any]:
    """The buttons that send a form; they may stand outside it."""
    pressed = "button[not(@type) or @type='submit']", "input[@type='submit']"
    inside = [one for found in pressed for one in form.xpath(f".//{found}[not(@form)]")]
    return inside + [
        one for found in pressed for one in form.xpath(f"//{found}[@form=$key]", key=form.get("id") or "-")
    ]


def buttons_of(form: Any) -> list[str]:
    """Names of the buttons that save and then go elsewhere than the first one."""
    names = [one.get("name", "") for one in presses(form)]
    return [name for name in names if name.startswith("_") and name != "_save"]


BY_TYPE = {
    "hidden": "hidden",
    "date": "day",
    "time": "time",
    "number": "number",
    "checkbox": "tick",
    "file": "file",
    "radio": "choice",
    "submit": "",
    "button": "",
    "reset": "",
    "image": "",
}


def kind_of(one: Any) -> str:
    """What is typed into an input."""
    if one.tag == "select":
        return "several" if "multiple" in one.attrib else "choice"
    if "vDateField" in one.get("class", ""):
        return "day"
    if "vTimeField" in one.get("class", ""):
        return "time"
    return "text" if one.tag == "textarea" else BY_TYPE.get(one.get("type", "text"), "text")


def resolved(value: Any, *about: Any) -> Any:
    return value(*about) if callable(value) else value


# --- what is wrong about a value ---


# By kind of input: what nobody may get stored. The empty value of every input is a sending of its own.
REFUSED: dict[str, list[Any]] = {
    "number": ["abc", "1e400", "NaN", "9" * 40, "\0"],
    "day": ["abc", "2023-02-30", "99999-01-01", "\0"],
    "time": ["25:99", "abc"],
    "choice": ["x", "9" * 30, "-1", "\0"],
    "several": ["x", "9" * 30],
    "file": [
        lambda: SimpleUploadedFile("病毒.exe", b"MZ\x90"),
        lambda: SimpleUploadedFile("假.jpg", b"<html>"),
    ],
    "text": ["\0机密"],
    "tick": [],
    "hidden": [],
}
# What may be taken or refused, but whole.
ODD: dict[str, list[Any]] = {
    "number": ["-1", "0.00000001", "１２", "99999999999999"],
    "day": ["9999-12-31", "0001-01-01"],
    "time": ["00:00"],
    "text": [
        "长" * 100_000,
        "机\x07\x1b密",
        "甲\r\n乙",
        "\ud83c\udfd7🏗".encode("utf-16", "surrogatepass").decode("utf-16", "ignore"),
        "   ",
    ],
    "choice": [],
    "several": [],
    "file": [
        lambda: SimpleUploadedFile("空.xlsx", b""),
        lambda: SimpleUploadedFile("假.xlsx", b"PK\x03\x04" + b"\0" * 200),
        lambda: SimpleUploadedFile("乱\x07码.csv", "日期,是否上班\n".encode("gbk")),
    ],
    "tick": ["x"],
    "hidden": ["x", "9" * 40, "\0", ""],
}


def out_of_reach(answer: Any) -> dict[str, str]:
    """For each choice of records: one that exists and is not offered to this person."""
    found = {}
    for name, item in inputs_in(answer).items():
        if hasattr(item, "queryset") and not item.disabled:
            rows = item.queryset.model._base_manager.exclude(pk__in=item.queryset.values("pk"))
            if key := rows.order_by("pk").values_list("pk", flat=True).first():
                found[name] = str(key)
    return found


def forms_in(answer: Any) -> list[Any]:
    """The form of a page and those of its rows."""
    context = answer.context or {}
    found = [context["adminform"].form] if "adminform" in context else [context["form"]] if "form" in context else []
    for inline in context.get("inline_admin_formsets", ()):
        if hasattr(inline.formset, "management_form"):
            found += inline.formset.forms
    return [one for one in found if hasattr(one, "fields")]


def inputs_in(answer: Any) -> dict[str, Any]:
    """The fields of a page by the names of their inputs."""
    return {one.add_prefix(name): item for one in forms_in(answer) for name, item in one.fields.items()}


def errors_in(answer: Any) -> dict[str, list[str]]:
    """What the page says is wrong, by input; "" for what is said above the form."""
    found: dict[str, list[str]] = {}
    for one in forms_in(answer):
        for name, texts in one.errors.items():
            found.setdefault("" if name == "__all__" else one.add_prefix(name), []).extend(map(str, texts))
    for inline in (answer.context or {}).get("inline_admin_formsets", ()) if answer.context else ():
        said: list[Any] = getattr(inline.formset, "non_form_errors", list)()
        if said:
            found.setdefault("", []).extend(map(str, said))
    return found


# --- what it left behind ---

# Who is logged in, what is asked again and how often; files of a refused form, which wait for its next sending; what
# migrations lay.
UNREAD = re.compile(r"django_session|django_migrations|axes_.*|milestones_upload|projects_reading|projects_ratelimit")
# The traces of a good sending beside the thing itself: its history, and the mark that it was sent.
# Histories, the admin's log, and what follows from facts.
TRACES = re.compile(r".*event$|pghistory_.*|milestones_submission|milestones_span|django_admin_log")


@cache
def tables() -> list[str]:
    with connection.cursor() as cursor:
        return [name for name in connection.introspection.table_names(cursor) if not UNREAD.fullmatch(name)]


def footprint() -> dict[str, tuple[int, Any]]:
    """Rows and a sum over the contents of every table."""
    sql = " UNION ALL ".join(
        f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM \"{name}\" t"
        for name in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: (rows, content) for name, rows, content in cursor.fetchall()}


def labels() -> dict[str, str]:
    return {model._meta.db_table: model._meta.label for model in apps.get_models(include_auto_created=True)}


def difference(before: dict, after: dict) -> tuple[dict[str, int], set[str]]:
    """Rows more or fewer by record, and the records whose rows are others; without the traces."""
    known, more, written = labels(), {}, set()
    for table, (rows, content) in after.items():
        if before[table] != (rows, content) and not TRACES.fullmatch(table):
            label = known.get(table, table)
            if rows != before[table][0]:
                more[label] = rows - before[table][0]
            else:
                written.add(label)
    return more, written


@contextmanager
def undone() -> Iterator[None]:
    """What is written within goes again."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
