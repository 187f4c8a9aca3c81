"""The matrix of access, cell by cell: what the code says, what people expect, and what a request is answered.

A new door or act fails here until its cell stands in `access_expected.py`, the one place for it.
"""

import re

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.core.cache import cache
from django.db.models import ForeignKey
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from milestones.admin.acts import Act, ActAdmin
from milestones.api.urls import router
from milestones.models import ChangeRequest, Claim
from projects.access import ACTS, Role
from projects.models import Project, Unit
from tiexi.doors import DOORS, acts_of, admins, calls, who
from tiexi.management.commands.access_table import PAPERS, paper

from . import access_expected as expected
from .access_world import OUTSIDE, UNITS, WITHIN, make_world, sees
from .api import V1, client_of

ADD = "no expectation yet: add the cell to tests/access_expected.py"
CHINESE = re.compile("[一-鿿]")


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_world()


def enter(user):
    client = Client()
    client.force_login(user)
    return client


def roles(words):
    return {Role(word) for word in words.split()}


def place(model_admin, page, *args):
    return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{page}", args=args)


def people(world, names):
    return [(name, getattr(world, name)) for name in names]


# The code against what people expect.


def test_the_acts_are_those_of_the_design():
    assert set(ACTS) == set(expected.ACTS), ADD
    for name, (words, never) in expected.ACTS.items():
        assert ACTS[name].roles == roles(words), name
        assert {one.value for one in ACTS[name].never} == set(never.split()), name


def test_every_form_of_the_desk_has_the_roles_of_its_act():
    """Leaders act on their own pages, never in the admin."""
    forms, found = [Act], []
    while forms:
        found += (below := forms.pop().__subclasses__())
        forms += below
    for form in (one for one in found if one.verb and one.__module__.startswith("milestones.")):
        assert form.verb in ACTS, f"{form.__name__}: {form.verb} is not in projects/access.py; {ADD}"
        assert form.roles == ACTS[form.verb].roles - {Role.LEADER}, form


def test_every_door_of_every_record_opens_to_whom_is_expected():
    assert {row.opts.label for row in admins()} == set(expected.RECORDS), ADD
    for model_admin in admins():
        cells = expected.RECORDS[model_admin.opts.label]
        for door in DOORS:
            assert set(who(model_admin, door)) == roles(cells.get(door, "")), (model_admin.opts.label, door)


def test_every_act_on_several_rows_is_offered_to_whom_is_expected():
    for model_admin in admins():
        cells = expected.RECORDS[model_admin.opts.label].get("acts", {})
        offered = {role: set(acts_of(model_admin, role)) for role in Role}
        for name in set().union(*offered.values()) | set(cells):
            assert name in cells, f"{model_admin.opts.label} “{name}”: {ADD}"
            assert {role for role in Role if name in offered[role]} == roles(cells[name]), name


def test_every_call_of_the_api_is_for_whom_is_expected():
    for name, allowed in calls():
        if not name.startswith("GET"):
            assert name in expected.CALLS, f"{name}: {ADD}"
            extra = roles("unit_head") if name.endswith("withdraw/") else set()
            assert allowed == roles(expected.CALLS[name]) | extra, name


