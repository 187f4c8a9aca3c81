"""One page of a long list."""

from django.core.paginator import Page, Paginator


def paged(request, rows, size: int) -> Page:
    """The page asked for; of one that does not exist the nearest, which then says what was `missed`."""
    asked = request.GET.get("page", "")
    page = Paginator(rows, size).get_page(asked)
    page.missed = asked if asked not in ("", str(page.number)) else ""
    return page
