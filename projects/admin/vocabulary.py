"""Categories."""

from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from projects.models import Category, Role

from .access import RoleAdmin


@admin.register(Category)
class CategoryAdmin(RoleAdmin):
    writers = frozenset({Role.ADMIN})
    list_display = ["title", "code", "list", "name_en", "order"]
    list_filter = [("list", ChoicesDropdownFilter)]
    search_fields = ["name", "name_en", "code"]
    fields = ["name", "name_en", "code", "list", "order"]

    @display(description=Category._meta.get_field("name").verbose_name, ordering="name")
    def title(self, category):
        return category.title
