"""Mail on a machine without a relay: one readable file per message."""

import os
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class EmlBackend(BaseEmailBackend):
    """Write each message to `MAIL_DIR` as `<Message-ID>.eml`; a repeated hand-over replaces its own file."""

    def send_messages(self, messages):
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            mime = message.message()
            name = mime["Message-ID"].strip("<>").replace("/", "_")
            partial = folder / f".{name}.{os.getpid()}"
            partial.write_bytes(mime.as_bytes())
            partial.rename(folder / f"{name}.eml")
        return len(messages)
