"""The files that go with facts, for whoever may see the fact: always as a download; a photo also as a small copy."""

import threading
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from PIL import Image, ImageOps, UnidentifiedImageError

from backoffice.errors import Overloaded
from backoffice.requests import PersonRequest
from milestones.models import Attachment
from projects.models import User

SIZE = (320, 240)
LARGEST = 60_000_000  # pixels of a photo whose format is read small
UNPACKED = 12_000_000  # pixels held at once: 48 MB
# One at a time in each process, or eight photos on one page need eight times the room.
drawing = threading.Lock()
TURN = 5  # seconds that one waits for it


def attachment_or_404(user: User, pk: int) -> Attachment:
    attachment = Attachment.objects.visible_to(user).filter(pk=pk).first()
    if attachment is None or not attachment.file.storage.exists(attachment.file.name):  # type: ignore[arg-type]
        raise Http404
    return attachment


@login_required
def attachment_download(request: PersonRequest, pk: int) -> HttpResponseBase:
    """A download, never a page within the site: what was uploaded must not run here."""
    attachment = attachment_or_404(request.user, pk)
    answer = FileResponse(attachment.file.open(), as_attachment=True, filename=attachment.title)
    answer["Content-Type"] = "application/octet-stream"
    return set_file_headers(answer)


@login_required
def photo_thumbnail(request: PersonRequest, pk: int) -> HttpResponseBase:
    """A small copy, drawn anew from the pixels alone: nothing else of the upload reaches the reader."""
    attachment = attachment_or_404(request.user, pk)
    if not drawing.acquire(timeout=TURN):
        raise Overloaded
    try:
        with attachment.file.open() as stream:
            copy = redraw_thumbnail(stream)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Http404 from None
    finally:
        drawing.release()
    return set_file_headers(HttpResponse(copy, content_type="image/jpeg"))


def redraw_thumbnail(stream: Any) -> bytes:
    """A JPEG of at most the small size, turned upright. Raise ValueError for what is too large to open safely."""
    image = Image.open(stream, formats=("JPEG", "PNG", "WEBP"))
    if image.width * image.height > LARGEST:
        raise ValueError
    if not image.info.get("progressive"):  # which is held whole, however small it is read
        image.draft("RGB", (SIZE[0] * 2, SIZE[1] * 2))
    if image.width * image.height > UNPACKED:
        raise ValueError
    image.thumbnail((SIZE[0] * 2, SIZE[1] * 2))
    flat = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGB", flat.size, "white")
    paper.paste(flat, mask=flat.getchannel("A"))
    out = BytesIO()
    paper.save(out, "JPEG", quality=80)
    return out.getvalue()


def set_file_headers(answer: HttpResponseBase) -> HttpResponseBase:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
