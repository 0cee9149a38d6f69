"""The work shared among processes: batches go out, and what is told of them comes back in the order of the inputs."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from svgguard.cli.checking.telling import CheckJob, Teller, Told

if TYPE_CHECKING:
    from concurrent.futures import Future
    from concurrent.futures.process import ProcessPoolExecutor

BATCH = 50
"""Inputs that go to a process at once: so many that handing them over costs next to nothing."""
_AHEAD = 3
"""Batches handed out per process: enough to keep it busy, few enough to hold what comes back in memory."""
_FEW = 2 * BATCH
"""So few are done before a second process has started."""
_DIED = "the process that was to work on it died; run again with --jobs 1"


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def tell(teller: Teller, jobs: Iterable[CheckJob], processes: int) -> Iterator[Told]:
    """What is told of each job, in order; by `processes` (0: one per core) where there are enough of them.

    Nothing is held but what is being worked on, so that any number of inputs will do.
    """
    processes = processes or cores()
    rest = iter(jobs)
    first = list(itertools.islice(rest, _FEW)) if processes > 1 else []
    if len(first) < _FEW:
        jobs = itertools.chain(first, rest)
        # One at a time, so that what is told first is seen first; what was found is written after each batch.
        while batch := list(itertools.islice(jobs, BATCH)):
            yield from map(teller.tell, batch)
            teller.keep(batch)
    else:
        yield from _Pool(teller, processes).tell(itertools.chain(first, rest))


class _Pool:
    """Processes that outlive one another: when a file ends one, the others go on in new ones."""

    def __init__(self, teller: Teller, processes: int) -> None:
        self._teller = teller
        self._processes = processes
        self._executor = self._started(processes)
        self._queue: deque[tuple[list[CheckJob], Future[list[Told]]]] = deque()

    def tell(self, jobs: Iterator[CheckJob]) -> Iterator[Told]:
        """What is told of each job, in order."""
        try:
            while batch := list(itertools.islice(jobs, BATCH)):
                self._submit(batch)
                if len(self._queue) > self._processes * _AHEAD:
                    yield from self._next()
            while self._queue:
                yield from self._next()
        finally:
            self._executor.shutdown(cancel_futures=True)

    def _started(self, processes: int) -> ProcessPoolExecutor:
        # Nobody pays for it who checks a few files.
        import multiprocessing
        import signal
        from concurrent.futures.process import ProcessPoolExecutor

        # An interrupt is for this process, which then stops the others. They are started afresh, alike on every system.
        deaf = (signal.SIGINT, signal.SIG_IGN)
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(processes, context, initializer=signal.signal, initargs=deaf)

    def _submit(self, batch: list[CheckJob]) -> None:
        from concurrent.futures.process import BrokenProcessPool

        try:
            future = self._executor.submit(self._teller.tell_all, batch)
        except BrokenProcessPool:
            self._restart()
            future = self._executor.submit(self._teller.tell_all, batch)
        self._queue.append((batch, future))

    def _next(self) -> Iterator[Told]:
        from concurrent.futures.process import BrokenProcessPool

        batch, future = self._queue.popleft()
        try:
            yield from future.result()
        except BrokenProcessPool:
            yield from self._one_by_one(batch)
            self._restart()

    def _one_by_one(self, batch: list[CheckJob]) -> Iterator[Told]:
        """A batch in which a file may have ended the process: each alone, so that it costs itself only."""
        from concurrent.futures.process import BrokenProcessPool

        left = deque(batch)
        while left:
            with self._started(1) as alone:
                while left:
                    try:
                        told = alone.submit(self._teller.tell, left[0]).result()
                    except BrokenProcessPool:
                        yield self._teller.failed(left.popleft(), _DIED)
                        break
                    left.popleft()
                    yield told

    def _restart(self) -> None:
        """New processes, and what had been handed to the old ones once more."""
        self._executor.shutdown(cancel_futures=True)
        self._executor = self._started(self._processes)
        waiting, self._queue = self._queue, deque()
        for batch, future in waiting:
            if future.done() and not future.cancelled() and future.exception() is None:
                self._queue.append((batch, future))
            else:
                self._submit(batch)
