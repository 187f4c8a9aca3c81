"""Throw-away PostgreSQL and Valkey, started before pytest-django reads the settings."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devserver import services

from .migrated import lay_template

# Tests are told what they need, not what the shell happens to export.
FOREIGN = ["PORT", "HOST", "EMAIL_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PROXIES"]


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        # Each has its own queue; pytest-django gives it its own database.
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={int(worker[2:]) + 1}")
    else:
        start(early_config)
    return (yield)


def start(config: pytest.Config) -> None:
    running = services.start_throwaway_services()
    config.add_cleanup(running.stop)
    lay_template(running)
    var = tempfile.TemporaryDirectory(prefix="tiexi-tests-")
    config.add_cleanup(var.cleanup)
    (Path(var.name) / "static").mkdir()  # whitenoise warns where there is none
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(
        running.environ,
        # The owner makes the test database; tests/conftest.py then lets every connection act as the application.
        DATABASE_URL=running.environ["OWNER_DATABASE_URL"],
        LC_ALL="C.UTF-8",
        SECRET_KEY="only-for-tests-only-for-tests-only-for-tests-only-for-tests",
        TIEXI_PROFILE="register",
        TIEXI_VAR=var.name,
    )
