"""What every template knows."""

from django.conf import settings


def demonstration(request):
    """Whether the invented dates of the demonstration are on show."""
    return {"demonstration": settings.DEMONSTRATION}
