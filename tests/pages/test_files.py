"""Files of facts: a download for whoever sees the fact, and a picture only as a copy drawn anew."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from milestones.models import Attachment
from tests.cast import lay, make_cast, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


def photo(size=(1200, 900)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "grey").save(out, "JPEG", comment=b"<script>alert(1)</script>")
    return out.getvalue()


def attach(cast, name, content):
    report = cast.milestone.report(by=cast.steward, note="路基施工", at=noon(dt.date(2024, 6, 1)))
    at = noon(dt.date(2024, 6, 1))
    return lay(Attachment.objects, report=report, file=ContentFile(content, name), by=cast.steward, at=at)


def fetch(client, user, address):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address)


def read(answer) -> bytes:
    """The content, with the file closed but the connection kept: a full close would end the test's transaction."""
    content = answer.getvalue()
    for close in answer._resource_closers:
        close()
    return content


def test_a_file_is_always_a_download(client, cast):
    page = attach(cast, "现场.html", b"<script>alert(1)</script>")
    answer = fetch(client, cast.leader, f"/files/{page.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream" and answer["X-Content-Type-Options"] == "nosniff"
    assert read(answer) == b"<script>alert(1)</script>"


def test_who_does_not_see_the_fact_does_not_get_its_file(client, cast):
    one = attach(cast, "现场.jpg", photo())
    for address in (f"/files/{one.pk}/", f"/files/{one.pk}/picture/"):
        assert fetch(client, cast.other, address).status_code == 404
        seen = fetch(client, cast.steward, address)
        assert seen.status_code == 200
        read(seen)
        client.logout()
        assert client.get(address).status_code == 302
    assert fetch(client, cast.leader, "/files/999999/").status_code == 404


def test_a_picture_is_drawn_anew_and_small(client, cast):
    one = attach(cast, "现场.jpg", photo())
    answer = fetch(client, cast.leader, f"/files/{one.pk}/picture/")
    assert answer["Content-Type"] == "image/jpeg" and b"script" not in answer.content
    assert max(Image.open(BytesIO(answer.content)).size) <= 640


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='alert(1)'/>", b"\xff\xd8\xff\xe0 not a picture", photo()[:400]]
)
def test_what_is_no_picture_is_not_shown_as_one(client, cast, content):
    one = attach(cast, "现场.jpg", content)
    assert fetch(client, cast.leader, f"/files/{one.pk}/picture/").status_code == 404


def test_a_file_that_is_gone_from_the_store_is_not_found(client, cast):
    one = attach(cast, "现场.jpg", photo())
    one.file.storage.delete(one.file.name)
    assert fetch(client, cast.leader, f"/files/{one.pk}/").status_code == 404


def test_the_projects_page_shows_the_photos_of_its_reports(client, cast):
    one, paper = attach(cast, "现场.jpg", photo()), attach(cast, "验收单.pdf", b"%PDF")
    text = fetch(client, cast.leader, "/projects/2024-CJ-001/").content.decode()
    assert f'src="/files/{one.pk}/picture/"' in text and f'href="/files/{paper.pk}/">验收单.pdf</a>' in text
    assert "现场.jpg" not in fetch(client, cast.leader, "/projects/2024-CJ-001/?on=2024-05-01").content.decode()
