"""Mails with the link to a password: an invitation, a reset, or what somebody asked for who forgot it.

They leave by the outbox. The ledger, which many may read, keeps the letter without its link; the link is made when the
letter is handed over, and works from then on.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice import clock
from backoffice.recording import recorded_action
from milestones.digests.letter import new_message_id
from milestones.digests.planning import VALID as HANDED_OVER_WITHIN
from milestones.models import Delivery
from milestones.models.delivery import LINK_HERE, PASSWORD_MAIL
from projects.models import PasswordReset, RateLimit, User
from projects.models.password_reset import VALID
from projects.valkey import enqueue_task

JUST = dt.timedelta(minutes=1)
MOST, WITHIN = 3, 3600  # letters that one account is sent because somebody says to have forgotten, in so many seconds


@recorded_action
def reset_password(person: User, *, by: User, way: str) -> str:
    """End the password; answer the code to print, or put the letter into the outbox and answer ""."""
    invited = person.last_login is None
    code = PasswordReset.reset(person, by=by, way=way)
    if not code:
        person.refresh_from_db()
        post_password_mail(person, *(invitation_letter(person) if invited else reset_letter(person)))
    return code


@recorded_action
def invite(person: User, *, by: User, way: str) -> str:
    """The same for who has no password of their own yet; nobody else's ends."""
    PasswordReset.require_first_password(person)
    return reset_password(person, by=by, way=way)


@transaction.atomic
def send_forgotten_links(name_or_address: str) -> None:
    """A link to the recorded address of whoever is so called; nothing where there is nobody, and nobody is told."""
    for person in User.objects.with_name_or_address(name_or_address).select_for_update():
        if not was_just_sent(person) and not RateLimit.wait("forgotten", f"account {person.pk}", MOST, WITHIN):
            post_password_mail(person, *forgotten_letter(person))


def was_just_sent(person: User) -> bool:
    """A button that is pressed twice sends one letter."""
    just = clock.now() - JUST
    return Delivery.objects.filter(recipient=person, kind=PASSWORD_MAIL, planned_at__gt=just).exists()


def post_password_mail(person: User, subject: str, text: str) -> Delivery:
    now = clock.now()
    slot = clock.day_of_instant(now)
    transaction.on_commit(lambda: bool(enqueue_task("milestones.drain_outbox")))
    return Delivery.objects.create(
        dedup_key=f"{PASSWORD_MAIL}:{person.pk}:{uuid.uuid4().hex}",
        kind=PASSWORD_MAIL,
        slot=slot,
        recipient=person,
        to_addr=person.email,
        language=letter_language(person),
        subject=subject,
        text=text,
        planned_at=now,
        next_at=now,
        not_after=now + HANDED_OVER_WITHIN,
        message_id=new_message_id(PASSWORD_MAIL, person.username, slot),
        duty=True,
    )


def letter_language(person: User) -> str:
    return person.language or settings.LANGUAGE_CODE


def letter(person: User, subject: str, text: str) -> tuple[str, str]:
    said = {"person": person, "days": VALID.days, "link": LINK_HERE, "username": person.username}
    return subject, text % said


def invitation_letter(person: User) -> tuple[str, str]:
    with override(letter_language(person)):
        text = _(
            "%(person)s, an account has been opened for you. Choose your password here within %(days)s days; the link works once:\n%(link)s\nThe user name is %(username)s. Whoever did not expect this tells the auditor."  # noqa: E501
        )
        return letter(person, _("Tiexi Key Projects: choose your password"), text)


def reset_letter(person: User) -> tuple[str, str]:
    with override(letter_language(person)):
        text = _(
            "%(person)s, the administrator ended your password. Choose a new one here within %(days)s days:\n%(link)s\nThe user name is %(username)s. Whoever did not expect this tells the auditor."  # noqa: E501
        )
        return letter(person, _("Choose a new password"), text)


def forgotten_letter(person: User) -> tuple[str, str]:
    with override(letter_language(person)):
        text = _(
            "%(person)s, somebody asked for a new password for this account. Choose it here within %(days)s days; the link works once:\n%(link)s\nThe user name is %(username)s. If it was not you, do nothing: your password stays."  # noqa: E501
        )
        return letter(person, _("Choose a new password"), text)
