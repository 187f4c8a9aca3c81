"""A bad line between the browser and the server: it can lose the answers to forms while the server gets them."""

import socket
import threading
from contextlib import suppress


class BadLine:
    """Carries bytes both ways; while `loses` holds, it is cut where the answer to a form would begin."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address, self.loses, self.lost = address, False, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.listener.accept()
                threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near: socket.socket) -> None:
        with near, socket.create_connection(self.address) as far, suppress(OSError):
            begun: list[bytes] = []
            sender = threading.Thread(target=self.send, args=(near, far, begun), daemon=True)
            sender.start()
            while data := far.recv(65536):
                if self.loses and begun[-1].startswith(b"POST "):
                    self.lost += 1
                    near.shutdown(socket.SHUT_RDWR)
                    break
                near.sendall(data)

    @staticmethod
    def send(near: socket.socket, far: socket.socket, begun: list[bytes]) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                if data[:5] in (b"POST ", b"GET /"):
                    begun.append(data[:5])
                far.sendall(data)
            far.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.listener.close()
