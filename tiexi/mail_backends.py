"""How messages leave: through a relay that says when the hand-over begins, or as one readable file each."""

import os
import smtplib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend


class NotifyingSMTP(smtplib.SMTP):
    """Calls `before_data` between the relay's consent to a recipient and the message itself.

    Whatever fails before that call has surely not been sent; whatever fails after it may have been.
    """

    before_data: Callable[[], None] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        if self.before_data:
            self.before_data()
        return super().data(msg)


class NotifyingSMTPS(NotifyingSMTP, smtplib.SMTP_SSL):
    pass


class RelayBackend(EmailBackend):
    """Django's SMTP backend over such a connection."""

    @property
    def connection_class(self) -> type[NotifyingSMTP]:
        return NotifyingSMTPS if self.use_ssl else NotifyingSMTP

    def hand_over(self, message: EmailMessage, before_data: Callable[[], None]) -> None:
        """Send one message; raise what the relay answered, or what `before_data` raised."""
        self.connection.before_data = before_data  # type: ignore[union-attr]
        self.send_messages([message])


class EmlBackend(BaseEmailBackend):
    """Write each message to `MAIL_DIR` as `<Message-ID>.eml`; a repeated hand-over replaces its own file."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            mime = message.message()
            name = mime["Message-ID"].strip("<>").replace("/", "_")
            partial = folder / f".{name}.{os.getpid()}"
            partial.write_bytes(mime.as_bytes())
            partial.rename(folder / f"{name}.eml")
        return len(messages)
