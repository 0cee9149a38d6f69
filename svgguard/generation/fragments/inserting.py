"""Inserting a fragment into a drawing: tried at each place, kept only where it repairs and harms nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from svgguard.ask import Question
from svgguard.generation.fragments.splicing import fragment, spliced
from svgguard.guard import Checked, checked
from svgguard.parts.by_label.claims import outermost, within
from svgguard.parts.by_picture.layers import Layers
from svgguard.parts.examination import Examination
from svgguard.parts.inventory import Presence, Sighting
from svgguard.parts.places import place_for
from svgguard.parts.specification import Specification
from svgguard.result import Result
from svgguard.text import edits
from svgguard.types import Edit, Policy, Severity

_COVERED = 0.5
"""The share of another part's visible pixels that a fragment may cover at most."""
_LARGEST = 0.5
"""The share of the picture that what belongs to something else may change at most."""
_FEWEST_PIXELS = 20
"""Visible pixels, of 256 x 256, of a part that is looked at for that."""
_MOST_PLACES = 4
BY_MODEL = "the model drew the missing part"


@dataclass(frozen=True, slots=True)
class Insertion:
    """A drawing with a fragment written in."""

    checked: Checked
    objection: str = ""
    """Why it must not be kept; empty when the part is now there and nothing else got worse."""

    @property
    def accepted(self) -> bool:
        """True when it is better than what was there."""
        return not self.objection


def insert(question: Question, answer: str, so_far: Checked, wanted: Specification, policy: Policy) -> Insertion | None:
    """The drawing of `so_far` with the fragment in an answer to `question`, at the first place where it is accepted.

    Where it is accepted nowhere, at the place it was asked for, with the objection. None when the answer holds no
    fragment: then it is to be read as any other answer.
    """
    part = wanted.part(question.part)
    before = so_far.examined(wanted)
    drawn = None if so_far.document is None else fragment(question, answer, part, so_far.document, policy, wanted)
    if drawn is None or before is None:
        return None
    tries = (
        _at(span, drawn, question, so_far.result, wanted, policy, before)
        for span in islice(place_for(before.structure, part).spans, _MOST_PLACES)
    )
    first: Insertion | None = None
    for one in tries:
        if one.accepted:
            return one
        first = first or one
    return first


def _at(
    span: tuple[int, int],
    drawn: str,
    question: Question,
    so_far: Result,
    wanted: Specification,
    policy: Policy,
    before: Examination,
) -> Insertion:
    """The drawing with the fragment at one place, and what is to be said against it."""
    text = question.base
    ahead = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    indent = ahead[: len(ahead) - len(ahead.lstrip())]
    if span[0] < span[1]:
        written = drawn
    else:
        written = f"\n{indent}{drawn}" if ahead.strip() else f"{drawn}\n{indent}"
    change = Edit(*span, written)
    after = checked(edits.apply(text, [change]), policy, wanted)
    after = replace(after, result=spliced(so_far, (change,), after.result, BY_MODEL))
    objection = next(_objections(question.part, drawn, so_far, after, wanted, before), "")
    return Insertion(after, objection)


def _objections(
    name: str, drawn: str, so_far: Result, after: Checked, wanted: Specification, before: Examination
) -> Iterator[str]:
    result = after.result
    if result.svg is None or after.examination is None:
        yield "nothing can be drawn any more"
        return
    now = {s.part: s for s in result.parts}
    if now[name].presence is not Presence.FOUND:
        yield now[name].message or f"{name} is {now[name].presence}"
    for old in so_far.parts:
        new = now[old.part]
        # Where there are more names, more is known to be missing that was missing before.
        had = before.structure.evidence[old.part]
        learnt = old.presence is Presence.UNKNOWN or (
            new.presence is Presence.MISSING and (had.shared or not had.claims)
        )
        if old.part != name and not learnt and _worth(new) < _worth(old):
            yield f"now {new.message or f'{new.part} is {new.presence}'}"
    for code, count in (_others(result) - _others(so_far)).items():
        yield f"it brings {count} of {code}"
    yield from _unseen(drawn, before, after.examination)
    yield from _covered(name, wanted, before, after.examination)


def _worth(sighting: Sighting) -> int:
    """How well a part stands: seen, not known to be missing, seen with a fault, missing."""
    if sighting.presence is Presence.FOUND:
        return 3
    return 2 if not sighting.faulty else 1 if sighting.there else 0


def _others(result: Result) -> Counter[str]:
    """The faults left that are not about parts, by code."""
    left = (f for f in result.remaining if f.severity is not Severity.INFO and not f.code.startswith("P"))
    return Counter(f.code for f in left)


def _unseen(drawn: str, before: Examination, after: Examination) -> Iterator[str]:
    """Says so when the fragment shows nothing, stands exactly on what is there, or changes what was painted."""
    old, new = before.layers, after.layers
    read = after.structure.reading.document
    start = read.text.find(drawn)
    if old is None or new is None or start < 0:
        return
    end = start + len(drawn)
    written = outermost(e for e in read.root.iterdescendants(etree.Element) if start <= read.start_tag(e).start < end)
    if new.without(written, old).getbbox() is not None:
        yield "it changes what was there"
    if new.changed(written).getbbox() is None:
        yield "it changes no pixel"
    there = {_form(leaf) for leaf in within([before.structure.reading.document.root])}
    if there.issuperset(_form(leaf) for leaf in within(written)):
        yield "it lies exactly on what is there"
    place = new.alone(written).tobytes()
    if any(old.alone(one.elements).tobytes() == place for one in before.structure.evidence.values() if one.elements):
        yield "it lies exactly on another part"


_PAINTS = frozenset({"id", "class", "style", "fill", "stroke", "opacity", "fill-opacity", "stroke-opacity"})


def _form(leaf: etree._Element) -> tuple[object, ...]:
    """Where a shape is, however it is painted."""
    around = tuple(str(e.get("transform")) for e in leaf.iterancestors() if e.get("transform"))
    return leaf.tag, around, leaf.text, frozenset((k, v) for k, v in leaf.items() if k not in _PAINTS)


def _covered(name: str, wanted: Specification, before: Examination, after: Examination) -> Iterator[str]:
    """Says so when the fragment fills the picture, or covers more than half of what could be seen of another part."""
    old, new = before.layers, after.layers
    if old is None or new is None:
        return
    was, now = before.structure.evidence, after.structure.evidence
    width, height = new.size
    if wanted.part(name).of and _pixels(new, now[name].elements) > _LARGEST * width * height:
        yield f"it fills the picture, and not the place of {name}"
    inside = {part.name for part in wanted.inside(wanted.part(name))}
    for other, evidence in was.items():
        if other == name or other in inside or not evidence.elements or not now[other].elements:
            continue
        seen = _pixels(old, evidence.elements)
        if seen >= _FEWEST_PIXELS and _pixels(new, now[other].elements) < (1 - _COVERED) * seen:
            yield f"it covers {other}"


def _pixels(layers: Layers, elements: Sequence[object]) -> int:
    return layers.changed(elements).convert("L").histogram()[255]  # type: ignore[arg-type]  # lxml elements
