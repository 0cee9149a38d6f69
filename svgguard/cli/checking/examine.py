"""From an input to its outcomes: it is read, examined and, when asked to, written."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from svgguard.cli import files
from svgguard.cli.checking.known import exempting, without_known
from svgguard.cli.checking.outcome import FileOutcome
from svgguard.cli.inputs import Input
from svgguard.text import edits
from svgguard.types import Edit, Policy, Severity, Status

if TYPE_CHECKING:
    from svgguard.extraction import Extraction
    from svgguard.extraction.hosts import Embedded
    from svgguard.parts.specification import Specification
    from svgguard.result import Result


@dataclass(frozen=True, slots=True)
class Task:
    """What to do with an input; plain data, because worker processes are given it."""

    policy: Policy = field(default_factory=Policy)
    repair: bool = False
    """Repair as far as the policy says, instead of only looking."""
    write: bool = False
    """Write what was repaired in its place, or below `output`."""
    output: Path | None = None
    """The folder to write to, in place of the files themselves."""
    backup: bool = False
    """Keep what a file held before beside it."""
    parts: Specification | None = None
    """What each picture must show."""
    fail_on: Severity | None = Severity.WARNING
    """The least severity of a fault that makes the run fail."""
    baseline: Path | None = None
    """A file with faults that are known, and not told again."""
    exempt: bool = False
    """Write a comment that exempts what is found."""
    cache: Path | None = None
    """The folder with what was found before; None for none."""

    def examine(self, given: Input) -> list[FileOutcome]:
        """Read an input, examine each SVG in it and, when asked to, write what was repaired."""
        plain = FileOutcome(given.path, file=given.file, line=given.line, fail_on=self.fail_on)
        if given.error:
            return [replace(plain, error=given.error)]
        try:
            data = files.read(given.path) if given.data is None else given.data
            if isinstance(data, bytes):
                files.require_text(data)
            if given.answer:
                told = self._answer(plain, data)
            else:
                if not data:
                    raise files.FileError("empty; there is nothing in it")
                # Comments of a file that somebody keeps are heeded; what came from elsewhere excuses nothing.
                kept = given.data is None
                task = replace(self, policy=replace(self.policy, exemptions=True)) if kept else self
                told = task._document(plain, data if isinstance(data, bytes) else data.encode())
            if self.baseline is not None:
                told = [without_known(outcome, self.baseline) for outcome in told]
            if self.exempt:
                told = [exempting(outcome) if len(told) == 1 else outcome for outcome in told]
            return self._written(given, told) if self.write else told
        except files.FileError as error:
            return [replace(plain, error=str(error))]
        except Exception as error:
            # A fault of the engine, not of the file: it is said by its name, and the other files go on.
            if os.environ.get("SVGGUARD_DEBUG"):
                raise
            message = f"internal error, please report it: {type(error).__name__}: {error}"
            return [replace(plain, error=message)]

    def _answer(self, plain: FileOutcome, data: bytes | str) -> list[FileOutcome]:
        """Examine what a model wrote: the one SVG that was meant is taken out of it."""
        result = self._examined(data)
        document = result.data if self.repair else None
        changed = (result.source, result.svg or "") if document is not None and result.svg != result.source else None
        return [replace(plain, result=result, document=document, changed=changed)]

    def _document(self, plain: FileOutcome, data: bytes) -> list[FileOutcome]:
        """Examine a file: every SVG in it, each at its place, and nothing besides."""
        from svgguard.extraction import hosts
        from svgguard.text.encoding import decode

        host = hosts.host_of(plain.path)
        if host is hosts.Host.SVG:
            told = self._answer(plain, data)
            if told[0].result is None or not _cuts(told[0].result):
                return told
        text, encoding = decode(data)
        told, changes = [], []
        for found in hosts.embedded(text, host):
            outcome = replace(plain, number=len(told))
            if found.obstacle:
                told.append(replace(outcome, note=_left(text, found, found.obstacle)))
                continue
            result = self._examined(found.taken(text))
            new = self._rewritten(found, text, result)
            if new is not None and new != text[found.start : found.end]:
                changes.append(Edit(found.start, found.end, new))
            kept = self.repair and new is None and any(fault.applied for fault in result.faults)
            left = _left(text, found, "it cannot be written back with certainty") if kept else ""
            told.append(replace(outcome, result=result, note=left))
        if not told:
            is_text = host in (hosts.Host.SVG, hosts.Host.TEXT)
            return self._answer(plain, data) if is_text else [plain]
        if changes:
            after = edits.apply(text, changes)
            document = after.encode(encoding, "surrogateescape")
            told[-1] = replace(told[-1], document=document, changed=(text, after))
        return told

    def _written(self, given: Input, told: list[FileOutcome]) -> list[FileOutcome]:
        """Write what the last outcome says; raises `files.FileError`."""
        last = told[-1]
        if self.output is not None:
            if last.document is not None:
                files.create(self.output / _below(given.relative), last.document)
        elif last.changed and last.document is not None:
            if given.inside:
                note = f"left as it is, a piece of {given.file}; --output-dir writes it to a file of its own"
                return [*told[:-1], replace(last, document=None, changed=None, note=note)]
            if given.data is None:
                files.replace(given.path, last.document, backup=self.backup)
        return told

    def _examined(self, source: bytes | str | Extraction) -> Result:
        from svgguard import guard

        examine = guard.repair if self.repair else _checked
        if self.cache is None:
            return examine(source, policy=self.policy, parts=self.parts)
        from svgguard.cli.checking import cache

        known, key = cache.opened(self.cache), cache.key_of(source, self.policy, self.parts, repair=self.repair)
        result = known.get(key, source)
        if result is None:
            result = examine(source, policy=self.policy, parts=self.parts)
            known.put(key, result)
        return result

    def _rewritten(self, found: Embedded, text: str, result: Result) -> str | None:
        if not self.repair or result.svg is None:
            return None
        return found.rewritten(text, result.passes[len(found.taken(text).passes) :])


def _below(relative: str) -> Path:
    """A place below a folder; raises `files.FileError` for one that leads out of it."""
    place = Path(relative)
    if not relative or place.is_absolute() or place.drive or ".." in place.parts:
        raise files.FileError(f"not written: {relative!r} is no place below a folder")
    return place


def _checked(source: bytes | str | Extraction, *, policy: Policy, parts: Specification | None) -> Result:
    """As `check`, of the file as it is: what a policy takes out of the result is still in there."""
    from svgguard import guard

    result = guard.check(source, policy=policy, parts=parts)
    if not any(fault.applied for fault in result.faults):
        return result
    counts = any(fault.severity is not Severity.INFO for fault in result.faults)
    status = Status.FAULTY if counts and result.status is not Status.REJECTED else result.status
    return replace(result, faults=tuple(replace(fault, applied=False) for fault in result.faults), status=status)


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
