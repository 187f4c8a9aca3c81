"""Debian's Chromium, reading pages of a real server on the test database."""

import datetime as dt
import os
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.core.serializers import deserialize, serialize
from django.utils import timezone

from backoffice.clock import today
from milestones.models import Instruction, Policy
from milestones.models.plan import approve_plan
from projects.models import Category
from tests.cast import add_milestone, lay, make_cast, noon, owner


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]}


@pytest.fixture(scope="session", autouse=True)
def orm_beside_the_browser():
    """Playwright's loop runs in this thread; the ORM is used between its calls, never within one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def vocabulary(browser, django_db_setup, django_db_blocker):
    """What migrations wrote, kept because a live server's tests empty every table; the browser runs before the first
    connection.
    """
    with django_db_blocker.unblock():
        return serialize("json", [*Group.objects.all(), *Category.objects.all(), *Policy.objects.all()])


@pytest.fixture
def words(vocabulary, transactional_db):
    """An empty district with its roles, categories and policy."""
    if not Group.objects.exists():
        with owner():
            for record in deserialize("json", vocabulary):
                record.save()


@pytest.fixture
def cast(words):
    return make_cast()


@pytest.fixture
def visit(browse, cast):
    """The same over the cast."""
    return browse


@pytest.fixture
def browse(browser, live_server):
    """Log in and open an address at a width; what the browser complains of is kept on the page."""
    contexts = []

    def open_page(address, who=None, width=1440, language="zh-CN"):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.hosts = [], set()
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.hosts.add(request.url.split("/")[2]))
        if who:
            page.goto(f"{live_server.url}/login/")
            page.fill("[name=username]", who)
            page.fill("[name=password]", "tiexi-demo")
            page.click("button.solid")
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def faults_of():
    """What axe finds against WCAG 2 A and AA, one line each."""

    def run(page):
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
        found = Axe().run(page, options=options).response["violations"]
        return [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]

    return run


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def work(cast):
    """A quantity behind its time, a milestone due soon, and an instruction past its day."""
    start = noon(dt.date(2024, 1, 1))
    cast.step = lay(
        cast.project.milestones,
        name="累计建成6条",
        target=cast.target,
        quantity=6,
        forecast_due=today() - dt.timedelta(days=9),
        at=start,
    )
    cast.soon = add_milestone(cast, "路面完成", today() + dt.timedelta(days=3), at=start)
    approve_plan(cast.project, by=cast.supervisor, at=noon(dt.date(2024, 2, 1)))
    cast.step.report(by=cast.steward, note="四条", quantity=4, at=timezone.now() - dt.timedelta(days=9))
    Instruction.give(
        by=cast.leader,
        project=cast.project,
        text="限期答复",
        to="head",
        reply_by=dt.date(2024, 6, 30),
        at=noon(dt.date(2024, 6, 20)),
    )
    return cast


@pytest.fixture
def enter(browser, live_server, work):
    """Log in as somebody on a machine of some size; what the browser complains of is kept on the page."""
    contexts = []

    def log_in(who, size, language="zh-CN"):
        context = browser.new_context(locale=language, **size)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.hosts = [], set()
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.hosts.add(urlsplit(request.url).netloc))
        page.goto(f"{live_server.url}/login/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", "tiexi-demo")
        with page.expect_navigation(url="**/admin/"):
            page.click("button.solid")
        return page

    yield log_in
    for context in contexts:
        context.close()
