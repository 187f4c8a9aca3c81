"""Templates can be read: a line fits a screen, and a sentence with branches is made in Python."""

from pathlib import Path

from django.conf import settings

LONGEST = 250


def templates() -> list[Path]:
    """Every template of the product."""
    found: list[Path] = []
    for app in ("tiexi", "backoffice", "projects", "milestones"):
        for suffix in ("html", "txt"):
            found += (settings.BASE_DIR / app).glob(f"**/templates/**/*.{suffix}")
    return found


def test_no_line_of_a_template_is_long():
    assert len(templates()) > 100
    long = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert long == []
