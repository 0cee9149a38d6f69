"""Hanging up: shuts the connection of a blocking request from outside, when nobody wants more of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PATIENCE = 0.1
"""Seconds between two looks at whether the caller wants no more."""


class Hangup:
    """What can be shut of the requests that are under way."""

    def __init__(self) -> None:
        self._shut: list[Callable[[], None]] = []
        self.rung = False
        """True once the connection was shut: what the request then raises is no fault of the server."""

    def add(self, shut: Callable[[], None]) -> None:
        """Shut this, too."""
        self._shut.append(shut)
        if self.rung:
            shut()

    def ring(self) -> None:
        """Shut what is open."""
        self.rung = True
        for shut in self._shut:
            shut()


_current: ContextVar[Hangup | None] = ContextVar("hangup", default=None)


def current() -> Hangup:
    """The one of the request that is being sent."""
    return _current.get() or Hangup()


@contextmanager
def hanging_up(when: Callable[[], bool] | None = None) -> Iterator[Hangup]:
    """Requests that this thread sends meanwhile are hung up once `when` says so, which is asked ten times a second."""
    hangup = Hangup()
    token = _current.set(hangup)
    over = threading.Event()

    def look(asked: Callable[[], bool]) -> None:
        while not over.wait(PATIENCE):
            if asked():
                hangup.ring()
                return

    if when is not None:
        threading.Thread(target=look, args=(when,), daemon=True).start()
    try:
        yield hangup
    finally:
        over.set()
        _current.reset(token)
