"""A channel: frames to and from a worker, with a deadline, and open to Ctrl-C while it waits.

On POSIX it waits for the pipes themselves. Pipes of Windows cannot be waited for, so there a thread reads them.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from svgguard.rendering import limits
from svgguard.rendering.frames import LENGTHS

_PIECE = 1 << 20
_GLANCE = 0.05
"""Seconds that a wait on Windows lasts before it looks for Ctrl-C."""
_LONG = 1000.0
_LARGEST_HEAD = 1 << 20

Got = TypeVar("Got")


class ClosedError(Exception):
    """The worker has ended, or sends what is no frame."""


class OverdueError(Exception):
    """The deadline has passed."""


class OvergrownError(Exception):
    """The worker holds more memory than it may."""


class Channel:
    """The two pipes of one worker."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker needs both pipes")
        self._pipes = (process.stdin, process.stdout)
        self._to, self._from = process.stdin.fileno(), process.stdout.fileno()
        if limits.POSIX:
            os.set_blocking(self._to, False)
            os.set_blocking(self._from, False)

    def send(self, frame: bytes, deadline: float) -> None:
        """Send a frame; raises `ClosedError` or `OverdueError`. `deadline` is of the monotonic clock."""
        rest = memoryview(frame)
        while rest:
            rest = rest[self._when(self._to, deadline, partial(os.write, self._to, rest[:_PIECE])) :]

    def receive(self, deadline: float, memory: int = 0) -> tuple[dict[str, Any], bytes]:
        """The next frame; raises also `OvergrownError` where memory is watched (bytes; 0 for no limit)."""
        head, body = LENGTHS.unpack(self._exactly(LENGTHS.size, deadline, memory))
        if head > _LARGEST_HEAD:
            raise ClosedError
        try:
            return json.loads(self._exactly(head, deadline, memory)), self._exactly(body, deadline, memory)
        except ValueError as error:
            raise ClosedError from error

    def close(self) -> None:
        """Close both pipes."""
        for pipe in self._pipes:
            try:
                pipe.close()
            except OSError:
                continue  # what was left in the pipe of a dead worker

    def _exactly(self, count: int, deadline: float, memory: int) -> bytes:
        pieces = []
        while count:
            piece = self._when(self._from, deadline, partial(os.read, self._from, min(count, _PIECE)), memory)
            if not piece:
                raise ClosedError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def _when(self, pipe: int, deadline: float, act: Callable[[], Got], memory: int = 0) -> Got:
        """What `act` gives once the pipe is ready for it."""
        try:
            if not limits.POSIX:
                return _in_thread(act, deadline)
            poll = select.poll()
            poll.register(pipe, select.POLLOUT if pipe == self._to else select.POLLIN)
            interval = limits.watch_interval() if memory else None
            while not poll.poll(1000 * max(0.0, min(deadline - time.monotonic(), interval or _LONG))):
                if time.monotonic() >= deadline:
                    raise OverdueError
                if interval and limits.resident(self._process.pid) > memory:
                    raise OvergrownError
            return act()
        except (BrokenPipeError, ConnectionError) as error:
            raise ClosedError from error


def _in_thread(act: Callable[[], Got], deadline: float) -> Got:
    """What `act` gives, done by a thread, so that the deadline and Ctrl-C are heard meanwhile."""
    outcomes: list[Got | OSError] = []

    def run() -> None:
        try:
            outcomes.append(act())
        except OSError as error:
            outcomes.append(error)

    thread = threading.Thread(target=run, name="svgguard-worker", daemon=True)
    thread.start()
    while thread.is_alive():
        if time.monotonic() >= deadline:
            raise OverdueError
        thread.join(_GLANCE)
    if isinstance(outcome := outcomes[0], OSError):
        raise ClosedError from outcome
    return outcome
