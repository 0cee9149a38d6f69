"""The guard: from a source to a `Result`. The only module that knows the order of the flow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from svgguard import document
from svgguard.document import Defect, Document, Refusal
from svgguard.extraction import Extraction, extract
from svgguard.extraction.reply import Reply, as_reply
from svgguard.guard.passes import Pass, detected, mend, named, ordered
from svgguard.parts.inventory import Lister, PartList, Sighting
from svgguard.result import Result
from svgguard.rules import REPLY, Rule, rule_named
from svgguard.text import edits
from svgguard.text.encoding import codec_for, decode
from svgguard.types import Blame, Edit, Fault, Finding, Policy, Safety, Severity, Status

if TYPE_CHECKING:
    from svgguard.parts.specification import Part, Specification

Source = str | bytes | Reply | Mapping[str, Any]
Wanted: TypeAlias = "Specification | Iterable[str | Part | Mapping[str, Any]]"

_CUTS = frozenset(("truncated", "unclosed-comment"))
"""Rules whose blame the circumstances of the reply decide."""


def repair(
    source: Source, *, policy: Policy | None = None, parts: Wanted | None = None, drawing: str | Path | None = None
) -> Result:
    """Find the SVG in an answer and mend it as far as `policy` allows (by default: safe and unsafe repairs).

    `source` is what a model or an endpoint gave: text, bytes, a `Reply`, a chat message or response. Never raises for
    what it holds; `Result.svg` is the document, None when there is none. `parts` and `drawing` are as for `check`.
    """
    policy = policy or Policy()
    if policy.apply is None:
        return check(source, policy=policy, parts=parts, drawing=drawing)
    wanted = wanted_parts(parts, drawing)
    taken, encoding, read = _take(source, policy)
    passes = mend(taken.text, policy, read) if taken.text is not None else []
    passes, sightings = _look(passes, wanted, taken, policy)
    svg = passes[-1].text if passes and isinstance(passes[-1].read, Document) else None
    changes = [*taken.passes, *(p.edits for p in passes if p.edits)] if svg is not None else []
    return Result(
        source=taken.source,
        status=_status(svg, taken.source, faults := _faults(taken, read, passes, policy)),
        svg=svg,
        faults=tuple(faults),
        passes=tuple(changes),
        alternates=taken.alternates,
        encoding=encoding or codec_for(svg or ""),
        parts=sightings,
        wanted=None if wanted is None else part_list(wanted),
    )


def check(
    source: Source, *, policy: Policy | None = None, parts: Wanted | None = None, drawing: str | Path | None = None
) -> Result:
    """Find the faults of an answer and say which repairs exist, without applying any.

    Faults hidden behind others are found too: the repairs are carried out on a copy. `Result.svg` is the document when
    the answer holds one that is well-formed as it stands.

    `parts` names what the picture must show ("beak", "two wheels"); `drawing` is the name of a drawing that svgguard
    ships, or a TOML file like theirs, whose parts are then looked for. Either makes `Result.parts` say what became of
    each. Raises `svgguard.SpecificationError` for parts that make no sense.
    """
    wanted = wanted_parts(parts, drawing)
    policy = replace(policy or Policy(), apply=Safety.UNSAFE)
    taken, encoding, read = _take(source, policy)
    passes = mend(taken.text, policy, read) if taken.text is not None else []
    passes, sightings = _look(passes, wanted, taken, policy)
    svg = taken.text if isinstance(read, Document) else None
    faults = [replace(fault, applied=False) for fault in _faults(taken, read, passes, policy)]
    return Result(
        source=taken.source,
        status=_status(svg, taken.source, faults),
        svg=svg,
        faults=tuple(faults),
        passes=taken.passes if svg is not None else (),
        alternates=taken.alternates,
        encoding=encoding or codec_for(svg or ""),
        parts=sightings,
        wanted=None if wanted is None else part_list(wanted),
    )


def wanted_parts(parts: Wanted | None, drawing: str | Path | None) -> Specification | None:
    """What to look for in the picture; None for nothing. Raises as `check` does, and OSError for no such file."""
    if parts is None and drawing is None:
        return None
    if parts is not None and drawing is not None:
        raise ValueError("give parts= or drawing=, not both")
    # Nobody who asks for no parts pays for it.
    from svgguard.parts import specification

    if drawing is not None:
        is_file = isinstance(drawing, Path) or drawing.endswith(".toml")
        return specification.load(drawing) if is_file else specification.drawing(str(drawing))
    return parts if isinstance(parts, specification.Specification) else specification.asked(parts or ())


def part_list(wanted: Specification) -> PartList:
    """What to look for, as the result says it."""
    names = tuple(f"{part.count} {part.name}" if part.count > 1 else part.name for part in wanted.parts)
    return PartList(names, Lister.DRAWING if wanted.name else Lister.CALLER, wanted.name)


def _look(
    passes: list[Pass], wanted: Specification | None, taken: Extraction, policy: Policy
) -> tuple[list[Pass], tuple[Sighting, ...]]:
    """The passes with the faults of parts in the last one, and what became of each part, placed in the source."""
    last = passes[-1] if passes else None
    if wanted is None or last is None or not isinstance(last.read, Document):
        return passes, ()
    from svgguard.parts.examination import take

    inventory = take(last.read, wanted)
    found = ordered(named(inventory.faults), policy)
    maps = [edits.OffsetMap(changes) for changes in (*taken.passes, *(p.edits for p in passes if p.edits))]
    sightings = (
        replace(s, start=edits.to_raw(s.start, maps), end=edits.to_raw(s.end, maps)) for s in inventory.sightings
    )
    return [*passes[:-1], replace(last, found=[*last.found, *found])], tuple(sightings)


def _take(source: Source, policy: Policy) -> tuple[Extraction, str | None, Document | Defect]:
    """The SVG in a source, the codec of the source if it was bytes, and what the SVG is before any repair."""
    encoding: str | None = None
    if isinstance(source, bytes):
        text, encoding = decode(source)
        source = Reply(text=text)
    reply = as_reply(source)
    read = document.read(reply.text, policy.limits)
    if isinstance(read, Document) or read.wellformed:
        return Extraction(reply, reply.text, reply.text, end=len(reply.text)), encoding, read
    if read.rule is Refusal.TOO_LARGE:
        return Extraction(reply, reply.text), encoding, read
    taken = extract(reply)
    if taken.text is not None and taken.text != reply.text:
        read = document.read(taken.text, policy.limits)
    return taken, encoding, read


def _status(svg: str | None, source: str, faults: Sequence[Fault]) -> Status:
    if svg is None:
        return Status.REJECTED
    if any(not fault.applied and fault.severity is not Severity.INFO for fault in faults):
        return Status.FAULTY
    if any(fault.applied for fault in faults):
        return Status.REPAIRED
    return Status.CLEAN if svg == source else Status.FAULTY


def _faults(taken: Extraction, read: Document | Defect, passes: Sequence[Pass], policy: Policy) -> list[Fault]:
    """Every fault of the reply and of each pass, in order of place."""
    lines = _Lines(taken.source)
    wrapped = ordered([*detected(REPLY, taken), *named(lambda: taken.wrappings)], policy)
    if isinstance(read, Defect) and read.rule is Refusal.TOO_LARGE:
        wrapped = [(rule_named(read.rule), Finding(0, 0, read.message))]
    faults = [_fault(r, f, taken.source, [], lines, taken.reply, applied=bool(f.repair)) for r, f in wrapped]
    maps = [edits.OffsetMap(changes) for changes in taken.passes]
    for number, one in enumerate(passes):
        last = number == len(passes) - 1
        for r, f in one.found if last else one.applied:
            faults.append(_fault(r, f, one.text, maps, lines, taken.reply, applied=not last))
        maps.append(edits.OffsetMap(one.edits))
    if len(passes) > 1 and isinstance(passes[-1].read, Document):
        # What a repair brought to light: a comment that had no end trails off, now that it has one.
        text = passes[-1].text
        mended = Extraction(Reply(text), text, text, end=len(text))
        told = {fault.code for fault in faults if not fault.applied}
        found = ordered([*detected(REPLY, mended)], policy)
        faults += [
            _fault(r, f, text, maps[:-1], lines, taken.reply, applied=False) for r, f in found if r.code not in told
        ]
    return sorted(faults, key=lambda fault: (fault.start, fault.end, fault.code))


def _fault(
    rule: Rule,
    finding: Finding,
    text: str,
    maps: Sequence[edits.OffsetMap],
    lines: _Lines,
    reply: Reply,
    *,
    applied: bool,
) -> Fault:
    start, end = edits.to_raw(finding.start, maps), edits.to_raw(finding.end, maps)
    line, column = lines.at(start)
    blame = finding.blame or rule.blame
    if rule.name in _CUTS:
        blame = Blame.BUDGET if reply.hit_token_limit else blame if reply.complete else Blame.SERVER
    mended = finding.repair
    return Fault(
        code=rule.code,
        name=rule.name,
        severity=finding.severity or rule.severity,
        blame=blame,
        safety=mended.safety if mended else Safety.MANUAL,
        start=start,
        end=max(start, end),
        line=line,
        column=column,
        message=finding.message,
        repair=(mended.message or edits.described(mended.edits, text)) if mended else "",
        applied=applied,
        edits=tuple(_raw(edit, maps) for edit in mended.edits) if mended else (),
    )


def _raw(edit: Edit, maps: Sequence[edits.OffsetMap]) -> Edit:
    start, end = edits.to_raw(edit.start, maps), edits.to_raw(edit.end, maps)
    return Edit(start, max(start, end), edit.replacement)


class _Lines:
    """Lines and columns of a text, worked out on first use."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []

    def at(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset."""
        if not self._starts:
            self._starts = [0]
            at = 0
            while (at := self._text.find("\n", at) + 1) > 0:
                self._starts.append(at)
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