def test_the_docs_say_what_the_code_does():
    for language, name in PAPERS.items():
        written = (django_settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8")
        assert written == paper(language), f"docs/{name} is stale: run manage.py access_table"


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


ORDINARY = {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site",
            "app_list", "search", "toggle_sidebar", None}  # fmt: skip


def ordinary():
    """Names of admin pages that other cells of the matrix cover."""
    for model_admin in admins():
        name = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
        yield from (f"{name}_{page}" for page in ("changelist", "add", "history", "delete", "change"))
        for form in getattr(model_admin, "acts", ()):
            yield f"{name}_act_{form.verb}".replace("-", "_")


def test_every_page_of_the_admin_has_an_expectation():
    found = set(names_of(admin.site.urls[0])) - ORDINARY - set(ordinary())
    assert found == set(expected.DESK_PAGES), ADD


# The answers of real requests.


def test_lists_show_what_is_seen_and_nothing_else(world):
    for name, user in people(world, WITHIN + OUTSIDE):
        client = enter(user)
        for model_admin in admins():
            label = model_admin.opts.label
            answer = client.get(place(model_admin, "changelist"), {"all": ""})
            if user.role not in roles(expected.RECORDS[label]["list"]):
                assert answer.status_code == 403, (name, label)
                continue
            assert answer.status_code == 200, (name, label)
            shown = {row.pk for row in answer.context["cl"].result_list}
            found = world.records[label].pk in shown
            assert found == sees(label, name), (name, label)
            assert name not in OUTSIDE or "机密" not in answer.content.decode(), (name, label)


def test_what_is_out_of_sight_is_404_at_every_door(world):
    for name, user in people(world, WITHIN + OUTSIDE):
        client = enter(user)
        for model_admin in admins():
            label, record = model_admin.opts.label, world.records[model_admin.opts.label]
            if sees(label, name) or user.role not in roles(expected.RECORDS[label]["list"]):
                continue
            pages = ["change", "delete", "history", *verbs_of(model_admin)]
            for page in pages:
                for ask in (client.get, client.post):
                    assert ask(place(model_admin, page, record.pk)).status_code == 404, (name, label, page)


def verbs_of(model_admin):
    return [f"act_{form.verb}".replace("-", "_") for form in getattr(model_admin, "acts", ())]


def told(answer):
    """A refusal says why, in the reader's language."""
    reason = re.search(r"</h1>\s*<p>([^<]+)</p>", answer.content.decode())
    return answer.status_code == 403 and reason and CHINESE.search(reason[1])


def test_what_is_in_sight_opens_or_says_why_not(world):
    for name, user in people(world, WITHIN):
        client = enter(user)
        for model_admin in admins():
            label, cells = model_admin.opts.label, expected.RECORDS[model_admin.opts.label]
            if not sees(label, name):
                continue
            record, draft = world.records[label], world.drafts[label]
            asked = {
                "list": client.get(place(model_admin, "change", record.pk)),
                "add": client.get(place(model_admin, "add")),
                "change": client.post(place(model_admin, "change", record.pk), {}),
                "delete": client.get(place(model_admin, "delete", draft.pk)),
                "read history": client.get(place(model_admin, "history", record.pk)),
            }
            for door, answer in asked.items():
                allowed = user.role in roles(cells.get("list" if "history" in door else door, ""))
                assert (answer.status_code == 200) if allowed else told(answer), (name, label, door)


def test_nobody_deletes_what_is_approved(world):
    for name, user in people(world, WITHIN):
        for label in ("projects.Project", "projects.Target", "milestones.Milestone"):
            model_admin = next(row for row in admins() if row.opts.label == label)
            answer = enter(user).post(place(model_admin, "delete", world.records[label].pk), {"post": "yes"})
            assert told(answer), (name, label)


def test_an_act_is_shown_to_its_roles_and_refused_with_the_reason(world):
    for name, user in people(world, WITHIN):
        client = enter(user)
        for model_admin in (row for row in admins() if isinstance(row, ActAdmin)):
            for form in model_admin.acts:
                address = place(
                    model_admin,
                    f"act_{form.verb}".replace("-", "_"),
                    world.records[model_admin.opts.label].pk,
                )
                for ask in (client.get, client.post):
                    answer = ask(address)
                    if user.role not in roles(expected.ACTS[form.verb][0]):
                        assert told(answer), (name, form)
                    elif ask == client.get:
                        assert answer.status_code == 200, (name, form)


def states():
    return (
        list(Claim.objects.order_by("pk").values_list("pk", "state")),
        list(ChangeRequest.objects.order_by("pk").values_list("pk", "state")),
        list(Project.objects.order_by("pk").values_list("pk", "approved_at", "steward", "unit")),
    )


def test_an_act_on_several_rows_that_is_not_offered_does_nothing_when_posted_anyway(world):
    before = states()
    for name, user in people(world, WITHIN + OUTSIDE):
        client = enter(user)
        for model_admin in admins():
            for act, words in expected.RECORDS[model_admin.opts.label].get("acts", {}).items():
                if user.role in roles(words) or user.role not in roles(
                    expected.RECORDS[model_admin.opts.label]["list"]
                ):
                    continue
                keys = [world.records[model_admin.opts.label].pk, world.drafts[model_admin.opts.label].pk]
                body = {"action": act, "_selected_action": keys, "post": "yes", "apply": "1", "reason": "试"}
                client.post(place(model_admin, "changelist"), body)
                assert states() == before, (name, act)


def test_an_act_on_several_rows_reaches_only_what_is_listed(world):
    """The rows are cut from what the reader sees; of the supervisor's own, the verb refuses."""
    world.project.assign(by=world.supervisor, steward=world.head)
    before = states()
    client = enter(world.other_head)
    for label in ("milestones.Claim", "milestones.ChangeRequest", "projects.Project"):
        model_admin = next(row for row in admins() if row.opts.label == label)
        for act in expected.RECORDS[label]["acts"]:
            body = {"action": act, "_selected_action": [world.records[label].pk], "select_across": "1"}
            client.post(place(model_admin, "changelist"), body)
    assert states() == before


def choices():
    """Every field of a form that offers its choices by search."""
    for model_admin in admins():
        names = {
            *model_admin.autocomplete_fields,
            *(field for inline in model_admin.inlines for field in inline.autocomplete_fields),
        }
        for name in sorted(names):
            yield model_admin, name


def test_a_choice_offers_what_is_seen(world):
    for name, user in people(world, WITHIN + OUTSIDE):
        client = enter(user)
        for model_admin, field in choices():
            target = model_admin.model._meta.get_field(field).related_model._meta.label
            asked = {
                "app_label": model_admin.opts.app_label,
                "model_name": model_admin.opts.model_name,
                "field_name": field,
            }
            answer = client.get("/admin/autocomplete/", asked)
            assert answer.status_code == 200, (name, field)
            offered = {row["id"] for row in answer.json()["results"]}
            assert (str(world.records[target].pk) in offered) == sees(target, name), (
                name,
                model_admin,
                field,
            )


def test_a_form_takes_no_record_out_of_sight(world):
    """Typed into the request past the list of choices."""
    own = Project.objects.create(
        code="2024-MS-001",
        name="校舍",
        plan_year=2024,
        category=world.project.category,
        unit=world.schools,
        steward=world.other,
    )
    client = enter(world.other)
    body = {"name": "校舍", "code": own.code, "plan_year": 2024, "category": own.category_id}
    body |= {
        f"{prefix}-{what}_FORMS": 0
        for prefix in ("milestones", "targets", "works")
        for what in ("TOTAL", "INITIAL")
    }
    url = reverse("admin:projects_project_change", args=[own.pk])
    body |= {"seen": client.get(url).context["seen"]}
    for field in ("parent", "continues"):
        answer = client.post(url, body | {field: world.project.pk})
        assert answer.status_code == 200 and field in answer.context["adminform"].form.errors, field
    for page, more in (
        ("milestones_milestone_add", {"name": "x", "forecast_due": "2030-01-01", "sequence": 1, "weight": 1}),
        (
            "projects_target_add",
            {"measure": "x", "value": 1, "unit": "条", "nature": "flow", "qualifier": "="},
        ),
    ):
        answer = client.post(reverse(f"admin:{page}"), more | {"project": world.project.pk})
        assert answer.status_code == 200 and "project" in answer.context["adminform"].form.errors, page


def test_every_choice_of_every_form_is_cut_from_what_is_seen(world):
    client = enter(world.other)
    for model_admin in admins():
        if "steward" not in expected.RECORDS[model_admin.opts.label].get("add", ""):
            continue
        form = client.get(place(model_admin, "add")).context["adminform"].form
        for field in form.fields.values():
            label = getattr(getattr(field, "queryset", None), "model", Unit)._meta.label
            if label in UNITS:
                assert not field.queryset.filter(pk=world.records[label].pk).exists(), (
                    model_admin,
                    field.label,
                )


def test_a_file_is_handed_to_who_sees_its_fact(world):
    address = reverse("admin:milestones_attachment_file", args=[world.records["milestones.Attachment"].pk])
    for name, user in people(world, WITHIN + OUTSIDE):
        answer = enter(user).get(address)
        assert answer.status_code == (200 if name in WITHIN else 404), name
        assert name in OUTSIDE or "attachment" in answer["Content-Disposition"]
        if answer.streaming:
            answer.file_to_stream.close()


def test_a_password_is_set_by_the_administrator_alone(world):
    for name, user in people(world, WITHIN + OUTSIDE):
        answer = enter(user).get(reverse("admin:auth_user_password_change", args=[world.leader.pk]))
        assert (answer.status_code == 200) if name == "admin" else told(answer), name


LOOKUPS = [
    ("projects.Project", "steward__password__startswith=md5"), ("projects.Project", "leader__email__contains=a"),
    ("milestones.Milestone", "owner__password__startswith=md5"), ("milestones.Milestone", "project__note__contains=a"),
    ("projects.User", "password__startswith=md5"), ("milestones.Claim", "by__password__startswith=md5"),
    ("milestones.ProgressReport", "milestone__project__steward__phone__startswith=1"),
    ("projects.Project", "_to_field=password"), ("projects.User", "_popup=1&_to_field=password"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "query"), LOOKUPS)
def test_a_list_is_not_asked_about_what_it_does_not_show(world, label, query):
    model_admin = next(row for row in admins() if row.opts.label == label)
    assert enter(world.steward).get(f"{place(model_admin, 'changelist')}?{query}").status_code == 400


def test_a_search_and_a_filter_by_names_out_of_sight_find_nothing(world):
    client = enter(world.other)
    for query in (
        {"q": "机密"},
        {"q": world.project.code},
        {"unit": "roads"},
        {"steward": "steward"},
        {"mine": "true"},
        {"o": "1"},
    ):
        for page in ("projects_project_changelist", "milestones_milestone_changelist"):
            answer = client.get(reverse(f"admin:{page}"), query, follow=True)
            assert answer.status_code == 200
            assert not list(answer.context["cl"].result_list), (page, query)
            assert "机密" not in answer.content.decode().replace('value="机密"', "")


def test_works_of_another_unit_are_not_named_on_the_page_of_a_shared_programme(world):
    world.project.co_units.add(world.schools)
    work = Project.objects.create(
        code="2024-CJ-001-01", name="机密工程", plan_year=2024, category=world.project.category, unit=world.roads,
        parent=world.project,
    )  # fmt: skip
    for user, named in ((world.other, False), (world.steward, True)):
        page = enter(user).get(reverse("admin:projects_project_change", args=[world.project.pk]))
        assert page.status_code == 200 and (work.name in page.content.decode()) is named


def test_the_shortcut_and_the_indexes_name_nothing_out_of_sight(world):
    client = enter(world.other)
    assert client.get("/admin/r/1/1/").status_code == 404
    for page in (
        "/admin/",
        "/admin/projects/",
        "/admin/milestones/",
        "/admin/jsi18n/",
        "/reports/overdue/",
        "/",
        "/reports/overdue.csv",
    ):
        answer = client.get(page)
        assert answer.status_code == 200 and "机密" not in answer.getvalue().decode(), page
    assert "milestones/jobrun" not in client.get("/admin/milestones/").content.decode()


def test_pages_open_to_whom_is_expected(world):
    for name, words in expected.PAGES.items():
        codes = {"project": world.project.code, "unit": world.roads.code}
        address = reverse(name, args=[codes[name]] if name in codes else [])
        if not words:
            continue
        assert Client().get(address).url.startswith("/login/"), name
        for role, user in (
            ("leader", world.leader),
            *((user.role, user) for _name, user in people(world, WITHIN)),
        ):
            assert (enter(user).get(address).status_code == 200) == (role in words.split()), (name, role)
    assert enter(world.other).get(reverse("project", args=[world.project.code])).status_code == 404


def test_a_leader_comes_to_no_page_of_the_admin(world):
    client = enter(world.leader)
    for model_admin in admins():
        assert client.get(place(model_admin, "changelist")).url == "/"


# The interface for programs.


def key_of(viewset, record):
    return getattr(record, viewset.lookup_field if viewset.lookup_field != "pk" else "pk")


def model_of(viewset):
    model = viewset.queryset.model._meta.label
    return {"milestones.Standing": "milestones.Milestone"}.get(model, model)


def test_every_resource_starts_from_what_the_reader_sees(world):
    """Whatever is registered: an outsider's list, page and filter never reach the record."""
    for name, user in people(world, WITHIN + OUTSIDE):
        client = client_of(user)
        for prefix, viewset, _base in router.registry:
            label = model_of(viewset)
            record, cells = world.records[label], (name, prefix)
            found = client.get(f"{V1}{prefix}/{key_of(viewset, record)}/").status_code
            assert found == (200 if sees(label, name) else 404), cells
            answer = client.get(f"{V1}{prefix}/", {"page_size": 200})
            assert answer.status_code == 200, cells
            assert name not in OUTSIDE or "机密" not in answer.content.decode(), cells
            cache.clear()


def test_every_resource_is_closed_to_strangers_and_to_accounts_without_a_role(world):
    world.other.groups.clear()
    nobody = type(world.other).objects.get(pk=world.other.pk)
    for prefix, _viewset, _base in router.registry:
        assert client_of().get(f"{V1}{prefix}/").status_code == 401
        assert client_of(nobody).get(f"{V1}{prefix}/").status_code == 403


BODIES = {
    "approve-plan": {}, "assign": {"steward": "steward"}, "report": {"note": "进展"}, "no-progress": {"note": "停工"}, "confirm": {}, "withdraw": {},
    "claim": {"finished_on": "2026-01-01", "note": "完成"}, "return": {"reason": "不符"}, "reopen": {"reason": "不符"},
    "approve": {}, "refuse": {"reason": "不符"},
    "request-change": {"kind": "cancel", "reason_class": "other", "text": "并入他项"},
}  # fmt: skip
NEW = {
    "POST projects/": {
        "code": "2025-CJ-009",
        "name": "新",
        "plan_year": 2025,
        "category": "road",
        "unit": "roads",
    },
    "POST milestones/": {"project": "2024-CJ-001", "name": "新", "forecast_due": "2030-01-01"},
}


def ask(client, name, world):
    """Make one call on the record of the world."""
    method, address = name.split(" ")
    prefix, *more = address.strip("/").split("/")
    viewset = next(viewset for known, viewset, _base in router.registry if known == prefix)
    record = world.records[model_of(viewset)]
    if more and more[-1] == "reopen":
        record = world.confirmed
    path = f"{V1}{address.replace('…', str(key_of(viewset, record)))}"
    body = NEW.get(name) or BODIES.get(more[-1] if more else "", {})
    send = client.patch if method == "PATCH" else client.post
    return send(path, body, format="json", **({"HTTP_IF_MATCH": "*"} if method == "PATCH" else {}))


def test_every_call_that_writes_is_answered_by_role_and_sight(world):
    for name, words in expected.CALLS.items():
        for who_asks, user in people(world, WITHIN + OUTSIDE):
            if user.role in roles(words) and who_asks in WITHIN:
                continue
            answer = ask(client_of(user), name, world)
            status = 400 if who_asks in OUTSIDE and name == "POST milestones/" else 403
            status = 404 if who_asks in OUTSIDE and "…" in name else status
            assert answer.status_code == status, (name, who_asks, answer.content.decode())
            assert answer["Content-Type"] == "application/problem+json" and answer.json()["detail"]


def test_every_call_that_writes_is_open_to_its_roles(world):
    for name, words in expected.CALLS.items():
        user = next(user for _name, user in people(world, WITHIN) if user.role in roles(words))
        answer = ask(client_of(user), name, world)
        assert answer.status_code in (200, 201, 400, 409), (name, answer.content.decode())


def test_every_choice_of_a_record_in_the_models_is_known_to_the_matrix():
    """A new kind of record that belongs to a project is scoped here, or the matrix would not look at it."""
    for model_admin in admins():
        named = {
            field.related_model._meta.label
            for field in model_admin.opts.get_fields()
            if isinstance(field, ForeignKey)
        }
        if named & {"projects.Project", "milestones.Milestone"}:
            assert model_admin.opts.label in UNITS, model_admin.opts.label
