"""Write who may do what from the code into docs/, in both languages."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from projects.access import ACTS, Never, Role
from tiexi.doors import DOORS, acts_of, admins, calls, listed, pages, who

PAPERS = {"en": "access.md", "zh-hans": "权限表.md"}


class Command(BaseCommand):
    requires_system_checks: list = []
    help = "Write docs/access.md and docs/权限表.md from the code."

    def handle(self, **options):
        for language, name in PAPERS.items():
            (Path(settings.BASE_DIR) / "docs" / name).write_text(paper(language), encoding="utf-8")
        self.stdout.write(f"acts={len(ACTS)} records={len(admins())}")


def paper(language) -> str:
    """The whole paper in a language."""
    with override(language):
        parts = [
            f"# {_('Who may do what')}",
            _(
                "Written from the code by `manage.py access_table`; a test holds both together. Out of sight is 404; in sight but not allowed is 403 with the reason."
            ),
            f"## {_('Acts')}",
            table([_("act"), *heads(), _("reach"), _("never")], act_rows()),
            f"## {_('Records')}",
            _(
                "Every list, page, choice, export and file starts from what the reader may see. What is not named here nobody may do. Leaders read the pages and never enter the admin."
            ),
            table([_("records"), _("door"), *heads()], record_rows()),
            f"## {_('Pages and files')}",
            _(
                "Each shows what the reader may see. Log-in, language and the short health check are open to whoever comes, the deep one to this machine or to who has its token; a link in a mail opens to who has it, and acts only for its reader."
            ),
            table(
                [_("address"), *heads()], ([f"`{place}`", *marks(roles)] for _name, place, roles in pages())
            ),
            f"## {_('Interface for programs')}",
            table([_("address"), *heads()], ([f"`{name}`", *marks(roles)] for name, roles in calls())),
        ]
        return "\n\n".join(map(str, parts)) + "\n"


def heads():
    return [str(role.label) for role in Role]


def marks(roles):
    """One column for each role."""
    return ["●" if role in roles else "" for role in Role]


def act_rows():
    for act in ACTS.values():
        yield [
            act.title,
            *marks(act.roles),
            act.reach.label,
            listed(Never(one).label for one in act.never),
        ]


def record_rows():
    """A row for each door and each act on several rows, as far as it opens to anybody."""
    for model_admin in admins():
        records = capfirst(str(model_admin.opts.verbose_name_plural))
        for door, words in DOORS.items():
            if roles := who(model_admin, door):
                yield [records, words, *marks(roles)]
        offered = {role: acts_of(model_admin, role) for role in Role}
        for name, words in {name: words for acts in offered.values() for name, words in acts.items()}.items():
            yield [records, words, *marks([role for role in Role if name in offered[role]])]


def table(head, rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
