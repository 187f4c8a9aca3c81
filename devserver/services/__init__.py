"""The embedded PostgreSQL and Valkey of `dev.py` and of the tests."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from . import place, postgres, valkey
from .process import ChildProcess


class Services:
    """What runs, and the environment that points Django at it."""

    def __init__(self) -> None:
        self.folder = place.SocketFolder()
        self.environ: dict[str, str] = {}
        self.children: list[ChildProcess] = []

    def start_postgres(self, data: Path, log: Path, throwaway: bool = False) -> None:
        self.children.append(postgres.start_postgres_server(data, self.folder.path, log, throwaway))
        self.environ["DATABASE_URL"] = postgres.postgres_url(self.folder.path, "tiexi_app")
        self.environ["OWNER_DATABASE_URL"] = postgres.postgres_url(self.folder.path, "tiexi_owner")

    def start_valkey(self, data: Path, log: Path, throwaway: bool = False) -> None:
        self.children.append(valkey.start_valkey_server(data, self.folder.path, log, throwaway))
        self.environ["REDIS_URL"] = valkey.valkey_url(self.folder.path)

    def stop(self) -> None:
        """The database last: it was started first."""
        while self.children:
            self.children.pop().stop()
        self.folder.remove()


def start_services(var: Path, given: Mapping[str, str]) -> Services:
    """Start what `given` does not already point at."""
    services = Services()
    try:
        if not given.get("DATABASE_URL"):
            services.start_postgres(place.postgres_data_folder(var), var / "log" / "postgres.log")
        if not given.get("REDIS_URL"):
            services.start_valkey(var / "valkey", var / "log" / "valkey.log")
    except BaseException:
        services.stop()
        raise
    return services


def start_throwaway_services() -> Services:
    """For tests and measurements: quick, and gone with the folder that the sockets are in."""
    services = Services()
    folder = services.folder.path
    try:
        services.start_postgres(folder / "postgres", folder / "postgres.log", throwaway=True)
        services.start_valkey(folder / "data", folder / "valkey.log", throwaway=True)
    except BaseException:
        services.stop()
        raise
    return services


def delete_postgres_data(var: Path) -> None:
    data = place.postgres_data_folder(var)
    # As root the folder around it was made for it alone.
    shutil.rmtree(data.parent if place.is_running_as_root() else data, ignore_errors=True)
