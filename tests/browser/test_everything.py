"""The wall, the projects, the instructions and the papers over all that there is: the demonstration, and the bare
register.
"""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.serializers import deserialize
from django.db import connection

from backoffice.clock import today
from milestones.demo.load import load_demonstration
from milestones.models import Instruction, Standing
from milestones.models.headings import countable_projects
from projects.models import Project, User
from tests.cast import give, owner

from .test_reading import TOO_WIDE
from .test_wall import MEETING

pytestmark = pytest.mark.browser
READERS = ("leader", "supervisor", "unithead", "steward")


@pytest.fixture(params=["demonstration", "register"])
def loaded(request):
    return request.param


@pytest.fixture
def cast(vocabulary, transactional_db, loaded, settings, tmp_path):
    """In place of the small cast: everything, with the accounts of the demonstration."""
    settings.MEDIA_ROOT = tmp_path
    if not Group.objects.exists():
        with owner():
            for record in deserialize("json", vocabulary):
                record.save()
    with owner():
        load_demonstration(today(), lambda text: None) if loaded == "demonstration" else register()
    with owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a running server's autovacuum soon does


def register():
    """What the source says and nothing more; one account for each role that reads."""
    call_command("load_register", verbosity=0)
    for name in READERS:
        user = User.objects.create_user(name, password="tiexi-demo", name=name, is_staff=name != "leader")
        give(user, {"unithead": "unit_head"}.get(name, name))


def worst() -> str:
    """The address of the project with the most to tell."""
    rows = Standing.objects.on(today()).overdue().filter(project__unit__code="zhujian")
    code = (
        rows.values_list("project__code", flat=True).first()
        or countable_projects(Project.objects.all()).latest("code").code
    )
    return f"/projects/{code}/"


def test_every_page_reads_well_has_no_barrier_and_no_false_green(visit, loaded, faults_of):
    story = worst()
    for who in READERS if loaded == "demonstration" else READERS[:2]:
        for address in ("/wall/", story, "/instructions/", "/papers/"):
            page = visit(address, who, 1366)
            assert page.complaints == [] and page.evaluate(TOO_WIDE) == [], (who, address)
            assert len(page.hosts) == 1 and page.locator("h1").count() == 1
            if who == "leader":
                assert faults_of(page) == [], address
                page.set_viewport_size({"width": 390, "height": 844})
                assert page.evaluate(TOO_WIDE) == [] and faults_of(page) == [], address
            if loaded == "register":
                assert page.locator("main .light.green").count() == 0, address


def test_no_two_labels_meet_on_any_sheet_or_any_screen(visit, loaded):
    page = visit("/wall/", "leader", 1600)
    for query in ("", "?by=unit", "?plan=all"):
        page.goto(page.url.partition("?")[0] + query)
        assert page.evaluate(MEETING, "svg.gantt") == [], query
        assert page.locator("svg.gantt").count() > 0 or (loaded == "register" and query != "?plan=all")
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert screens_of(page) > 4 if loaded == "demonstration" else not screens_of(page)
    assert page.complaints == []


def screens_of(page) -> int:
    """How many screens a round has, until they come round; on none of them two labels meet."""
    seen: set[str] = set()
    while True:
        page.goto(f"{page.url.partition('/wall/')[0]}/wall/show/?pause=1&screen={len(seen) + 1}")
        if not page.locator("svg.gantt").count() or page.text_content("svg.gantt") in seen:
            return len(seen)
        seen.add(page.text_content("svg.gantt"))
        assert page.evaluate(MEETING, "svg.gantt") == [], page.url


@pytest.mark.parametrize("loaded", ["register"], indirect=True)
def test_even_without_a_schedule_a_leader_instructs_and_a_supervisor_presses(visit, loaded):
    for who, said in (("leader", "请排出赶工计划"), ("supervisor", "请三日内书面说明")):
        page = visit(worst(), who, 390)
        page.click("details.give summary")
        page.fill("details.give textarea", said)
        page.click("details.give button")
        assert page.locator("[role=status]").count() == 1 and said in page.inner_text("#instructions")
    assert Instruction.objects.filter(text__startswith="请").count() == 2
