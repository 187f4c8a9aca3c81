"""The numbers of a page that lead somewhere, and the rows that stand there."""

import re
from html import unescape

LINK = re.compile(r'<a href="([^"]+)">(\d+)</a>')


def links_of(client, address, **query) -> set[tuple[str, str]]:
    """Every different link that is a number."""
    found = LINK.findall(client.get(address, query).content.decode())
    return {(unescape(target), number) for target, number in found}


def shown(page) -> int:
    """How many rows stand on a page of a list."""
    if "bands" in page.context:
        return sum(len(lines) for _group, _is_age, lines in page.context["bands"])
    rows = page.context["rows"] if "rows" in page.context else page.context["page"]
    return len(list(rows))


def mismatches(client, links) -> list:
    """The links whose number is not that of their rows."""
    wrong = []
    for address, number in sorted(links):
        page = client.get(address)
        told = (page.status_code, page.context["total"], shown(page))
        if told != (200, int(number), min(int(number), 100)):
            wrong.append((address, number, told))
    return wrong
