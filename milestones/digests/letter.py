"""The mail itself: three forms of a digest, and the message as the relay gets it."""

import datetime as dt
import re
import unicodedata
import uuid
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milestones.models import Delivery
from milestones.models.delivery import LINK_HERE, PASSWORD_MAIL
from projects.models.password_reset import password_link

from .digest import Digest
from .links import absolute_url, unsubscribe_url

AGAIN = "<!-- again -->"


def render_digest(digest: Digest, number: str) -> tuple[str, str]:
    """Text and HTML of a digest, in the language in force."""
    context = {
        "digest": digest,
        "number": number,
        "language": translation.get_language(),
        "home": absolute_url("/"),
        "settings": absolute_url(reverse("subscriptions")),
        "off": "" if digest.duty else unsubscribe_url(digest.person, digest.facts.kind),
        "until": timezone.localtime(digest.facts.until),
        "demonstration": settings.DEMONSTRATION,
    }
    text = render_to_string("emails/digest.txt", context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", render_to_string("emails/digest.html", context)


def sender_domain() -> str:
    """The sender's domain, which names lists and messages too."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def new_message_id(kind: str, username: str, slot: dt.date) -> str:
    """Fixed at planning and kept through every retry, so that a receiver may know a copy."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", username).strip("-")[:40] or "reader"
    return f"<{kind}.{name}.{slot:%Y-%m-%d}.{uuid.uuid4().hex[:12]}@{sender_domain()}>"


def format_recipient(name: str, address: str) -> str:
    """One safe recipient: a name is never read as an address. Raise ValueError for what is no address."""
    printable = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    return str(Address(display_name=" ".join(printable.split()), addr_spec=address))


class DigestMessage(EmailMultiAlternatives):
    """Django folds a long subject away from its name, which some readers show as an empty one."""

    def message(self) -> Any:  # type: ignore[override]
        message = super().message()
        message.replace_header("Subject", Header(self.subject, "utf-8", header_name="Subject"))  # type: ignore[arg-type]
        return message


def build_message(delivery: Delivery) -> DigestMessage:
    """The stored message with its headers; a possible second copy says so."""
    headers = {
        "Message-ID": delivery.message_id,
        "Date": format_datetime(timezone.localtime(delivery.planned_at)),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<{delivery.kind}.{sender_domain()}>",
    }
    if not delivery.duty:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url(delivery.recipient, delivery.kind)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = delivery.text, delivery.html
    if delivery.kind == PASSWORD_MAIL:
        text = text.replace(LINK_HERE, password_link(delivery.recipient))
    if delivery.ambiguous:
        headers["X-Possible-Duplicate"] = "yes"
        with translation.override(delivery.language):
            note = _("This may be a second copy: it is not known whether the first one arrived.")
        text, html = f"{note}\n\n{text}", html.replace(AGAIN, note, 1)
    message = DigestMessage(
        delivery.subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [format_recipient(delivery.recipient.name, delivery.to_addr)],
        headers=headers,
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message
