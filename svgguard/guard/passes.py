"""Mending: passes of reading, finding and editing one text until nothing applies. It knows nothing of replies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from svgguard import document
from svgguard.document import Defect, Document
from svgguard.document.survey import survey
from svgguard.rules import Rule, Stage, rule_named, rules_at
from svgguard.text import edits
from svgguard.types import Edit, Finding, Policy

Found = list[tuple[Rule, Finding]]


@dataclass(frozen=True, slots=True)
class Pass:
    """One text, what was found in it, and the edits that made the next one of it."""

    text: str
    read: Document | Defect
    found: Found
    applied: Found
    """Those whose repairs are in `edits`."""
    edits: tuple[Edit, ...] = ()


def mend(text: str, policy: Policy, read: Document | Defect | None = None) -> list[Pass]:
    """The passes over `text`; the last one holds the text as mended, and what remains to be found in it.

    Passes are few: `policy.passes` at most, and one that only looks. If they have not settled by then, the last text
    that was a document is the result. `read` is what the text is, when that is known already.
    """
    passes: list[Pass] = []
    for left in range(policy.passes, -1, -1):
        read = read or document.read(text, policy.limits)
        found = findings(read, text, policy)
        chosen, applied = _choose(found, policy) if left else ([], [])
        changed = edits.apply(text, chosen)
        if changed == text:
            passes.append(Pass(text, read, found, []))
            break
        passes.append(Pass(text, read, found, applied, tuple(chosen)))
        text, read = changed, None
    return _settled(passes)


def _choose(found: Found, policy: Policy) -> tuple[list[Edit], Found]:
    """The repairs that the policy applies and that do not get into each other's way, as edits and as findings."""
    mendable = [(r, f) for r, f in found if f.repair and policy.applies(f.repair.safety)]
    mendable.sort(key=lambda pair: pair[1].rank)
    chosen, taken = edits.compatible([f.repair.edits for _, f in mendable if f.repair])
    return chosen, [pair for pair, fits in zip(mendable, taken, strict=True) if fits]


def _settled(passes: list[Pass]) -> list[Pass]:
    """The passes up to the last one that was a document, when the last of all is none."""
    for count in range(len(passes), 0, -1):
        last = passes[count - 1]
        if isinstance(last.read, Document):
            return [*passes[: count - 1], Pass(last.text, last.read, last.found, [])]
    return passes


@lru_cache(maxsize=64)
def _wanted(stage: Stage, policy: Policy) -> tuple[Rule, ...]:
    return tuple(r for r in rules_at(stage) if policy.wants(r.code))


def findings(read: Document | Defect, text: str, policy: Policy) -> Found:
    """What the rules of the stage that `read` calls for find."""
    rules: tuple[Rule, ...]
    if isinstance(read, Document):
        subject = survey(read)
        broken = subject.suspects.keys()
        due = [r for r in _wanted(Stage.DOCUMENT, policy) if not r.judges or not r.judges.isdisjoint(broken)]
        return [(r, f) for r in due for f in r.detect(subject)]
    # A well-formed document takes only the path of lxml: the recovering reading is not even imported.
    if read.rule == "not-well-formed":
        from svgguard.syntax import parse

        rules, tree = _wanted(Stage.SYNTAX, policy), parse(text)
    elif (rule := rule_named(read.rule)).stage is Stage.SYNTAX:
        from svgguard.syntax.wellformed import root_alone

        rules, tree = (rule,) if policy.wants(rule.code) else (), root_alone(text)
    else:
        return [(rule, Finding(0, 0, read.message))]
    found = [(r, f) for r in rules for f in r.detect(tree)]
    return found or [(rule_named(read.rule), Finding(read.offset, read.offset, read.message))]
