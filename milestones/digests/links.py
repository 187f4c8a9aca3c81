"""Links in mails: each names a row, an action and a reader, is signed, and ends when the next slot is due."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from backoffice import clock
from projects.models import User

ACT, OFF = "digest-act", "digest-off"


@dataclass(frozen=True)
class ActionLink:
    """What a link stands for; `model` and `action` as the admin calls them."""

    person: int
    model: str
    record: int
    action: str
    until: dt.datetime

    @property
    def ended(self) -> bool:
        return clock.now() >= self.until


def absolute_url(path: str) -> str:
    return settings.PUBLIC_URL + path


def action_url(person: User, model: str, record: int, action: str, until: dt.datetime) -> str:
    """Where this person does this action on this record, until then."""
    token = signing.dumps([person.pk, model, record, action, int(until.timestamp())], salt=ACT)
    return absolute_url(reverse("act-link", args=[token]))


def read_action_token(token: str) -> ActionLink | None:
    """What the link stands for; None for what we did not sign."""
    try:
        person, model, record, action, until = signing.loads(token, salt=ACT)
    except (signing.BadSignature, ValueError):
        return None
    return ActionLink(person, model, record, action, dt.datetime.fromtimestamp(until, dt.UTC))


def unsubscribe_url(person: User, kind: str) -> str:
    """Where this kind of mail is switched off for this person, without logging in."""
    return absolute_url(reverse("unsubscribe", args=[signing.dumps([person.pk, kind], salt=OFF)]))


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    try:
        person, kind = signing.loads(token, salt=OFF)
    except (signing.BadSignature, ValueError):
        return None
    return person, kind
