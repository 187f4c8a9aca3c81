"""A subject of at most thirty characters: the name gives way, the numbers stay."""

LIMIT = 30


def fit(template: str, name: str = "", **values) -> str:
    """Fill the template; shorten the name so that the whole stays within the limit."""
    room = LIMIT - len(template % {**values, "name": ""})
    name = " ".join(str(name).split())
    if len(name) > room:
        name = name[: max(room - 1, 0)] + "…"
    return " ".join((template % {**values, "name": name}).split())[:LIMIT]
