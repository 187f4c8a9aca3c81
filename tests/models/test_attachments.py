"""What goes with a fact: each photo once, whatever it is called and however often it was chosen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.access_world import photo

pytestmark = pytest.mark.django_db


def chosen(name, content=None):
    return SimpleUploadedFile(name, content or photo())


def content_of(attachment):
    with attachment.file.open() as file:
        return file.read()


def test_a_photo_chosen_twice_is_kept_once(cast):
    other = photo() + b"\x00"
    files = [chosen("现场.jpg"), chosen("现场 (1).jpg"), chosen("另一张.jpg", other)]
    report = cast.milestone.report(by=cast.steward, note="进展", files=files)
    assert [file.title for file in report.files.order_by("pk")] == ["现场.jpg", "另一张.jpg"]
    assert [content_of(file) for file in report.files.order_by("pk")] == [photo(), other]
