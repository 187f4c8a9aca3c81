"""The matrix of access, cell by cell: what a request to the admin is answered."""

from django.contrib import admin

from backoffice.actions import RecordActionAdmin, record_action_name
from milestones.models import ChangeRequest, Claim
from projects.models import Project
from tests.cast import enter
from tiexi.access_map import own_model_admins

from . import access_expected as expected
from .access_asking import CHINESE, line_of, people, place, roles, told
from .access_world import OUTSIDE, WITHIN, sees


def test_lists_show_what_is_seen_and_nothing_else(world):
    for name, user in people(world, WITHIN + OUTSIDE):
        client = enter(user)
        for model_admin in own_model_admins():
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
        for model_admin in own_model_admins():
            label, record = model_admin.opts.label, world.records[model_admin.opts.label]
            if sees(label, name) or user.role not in roles(expected.RECORDS[label]["list"]):
                continue
            pages = ["change", "delete", "history", *verbs_of(model_admin)]
            for page in pages:
                for ask in (client.get, client.post):
                    assert ask(place(model_admin, page, record.pk)).status_code == 404, (name, label, page)


def verbs_of(model_admin: admin.ModelAdmin) -> list[str]:
    return [record_action_name(form) for form in getattr(model_admin, "action_forms", ())]


def test_what_is_in_sight_opens_or_says_why_not(world):
    for name, user in people(world, WITHIN):
        client = enter(user)
        for model_admin in own_model_admins():
            label, cells = model_admin.opts.label, expected.RECORDS[model_admin.opts.label]
            if not sees(label, name):
                continue
            record, draft = world.records[label], world.drafts[label]
            # Approval locks a quantity whole.
            edited = draft if label == "projects.Target" else record
            asked = {
                "list": client.get(place(model_admin, "change", record.pk)),
                "add": client.get(place(model_admin, "add")),
                "change": client.post(place(model_admin, "change", edited.pk), {}),
                "delete": client.get(place(model_admin, "delete", draft.pk)),
                "read history": client.get(place(model_admin, "history", record.pk)),
            }
            for door, answer in asked.items():
                allowed = user.role in roles(cells.get("list" if "history" in door else door, ""))
                # A form sent without what the page had shown is a conflict.
                opened = answer.status_code in ((200, 409) if door == "change" else (200,))
                assert opened if allowed else told(answer), (name, label, door)


def test_nobody_deletes_what_is_approved(world):
    for name, user in people(world, WITHIN):
        for label in ("projects.Project", "projects.Target", "milestones.Milestone"):
            model_admin = next(row for row in own_model_admins() if row.opts.label == label)
            answer = enter(user).post(place(model_admin, "delete", world.records[label].pk), {"post": "yes"})
            assert told(answer), (name, label)


def test_an_act_is_shown_to_its_roles_and_refused_with_the_reason(world):
    for name, user in people(world, WITHIN):
        client = enter(user)
        for model_admin in (row for row in own_model_admins() if isinstance(row, RecordActionAdmin)):
            for form in model_admin.action_forms:
                address = place(
                    model_admin,
                    record_action_name(form),
                    world.records[model_admin.opts.label].pk,
                )
                if not sees(model_admin.opts.label, name):
                    continue
                if user.role in roles(expected.ACTIONS[line_of(form)][0]):
                    answer, record = client.get(address), world.records[model_admin.opts.label]
                    if form.fits(user, record):
                        assert answer.status_code == 200, (name, form)
                    else:  # the page says why
                        assert answer.status_code in (403, 409) and CHINESE.search(answer.context["form"].unfit_text)
                else:
                    assert told(client.get(address)) and told(client.post(address)), (name, form)


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
        for model_admin in own_model_admins():
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
        model_admin = next(row for row in own_model_admins() if row.opts.label == label)
        for act in expected.RECORDS[label]["acts"]:
            body = {"action": act, "_selected_action": [world.records[label].pk], "select_across": "1"}
            client.post(place(model_admin, "changelist"), body)
    assert states() == before


def choices():
    """Every field of a form that offers its choices by search."""
    for model_admin in own_model_admins():
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
