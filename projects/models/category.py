"""Categories of projects (城建, 民生, 产业)."""

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backoffice.guards import edit_version_field, edit_version_guard, track_history, wording_history_effect
from backoffice.names import NameField, one_line_constraints
from backoffice.pinyin import KEYS, pinyin_key_field, pinyin_keys_guard

from .vocabulary import List
from .wording import Worded

if TYPE_CHECKING:
    from projects.models.user import User

CODE_PATTERN = r"^\d{4}-(CJ|MS|CY)-\d{3}(-\d{2})?$"
CODE = RegexValidator(CODE_PATTERN, _("A code looks like 2024-CJ-001, or 2024-CJ-001-02 for a work under a programme."))


class CategoryQuerySet(models.QuerySet["Category"]):
    def get_by_natural_key(self, code: str) -> "Category":
        return self.get(code=code)

    def visible_to(self, user: "User") -> "CategoryQuerySet":
        return self if user.role else self.none()


@track_history(exclude=KEYS)
class Category(Worded):
    """A kind of work; a label renamed between years stays one category."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = NameField(_("name"), max_length=40)
    name_en = NameField(_("English name"), max_length=80)
    list = models.CharField(_("list"), max_length=12, choices=List)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = edit_version_field()
    name_key = pinyin_key_field()
    search_key = pinyin_key_field()

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "code"]
        constraints = one_line_constraints("category", "name", "name_en")
        triggers = [
            edit_version_guard(*KEYS),
            pinyin_keys_guard("code"),
            wording_history_effect("category", "name", "name_en", "list", "order"),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en
