"""The words of the register: lists and phases."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class List(models.TextChoices):
    """The boxed list (专栏) in which a work is printed."""

    URBAN = "urban", _("Urban construction")
    LIVELIHOOD = "livelihood", _("Livelihood")
    INDUSTRY = "industry", _("Industry")


class Phase(models.TextChoices):
    """The phases that the source itself uses, in order; a service (ongoing) has no completion."""

    PLANNED = "planned", _("Planned")
    RESERVED = "reserved", _("Reserved")
    SIGNED = "signed", _("Signed")
    LANDED = "landed", _("Landed")
    STARTED = "started", _("Started or resumed")
    COMPLETED = "completed", _("Completed")
    IN_OPERATION = "in_operation", _("In operation")
    ONGOING = "ongoing", _("Ongoing")
