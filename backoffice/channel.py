"""Record through which channel (admin, API, page, mail link, import, job, command) a change came; a change without a
channel came from the database itself.
"""

from typing import Any

import pghistory
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .errors import Conflict


class Channel(models.TextChoices):
    """The words under which a history names the channel."""

    ADMIN = "admin", _("desk")
    API = "api", _("API")
    PAGE = "page", _("page")
    LINK = "link", _("mail link")
    IMPORT = "import", _("imported workbook")
    JOB = "job", _("job")
    COMMAND = "command", _("command")
    DATABASE = "database", _("database")
    REPLAY = "replay", _("replay of earlier days")


# By the first part of an address; any other is a page.
OF_ADDRESS = {"admin": Channel.ADMIN, "api": Channel.API, "act": Channel.LINK}


def channel_of_path(path: str) -> Channel:
    """The channel that an address belongs to."""
    return OF_ADDRESS.get(path.split("/")[1], Channel.PAGE)


def history_channel(channel: Channel, **known: Any) -> pghistory.context:
    """Everything written inside leaves a history that names the channel, and what else is known (`user`: the key of a
    person).
    """
    return pghistory.context(**channel_to_context(channel), **known)


def channel_to_context(channel: Channel) -> dict[str, str]:
    """What the context of a history says of the channel; its key is older than the word “channel” and is stored."""
    return {"door": str(channel)}


def channel_of_context(context: dict[str, Any]) -> str:
    """The channel that the context of a history names."""
    return context.get("door") or Channel.DATABASE


def came_through(channel: str) -> Q:
    """The rows of a history that came through the channel."""
    if channel == Channel.DATABASE:
        return Q(pgh_context__door__isnull=True) | Q(pgh_context__isnull=True)
    return Q(pgh_context__door=channel)


def recorded(record: Any) -> tuple[str | None, Any]:
    """Return who recorded the row (None if unknown) and at which instant, from its history; (None, None) without a
    history.
    """
    row = record.events.order_by("pgh_id").values_list("pgh_context__user", "pgh_created_at").first()
    if row is None:
        return None, None
    people = get_user_model().objects.filter(pk=row[0]) if row[0] else ()
    return next((str(person) for person in people), None), row[1]


def newest_fact(facts: Any) -> Any:
    """The one of these facts that is in force now; None where there is none."""
    return facts.order_by("-from_at", "-pk").first()


def refuse_stale_edit(facts: Any, snapshot: Any) -> None:
    """Raise Conflict if the newest of these facts is not the one with key `snapshot` that the form showed; the message
    names its author and time.
    """
    newest = newest_fact(facts)
    if snapshot is None or newest is None or str(newest.pk) == str(snapshot):
        return
    person, at = recorded(newest)
    said = {
        "person": person or "—",
        "when": date_format(timezone.localtime(at or newest.from_at), "SHORT_DATETIME_FORMAT"),
    }
    raise Conflict(_t("Changed meanwhile by %(person)s on %(when)s; look at it again.") % said)


class RecordedCommand(BaseCommand):
    """A command whose writes are told apart from those of people and jobs."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run as Django does, through the channel of commands."""
        name = type(self).__module__.rpartition(".")[2]
        with history_channel(Channel.COMMAND, command=name):
            return super().execute(*args, **options)
