"""Imports point one way, inside `milestones` a room imports only those before it, and the documents name files that
exist.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ARROW = ["backoffice", "projects", "milestones", "intake", "tiexi"]
ROOMS = [
    "models",
    "rules",
    "reports",
    "papers",
    "digests",
    "jobs",
    "mail",
    "imports",
    "admin",
    "api",
    "pages",
]


def python_files(package: str) -> Iterator[Path]:
    folder = settings.BASE_DIR / package
    return (path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def imported_modules(path: Path) -> set[str]:
    """Absolute names of all modules that a file imports, wherever it does."""
    module = path.relative_to(settings.BASE_DIR).with_suffix("").parts
    package = module[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("package", ARROW)
def test_packages_import_only_those_below_them(package):
    above = set(ARROW[ARROW.index(package) + 1 :]) | {"devserver", "tests"}
    wrong = {
        f"{path}: {name}"
        for path in python_files(package)
        for name in imported_modules(path)
        if name.split(".")[0] in above
    }
    assert not wrong


def test_the_embedded_services_import_nothing_of_the_product():
    ours = set(ARROW)
    assert not {
        f"{path}: {name}"
        for path in python_files("devserver")
        for name in imported_modules(path)
        if name.split(".")[0] in ours
    }


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_of_milestones_import_only_those_before_them(room):
    later = {f"milestones.{name}" for name in ROOMS[ROOMS.index(room) + 1 :]}
    assert not {
        f"{path}: {name}"
        for path in python_files(f"milestones/{room}")
        for name in imported_modules(path)
        if any(name == one or name.startswith(f"{one}.") for one in later)
    }


@pytest.mark.parametrize(
    "page", ["docs/architecture.md", "docs/glossary.md", "docs/truth.md", "docs/actions.md", "README.md"]
)
def test_documents_name_files_that_exist(page):
    text = (settings.BASE_DIR / page).read_text("utf-8")
    named = set(re.findall(r"`((?:[\w.]+/)+\w+\.(?:py|sql|css|html))`", text))
    roots = [settings.BASE_DIR, *(settings.BASE_DIR / package for package in ARROW)]
    assert not {path for path in named if not any((root / path).exists() for root in roots)}
