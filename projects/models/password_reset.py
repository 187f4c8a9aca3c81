"""How somebody comes to a password, the first or the next: a link to the recorded address, or a printed code; the
administrator never sets one. What a mail says and how it leaves, `milestones.mail.password_mail` knows.
"""

import datetime as dt
import secrets

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.errors import Conflict, NotAllowed
from backoffice.guards import append_only_guard, present_instant_guards
from backoffice.recording import recorded_action
from projects.permissions import may_perform

from .user import User

# Without what is mistaken for something else on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
VALID = dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class ResetQuerySet(models.QuerySet["PasswordReset"]):
    def visible_to(self, user: User) -> "ResetQuerySet":
        """Whose access was opened anew, and by whom, is for those who watch over the district."""
        return self if may_perform(user, "watch") else self.none()


class PasswordReset(models.Model):
    """The action: whose password ended, by whose hand, and which way leads to the next one."""

    class Way(models.TextChoices):
        MAIL = "mail", _("Link to the recorded address")
        CODE = "code", _("Printed one-time code")
        SELF = "self", _("Link that the person asked for")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="resets", verbose_name=_("whose password")
    )
    way = models.CharField(_("way"), max_length=4, choices=Way)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reset by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = ResetQuerySet.as_manager()

    class Meta:
        verbose_name = _("password reset")
        verbose_name_plural = _("password resets")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "at"], name="reset_of_person")]
        triggers = [*present_instant_guards("at"), append_only_guard()]

    def __str__(self) -> str:
        return f"{self.person}　{self.get_way_display()}"

    @classmethod
    @recorded_action
    def reset(cls, person: User, *, by: User, way: str) -> str:
        """End the password, every session and every token; answer the code to print, or "" where a mail is to go.

        Raise NotAllowed, Conflict for a closed account, or ValidationError at `way`.
        """
        if not may_perform(by, "reset-password"):
            raise NotAllowed(_t("Only an administrator resets passwords."))
        if by == person:
            raise NotAllowed(_t("One's own password is changed against the present one."))
        person = User.objects.select_for_update().get(pk=person.pk)
        if not person.is_active or person.left_at:
            raise Conflict(_t("This account is closed."))
        if way == cls.Way.MAIL and not person.email:
            text = _t("No address is recorded for this person; print a code instead.")
            raise ValidationError({"way": ValidationError(text, "no_address")})
        code = "-".join("".join(secrets.choice(LETTERS) for _n in range(4)) for _n in range(3))
        person.set_password(code if way == cls.Way.CODE else None)
        person.must_change_password = True
        person.save(update_fields=["password", "must_change_password"])
        person.revoke_tokens()
        cls.objects.create(person=person, way=way, by=by)
        return code if way == cls.Way.CODE else ""

    @staticmethod
    def require_first_password(person: User) -> None:
        """Raise Conflict for who has chosen one already, and for whom a grant would end the first one unused."""
        if not User.objects.filter(pk=person.pk, must_change_password=True).exists():
            raise Conflict(_t("A password is chosen already; it is reset on the person's own page."))
        if waiting := person.waiting_role():
            text = _t("“%(role)s” waits for its grant, which ends every first password; invite once it is decided.")
            raise Conflict(text % {"role": waiting})

    @classmethod
    def record_own_choice(cls, person: User) -> None:
        """Whoever chose a password by a link that no administrator ordered asked for it themselves."""
        if not cls.objects.filter(person=person, at__gt=timezone.now() - VALID).exists():
            cls.objects.create(person=person, way=cls.Way.SELF, by=person)

    @classmethod
    def code_ended(cls, person: User) -> bool:
        """Whether the account still waits behind a printed code that is too old to open it."""
        newest = cls.objects.filter(person=person).first()
        if newest is None or newest.way != cls.Way.CODE or not person.must_change_password:
            return False
        return timezone.now() - newest.at > VALID


def password_link(person: User) -> str:
    """Where the person chooses a password: signed, for one choice, for as long as `VALID`."""
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return settings.PUBLIC_URL + reverse("password-choose", args=[key, default_token_generator.make_token(person)])
