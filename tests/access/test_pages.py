"""The pages and files, cell by cell: what a request is answered."""

from django.test import Client
from django.urls import reverse

from milestones.models import Instruction
from tests.cast import enter
from tiexi.access_map import own_model_admins

from . import access_expected as expected
from .access_asking import people, place, read, roles, told
from .access_world import FAR, OUTSIDE, WITHIN


def test_a_file_is_handed_to_who_sees_its_fact(world):
    key = world.records["milestones.Attachment"].pk
    for place_of, eyes in (("admin:milestones_attachment_file", WITHIN), ("file", (*WITHIN, "leader"))):
        for name, user in people(world, (*eyes, *OUTSIDE)):
            answer = read(enter(user).get(reverse(place_of, args=[key])))
            assert answer.status_code == (200 if name in eyes else 404), (place_of, name)
            assert name in OUTSIDE or "attachment" in answer["Content-Disposition"]
    for name, user in people(world, (*WITHIN, "leader", *OUTSIDE)):
        small = enter(user).get(reverse("picture", args=[key]))
        assert small.status_code == (404 if name in OUTSIDE else 200), name


def test_a_password_is_set_by_nobody_but_its_person(world):
    for _name, user in people(world, WITHIN + OUTSIDE):
        assert enter(user).get(f"/admin/projects/user/{world.leader.pk}/password/", follow=True).status_code in (
            403,
            404,
        )


def test_the_shortcut_and_the_indexes_name_nothing_out_of_sight(world):
    client = enter(world.other)
    assert client.get("/admin/r/1/1/").status_code == 404
    for page in (
        "/admin/",
        "/admin/jsi18n/",
        "/reports/overdue/",
        "/",
        "/reports/overdue.csv",
    ):
        answer = client.get(page)
        assert answer.status_code == 200 and "机密" not in answer.getvalue().decode(), page
    assert {client.get(f"/admin/{app}/").url for app in ("projects", "milestones")} == {"/admin/"}


def test_pages_open_to_whom_is_expected(world):
    everybody = [(user, enter(user)) for _name, user in people(world, (*WITHIN, "leader"))]
    for name, words in expected.PAGES.items():
        if not words or name.startswith("instruction-"):  # a post, below
            continue
        address = address_of(name, world)
        assert "/login/" in Client().get(address).url, name
        for user, client in everybody:
            answer = read(client.get(address))
            assert (answer.status_code == 200) == (user.role in roles(words)), (name, user)
    for name in ("project", "instruct", "file", "picture"):
        assert enter(world.other).get(address_of(name, world)).status_code == 404, name


def address_of(name, world):
    """A page about the world's own records."""
    file = world.records["milestones.Attachment"].pk
    keys = {"project": world.project.code, "unit": world.roads.code, "file": file, "picture": file}
    address = reverse(name, args=[keys[name]] if name in keys else [])
    return address + (f"?project={world.project.code}" if name == "instruct" else "")


def test_an_instruction_is_closed_by_its_giver_or_a_supervisor(world):
    def close(user, instruction):
        address = reverse("instruction-close", args=[instruction.pk])
        return enter(user).post(address, {"reason": "已当面答复"}).status_code

    said = {"project": world.project, "text": "督办", "reply_by": FAR}
    first, second = (Instruction.give(by=world.leader, **said) for _number in range(2))
    for name in ("steward", "head", "auditor", "admin"):
        assert close(getattr(world, name), first) == 403, name
    assert [close(user, first) for user in (world.other, world.other_head)] == [404, 404]
    assert close(world.leader, world.records["milestones.Instruction"]) == 403
    assert (close(world.leader, first), close(world.supervisor, second)) == (302, 302)


def test_every_page_of_the_admin_opens_to_whom_is_expected(world):
    keys = {
        "milestones_attachment_file": world.records["milestones.Attachment"].pk,
        "milestones_milestone_history_panel": world.milestone.pk,
        "projects_project_history_panel": world.project.pk,
    }
    for name, words in expected.DESK_PAGES.items():
        address = reverse(f"admin:{name}", args=[keys[name]] if name in keys else [])
        assert "/login/" in Client().get(address).url, name
        assert enter(world.leader).get(address).url == "/", name
        for who_asks, user in people(world, WITHIN):
            answer = read(enter(user).get(address))
            allowed = user.role in roles(words)
            assert answer.status_code in (200, 302) if allowed else told(answer), (name, who_asks)
        if "history_panel" in name:
            assert enter(world.other).get(address).status_code == 404, name


def test_a_leader_comes_to_no_page_of_the_admin(world):
    client = enter(world.leader)
    for model_admin in own_model_admins():
        assert client.get(place(model_admin, "changelist")).url == "/"
