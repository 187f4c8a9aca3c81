"""People: accounts, roles and passwords; the administrator's part."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.decorators import display

from backoffice.clock import today
from backoffice.filters import RelatedFilter, ValueFilter
from backoffice.permissions import RoleAdmin
from backoffice.requests import PersonRequest
from projects.models import Role, User
from projects.models.user import PersonQuerySet
from projects.models.way_in import people_without_way_in, way_in_text, with_newest_reset
from projects.permissions import ACTIONS, WORKERS

from .account_forms import PersonCreationForm, PersonForm

# Roles are given on a person, tokens belong to whoever made them.
admin.site.unregister([Group, AuthToken])


class RoleFilter(ValueFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: PersonRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return Role.choices

    def queryset(self, request: PersonRequest, queryset: PersonQuerySet) -> PersonQuerySet:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class UnplacedPersonFilter(ValueFilter):
    title = _("placement")
    parameter_name = "unplaced"

    def lookups(self, request: PersonRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("true", _("Without role or unit"))]

    def queryset(self, request: PersonRequest, queryset: PersonQuerySet) -> PersonQuerySet:
        return queryset.filter(pk__in=User.objects.unplaced().values("pk")) if self.value() else queryset


class AttentionFilter(ValueFilter):
    """What an administrator looks after: who is away today, and whom something is missing."""

    title = _("attention")
    parameter_name = "attention"

    def lookups(self, request: PersonRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [
            ("away", _t("Away today")),
            ("no_role", _t("Without a role")),
            ("no_unit", _t("Without a unit, though the role needs one")),
            ("first_login", _t("Has not chosen a password yet")),
            ("no_way_in", _t("Cannot log in yet")),
            ("to_close", _t("Left, to be closed")),
        ]

    def queryset(self, request: PersonRequest, queryset: PersonQuerySet) -> PersonQuerySet:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return getattr(self, self.value())(queryset)

    def away(self, people: PersonQuerySet) -> PersonQuerySet:
        return people.away_on(today())

    def no_role(self, people: PersonQuerySet) -> PersonQuerySet:
        return people.exclude(groups__name__in=Role.values)

    def no_unit(self, people: PersonQuerySet) -> PersonQuerySet:
        return people.filter(unit=None, groups__name__in=WORKERS)

    def to_close(self, people: PersonQuerySet) -> PersonQuerySet:
        return people.to_close()

    def no_way_in(self, people: PersonQuerySet) -> PersonQuerySet:
        return people_without_way_in(people)

    def first_login(self, people: PersonQuerySet) -> PersonQuerySet:
        return people.filter(must_change_password=True)


@admin.register(User)
class PersonAdmin(RoleAdmin, UserAdmin):  # type: ignore[misc]
    """Everybody sees the colleagues; the administrator keeps accounts, roles and passwords."""

    writers = ACTIONS["keep"].roles
    form = PersonForm
    add_form = PersonCreationForm
    list_display = ["name", "username", "role_name", "unit", "phone", "email", "away", "way_in", "is_active"]
    list_filter = [AttentionFilter, UnplacedPersonFilter, RoleFilter, ("unit", RelatedFilter), "is_active"]
    search_fields = ["name", "username", "phone", "unit__name"]
    ordering = ["username"]
    filter_horizontal = []
    autocomplete_fields = ["unit"]
    readonly_fields = ["last_login", "date_joined", "waiting"]
    account: tuple[Any, Any] = (_("Account"), {"fields": ["username", "is_active", "must_change_password"]})
    person: tuple[Any, Any] = (
        _("Person"),
        {"fields": ["name", "role_choice", "unit", "phone", "email", "language", "grounds", "waiting"]},
    )
    newcomer: tuple[Any, Any] = (
        _("Person"),
        {"fields": ["name", "role_choice", "unit", "phone", "email", "language", "grounds"]},
    )
    absence: tuple[Any, Any] = (_("Absence"), {"fields": ["away_from", "away_until"]})
    dates: tuple[Any, Any] = (_("Dates"), {"fields": ["last_login", "date_joined"]})
    fieldsets = [person, account, absence, dates]
    add_fieldsets = [
        newcomer,
        (_("Account"), {"fields": ["username", "way"]}),
    ]
    # What colleagues may read of each other.
    public: list[tuple[Any, Any]] = [
        (
            None,
            {
                "fields": [
                    "name",
                    "username",
                    "role_name",
                    "unit",
                    "phone",
                    "email",
                    "away_from",
                    "away_until",
                ]
            },
        )
    ]

    def get_queryset(self, request: PersonRequest) -> QuerySet[Any]:  # type: ignore[override]
        return with_newest_reset(super().get_queryset(request).prefetch_related("groups"))

    def get_fieldsets(self, request: PersonRequest, obj: Any = None) -> Any:  # type: ignore[override]
        if not self.has_change_permission(request, obj):
            return self.public
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: PersonRequest, obj: Any = None) -> list[Any]:  # type: ignore[override]
        fields = [*super().get_readonly_fields(request, obj)]
        return fields if self.has_change_permission(request, obj) else [*fields, "role_name"]

    def save_related(self, request: PersonRequest, form: Any, formsets: Any, change: bool) -> None:  # type: ignore[override]
        super().save_related(request, form, formsets, change)
        if change and "is_active" in form.changed_data:
            form.instance.revoke_tokens()
        for grant in form.ask(by=request.user):
            text = _t("%(person)s: “%(what)s” waits until another administrator or the auditor grants it.")
            if grant.alone:
                text = _t(
                    "%(person)s: “%(what)s” is given at once, as there is nobody yet who could grant it. This is told "
                    "to the auditor."
                )
            messages.warning(request, text % {"person": grant.person, "what": grant.given})

    def get_urls(self) -> list[Any]:
        """Without the page on which one sets another's password."""
        return [one for one in super().get_urls() if one.name != "auth_user_password_change"]

    @display(description=_("role"))
    def role_name(self, person: User) -> str | Promise:
        return Role(person.role).label if person.role else "—"

    @display(description=_("waits for a second person"))
    def waiting(self, person: User) -> str:
        rows = [
            (reverse("admin:projects_rolegrant_change", args=[one.pk]), one.given) for one in person.grants.pending()
        ]
        return format_html_join(_t(", "), '<a class="tx-name" href="{}">{}</a>', rows) or "—"

    @display(description=_("log-in"))
    def way_in(self, person: User) -> str:
        """What somebody still waits for who has no password of their own."""
        return way_in_text(person) or "—"

    @display(description=_("away"))
    def away(self, person: User) -> str:
        if not person.away_from:
            return "—"
        return f"{person.away_from:%Y-%m-%d} — {person.away_until or ''}"
