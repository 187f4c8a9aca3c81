"""What the register as delivered states of works that were finished before anybody kept a schedule of them."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from .models.vocabulary import Phase

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
FINISHED = {Phase.COMPLETED, Phase.IN_OPERATION}


@lru_cache(maxsize=1)
def stated_finished() -> dict[str, str]:
    """By code, the phase that the register's own files give a work, where it is a finished one.

    The files and nothing else: no act, no form and no import puts a project here.
    """
    found: dict[str, str] = {}
    for path in sorted(FIXTURES.glob("register_*.json")):
        rows = (record["fields"] for record in json.loads(path.read_text("utf-8")) if "phase" in record["fields"])
        found |= {row["code"]: row["phase"] for row in rows if row["phase"] in FINISHED}
    return found
