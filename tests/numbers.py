"""The numbers of a page that lead somewhere, and the rows that stand there."""

import re
from html import unescape

LINK = re.compile(r'<a (?:class="[^"]*" )?href="([^"]+)">([^<]*)</a>')
CELL = re.compile(r'<(td class="num[^"]*"|dd[^>]*)>(.*?)</(?:td|dd)>', re.S)
# What is no count of rows: days, dates, differences, and a true zero.
NO_COUNT = re.compile(r'class="[^"]*\b(?:days|due|longest)\b')
APART = re.compile(r"<(a|small)\b.*?</\1>|<span class=\"zero\">.*?</span>|<[^>]+>", re.S)


def links_of(client, address, **query) -> set[tuple[str, str]]:
    """Every different link that is a number, or says one."""
    main = client.get(address, query).content.decode().split("<main", 1)[1]
    found = ((unescape(target), re.findall(r"\d+", text)) for target, text in LINK.findall(main))
    return {(target, numbers[0]) for target, numbers in found if len(numbers) == 1 and "/projects/2" not in target}


def naked(client, address, **query) -> list[str]:
    """The counts of a page that lead nowhere."""
    cells = CELL.findall(client.get(address, query).content.decode())
    counts = [APART.sub("", inner) for opening, inner in cells if not NO_COUNT.search(opening)]
    return [text.strip() for text in counts if re.search(r"\d", text)]


def shown(page) -> int:
    """How many rows stand on a page of a list."""
    if "bands" in page.context:
        return sum(len(lines) for _group, _is_age, lines in page.context["bands"])
    rows = page.context["rows"] if "rows" in page.context else page.context["page"]
    return len(list(rows)) or len(page.context.get("silent", []))


def total(page) -> int:
    return page.context["total"] if "total" in page.context else page.context["page"].paginator.count


def mismatches(client, links) -> list:
    """The links whose number is not that of their rows."""
    wrong = []
    for address, number in sorted(links):
        page = client.get(address)
        if page.status_code != 200:
            wrong.append((address, number, page.status_code))
            continue
        told = (total(page), shown(page))
        if told != (int(number), min(int(number), 100)):
            wrong.append((address, number, told))
    return wrong
