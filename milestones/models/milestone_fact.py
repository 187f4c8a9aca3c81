"""What facts about a milestone have in common: their people, who sees them, who may decide them."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models

from backoffice.guards import BY_APPLICATION, REFUSE
from backoffice.triggers import Guard
from projects.models import READS_ALL, User
from projects.models.user import role_held_sql
from projects.permissions import Role

from .milestone import Milestone


def person_foreign_key(**options: Any) -> models.ForeignKey:
    """A person whom a fact names; they cannot be deleted while it does."""
    options = {"on_delete": models.PROTECT, "related_name": "+", **options}
    return models.ForeignKey(settings.AUTH_USER_MODEL, **options)


def decided_by_a_supervisor(reopened: bool = False) -> Guard:
    """A fact begins undecided, and somebody who is a supervisor decides it; only who asked withdraws."""
    again = "ELSIF NEW.state = 'reopened' THEN decider := NEW.reopened_by_id;" if reopened else ""
    return Guard(
        name="decided_by_a_supervisor",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
        condition=pgtrigger.Condition(BY_APPLICATION),
        declare=[("decider", "bigint")],
        func=f"""
            decider := NEW.decided_by_id;
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ('pending', 'clear') THEN {REFUSE % "a fact begins undecided"} END IF;
                RETURN NEW;
            END IF;
            IF NEW.state = OLD.state THEN
                RETURN NEW;
            {again}
            ELSIF NEW.state = 'withdrawn' THEN
                IF NEW.decided_by_id IS DISTINCT FROM NEW.by_id THEN {REFUSE % "only who asked withdraws"} END IF;
                RETURN NEW;
            END IF;
            IF NOT {role_held_sql("decider", Role.SUPERVISOR)} THEN {REFUSE % "a supervisor decides this"} END IF;
            RETURN NEW;
        """,
    )


class VisibleThroughMilestone(models.QuerySet):
    """Facts are seen and edited with their milestone."""

    def visible_to(self, user: User) -> Self:
        return self if user.role in READS_ALL else self.filter(milestone__in=Milestone.objects.visible_to(user))

    def editable_by(self, user: User) -> Self:
        return self.filter(milestone__in=Milestone.objects.editable_by(user))
