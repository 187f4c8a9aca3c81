"""Where the pages are served."""

import contextlib
import errno
import ipaddress
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devserver.services.process import ServiceError
from devserver.terminal import _


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Address":
        port = environ.get("PORT") or "8000"
        if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
            raise ServiceError(_("PORT must be a number from 1 to 65535, not %(port)r.") % {"port": port})
        return cls(environ.get("HOST") or "127.0.0.1", int(port))

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def local_url(self) -> str:
        """From this machine, also when every address is served."""
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return Address(here, self.port).url

    def is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def environ(self) -> dict[str, str]:
        """What the settings must know of an address that was asked for."""
        if self.is_loopback():
            return {}
        any_name = "*" if self.host in ("0.0.0.0", "::") else f"127.0.0.1,localhost,{self.host}"
        return {"ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or any_name}

    @contextlib.contextmanager
    def bound(self) -> Iterator[socket.socket]:
        """Taken before the work begins, so that a busy port is told at once; gunicorn listens on it later."""
        try:
            family, kind, protocol, _name, place = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
        except socket.gaierror:
            raise ServiceError(_("HOST=%(host)s is not an address.") % {"host": self.host}) from None
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(place)
            except OSError as error:
                raise ServiceError(self.refusal(error)) from None
            yield listener

    def refusal(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            text = _("Port %(port)d is busy. Choose another, say PORT=%(other)d python3 dev.py run")
            return text % {"port": self.port, "other": self.port % 65535 + 1}
        if error.errno == errno.EACCES:
            return _("Port %(port)d is for root alone. Choose one above 1023, say PORT=8000.") % {"port": self.port}
        return _("Cannot serve at %(url)s: %(why)s.") % {"url": self.url, "why": error.strerror}
