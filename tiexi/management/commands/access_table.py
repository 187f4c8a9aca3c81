"""Write who may do what from the code into docs/, in both languages."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from projects.permissions import ACTIONS, ExcludedPerson, Role
from tiexi.access_map import (
    DOORS,
    api_calls,
    join_words,
    offered_actions,
    own_model_admins,
    protected_pages,
    roles_with_access,
)

PAPERS = {"en": "access.md", "zh-hans": "权限表.md"}


class Command(BaseCommand):
    requires_system_checks: list = []
    help = "Write docs/access.md and docs/权限表.md from the code."

    def handle(self, **options: Any) -> None:
        for language, name in PAPERS.items():
            (Path(settings.BASE_DIR) / "docs" / name).write_text(access_document(language), encoding="utf-8")
        self.stdout.write(f"acts={len(ACTIONS)} records={len(own_model_admins())}")


def access_document(language: str) -> str:
    """The whole paper in a language."""
    with override(language):
        parts = [
            f"# {_('Who may do what')}",
            _(
                "Written from the code by `manage.py access_table`; a test holds both together. Out of sight is 404; "
                "in sight but not allowed is 403 with the reason."
            ),
            f"## {_('Acts')}",
            markdown_table([_("act"), *role_headings(), _("reach"), _("never")], action_rows()),
            f"## {_('Records')}",
            _(
                "Every list, page, choice, export and file starts from what the reader may see. What is not named "
                "here nobody may do. Leaders read the pages and never enter the admin."
            ),
            markdown_table([_("records"), _("door"), *role_headings()], record_rows()),
            f"## {_('Pages and files')}",
            _(
                "Each shows what the reader may see. Log-in, language and the short health check are open to whoever "
                "comes, the deep one to this machine or to who has its token; a link in a mail opens to who has it, "
                "and acts only for its reader."
            ),
            markdown_table(
                [_("address"), *role_headings()],
                ([f"`{place}`", *role_marks(roles)] for _name, place, roles in protected_pages()),
            ),
            f"## {_('Interface for programs')}",
            markdown_table(
                [_("address"), *role_headings()],
                ([f"`{name}`", *role_marks(roles)] for name, roles in api_calls()),
            ),
        ]
        return "\n\n".join(map(str, parts)) + "\n"


def role_headings() -> list[str]:
    return [str(role.label) for role in Role]


def role_marks(roles: Iterable[Role]) -> list[str]:
    """One column for each role."""
    return ["●" if role in roles else "" for role in Role]


def action_rows() -> Iterator[list[Any]]:
    for action in ACTIONS.values():
        yield [
            action.title,
            *role_marks(action.roles),
            action.reach.label,
            join_words(ExcludedPerson(one).label for one in action.never),
        ]


def record_rows() -> Iterator[list[Any]]:
    """A row for each door and each action on several rows, as far as it opens to anybody."""
    for model_admin in own_model_admins():
        records = capfirst(str(model_admin.opts.verbose_name_plural))
        for door, words in DOORS.items():
            if roles := roles_with_access(model_admin, door):
                yield [records, words, *role_marks(roles)]
        offered = {role: offered_actions(model_admin, role) for role in Role}
        for name, words in {name: words for acts in offered.values() for name, words in acts.items()}.items():  # type: ignore[assignment]
            yield [records, words, *role_marks([role for role in Role if name in offered[role]])]


def markdown_table(head: list[str], rows: Iterable[list[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
