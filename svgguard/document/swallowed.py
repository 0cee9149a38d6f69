"""Attributes that a value has swallowed: `x="1 y=2"`, whose quote came late, and `fill="#c33;stroke:#000"`, a style.

Read before the value itself is: a reader of one value takes the rest for something to cut away.
"""

from __future__ import annotations

import re
from dataclasses import replace

from svgguard.document.survey import accepts
from svgguard.document.suspects import Suspect
from svgguard.svg import grammar, vocabulary
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit, Finding, Repair, Safety

_LONGEST = 20_000
"""Characters; in a longer value nothing is looked for."""
_MOST = 20
"""Attributes in one value."""
_NAMED = lazy_pattern(r"(?:\A|(?<=[\s;,\"']))([a-zA-Z][-a-zA-Z]*\d?)\s*[=:]\s*")
_AROUND = " \t\r\n;,\"'"
_PAIR = lazy_pattern(rf"\s*({grammar.NUMBER})(?:\s*[,;]\s+|\s+)({grammar.NUMBER})\s*", re.A)
_PARTNERS = {"x": "y", "cx": "cy", "x1": "y1", "x2": "y2", "fx": "fy", "width": "height", "rx": "ry"}
"""Which coordinate is written behind which."""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;"})


def attributes(suspect: Suspect) -> Finding | None:
    """A finding on a value that holds further attributes of its element, each given its own; None for any other."""
    value = suspect.value
    if suspect.attribute == "style" or len(value) > _LONGEST or not ("=" in value or ":" in value):
        return None
    element, found = suspect.element_name, list(_NAMED.finditer(value))
    known = vocabulary.attributes(element)
    found = [m for m in found if m[1] in known][: _MOST + 1]
    if not found or len(found) > _MOST:
        return None
    ends = [*(m.start() for m in found[1:]), len(value)]
    pieces = [(m[1], value[m.end() : end].strip(_AROUND)) for m, end in zip(found, ends, strict=True)]
    if first := value[: found[0].start()].strip(_AROUND):
        pieces.insert(0, (suspect.name, first))
    names = [name for name, _ in pieces]
    others = {str(name) for name in suspect.element.attrib} - {suspect.attribute}
    if names[0] != suspect.name or len(names) < 2 or len(set(names)) < len(names) or others.intersection(names):
        return None
    if not all(one and vocabulary.grammar(element, name) and accepts(element, name, one) for name, one in pieces):
        return None
    others_said = " and ".join(names[1:])
    return _written(suspect, pieces, f"the value of {names[0]} has swallowed {others_said}", Safety.SAFE)


def pair(suspect: Suspect) -> Finding | None:
    """A finding on two numbers in one coordinate, beside which the other is missing; None for any other value."""
    partner = _PARTNERS.get(suspect.name)
    if partner is None or suspect.attribute == "style" or partner not in vocabulary.geometry(suspect.element_name):
        return None
    m = _PAIR.fullmatch(suspect.value)
    if m is None or suspect.element.get(partner) is not None:
        return None
    message = f"{suspect.name} holds two numbers, and {partner} is missing"
    return _written(suspect, [(suspect.name, m[1]), (partner, m[2])], message, Safety.UNSAFE)


def _written(suspect: Suspect, pieces: list[tuple[str, str]], message: str, safety: Safety) -> Finding:
    at = suspect.document.attribute(suspect.element, suspect.attribute)
    names = [suspect.attribute, *(name for name, _ in pieces[1:])]
    text = " ".join(f'{name}="{value.translate(_ESCAPES)}"' for name, (_, value) in zip(names, pieces, strict=True))
    repair = Repair((Edit(at.start, at.end, text),), safety, f"written as {' and '.join(names)}")
    return replace(Finding(at.start, at.end, message), repair=repair)
