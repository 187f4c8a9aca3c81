"""Hand-overs of a leaver's work: a list to read."""

from django.contrib import admin

from backoffice.permissions import FactAdmin
from milestones.models import Handover


@admin.register(Handover)
class HandoverAdmin(FactAdmin):
    list_display = ["at", "leaver", "successor", "stewarded", "led", "owned", "headed", "by"]
    list_select_related = ["leaver", "successor", "by"]
    search_fields = ["leaver__name", "successor__name", "note"]
    fields = ["leaver", "successor", "by", "at", "note", "stewarded", "led", "owned", "headed"]
