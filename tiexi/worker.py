"""The web server's worker: what is no HTTP reaches no view, and is answered as every other error of the API."""

import json
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class ResponseCapture:
    """Takes what gunicorn would send to the client, to be said in another form."""

    def __init__(self) -> None:
        self.text = b""

    def gettimeout(self) -> float:
        return 0.0

    def setblocking(self, flag: bool) -> None: ...

    def sendall(self, data: bytes) -> None:
        self.text += data


class Worker(ThreadWorker):
    """Threads, as gunicorn has them."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Log and judge as gunicorn does; nobody knows which address was meant, so that a program is answered."""
        draft = ResponseCapture()
        super().handle_error(req, draft, addr, exc)
        if not draft.text:
            return
        _version, status, reason = draft.text.split(b"\r\n")[0].decode().split(" ", 2)
        from tiexi.problem import TITLES, TYPE, problem_document

        body = json.dumps(
            problem_document(int(status), str(TITLES.get(int(status), reason))), ensure_ascii=False
        ).encode()
        head = f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {TYPE}\r\nContent-Length: {len(body)}\r\n\r\n"  # noqa: E501
        try:
            client.setblocking(False)
            client.sendall(head.encode() + body)
        except OSError as error:
            self.log.debug("An error message could not be sent: %s", error)
