"""The guard: from a source to a `Result`. The only module that knows the order of the flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from svgguard import document
from svgguard.document import Defect, Document
from svgguard.document.survey import survey
from svgguard.extraction import Extraction, extract
from svgguard.extraction.reply import Reply, as_reply
from svgguard.guard.drawn import drawn, with_drawing_fault
from svgguard.guard.passes import Pass, named, ordered, run_passes
from svgguard.guard.reporting import Report, report
from svgguard.guard.sanitised import orders, sanitised, without_orders
from svgguard.parts.inventory import Lister, PartList, Sighting
from svgguard.result import Result
from svgguard.text import edits
from svgguard.text.encoding import codec_for, decode
from svgguard.types import Limits, Policy, Safety, Status

if TYPE_CHECKING:
    from svgguard.parts.examination import Examination
    from svgguard.parts.specification import Part, Specification

Source = str | bytes | Reply | Extraction | Mapping[str, Any]
Wanted: TypeAlias = "Specification | Iterable[str | Part | Mapping[str, Any]]"


@dataclass(frozen=True, slots=True)
class Checked:
    """A result and what it was made from, for rooms that go on with it: they need not read or draw it anew."""

    result: Result
    document: Document | None
    """The document of the result."""
    examination: Examination | None = None
    """That document looked at for the parts that were asked for; None when none were."""

    @classmethod
    def again(cls, result: Result) -> Checked:
        """A result that came alone, from a caller or out of a file, with its document read again."""
        read = None if result.svg is None else document.read(result.svg, Limits())
        return cls(result, read if isinstance(read, Document) else None)

    def examined(self, wanted: Specification) -> Examination | None:
        """The document looked at for `wanted`, which must be what the result was made for; None without a document."""
        if self.examination is not None or self.document is None:
            return self.examination
        return _examined(self.document, wanted)


def repair(
    source: Source, *, policy: Policy | None = None, parts: Wanted | None = None, drawing: str | Path | None = None
) -> Result:
    """Find the SVG in an answer and repair it as far as `policy` allows (by default: safe and unsafe repairs).

    `source` is what a model or an endpoint gave: text, bytes, a `Reply`, a chat message or response; or an
    `Extraction`, of which only its SVG is looked at. Never raises for what it holds; `Result.svg` is the document, None
    when there is none. `parts` and `drawing` are as for `check`.
    """
    return checked(source, policy or Policy(), wanted_parts(parts, drawing)).result


def check(
    source: Source, *, policy: Policy | None = None, parts: Wanted | None = None, drawing: str | Path | None = None
) -> Result:
    """Find the faults of an answer and say which repairs exist, without applying any.

    Faults hidden behind others are found too: the repairs are carried out on a copy. `Result.svg` is the document when
    the answer holds one that is well-formed as it stands.

    `parts` names what the picture must show ("beak", "two wheels"); `drawing` is the name of a drawing that svgguard
    ships, or a TOML file like theirs, whose parts are then looked for. Either makes `Result.parts` say what became of
    each. Whether anything can be seen is told, too, and the document drawn for it where its shapes alone do not tell;
    ``Policy(draw=False)`` leaves that out. Raises `svgguard.SpecificationError` for parts that make no sense.
    """
    return checked(source, replace(policy or Policy(), apply=None), wanted_parts(parts, drawing)).result


def checked(source: Source, policy: Policy, wanted: Specification | None) -> Checked:
    """As `repair` or, where `policy` applies no repair, as `check`, with what the result was made from."""
    applies = policy.apply is not None
    policy = policy if applies else replace(policy, apply=Safety.UNSAFE)
    taken, encoding, first = _take(source, policy)
    passes = _passes(taken.text, policy, first)
    last = passes[-1].read if passes else None
    examined = last
    examination = None if wanted is None or not isinstance(last, Document) else _examined(last, wanted)
    sightings: tuple[Sighting, ...] = ()
    if examination is not None:
        found = ordered(named(examination.inventory.faults), policy)
        passes = [*passes[:-1], replace(passes[-1], found=[*passes[-1].found, *found])]
        sightings = _in_source(examination.inventory.sightings, taken, passes)
    error = None
    if policy.draw and passes:
        passes, error = drawn(passes, policy)
        last = passes[-1].read
    kept = passes if applies else _as_it_stands(first, policy)
    read = kept[-1].read if kept else first
    # What a policy orders and that could not be done is never handed out.
    refused = bool(kept) and bool(orders(kept[-1]))
    svg = read.text if isinstance(read, Document) and not refused else None
    told = report(taken, first, passes, policy, applying=applies)
    changes = (*taken.passes, *(p.edits for p in kept if p.edits))
    result = Result(
        source=taken.source,
        status=_status(svg, taken, told) if applies or refused else _outlook(passes, told),
        svg=svg,
        faults=told.faults,
        further=told.further,
        passes=changes if svg is not None else (),
        alternates=taken.alternates,
        encoding=encoding or codec_for(svg or ""),
        parts=sightings,
        wanted=None if wanted is None else part_list(wanted),
    )
    result = with_drawing_fault(result, error, policy)
    document_ = read if isinstance(read, Document) and svg is not None else None
    return Checked(result, document_, examination if read is examined else None)


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


def _examined(read: Document, wanted: Specification) -> Examination:
    # Nobody who asks for no parts pays for it.
    from svgguard.parts.examination import examine

    return examine(read, wanted)


def _in_source(seen: Iterable[Sighting], taken: Extraction, passes: Sequence[Pass]) -> tuple[Sighting, ...]:
    """What was seen in the last text of all, placed in the source."""
    maps = [edits.OffsetMap(changes) for changes in (*taken.passes, *(p.edits for p in passes if p.edits))]
    return tuple(replace(s, start=edits.to_raw(s.start, maps), end=edits.to_raw(s.end, maps)) for s in seen)


def _take(source: Source, policy: Policy) -> tuple[Extraction, str | None, Document | Defect]:
    """The SVG in a source, the codec of the source if it was bytes, and what the SVG is before any repair."""
    encoding: str | None = None
    if isinstance(source, Extraction):
        return source, None, document.read(source.text or "", policy.limits)
    if isinstance(source, bytes):
        text, encoding = decode(source)
        source = Reply(text=text)
    reply = as_reply(source)
    read = document.read(reply.text, policy.limits)
    if isinstance(read, Document) or read.wellformed:
        return Extraction(reply, reply.text, reply.text, end=len(reply.text)), encoding, read
    if read.final:
        return Extraction(reply, reply.text), encoding, read
    taken = extract(reply)
    if taken.text is not None and taken.text != reply.text:
        read = document.read(taken.text, policy.limits)
    return taken, encoding, read


def _passes(text: str | None, policy: Policy, first: Document | Defect) -> list[Pass]:
    """The passes of repair and, after them, of what the policy orders; what that brings to light is repaired too."""
    if text is None:
        return []
    passes = run_passes(text, without_orders(policy), first)
    if not policy.sanitises:
        return passes
    before = passes[-1].text
    passes = sanitised(passes, policy)
    if passes[-1].text != before:
        last = passes[-1]
        passes = sanitised([*passes[:-1], *run_passes(last.text, without_orders(policy), last.read)], policy)
    return passes


def _as_it_stands(first: Document | Defect, policy: Policy) -> list[Pass]:
    """A document without any repair but what the policy orders; nothing where it orders nothing."""
    if not policy.sanitises or not isinstance(first, Document):
        return []
    return sanitised([Pass(first.text, first, [], [], (), survey(first))], policy)


def _status(svg: str | None, taken: Extraction, told: Report) -> Status:
    if svg is None:
        return Status.REJECTED
    if told.left:
        return Status.FAULTY
    return Status.REPAIRED if taken.text != taken.source or told.repaired else Status.CLEAN


def _outlook(passes: Sequence[Pass], told: Report) -> Status:
    """The status of an answer to which nothing was done: what frames it is no fault, what repairs exist can be had."""
    if not passes or not isinstance(passes[-1].read, Document):
        return Status.REJECTED
    return Status.FAULTY if told.left else Status.CLEAN
