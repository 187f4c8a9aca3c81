"""Where a name on the start page leads: to the page that is read."""

from django.urls import reverse


def project_address(code: str) -> str:
    return reverse("project", args=[code])
