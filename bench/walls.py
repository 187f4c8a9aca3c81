"""The wall from the request to its last byte, as a leader opens it: its sheets on one page, and one screen of a meeting."""

import re

from projects.models import User

from .opening import client_of

ELEMENT = re.compile(rb"<[a-z]")
sizes: dict[str, tuple[int, int]] = {}  # bytes and elements of the newest answer


def opened(name, address):
    """A measure: open the address."""

    def act():
        response = client_of(User.objects.get(username="bench1")).get(address)
        assert response.status_code == 200 and b"gantt" in response.content
        sizes[name] = len(response.content), len(ELEMENT.findall(response.content))

    act.__doc__ = f"wall: {name}"
    return act


WALLS = opened("all sheets", "/wall/"), opened("one screen", "/wall/show/")


def weigh() -> None:
    """Print how heavy the newest answers were."""
    for name, (size, elements) in sizes.items():
        print(f"wall: {name}: {size // 1000} kB, {elements} elements")
