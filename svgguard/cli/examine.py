"""The work behind ``check``: paths to outcomes, one at a time and in order, by this process or by several."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from svgguard.cli import files
from svgguard.cli.terminal import read_bytes
from svgguard.types import Policy, Status, SvgguardError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from svgguard.parts.specification import Specification
    from svgguard.result import Result

STDIN = "-"
"""The path that means standard input."""
STDIN_NAME = "<stdin>"
"""What reports call it."""
_QUEUED_PER_JOB = 8
"""Files handed out ahead per process: enough to keep it busy, few enough to hold their results in memory."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one path."""

    path: str
    result: Result | None = None
    document: bytes | None = None
    """What the engine made of it, when it was to mend and there is a well-formed document."""
    changed: bool = False
    """Whether that document differs from what was read."""
    error: str = ""
    """Why there is no result, or why the document could not be written."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do with each file; plain data, because worker processes are given it."""

    policy: Policy = field(default_factory=Policy)
    mend: bool = False
    """Repair as far as the policy says, instead of only looking."""
    write: bool = False
    """Replace the file by the mended document."""
    parts: Specification | None = None
    """What each picture must show."""

    def file(self, path: str) -> Outcome:
        """Read a file, examine it and, when asked to, replace it."""
        try:
            outcome = self.text(path, files.read(path))
            if self.write and outcome.changed and outcome.document is not None:
                files.replace(path, outcome.document)
        except files.FileError as error:
            return Outcome(path, error=str(error))
        return outcome

    def standard_input(self) -> Outcome:
        """Read standard input and examine it; there is nothing to replace."""
        try:
            data = read_bytes()
            files.require_text(data)
        except files.FileError as error:
            return Outcome(STDIN_NAME, error=str(error))
        return self.text(STDIN_NAME, data)

    def text(self, path: str, data: bytes) -> Outcome:
        """Examine what was read."""
        from svgguard import guard

        try:
            result = (guard.repair if self.mend else guard.check)(data, policy=self.policy, parts=self.parts)
            drawable = self.mend and result.status is not Status.REJECTED
            document = result.data if drawable else None
        except Exception as error:
            # A fault of the engine, not of the file: it is said by its name, and the other files go on.
            if os.environ.get("SVGGUARD_DEBUG"):
                raise
            return Outcome(path, error=f"internal error, please report it: {type(error).__name__}: {error}")
        return Outcome(path, result, document, changed=document is not None and result.svg != result.source)


def outcomes(task: Task, paths: Iterable[str], suffixes: Sequence[str], jobs: int = 1) -> Iterator[Outcome]:
    """The outcome of each file that `paths` mean, in their order, however many processes share the work.

    Nothing is held but what is being worked on, so that any number of files will do.
    """
    found = _found(paths, suffixes)
    if jobs == 1:
        for item in found:
            yield item if isinstance(item, Outcome) else _examined(task, item)
    else:
        yield from _shared(task, found, jobs)


def _examined(task: Task, path: str) -> Outcome:
    return task.standard_input() if path == STDIN else task.file(path)


def _found(paths: Iterable[str], suffixes: Sequence[str]) -> Iterator[str | Outcome]:
    """The files meant, and an outcome with an error for each path that means none."""
    for path in paths:
        if path == STDIN:
            yield path
            continue
        try:
            yield from files.find(path, suffixes)
        except files.FileError as error:
            yield Outcome(path, error=str(error))


def _shared(task: Task, found: Iterable[str | Outcome], jobs: int) -> Iterator[Outcome]:
    """The same by several processes, started afresh so that it works alike on every system."""
    import multiprocessing
    import signal
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    queue: deque[Outcome | Future[Outcome]] = deque()
    # An interrupt is for this process, which then stops the others.
    deaf = (signal.SIGINT, signal.SIG_IGN)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=signal.signal, initargs=deaf) as pool:
        try:
            for item in found:
                if isinstance(item, Outcome):
                    queue.append(item)
                elif item == STDIN:
                    queue.append(task.standard_input())
                else:
                    queue.append(pool.submit(task.file, item))
                if len(queue) >= jobs * _QUEUED_PER_JOB:
                    yield _finished(queue.popleft())
            while queue:
                yield _finished(queue.popleft())
        except BrokenProcessPool as error:
            raise SvgguardError("a worker process died; run again with --jobs 1 to see on which file") from error
        finally:
            pool.shutdown(cancel_futures=True)


def _finished(item: Outcome | Future[Outcome]) -> Outcome:
    return item if isinstance(item, Outcome) else item.result()
