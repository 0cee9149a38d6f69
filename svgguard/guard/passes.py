"""Repairing: passes of reading, finding and editing one text until nothing applies. It knows nothing of replies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from svgguard import document
from svgguard.document import Defect, Document, Refusal
from svgguard.document.survey import Survey, survey
from svgguard.guard.exemptions import without_exempted
from svgguard.guard.sanitising import audit
from svgguard.rules import DOCUMENT, SYNTAX, Rule, Stage, Subject, detectors, rule_named
from svgguard.text import edits
from svgguard.types import Edit, Finding, Policy

Found = list[tuple[Rule, Finding]]


_PER_ROUND = 20_000
"""Pieces that one round takes out of a document."""


class GuardFault(StrEnum):
    """What may go wrong in the flow itself; the value is the name of the rule."""

    INTERNAL_ERROR = "internal-error"
    TOO_MANY = "too-many-faults"


@dataclass(frozen=True, slots=True)
class Pass:
    """One text, what was found in it, and the edits that made the next one of it."""

    text: str
    read: Document | Defect
    found: Found
    applied: Found
    """Those whose repairs are in `edits`."""
    edits: tuple[Edit, ...] = ()
    survey: Survey | None = None
    """Of a text that is a document."""


def run_passes(text: str, policy: Policy, read: Document | Defect | None = None) -> list[Pass]:
    """The passes over `text`; the last one holds the text as repaired, and what remains to be found in it.

    Passes are few: `policy.passes` at most, and one that only looks. If they have not settled by then, the last text
    that was a document is the result. A repair is carried out on a copy, which is parsed before it counts. `read` is
    what the text is, when that is known already.
    """
    passes: list[Pass] = []
    for left in range(policy.passes, -1, -1):
        read = read or document.read(text, policy.limits)
        subject = survey(read) if isinstance(read, Document) else read
        surveyed = subject if isinstance(subject, Survey) else None
        found = findings(subject, text, policy)
        chosen, applied = choose(found, policy) if left else ([], [])
        changed, ahead = edits.apply(text, chosen), None
        if changed != text and isinstance(read, Document):
            ahead = document.read(changed, policy.limits)
            if not _is_wellformed(ahead):
                found = [
                    (r, f) if _keeps_wellformed(text, f, policy) else (r, replace(f, repair=None)) for r, f in found
                ]
                chosen, applied = choose(found, policy)
                changed, ahead = edits.apply(text, chosen), None
        if changed == text:
            passes.append(Pass(text, read, found, [], (), surveyed))
            break
        passes.append(Pass(text, read, found, applied, tuple(chosen), surveyed))
        text, read = changed, ahead
    return _settled(passes)


def _is_wellformed(read: Document | Defect) -> bool:
    return isinstance(read, Document) or read.wellformed


def _keeps_wellformed(text: str, finding: Finding, policy: Policy) -> bool:
    """True if a repair of a well-formed text, carried out alone, leaves it so; one that does not is dropped."""
    if finding.repair is None or not policy.applies(finding.repair.safety):
        return True
    chosen, _ = edits.compatible([finding.repair.edits])
    return _is_wellformed(document.read(edits.apply(text, chosen), policy.limits))


def choose(found: Found, policy: Policy) -> tuple[list[Edit], Found]:
    """The repairs that the policy applies or orders and that can be made together, as edits and as findings."""
    repairable = [(r, f) for r, f in found if f.repair and (f.ordered or policy.applies(f.repair.safety))]
    repairable.sort(key=lambda pair: pair[1].rank)
    chosen, taken = edits.compatible([f.repair.edits for _, f in repairable if f.repair])
    return chosen, [pair for pair, fits in zip(repairable, taken, strict=True) if fits]


def _settled(passes: list[Pass]) -> list[Pass]:
    """The passes up to the last one that was a document, when the last of all is not one."""
    for count in range(len(passes), 0, -1):
        last = passes[count - 1]
        if isinstance(last.read, Document):
            return [*passes[: count - 1], replace(last, applied=[], edits=())]
    return passes


def findings(read: Survey | Defect, text: str, policy: Policy) -> Found:
    """What the rules of the stage that `read` calls for find, in order of code."""
    if isinstance(read, Survey):
        # A well-formed document takes only the path of lxml: the recovering reading is not even imported.
        found = _in_document(read, policy)
        return without_exempted(found, text) if policy.exemptions else found
    if read.rule is Refusal.NOT_WELL_FORMED:
        from svgguard.syntax import parse

        tree = parse(text)
        found = ordered([*detected(SYNTAX, tree), *named(lambda: tree.findings)], policy)
    elif (rule := rule_named(read.rule)).stage is SYNTAX:
        from svgguard.syntax.wellformed import root_alone

        found = ordered([*_detected(rule, root_alone(text))], policy)
    else:
        found = []
    return found or [(rule_named(read.rule), Finding(read.offset, read.offset, read.message))]


def _in_document(read: Survey, policy: Policy) -> Found:
    """What is found in a well-formed text."""
    most = policy.limits.faults
    found: Found = []
    for rule in detectors(DOCUMENT):
        if policy.wants(rule.code):
            found += _detected(rule, read, most + 1 - len(found))
    found += named(lambda: _value_faults(read), most + 1 - len(found))
    if policy.sanitises:
        entities = [(rule, finding) for rule, finding in found if rule.name == "entity-declaration"]
        rest = [pair for pair in found if pair not in entities]
        return ordered([*_within(ordered(rest, policy), policy), *_orders(read, entities, policy)], policy)
    found += named(lambda: audit(read.document, policy), most + 1 - len(found))
    return _within(ordered(found, policy), policy)


def _within(found: Found, policy: Policy) -> Found:
    """What is found, up to the limit; with more, nothing is repaired, and it is said."""
    most = policy.limits.faults
    if len(found) <= most:
        return found
    message = f"more than {most:,} faults: none is repaired, and no more are looked for"
    return [
        *((r, replace(f, repair=None)) for r, f in found[:most]),
        (rule_named(GuardFault.TOO_MANY), Finding(0, 0, message)),
    ]


def _orders(read: Survey, entities: Found, policy: Policy) -> Found:
    """What the policy orders out of a document, entities included: no document type stays, and so their texts must.

    More than the edits of one round can hold wait for the next. A crash is no leave to let the document through.
    """
    untrusted = named(lambda: audit(read.document, policy), _PER_ROUND)
    return [(rule, replace(finding, ordered=True)) for rule, finding in (*entities, *untrusted)]


def _value_faults(subject: Survey) -> Iterable[tuple[StrEnum, Finding]]:
    if not any(subject.suspects.values()):
        return ()
    # Loaded only then: in a clean document no value is in doubt.
    from svgguard.document.readings import value_faults

    return value_faults(subject)


def detected(stage: Stage[Subject], subject: Subject) -> Iterator[tuple[Rule, Finding]]:
    """What the detectors of a stage find."""
    for rule in detectors(stage):
        yield from _detected(rule, subject)


def _detected(rule: Rule, subject: object, most: int | None = None) -> Found:
    detect = rule.detect
    return [] if detect is None else _surely(rule.name, lambda: ((rule, finding) for finding in detect(subject)), most)


def named(read: Callable[[], Iterable[tuple[StrEnum, Finding]]], most: int | None = None) -> Found:
    """What a reading names, each with the rule of that name; `most` of them where that is given."""
    return _surely("reading", lambda: ((rule_named(name), finding) for name, finding in read()), most)


def _surely(what: str, find: Callable[[], Iterable[tuple[Rule, Finding]]], most: int | None) -> Found:
    """What is found; a crash is a fault of svgguard, and the document is judged as without that rule."""
    try:
        return list(islice(find(), most))
    except Exception as error:
        if os.environ.get("SVGGUARD_DEBUG"):
            raise
        message = f"{what} failed: {type(error).__name__}: {error}"
        return [(rule_named(GuardFault.INTERNAL_ERROR), Finding(0, 0, message))]


def ordered(found: Found, policy: Policy) -> Found:
    """Those that the policy asks for or orders, in order of code."""
    return sorted(((r, f) for r, f in found if f.ordered or policy.wants(r.code)), key=lambda pair: pair[0].code)
