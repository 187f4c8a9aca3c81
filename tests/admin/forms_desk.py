"""One form of the table in the world: who opens it, what is typed, what is sent and what that did."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any

from django.test import Client

from . import forms_expected as expected
from .forms_sending import (
    PEOPLE,
    Page,
    address_of,
    addresses,
    allowed,
    difference,
    footprint,
    read_page,
    resolved,
    undone,
    writing,
)

NAMES = sorted(expected.FORMS)


@cache
def everywhere() -> dict[str, str]:
    """Every form that there may be, with the roles that it is for."""
    return writing() | addresses()


COUNTS: Counter = Counter()  # how often each form was sent, by person and kind of values


def people_of(world: Any) -> dict[str, Any]:
    """Who opens and sends forms; a stranger is nobody."""
    return {one: getattr(world, one, None) for one in PEOPLE}


def entered(world: Any) -> dict[str, Client]:
    """A browser for each of them, which shows what went wrong instead of raising it."""
    found = {one: Client(raise_request_exception=False) for one in PEOPLE}
    for one, person in people_of(world).items():
        if person:
            found[one].force_login(person)
    return found


def shown_form(answer: Any) -> Any:
    """The form of a page of the desk or of a record that did not lead on."""
    if answer.status_code != 200 or not answer.context:
        return None
    record = answer.context.get("adminform")
    return record.form if record else answer.context.get("form")


class Desk:
    """A form, its record and its people, each in a browser of their own."""

    def __init__(self, name: str, world: Any, clients: dict[str, Client]):
        self.name, self.world, self.form = name, world, expected.FORMS[name]
        self.people = people_of(world)
        self.words = everywhere()[name]
        self.subject: Any = self.form.subject(world) if self.form.subject else None
        self.address = address_of(name.partition(" + ")[0], self.form, world, self.subject)
        self.place = resolved(self.form.on, world) or self.address
        self.clients = clients
        self.before = footprint()  # what the tables hold when nothing is sent yet

    @property
    def bulk(self) -> bool:
        return " bulk " in self.name

    def allowed(self) -> list[str]:
        if self.name in ("page set_language", "page unsubscribe", "page password-forgotten"):
            return [*PEOPLE]
        found = allowed(self.form, self.words, self.people)
        return found if self.name.startswith("page ") else [one for one in found if one != "leader"]

    def open(self, who: str) -> tuple[Any, Page]:
        """The page as this person sees it."""
        if self.bulk:
            chosen = {"action": self.name.rpartition(" ")[2], "_selected_action": [self.subject.pk]}
            answer = self.clients[who].post(self.address, chosen)
        else:
            answer = self.clients[who].get(self.place, follow=self.place != self.address)
        assert answer.status_code == 200, (self.name, who, answer.status_code, failure(answer))
        page = read_page(answer, self.address)
        if self.bulk:
            page.values["apply"] = ["1"]
        return answer, page

    def typed(self) -> dict:
        return resolved(self.form.typed, self.world)

    def filled(self, page: Page, **changed: Any) -> dict:
        values = {name: one for name, one in (page.values | self.typed() | changed).items() if one is not None}
        return {name: one if isinstance(one, list) else [one] for name, one in values.items()}

    def difference(self) -> tuple[dict[str, int], set[str]]:
        """Rows more or fewer, and what else is written, since the form was opened."""
        return difference(self.before, footprint())

    def is_untouched(self) -> bool:
        """Whether nothing at all is written, not even a trace."""
        return footprint() == self.before

    @contextmanager
    def undone(self, who: str) -> Iterator[None]:
        """What is written within goes again, and this person is logged in as before."""
        cookies = deepcopy(self.clients[who].cookies)
        with undone():
            yield
        self.clients[who].cookies = cookies

    def send(self, who: str, page: Page, values: dict, kind: str) -> Any:
        """Press the button, and the second one of a form that shows first what it would do."""
        client = self.clients[who]
        answer: Any = client.post(page.action, values)
        shown: Any = shown_form(answer)
        if shown and getattr(shown, "preview", None):
            answer = client.post(page.action, values | {"shown": [shown.preview.mark]})
        COUNTS[self.name, who, kind] += 1
        return answer

    def landed(self, who: str, answer: Any) -> bool:
        """Whether the page that follows is there."""
        if answer.status_code != 302 or answer.url.startswith("/login/"):
            return answer.status_code < 400
        return self.clients[who].get(answer.url, follow=True).status_code == 200

    def makes(self, who: str) -> tuple[dict, set]:
        """Rows more or fewer, and what else is written."""
        return resolved(self.form.makes, who), set(self.form.changes.split())


def failure(answer: Any) -> str:
    """What went wrong on the server, in a line."""
    said = getattr(answer, "exc_info", None)
    return repr(said[1]) if said else ""


def refused(answer: Any, address: str) -> bool:
    """Whether nothing was done: told on the page, closed, out of sight, or sent back, home or to log in."""
    away = answer.status_code == 302 and (
        answer.url in ("/", "/admin/", address) or answer.url.startswith(("/login/", "/admin/login/"))
    )
    return answer.status_code in (200, 400, 403, 404, 405, 409, 410, 413, 429) or away
