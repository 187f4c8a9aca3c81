"""What may go with a fact as evidence: photos and papers of a known kind, not too large, whatever the channel."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _

PHOTOS = ["jpg", "jpeg", "png", "webp", "heic", "heif"]
PAPERS = ["pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd"]
KINDS = FileExtensionValidator([*PHOTOS, *PAPERS])
LARGEST = 20 * 1024 * 1024
JPEG = [(0, b"\xff\xd8\xff")]
APPLE = [(4, b"ftyp")]
# Where in a photo of each kind its mark stands.
BEGINNINGS = {
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": [(0, b"\x89PNG")],
    "webp": [(8, b"WEBP")],
    "heic": [*APPLE, *JPEG],
    "heif": APPLE,
}


def split_evidence_files(
    files: Iterable[Any], check: Callable[[Any], Any] | None = None
) -> tuple[list, list[ValidationError]]:
    """The files that may be kept, and for each other one what is wrong with it, by its name.

    `check` is what a channel asks of a file besides.
    """
    good, errors = [], []
    for file in files:
        try:
            good.append(check_evidence_file(check(file) if check else file))
        except ValidationError as error:
            errors += [ValidationError(f"{file.name}{_(': ')}{message}", error.code) for message in error.messages]
    return good, errors


def distinct_files(files: Iterable[Any]) -> list[Any]:
    """The files without those whose content came before, under whatever name: a photo chosen twice is kept once."""
    found: dict[tuple[int, str], Any] = {}
    for file in files:
        digest = sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        found.setdefault((file.size, digest.hexdigest()), file)
    return [*found.values()]


def check_evidence_file(file: Any) -> Any:
    """Answer the file. Raise ValidationError for another kind, more than 20 MB, or what is only called a photo."""
    KINDS(file)
    if file.size > LARGEST:
        raise ValidationError(_("This file is larger than 20 MB."), "too_large")
    if not has_matching_header(file):
        raise ValidationError(_("This is not a photo, or it is damaged."), "no_photo")
    return file


def has_matching_header(file: Any) -> bool:
    """Whether a file that is called a photo begins as one; what is called a paper passes."""
    kind = file.name.rpartition(".")[2].lower()
    head = file.read(12)
    file.seek(0)
    return kind not in BEGINNINGS or any(head[at:].startswith(mark) for at, mark in BEGINNINGS[kind])
