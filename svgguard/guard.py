"""The only module that knows the order of the flow: extract, read, find, mend, and again until nothing applies."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from svgguard import document, edits
from svgguard.document import Defect, Document
from svgguard.extraction import Extraction, extract
from svgguard.reply import Reply, as_reply, decode
from svgguard.result import Result
from svgguard.rules import Rule, Stage, rule_named, rules_at
from svgguard.survey import survey
from svgguard.types import Blame, Edit, Fault, Finding, Policy, Safety, Severity, Status

Source = str | bytes | Reply | Mapping[str, Any]

_CUTS = frozenset(("truncated", "unclosed-comment"))
"""Rules whose blame the circumstances of the reply decide."""


def repair(source: Source, *, policy: Policy | None = None) -> Result:
    """Find the SVG in an answer and mend it as far as `policy` allows (by default: safe and unsafe repairs).

    `source` is what a model or an endpoint gave: text, bytes, a `Reply`, a chat message or response. Never raises for
    what it holds; `Result.svg` is the document, None when there is none.
    """
    policy = policy or Policy()
    if policy.apply is None:
        return check(source, policy=policy)
    return _examine(source, policy).result(policy)


def check(source: Source, *, policy: Policy | None = None) -> Result:
    """Find the faults of an answer and say which repairs exist, without applying any.

    Faults hidden behind others are found too: the repairs are carried out on a copy. `Result.svg` is the document when
    the answer holds one that is well-formed as it stands.
    """
    policy = policy or Policy()
    return _examine(source, replace(policy, apply=Safety.UNSAFE)).as_found(policy)


Found = list[tuple[Rule, Finding]]


@dataclass
class _Examination:
    """What the loop over one source gathers."""

    extraction: Extraction
    encoding: str
    first: Document | Defect | None = None
    """What the text was before any repair."""
    text: str | None = None
    strict: bool = False
    passes: list[tuple[Edit, ...]] = field(default_factory=list)
    maps: list[edits.OffsetMap] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remaining: list[Fault] = field(default_factory=list)

    def result(self, policy: Policy) -> Result:
        """The result of mending."""
        svg = self.text if self.strict else None
        faults = sorted([*self.faults, *self.remaining], key=lambda f: (f.start, f.end, f.code))
        mended = svg is not None and not any(f.severity is not Severity.INFO for f in faults if not f.applied)
        status = (
            Status.REJECTED
            if svg is None
            else Status.FAULTY
            if not mended
            else Status.CLEAN
            if svg == self.extraction.source and not any(f.applied for f in faults)
            else Status.REPAIRED
        )
        return self._make(status, svg, faults, self.passes if svg is not None else [])

    def as_found(self, policy: Policy) -> Result:
        """The result of looking only."""
        svg = self.extraction.text if isinstance(self.first, Document) else None
        faults = sorted([*self.faults, *self.remaining], key=lambda f: (f.start, f.end, f.code))
        faults = [replace(f, applied=False) for f in faults]
        status = Status.REJECTED if svg is None else Status.FAULTY if faults else Status.CLEAN
        return self._make(status, svg, faults, self.extraction.passes if svg is not None else ())

    def _make(self, status: Status, svg: str | None, faults: list[Fault], passes: Iterable[tuple[Edit, ...]]) -> Result:
        return Result(
            source=self.extraction.source,
            status=status,
            svg=svg,
            faults=tuple(faults),
            passes=tuple(passes),
            alternates=self.extraction.alternates,
            encoding=self.encoding,
        )


def _examine(source: Source, policy: Policy) -> _Examination:
    encoding = "utf-8"
    if isinstance(source, bytes):
        text, encoding = decode(source)
        source = Reply(text=text)
    reply = as_reply(source)
    first = document.read(reply.text, policy.limits)
    if isinstance(first, Document):
        taken = Extraction(reply, reply.text, reply.text, end=len(reply.text))
    elif first.rule == "too-large":
        taken = Extraction(reply, reply.text)
    else:
        taken = extract(reply)
        if taken.passes and taken.text is not None:
            first = document.read(taken.text, policy.limits)
    run = _Examination(taken, encoding, first, taken.text, passes=list(taken.passes))
    run.maps = [edits.OffsetMap(p) for p in run.passes]
    lines = _Lines(taken.source)
    if isinstance(first, Defect) and first.rule == "too-large":
        run.text = None
        run.remaining = [_defect_fault(first, run, lines)]
        return run
    found = _reply_findings(taken, policy)
    run.faults = [_fault(r, f, taken.source, [], lines, reply, applied=f.repair is not None) for r, f in found]
    if taken.text is not None:
        _mend(run, first, lines, policy)
    return run


def _reply_findings(taken: Extraction, policy: Policy) -> Found:
    return [(r, f) for r in rules_at(Stage.REPLY) if policy.wants(r.code) for f in r.detect(taken)]


def _mend(run: _Examination, first: Document | Defect | None, lines: _Lines, policy: Policy) -> None:
    """Passes of finding and mending until nothing applies; sets the text, its passes, and the faults of each pass."""
    reply = run.extraction.reply
    current = first
    last_strict: tuple[str, int] | None = None
    for number in range(policy.passes + 1):
        text = run.text or ""
        current = current or document.read(text, policy.limits)
        run.strict = isinstance(current, Document)
        if run.strict:
            last_strict = (text, len(run.passes))
        found = _findings(current, text, policy)
        ordered = sorted((rf for rf in found if rf[1].repair), key=lambda rf: rf[1].rank)
        mendable = [(r, f) for r, f in ordered if f.repair and policy.applies(f.repair.safety)]
        chosen, taken = edits.compatible([f.repair.edits for _, f in mendable if f.repair])
        changed = edits.apply(text, chosen) if number < policy.passes else text
        if changed == text:
            run.remaining = [_fault(r, f, text, run.maps, lines, reply) for r, f in found]
            if not run.strict and isinstance(current, Defect) and not run.remaining:
                run.remaining = [_defect_fault(current, run, lines)]
            break
        applied = {id(f) for (_, f), ok in zip(mendable, taken, strict=True) if ok}
        run.faults += [_fault(r, f, text, run.maps, lines, reply, applied=True) for r, f in found if id(f) in applied]
        run.passes.append(tuple(chosen))
        run.maps.append(edits.OffsetMap(chosen))
        run.text, current = changed, None
    if not run.strict and last_strict is not None:
        run.text, run.strict = last_strict[0], True
        del run.passes[last_strict[1] :]


def _findings(current: Document | Defect, text: str, policy: Policy) -> Found:
    rules: tuple[Rule, ...]
    if isinstance(current, Document):
        subject, rules = survey(current), rules_at(Stage.DOCUMENT)
        return [(r, f) for r in rules if policy.wants(r.code) for f in r.detect(subject)]
    if current.rule == "not-well-formed":
        rules = rules_at(Stage.SYNTAX)
    elif (rule := rule_named(current.rule)).stage is Stage.SYNTAX:
        # Well-formed, so no other reading of the tags is called for.
        rules = (rule,)
    else:
        return []
    from svgguard.syntax import parse

    tree = parse(text)
    return [(r, f) for r in rules if policy.wants(r.code) for f in r.detect(tree)]


def _defect_fault(defect: Defect, run: _Examination, lines: _Lines) -> Fault:
    finding = Finding(defect.offset, defect.offset, defect.message)
    return _fault(rule_named(defect.rule), finding, run.text or "", run.maps, lines, run.extraction.reply)


def _fault(
    rule: Rule,
    finding: Finding,
    text: str,
    maps: list[edits.OffsetMap],
    lines: _Lines,
    reply: Reply,
    *,
    applied: bool = False,
) -> Fault:
    start, end = edits.to_raw(finding.start, maps), edits.to_raw(finding.end, maps)
    line, column = lines.at(start)
    blame = finding.blame or rule.blame
    if rule.name in _CUTS:
        blame = Blame.BUDGET if reply.hit_token_limit else blame if reply.complete else Blame.SERVER
    mend = finding.repair
    return Fault(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        blame=blame,
        safety=mend.safety if mend else Safety.MANUAL,
        start=start,
        end=max(start, end),
        line=line,
        column=column,
        message=finding.message,
        repair=(mend.message or edits.described(mend.edits, text)) if mend else "",
        applied=applied,
    )


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
