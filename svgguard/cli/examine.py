"""The work behind ``check``: paths to outcomes, one at a time and in order, by this process or by several."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from svgguard.cli import files
from svgguard.cli.terminal import read_bytes
from svgguard.text import edits
from svgguard.types import Edit, Policy

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from svgguard.extraction import Extraction
    from svgguard.extraction.hosts import Embedded
    from svgguard.parts.specification import Specification
    from svgguard.result import Result

STDIN = "-"
"""The path that means standard input."""
STDIN_NAME = "<stdin>"
"""What reports call it."""
_QUEUED_PER_JOB = 8
"""Files handed out ahead per process: enough to keep it busy, few enough to hold their results in memory."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one path, or of one of several SVGs in it."""

    path: str
    result: Result | None = None
    document: bytes | None = None
    """What takes the place of what was read, when it was to repair and there is something well-formed to write."""
    changed: tuple[str, str] | None = None
    """The text before and after, when they differ; of several SVGs in one file the last one has it."""
    error: str = ""
    """Why there is no result, or why the document could not be written."""
    note: str = ""
    """What is left as it is, and why."""
    follows: bool = False
    """True if another SVG of the same file stands before it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do with each file; plain data, because worker processes are given it."""

    policy: Policy = field(default_factory=Policy)
    repair: bool = False
    """Repair as far as the policy says, instead of only looking."""
    write: bool = False
    """Write what was repaired in its place."""
    answers: bool = False
    """Read files as answers of models too: the SVG that was meant takes the place of all there is."""
    parts: Specification | None = None
    """What each picture must show."""

    def file(self, path: str) -> list[FileOutcome]:
        """Read a file, examine each SVG in it and, when asked to, write what was repaired in its place."""
        try:
            data = files.read(path)
            told = self.answer(path, data) if self.answers else self.document(path, data)
            if self.write and told[-1].changed and told[-1].document is not None:
                files.replace(path, told[-1].document)
        except files.FileError as error:
            return [FileOutcome(path, error=str(error))]
        return told

    def standard_input(self) -> list[FileOutcome]:
        """Read an answer from standard input and examine it; there is nothing to replace."""
        try:
            data = read_bytes()
            files.require_text(data)
        except files.FileError as error:
            return [FileOutcome(STDIN_NAME, error=str(error))]
        return self.answer(STDIN_NAME, data)

    def answer(self, path: str, data: bytes) -> list[FileOutcome]:
        """Examine what a model wrote: the one SVG that was meant is taken out of it."""
        try:
            result = self._examined(data)
            document = result.data if self.repair else None
        except Exception as error:  # noqa: BLE001 -- the other files go on
            return [_crashed(path, error)]
        changed = (result.source, result.svg or "") if document is not None and result.svg != result.source else None
        return [FileOutcome(path, result, document, changed)]

    def document(self, path: str, data: bytes) -> list[FileOutcome]:
        """Examine a file: every SVG in it, each at its place, and nothing besides."""
        from svgguard.extraction import hosts
        from svgguard.text.encoding import decode

        host = hosts.host_of(path)
        try:
            if host is hosts.Host.SVG:
                told = self.answer(path, data)
                if told[0].result is None or not _cuts(told[0].result):
                    return told
            text, encoding = decode(data)
            told, changes = [], []
            for found in hosts.embedded(text, host):
                if found.obstacle:
                    told.append(FileOutcome(path, note=_left(text, found, found.obstacle), follows=bool(told)))
                    continue
                result = self._examined(found.taken(text))
                new = self._rewritten(found, text, result)
                if new is not None and new != text[found.start : found.end]:
                    changes.append(Edit(found.start, found.end, new))
                kept = self.repair and new is None and any(fault.applied for fault in result.faults)
                left = _left(text, found, "it cannot be written back with certainty") if kept else ""
                told.append(FileOutcome(path, result, note=left, follows=bool(told)))
            if not told:
                return self.answer(path, data) if host in (hosts.Host.SVG, hosts.Host.TEXT) else [FileOutcome(path)]
            if changes:
                after = edits.apply(text, changes)
                document = after.encode(encoding, "surrogateescape")
                told[-1] = replace(told[-1], document=document, changed=(text, after))
        except Exception as error:  # noqa: BLE001 -- the other files go on
            return [_crashed(path, error)]
        return told

    def _examined(self, source: bytes | Extraction) -> Result:
        from svgguard import guard

        return (guard.repair if self.repair else guard.check)(source, policy=self.policy, parts=self.parts)

    def _rewritten(self, found: Embedded, text: str, result: Result) -> str | None:
        if not self.repair or result.svg is None:
            return None
        return found.rewritten(text, result.passes[len(found.taken(text).passes) :])


