"""Mentions: labels that have a word of a part among theirs. While there is one, the part is not called missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from svgguard.parts import words
from svgguard.parts.by_label.claims import Reading, is_name
from svgguard.parts.by_label.labels import Label, Origin
from svgguard.parts.by_label.naming import Fit, Phrase, match, phrases, whole_name
from svgguard.parts.specification import Part


def mentions(reading: Reading, part: Part) -> Iterator[Label]:
    """The labels that have a word of a part among theirs, and are not all about another part."""
    for label in reading.labels:
        said = phrases(label.text, paint=label.origin is Origin.PAINT)
        if any(_mentions_part(phrase, part) and not is_of_another(reading, phrase, part) for phrase in said):
            yield label


def _mentions_part(phrase: Phrase, part: Part) -> bool:
    """True if a phrase has the word for what a part is, or all words of a synonym."""
    synonyms = (whole_name(name) for name in part.synonyms)
    return _has(phrase.words, whole_name(part.name)) or any(
        _has(phrase.words, name) and all(any(words.same(x, y) for x in phrase.words) for y in name) for name in synonyms
    )


def _has(said: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """True if the word for a thing is among some words, as it is or in one made from it, without a word against it."""
    if any(words.opposed(x, y) for x in said for y in name):
        return False
    head = next((word for word in reversed(name) if word not in words.positions()), name[-1])
    joined = (a + b for a, b in pairwise(said))
    return any(words.same(w, head) or words.derived(w, head) or words.compound(w, head) for w in said) or any(
        words.same(word, "".join(name)) for word in (*said, *joined)
    )


def is_of_another(reading: Reading, phrase: Phrase, part: Part) -> bool:
    """True if a phrase is, to the word, the name of another part, or of a detail of one (the seat tube of a frame)."""
    others = [other for other in reading.specification.parts if other is not part]
    return any(
        (is_name(phrase, other) and match(phrase, other).fit is Fit.NAMES)
        or (len(phrase.words) > 1 and words.has_detail(words.normal(other.name)[-1], phrase.words[-1]))
        for other in others
    )
