"""A service that may be away: asked, and left alone for a while after it did not answer, so that not every request waits for it."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)
REST = 10.0  # seconds


class Outage:
    """One for each service in each process. A loss and a return are each one line in the log."""

    def __init__(self, name: str, losses: tuple[type[Exception], ...]):
        self.name, self.losses = name, losses
        self.lost, self.again_at, self.lock = False, 0.0, threading.Lock()

    def ask(self, question: Callable[[], T], otherwise: T) -> T:
        """What the service answers, or the other value at once while it rests."""
        if self.rests():
            return otherwise
        try:
            found = question()
        except self.losses as error:
            self.note(error)
            return otherwise
        if self.lost:
            self.note(None)
        return found

    def rests(self) -> bool:
        """Whether to leave it alone; after a rest one asker is let through to look."""
        with self.lock:
            if not self.lost:
                return False
            if time.monotonic() < self.again_at:
                return True
            self.again_at = time.monotonic() + REST
            return False

    def note(self, error: Exception | None) -> None:
        """It was lost, or is back."""
        with self.lock:
            was, self.lost = self.lost, error is not None
            self.again_at = time.monotonic() + REST
        if error and not was:
            log.warning("%s does not answer; going on without it: %s", self.name, error)
        elif was and not error:
            log.warning("%s answers again.", self.name)