def _left(text: str, found: Embedded, why: str) -> str:
    line = text.count("\n", 0, found.start) + 1
    return f"line {line}: the SVG is left as it is, because {why}; 'svgguard extract' takes it out"


def _cuts(result: Result) -> bool:
    """True if a result was had by cutting away something that is written around the SVG, or beside it."""
    from svgguard.extraction import extract

    if result.svg == result.source or not result.faults:
        return False
    taken = extract(result.source)
    return any(result.source[e.start : e.end].strip() for e in (taken.passes or ((),))[0])


def _crashed(path: str, error: Exception) -> FileOutcome:
    # A fault of the engine, not of the file: it is said by its name, and the other files go on.
    if os.environ.get("SVGGUARD_DEBUG"):
        raise error
    return FileOutcome(path, error=f"internal error, please report it: {type(error).__name__}: {error}")


def outcomes(task: Task, paths: Iterable[str], suffixes: Sequence[str], jobs: int = 1) -> Iterator[FileOutcome]:
    """The outcome of each file that `paths` mean, in their order, however many processes share the work.

    Nothing is held but what is being worked on, so that any number of files will do.
    """
    found = _found(paths, suffixes)
    if jobs == 1:
        for item in found:
            yield from [item] if isinstance(item, FileOutcome) else _examined(task, item)
    else:
        yield from _shared(task, found, jobs)


def _examined(task: Task, path: str) -> list[FileOutcome]:
    return task.standard_input() if path == STDIN else task.file(path)


def _found(paths: Iterable[str], suffixes: Sequence[str]) -> Iterator[str | FileOutcome]:
    """The files meant, and an outcome with an error for each path that means none."""
    met: set[str] = set()
    for path in paths:
        try:
            for file in [path] if path == STDIN else files.find(path, suffixes):
                # The same file by two names, or named beside its folder, is one.
                real = file if file == STDIN else os.path.realpath(file)
                if real not in met:
                    met.add(real)
                    yield file
        except files.FileError as error:
            yield FileOutcome(path, error=str(error))


def _shared(task: Task, found: Iterable[str | FileOutcome], jobs: int) -> Iterator[FileOutcome]:
    """The same by several processes, started afresh so that it works alike on every system."""
    import multiprocessing
    import signal
    from concurrent.futures import ProcessPoolExecutor

    queue: deque[list[FileOutcome] | tuple[str, Future[list[FileOutcome]]]] = deque()
    # An interrupt is for this process, which then stops the others.
    deaf = (signal.SIGINT, signal.SIG_IGN)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=signal.signal, initargs=deaf) as pool:
        try:
            for item in found:
                if isinstance(item, FileOutcome):
                    queue.append([item])
                elif item == STDIN:
                    queue.append(task.standard_input())
                else:
                    queue.append(_submitted(pool, task, item))
                if len(queue) >= jobs * _QUEUED_PER_JOB:
                    yield from _finished(queue.popleft())
            while queue:
                yield from _finished(queue.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


_DIED = "the process that was to work on it died; run again with --jobs 1"


def _submitted(
    pool: ProcessPoolExecutor, task: Task, path: str
) -> list[FileOutcome] | tuple[str, Future[list[FileOutcome]]]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return path, pool.submit(task.file, path)
    except BrokenProcessPool:
        return [FileOutcome(path, error=_DIED)]


def _finished(item: list[FileOutcome] | tuple[str, Future[list[FileOutcome]]]) -> list[FileOutcome]:
    """What became of a file; a process that died costs those not yet done, and what was done is kept."""
    from concurrent.futures.process import BrokenProcessPool

    if isinstance(item, list):
        return item
    path, work = item
    try:
        return work.result()
    except BrokenProcessPool:
        return [FileOutcome(path, error=_DIED)]
