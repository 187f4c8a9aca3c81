"""Through which door a change comes in. Who opens one says so here; what says nothing came from the database itself."""

import pghistory
from django.core.management.base import BaseCommand
from django.db import models
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """The words under which a history names the door."""

    ADMIN = "admin", _("desk")
    API = "api", _("API")
    PAGE = "page", _("page")
    LINK = "link", _("mail link")
    IMPORT = "import", _("import")
    JOB = "job", _("job")
    COMMAND = "command", _("command")
    DATABASE = "database", _("database")


# By the first part of an address; any other is a page.
OF_ADDRESS = {"admin": Door.ADMIN, "api": Door.API, "act": Door.LINK}


def door_of(path: str) -> Door:
    """The door that an address belongs to."""
    return OF_ADDRESS.get(path.split("/")[1], Door.PAGE)


def through(door: Door, **known) -> pghistory.context:
    """Everything written inside leaves a history that names the door, and what else is known (`user`: the key of a person)."""
    return pghistory.context(door=str(door), **known)


class RecordedCommand(BaseCommand):
    """A command whose writes are told apart from those of people and jobs."""

    def execute(self, *args, **options):
        """Run as Django does, through the door of commands."""
        name = type(self).__module__.rpartition(".")[2]
        with through(Door.COMMAND, command=name):
            return super().execute(*args, **options)
