"""What a model declares about its history."""

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class MemberList:
    """A model's rows are the members of a list of another record, in whose history they are told.

    Declared by the model as `member_list`: the column of the owner, that of the member, and the list's name and label.
    """

    owner: str
    member: str
    name: str
    label: Any

    @staticmethod
    def of(model: Any) -> "MemberList | None":
        """What the model declares, if anything."""
        return getattr(model, "member_list", None)

    def owning_model(self, model: Any) -> type[models.Model]:
        """The model whose records have the list."""
        return model._meta.get_field(self.owner).related_model


def is_private(model: Any) -> bool:
    """Whether nobody but their owner reads these histories: the model says `history_is_private`."""
    return getattr(model, "history_is_private", False)


def repeats_parent(model: Any) -> bool:
    """Whether the parent's history says the same again: the model says `history_repeats_parent`."""
    return getattr(model, "history_repeats_parent", False)
