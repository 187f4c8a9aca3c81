"""Every form filled in and sent once in Chromium by somebody who may: the fields are found, the button is pressed.

The server shares the test's own connection, so that what a sending writes goes with it and the world is laid once.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.servers.basehttp import WSGIServer
from django.db import connections
from django.test import override_settings
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler, _StaticFilesHandler

from tests.admin.forms_desk import NAMES, Desk
from tests.admin.forms_sending import inputs_in

pytestmark = pytest.mark.browser


class OneAtATime(LiveServerThread):
    """A server whose requests follow one another on the connection of the test."""

    def _create_server(self, connections_override=None):
        return WSGIServer((self.host, self.port), QuietWSGIRequestHandler, allow_reuse_address=False)


@pytest.fixture(scope="module")
def server(laid_world) -> Iterator[str]:
    shared: Any = connections["default"]
    thread = OneAtATime("localhost", _StaticFilesHandler, connections_override={"default": shared})
    thread.daemon = True
    shared.inc_thread_sharing()
    shared.close = lambda: None  # what the thread was lent stays open
    with override_settings(ALLOWED_HOSTS=["localhost", "testserver"]):
        thread.start()
        thread.is_ready.wait()
        yield f"http://localhost:{thread.port}"
        thread.terminate()
    del shared.close
    shared.dec_thread_sharing()


@pytest.fixture(scope="module")
def context(browser) -> Iterator[Any]:
    """One browser, which keeps styles and scripts from page to page."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    yield context
    context.close()


class Sheet:
    """A page in the browser, as one person fills it in."""

    def __init__(self, context, server, desk: Desk, who: str):
        self.desk, self.who, self.server = desk, who, server
        context.clear_cookies()
        if session := desk.clients[who].cookies.get(django_settings.SESSION_COOKIE_NAME):
            context.add_cookies([{"name": session.key, "value": session.value, "url": server}])
        self.page = context.new_page()
        self.page.set_default_timeout(8_000)
        self.complaints: list[str] = []
        self.fields: dict[str, Any] = {}
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self) -> None:
        """Go where the form stands; several rows are ticked in their list first."""
        self.page.goto(self.server + self.desk.place)
        if self.desk.bulk:
            self.page.check(f"input[name=_selected_action][value='{self.desk.subject.pk}']")
            self.page.select_option("select[name=action]", self.desk.name.rpartition(" ")[2])
            self.press("#changelist-form button[name=index], #changelist-form [type=submit]")

    @property
    def form(self):
        """The form that goes to the address."""
        path = urlsplit(self.desk.address).path
        found = self.page.locator("form[method=post i]")
        here = [one for one in found.all() if urlsplit(one.evaluate("form => form.action")).path == path]
        return here[0] if here else found.last

    def fill(self) -> None:
        """Type everything; a row of an inline is added first, in its tab, and its fields stand last in the table."""
        for name, value in self.desk.typed().items():
            rows, added, _rest = name.partition("-TOTAL_FORMS")
            if added:
                self.page.locator(f"a[href$='#{rows}']").first.click()
                self.page.locator(f"#{rows}-group .add-row").first.click()
            else:
                self.write(name, value)

    def write(self, name: str, value) -> None:
        one = self.form.locator(f"[name='{name}']").first
        if one.get_attribute("type") == "hidden" or one.evaluate("one => one.tagName") == "BUTTON":
            return
        if one.get_attribute("type") == "file":
            files = value if isinstance(value, list) else [value]
            one.set_input_files([{"name": file.name, "mimeType": "", "buffer": file.read()} for file in files])
        elif "admin-autocomplete" in (one.get_attribute("class") or ""):
            self.find(one, str(value))
        elif isinstance(value, list) and one.get_attribute("type") == "checkbox":
            for key in value:
                self.form.locator(f"[name='{name}'][value='{key}']").check()
        elif one.evaluate("one => one.tagName") == "SELECT":
            one.select_option(str(value))
        else:
            one.fill(str(value))

    def find(self, one, key: str) -> None:
        """Choose by typing, as people do."""
        field = self.fields[one.get_attribute("name")]
        label = field.label_from_instance(field.queryset.get(pk=key))
        one.locator("xpath=following-sibling::span[contains(@class, 'select2')]").first.click()
        self.page.fill(".select2-search__field", label)
        self.page.locator(".select2-results__option", has_text=label).first.click()

    def press(self, selector: str):
        with self.page.expect_navigation() as moved:
            self.page.locator(selector).first.click()
        return moved.value

    def send(self):
        """Press the button of the form; one that shows first what it would do is pressed again."""
        answer = self.push()
        if self.page.locator("button[name=shown]").count():
            answer = self.press("button[name=shown]")
        return answer

    def push(self):
        """Press the form's first button, or the one that is typed; it may stand outside the form."""
        typed = "".join(f"[name='{name}'], " for name in self.desk.typed())
        button = self.form.evaluate_handle(
            "(form, [typed, usual]) => { const all = [...form.elements].filter(one => one.matches('button, "
            "[type=submit]'));"
            " return all.find(one => typed && one.matches(typed)) || all.find(one => one.matches(usual)) }",
            [
                typed.rstrip(", "),
                "[name=_save], .tx-solid, button.solid, button:not([type=button]), [type=submit]",
            ],
        )
        with self.page.expect_navigation() as moved:
            button.as_element().click()
        return moved.value


@pytest.mark.parametrize("desk", NAMES, indirect=True)
def test_it_is_filled_in_and_sent_in_the_browser(context, server, desk):
    who = desk.allowed()[0]
    with desk.undone(who):
        sheet = Sheet(context, server, desk, who)
        sheet.fields = inputs_in(desk.open(who)[0])
        sheet.open()
        sheet.fill()
        answer = sheet.send()
        assert answer.status == 200, (desk.name, who, answer.status, sheet.page.inner_text("body")[:400])
        assert desk.difference() == desk.makes(who), (
            desk.name,
            sheet.page.inner_text("body")[:400],
        )
        assert sheet.complaints == [], desk.name
        sheet.page.wait_for_load_state("networkidle")  # nothing is asked of the server while its writes are undone
        sheet.page.evaluate("localStorage.clear()")  # what was typed and not sent
        sheet.page.close()
