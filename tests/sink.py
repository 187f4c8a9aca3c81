"""A mail relay on loopback that counts what it accepted and refuses on command."""

import multiprocessing
import re
import socketserver
import threading
import time
from collections import Counter
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP session. A phase with an answer of its own gives it; the answer “cut” drops the connection."""

    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline():
            verb = line.decode().strip().split(" ")[0].split(":")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if not self.react(verb):
                return
        self.server.torn.append(self.client_address)

    def react(self, verb):
        answer = self.server.answers.get(verb, "354 go on" if verb == "DATA" else "250 ok")
        if answer == "cut":
            return False
        self.say(answer)
        if verb == "DATA" and answer.startswith("354"):
            return self.take()
        return True

    def take(self):
        """Read one message. A sender that died before the final dot has handed nothing over."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                self.server.torn.append(self.client_address)
                return False
            lines.append(line)
        end = self.server.answers.get("END", "250 accepted")
        if end == "cut" or end.startswith("250"):
            self.server.accepted.append(b"".join(lines))
            time.sleep(self.server.delay)
        if end == "cut":
            return False
        self.say(end)
        return True

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers, self.accepted = {}, []
        self.torn = []  # conversations that ended without a goodbye
        self.delay = 0.0  # seconds between accepting a message and saying so

    @property
    def port(self):
        return self.server_address[1]

    def copies(self):
        """How often each Message-ID was accepted."""
        return Counter(re.search(rb"^Message-ID: (<[^>]+>)", raw, re.M)[1].decode() for raw in self.accepted)

    def handle_error(self, request, client_address):
        """A client killed in mid-sentence is what these tests are about."""
        self.torn.append(client_address)


@contextmanager
def running():
    """A sink in a thread of its own."""
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()


def serve(told):
    with Sink() as sink:
        told.put(sink.port)
        sink.serve_forever()


@contextmanager
def running_apart():
    """A sink in a process of its own, for measuring; answers its port."""
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    process = fork.Process(target=serve, args=(told,), daemon=True)
    process.start()
    try:
        yield told.get(timeout=30)
    finally:
        process.kill()
        process.join()
