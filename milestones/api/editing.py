"""What writing has in common: who may, what approval locked, and the answer of another resource."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from backoffice.errors import Conflict, NotAllowed
from projects.models import Project

Record = TypeVar("Record", bound=Model)


def require_editor(user: Any, project: Project) -> None:
    """Only those who edit the project add to it or change it."""
    if not Project.objects.editable_by(user).filter(pk=project.pk).exists():
        raise NotAllowed(_("You may not edit this project."))


def refuse_locked(record: Model, fields: dict[str, Any], locked: Iterable[str], approved: object) -> None:
    """Say which field approval has locked, before the database does."""
    for name in locked if approved else ():
        if name in fields and fields[name] != getattr(record, name):
            raise Conflict(_("“%(field)s” is approved and locked; request a change instead.") % {"field": name})


def save_fields(record: Record, fields: dict[str, Any]) -> Record:
    """Write the fields, and those alone."""
    for name, value in fields.items():
        setattr(record, name, value)
    record.clean()
    if fields:
        record.save(update_fields=list(fields))
    record.refresh_from_db()
    return record


def serialized_response(view: GenericViewSet, resource: type[Any], record: Model) -> Response:
    """A record of another resource, as that one tells it."""
    found = resource.queryset.get(pk=record.pk)
    return Response(resource.serializer_class(found, context=view.get_serializer_context()).data)
