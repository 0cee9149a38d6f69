"""Headings: comments that name what the comments after them go into, told from names that hold nothing.

A comment that another one follows at once is either. What the two say decides, or how the drawing writes its other
comments.
"""

from __future__ import annotations

import re

from svgguard.parts import words
from svgguard.parts.by_label.claims import Reading
from svgguard.parts.by_label.labels import Label, Origin
from svgguard.parts.by_label.naming import Fit, Phrase, match, phrases
from svgguard.parts.specification import Part

_ADORNED = re.compile(r"[=\-*#~_]{2,}|^\W*\d+[.)]|\b(?:group|section|layer)\b|:$", re.I)
"""What is written around headings and seldom around names."""

Style = tuple[bool, bool]
"""True if a comment is adorned, and whether it is in capitals."""


def heads(reading: Reading, label: Label, part: Part) -> bool:
    """True if a comment that names a part and is followed by another comment at once is the heading of what follows."""
    if label.stacked is None:
        return False
    following = phrases(label.stacked)
    if not following:
        return True
    head = following[0].words[-1]
    kind = words.normal(part.name)[-1]
    if any(words.has_detail(kind, word) for phrase in following for word in phrase.words):
        return True
    if shared := [phrase for phrase in following if _shared(label, phrase)]:
        # "Jar body" goes into the details of "Jar", and "Jar shadow" takes it for granted.
        return not all(_is_trace(phrase) for phrase in shared)
    named = [other for other in reading.specification.parts if any(match(p, other).fit is Fit.NAMES for p in following)]
    if any(other in reading.specification.inside(part) for other in named):
        return True
    if any(match(p, other).fit is Fit.NAMES for p in phrases(label.text) for other in named):
        return True  # "Legs and feet" goes into "Left leg"
    if named or _stands_apart(reading, label, part):
        return False
    if is_component(head) and not is_detail(part):
        return part.of is None
    # Of a thing in words that are not known, or that belongs to larger things, nothing tells that it is another.
    return not words.is_known(head) or is_component(head) or _is_written_so(reading, label, part)


def is_detail(part: Part) -> bool:
    """True if a part is, by its name, something that belongs to a larger thing."""
    return is_component(words.normal(part.name)[-1])


def is_component(word: str) -> bool:
    """True if a word names something that belongs to a larger thing."""
    return word in words.listed("components")


def _shared(label: Label, phrase: Phrase) -> bool:
    """True if a phrase has what a label is about among its words, and goes on."""
    return any(first.words[-1] in phrase.words[:-1] for first in phrases(label.text)[:1])


def _is_trace(phrase: Phrase) -> bool:
    return phrase.words[-1] in words.listed("traces")


def _stands_apart(reading: Reading, label: Label, part: Part) -> bool:
    """True if a blank line follows the comment, and no other comment over comments, as it follows what is drawn."""
    named = {claim.label for claim in reading.claims[part.name]}
    return label.apart and not any(x.apart for x in reading.labels if x not in named)


def _style(label: Label) -> Style:
    return _is_adorned(label), label.text.isupper()


def _is_adorned(label: Label) -> bool:
    return bool(_ADORNED.search(label.text)) or label.text.isupper()


def _is_written_so(reading: Reading, label: Label, part: Part) -> bool:
    """True if other comments written as this one stand over comments, and more often than over shapes."""
    named = {claim.label for claim in reading.claims[part.name]}
    alike = [x for x in reading.labels if x.origin is Origin.COMMENT and x not in named and _style(x) == _style(label)]
    over = sum(x.stacked is not None for x in alike)
    return over > 0 and (_is_adorned(label) or 2 * over >= len(alike))
