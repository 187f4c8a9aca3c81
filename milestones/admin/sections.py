"""What the start page is made of: sections with a heading, a count, the list that it counts, and the first rows."""

from dataclasses import dataclass, field

from django.urls import reverse

from projects.models import Role

SHOWN = 10
WORKERS = (Role.STEWARD, Role.UNIT_HEAD)


@dataclass
class Line:
    """One row: what, why, and the buttons for it."""

    title: str
    link: str
    why: str
    under: str = ""
    light: str = ""
    head: str = ""
    working: int = 0  # working days late, only where it is overdue
    progress: str = ""
    buttons: list = field(default_factory=list)


@dataclass
class Section:
    """A heading, how many there are in all, the list with all of them, and the first rows."""

    title: str
    total: int
    link: str
    lines: list
    empty: str
    mark: str = "diamond"
    alarm: bool = False


def mine(user, model):
    """A steward's and a unit head's records are those they may edit; the office sees all."""
    return model.objects.editable_by(user) if user.role in WORKERS else model.objects.visible_to(user)


def narrowed(user, query):
    """The address's conditions for the list that shows the same as `mine`."""
    return f"{query}&mine=true" if user.role in WORKERS else query


def address(model, query=""):
    return reverse(f"admin:{model}_changelist") + query


def record(model, pk):
    return reverse(f"admin:{model}_change", args=[pk])


def buttons(model, forms, pk):
    """The acts' titles and addresses."""
    names = ((form.title, f"admin:{model}_act_{form.verb}".replace("-", "_")) for form in forms)
    return [{"title": title, "link": reverse(name, args=[pk])} for title, name in names]
