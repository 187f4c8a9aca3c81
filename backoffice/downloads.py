"""A file to keep: its name travels in whatever script it is written in."""

from django.utils.http import content_disposition_header


def download_headers(name: str) -> dict[str, str]:
    """The header that has a browser keep what is answered, under this name."""
    return {"Content-Disposition": content_disposition_header(True, name) or ""}
