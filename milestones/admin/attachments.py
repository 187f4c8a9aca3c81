"""The files that go with reports, claims and requests: named on their fact, handed out to whoever may see the fact."""

from django.contrib import admin
from django.db.models import Q
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils.html import format_html_join

from milestones.models import Attachment, ChangeRequest, Claim, ProgressReport
from projects.admin.access import FactAdmin


def named(attachment):
    """The file's name as it was uploaded; the stored one begins with an instant."""
    return attachment.file.name.rpartition("/")[2].partition("-")[2]


def attached(fact):
    """Links to the files of a fact."""
    files = (
        (reverse("admin:milestones_attachment_file", args=[file.pk]), named(file))
        for file in fact.files.all()
    )
    return format_html_join("　", '<a class="tx-name" href="{}">{}</a>', files) or "—"


@admin.register(Attachment)
class AttachmentAdmin(FactAdmin):
    list_display = ["file", "by", "at"]
    list_select_related = ["by"]

    def get_queryset(self, request):
        facts = {"report": ProgressReport, "claim": Claim, "change": ChangeRequest}
        seen = Q()
        for name, model in facts.items():
            seen |= Q(**{f"{name}__in": model.objects.visible_to(request.user)})
        return super().get_queryset(request).filter(seen)

    def get_urls(self):
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/file/", view, name="milestones_attachment_file"), *super().get_urls()]

    def download(self, request, pk):
        """Always as a download, never shown within the site: an uploaded page must not run here."""
        attachment = self.get_queryset(request).filter(pk=pk).first()
        if attachment is None or not attachment.file.storage.exists(attachment.file.name):
            raise Http404
        return FileResponse(attachment.file.open(), as_attachment=True, filename=named(attachment))
