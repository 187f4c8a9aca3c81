"""Categories."""

from django.contrib import admin
from unfold.decorators import display

from backoffice.filters import ChoicesFilter
from backoffice.permissions import RoleAdmin
from projects.models import Category
from projects.permissions import ACTIONS


@admin.register(Category)
class CategoryAdmin(RoleAdmin):
    writers = ACTIONS["keep"].roles
    list_display = ["title", "code", "list", "name_en", "order"]
    list_filter = [("list", ChoicesFilter)]
    search_fields = ["name", "name_en", "code"]
    fields = ["name", "name_en", "code", "list", "order"]

    @display(description=Category._meta.get_field("name").verbose_name, ordering="name_key")
    def title(self, category: Category) -> str:
        return category.title
