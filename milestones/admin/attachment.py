"""The files that go with reports, claims and requests: named on their fact, handed out to whoever may see the fact."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from backoffice.permissions import FactAdmin
from backoffice.requests import PersonRequest
from milestones.models import Attachment, ChangeRequest, Claim, ProgressReport


def uploaded_file_name(attachment: Attachment) -> str:
    """The file's name as it was uploaded; the stored one begins with an instant."""
    return attachment.file.name.rpartition("/")[2].partition("-")[2]  # type: ignore[union-attr]


def attachment_links(fact: ProgressReport | Claim | ChangeRequest) -> str:
    """Links to the files of a fact."""
    files = (
        (reverse("admin:milestones_attachment_file", args=[file.pk]), uploaded_file_name(file))
        for file in fact.files.all()
    )
    return format_html_join("　", '<a class="tx-name" href="{}">{}</a>', files) or "—"


@admin.register(Attachment)
class AttachmentAdmin(FactAdmin):
    list_display = ["file", "by", "at"]
    list_select_related = ["by"]

    def get_queryset(self, request: PersonRequest) -> QuerySet[Attachment]:
        facts: dict[str, Any] = {"report": ProgressReport, "claim": Claim, "change": ChangeRequest}
        seen = Q()
        for name, model in facts.items():
            seen |= Q(**{f"{name}__in": model.objects.visible_to(request.user)})
        return super().get_queryset(request).filter(seen)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/file/", view, name="milestones_attachment_file"), *super().get_urls()]

    def download(self, request: PersonRequest, pk: int) -> FileResponse:
        """Always as a download, never shown within the site: an uploaded page must not run here."""
        attachment = self.get_queryset(request).filter(pk=pk).first()
        if attachment is None or not attachment.file.storage.exists(attachment.file.name):  # type: ignore[arg-type]
            raise Http404
        return FileResponse(attachment.file.open(), as_attachment=True, filename=uploaded_file_name(attachment))


PHOTOS = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True)
class AttachedFile:
    """An uploaded file: its name, where it is, and whether it can be shown as a picture."""

    name: str
    link: str
    photo: bool


def attached_files(fact: ProgressReport | Claim | ChangeRequest) -> list[AttachedFile]:
    """The files of a fact that were read with it."""
    return [
        AttachedFile(
            uploaded_file_name(file),
            reverse("admin:milestones_attachment_file", args=[file.pk]),
            is_photo_name(file.file.name),  # type: ignore[arg-type]
        )
        for file in fact.files.all()
    ]


def is_photo_name(name: str) -> bool:
    return name.lower().endswith(PHOTOS)
