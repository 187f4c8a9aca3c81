"""The files that go with reports, claims and requests: named on their fact, handed out to whoever may see the fact."""

from dataclasses import dataclass

from django.contrib import admin
from django.http import FileResponse, Http404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from backoffice.permissions import FactAdmin
from backoffice.requests import PersonRequest
from milestones.models import Attachment, ChangeRequest, Claim, ProgressReport


def attachment_links(fact: ProgressReport | Claim | ChangeRequest) -> str:
    """Links to the files of a fact."""
    files = ((reverse("admin:milestones_attachment_file", args=[file.pk]), file.title) for file in fact.files.all())
    return format_html_join("　", '<a class="tx-name" href="{}">{}</a>', files) or "—"


@admin.register(Attachment)
class AttachmentAdmin(FactAdmin):
    list_display = ["file", "by", "at"]
    list_select_related = ["by"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/file/", view, name="milestones_attachment_file"), *super().get_urls()]

    def download(self, request: PersonRequest, pk: int) -> FileResponse:
        """Always as a download, never shown within the site: an uploaded page must not run here."""
        attachment = self.get_queryset(request).filter(pk=pk).first()
        if attachment is None or not attachment.file.storage.exists(attachment.file.name):
            raise Http404
        return FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.title)


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
            file.title,
            reverse("admin:milestones_attachment_file", args=[file.pk]),
            file.is_picture,
        )
        for file in fact.files.all()
    ]
