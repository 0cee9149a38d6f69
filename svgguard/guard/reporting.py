"""The report: every fault of the reply and of each pass, in order of place in the raw reply.

The first thousand are told in full and the rest are counted: no one reads more, and each takes time and memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from svgguard.document import Defect, Document
from svgguard.extraction import Extraction
from svgguard.extraction.reply import Reply
from svgguard.guard.passes import Found, Pass, detected, named, ordered
from svgguard.rules import DRAWING, REPLY, Rule, rule_named
from svgguard.text import edits
from svgguard.types import Blame, Edit, Fault, Finding, Policy, Safety, Severity

LISTED = 1000
"""Faults that are told in full."""

_UNTRUSTED = "U"
_CUTS = frozenset(("truncated", "unclosed-comment"))
"""Rules whose blame the circumstances of the reply decide."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is said about a source."""

    faults: tuple[Fault, ...]
    """In order of place; the first of every code, repaired and not, is among them."""
    further: Mapping[str, int]
    """How many more there are of each code."""
    left: bool
    """True if a fault that counts is not repaired, be it listed or not."""
    repaired: bool
    """True if any is, other than what is harmless and a policy orders away."""


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """One fault, not yet put into words."""

    start: int
    end: int
    rule: Rule
    finding: Finding
    severity: Severity
    text: str
    maps: Sequence[edits.OffsetMap]
    """From the raw reply to `text`."""
    applied: bool

    @property
    def place(self) -> tuple[int, int, str]:
        return self.start, self.end, self.rule.code


def report(
    taken: Extraction, read: Document | Defect, passes: Sequence[Pass], policy: Policy, *, applying: bool = True
) -> Report:
    """Every fault found; with `applying` false, none counts as repaired."""
    found = sorted(_occurrences(taken, read, passes, policy, applying=applying), key=lambda one: one.place)
    firsts = {id(one) for one in {(one.rule.code, one.applied): one for one in reversed(found)}.values()}
    room = LISTED - len(firsts)
    listed: list[_Occurrence] = []
    for one in found:
        if id(one) in firsts or room > 0:
            room -= id(one) not in firsts
            listed.append(one)
    lines = _Lines(taken.source)
    counts = Counter(one.rule.code for one in found)
    counts.subtract(one.rule.code for one in listed)
    return Report(
        faults=tuple(_fault(one, lines, taken.reply) for one in listed),
        further=dict(sorted((+counts).items())),
        left=any(not one.applied and one.severity is not Severity.INFO for one in found),
        repaired=any(one.applied and not (one.finding.ordered and one.severity is Severity.INFO) for one in found),
    )


def _occurrences(
    taken: Extraction, read: Document | Defect, passes: Sequence[Pass], policy: Policy, *, applying: bool
) -> Iterator[_Occurrence]:
    def occurring(
        found: Found, text: str, maps: Sequence[edits.OffsetMap], *, applied: bool | None
    ) -> Iterator[_Occurrence]:
        for rule, finding in found:
            start, end = edits.to_raw(finding.start, maps), edits.to_raw(finding.end, maps)
            done = bool(finding.repair) if applied is None else applied
            made = done and (applying or finding.ordered)
            severity = policy.severity(rule.code, finding.severity or rule.severity)
            yield _Occurrence(start, max(start, end), rule, finding, severity, text, maps, made)

    if isinstance(read, Defect) and read.final:
        yield from occurring(
            [(rule_named(read.rule), Finding(read.offset, read.offset, read.message))], "", (), applied=None
        )
        return
    wrapped = ordered([*detected(REPLY, taken), *named(lambda: taken.wrappings)], policy)
    yield from occurring(wrapped, taken.source, (), applied=None)
    maps = tuple(edits.OffsetMap(changes) for changes in taken.passes)
    for number, one in enumerate(passes):
        last = number == len(passes) - 1
        yield from occurring(
            one.found if last else [*one.applied, *_gone(one, passes)], one.text, maps, applied=not last
        )
        maps = maps if last else (*maps, edits.OffsetMap(one.edits))
    if len(passes) > 1 and isinstance(passes[-1].read, Document):
        # What a repair brought to light: a comment that had no end trails off, now that it has one.
        text = passes[-1].text
        told = {r.code for r, f in wrapped if not (f.repair and applying)} | {r.code for r, _ in passes[-1].found}
        found = ordered([*detected(REPLY, Extraction(Reply(text), text, text, end=len(text)))], policy)
        yield from occurring([(r, f) for r, f in found if r.code not in told], text, maps, applied=False)


def _gone(one: Pass, passes: Sequence[Pass]) -> Found:
    """What is untrusted in one text, and is no longer there once the repair of something else is made."""
    told = {
        rule.code for each in passes for rule, finding in (*each.applied, *passes[-1].found) if _warns(rule, finding)
    }
    return [(r, f) for r, f in one.found if r.code.startswith(_UNTRUSTED) and r.code not in told and _warns(r, f)]


def _warns(rule: Rule, finding: Finding) -> bool:
    return (finding.severity or rule.severity) is not Severity.INFO


def _fault(one: _Occurrence, lines: _Lines, reply: Reply) -> Fault:
    rule, finding = one.rule, one.finding
    line, column = lines.at(one.start)
    blame = finding.blame or rule.blame
    if rule.name in _CUTS or rule.stage is DRAWING:
        blame = Blame.BUDGET if reply.hit_token_limit else blame if reply.complete else Blame.SERVER
    repaired = finding.repair
    return Fault(
        code=rule.code,
        name=rule.name,
        severity=one.severity,
        blame=blame,
        safety=repaired.safety if repaired else Safety.MANUAL,
        start=one.start,
        end=one.end,
        line=line,
        column=column,
        message=finding.message,
        repair=(repaired.message or edits.described(repaired.edits, one.text)) if repaired else "",
        applied=one.applied,
        edits=tuple(_raw(edit, one.maps) for edit in repaired.edits) if repaired else (),
    )


def _raw(edit: Edit, maps: Sequence[edits.OffsetMap]) -> Edit:
    start, end = edits.to_raw(edit.start, maps), edits.to_raw(edit.end, maps)
    return Edit(start, max(start, end), edit.replacement)


class _Lines:
    """Lines and columns of a text, of places in order: nothing is kept of what may be millions of lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._line = 1

    def at(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of an offset, which must not be before the last one asked for."""
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = offset
        return self._line, offset - self._text.rfind("\n", 0, offset)
