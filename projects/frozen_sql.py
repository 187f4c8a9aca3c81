"""The SQL texts that migrations install, each frozen when its migration was written."""

from pathlib import Path

FROZEN = Path(__file__).parent / "migrations" / "sql"


def frozen(name: str) -> str:
    """A text beside the migrations, as it was when its migration was written."""
    return (FROZEN / name).read_text("utf-8")
