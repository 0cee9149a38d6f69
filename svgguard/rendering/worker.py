"""A worker: a process that draws, started by `svgguard.rendering.pool` with the name of its engine.

It reads jobs as frames from standard input and answers each on standard output, until the input ends. Everything it
needs is imported, and one drawing made, before the limits are set. What an engine prints goes nowhere.
"""

from __future__ import annotations

import os
import signal
import sys

from svgguard.rendering import frames, limits
from svgguard.rendering.engine import Drawn, Failure, FailureKind, Form, Job
from svgguard.rendering.engines import load
from svgguard.rendering.fonts import PINNED

_FIRST = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><text y="8">a</text></svg>'
"""Drawn once in warming up: what an engine loads late is loaded then, fonts included."""


def main(name: str) -> None:
    """Serve the engine of this name until the input ends."""
    jobs = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb", buffering=0) as answers:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.close(null)
        # The terminal's Ctrl-C is for the caller, who ends its workers.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        engine = load(name)
        engine.draw(Job(_FIRST, 8, 8, None, PINNED, Form.RGBA))
        limits.hold_process()
        warm = limits.address_space()
        _send(answers.fileno(), frames.pack({}))
        while True:
            try:
                head, svg = frames.read(jobs)
            except EOFError:
                return
            limits.hold(**head["limits"], warm=warm + len(svg))
            try:
                outcome: Drawn | Failure = engine.draw(frames.job_in(head, svg))
            except MemoryError:
                outcome = Failure(name, "out of memory", FailureKind.MEMORY)
            limits.release()
            _send(answers.fileno(), frames.outcome_frame(outcome))


def _send(descriptor: int, frame: bytes) -> None:
    """Write all of a frame."""
    rest = memoryview(frame)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
