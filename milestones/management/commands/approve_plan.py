"""Approve the plans of projects by their code."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from backoffice.channel import RecordedCommand
from backoffice.errors import Conflict, NotAllowed
from milestones.models.plan import approve_plan
from projects.models import Project, Role, User


class Command(RecordedCommand):
    help = (
        "Approve what waits for approval in the plans of the projects named; each forecast becomes the first baseline."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="+", metavar="CODE")
        parser.add_argument(
            "--by", metavar="USERNAME", help="the supervisor who approves; default: the only one there is"
        )

        parser.add_argument(
            "--note",
            default="",
            help="why the plans are approved although a day has passed; needed only then",
        )

    def handle(self, *, codes: list[str], by: str | None, note: str, **options: Any) -> None:
        supervisor = self._supervisor(by)
        projects = Project.objects.in_bulk(codes, field_name="code")
        if unknown := [code for code in codes if code not in projects]:
            raise CommandError(_("There is no project %(codes)s.") % {"codes": _(", ").join(unknown)}, returncode=2)
        refused = sum(not self._approve(projects[code], supervisor, note) for code in dict.fromkeys(codes))
        self.stdout.write(f"approved={len(projects) - refused} refused={refused}")
        if refused:
            raise CommandError(_("%(refused)d plans were not approved.") % {"refused": refused})

    def _supervisor(self, username: str | None) -> User:
        """No action without a named person: given, the demonstration's, or the one supervisor there is."""
        if username is None and settings.DEMONSTRATION:
            username = "supervisor"
        if username is None:
            found = list(User.objects.with_role(Role.SUPERVISOR)[:2])
            if len(found) != 1:
                raise CommandError(_("Name the supervisor who approves: --by USERNAME."), returncode=2)
            return found[0]
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(_("--by: there is no account %(name)s.") % {"name": username}, returncode=2)
        return user

    def _approve(self, project: Project, supervisor: User, note: str) -> bool:
        try:
            milestones = approve_plan(project, by=supervisor, note=note)
        except (Conflict, NotAllowed, ValidationError) as error:
            self.stderr.write(f"{project.code}{_(': ')}{error}")
            return False
        self.stdout.write(
            _("%(code)s: %(count)d milestones approved") % {"code": project.code, "count": len(milestones)}
        )
        return True
