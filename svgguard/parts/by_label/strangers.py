"""Strangers: labels that name no part that was asked for, and of which one may yet be the part that no label names.

A word that svgguard does not know may be another word for the part, in any language. And a drawing of one thing often
names the main piece of it for what it is (``Hull``, ``Walls``, ``Case``) and nowhere the thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from svgguard.parts import words
from svgguard.parts.by_label.claims import Reading, name_of, within
from svgguard.parts.by_label.headings import is_detail
from svgguard.parts.by_label.labels import NAMES, Label
from svgguard.parts.by_label.naming import Fit, phrases
from svgguard.parts.specification import Part

_FOREIGN = 0.5
"""The share of unknown words among the names of a drawing that is labelled in a language svgguard does not know."""
_FEWEST_PIECES = 3
"""Names of pieces, of nothing that is named itself, that tell that something is there."""
MOST_WORDS = 3
"""Words of a name; what has more goes on about something."""


def stranger(reading: Reading, part: Part) -> Label | None:
    """The label that may name a part in words of its own; None when every label is of something else."""
    named = [label for label in reading.labels if label.origin in NAMES and _head(label) and name_of(label)]
    strange = [label for label in named if not words.is_known(_head(label))]
    if strange and len(strange) >= _FOREIGN * len(named):
        return strange[0]
    if part is not reading.specification.parts[0] or is_detail(part) or _names_another(reading):
        return None
    if (shell := next((label for label in _unclaimed(reading) if _is_shell(label)), None)) is not None:
        return shell
    pieces = [label for label in _unclaimed(reading) if _head(label) in words.listed("components")]
    return pieces[0] if len({_head(label) for label in pieces}) >= _FEWEST_PIECES else None


def _is_shell(label: Label) -> bool:
    """True if a label is of the main piece of a thing that it does not name itself."""
    first = phrases(label.text)[:1]
    return bool(first) and first[0].words[-1] in words.listed("shells") and not any(map(_is_thing, first[0].words[:-1]))


def _names_another(reading: Reading) -> bool:
    """True if a drawing says of which thing its pieces are: one of its labels is of a piece of it (`pelican body`)."""
    named = (phrase.words for label in reading.labels if label.origin in NAMES for phrase in phrases(label.text))
    wholes = any(len(said) > 1 and said[-1] in words.listed("components") and _is_thing(said[-2]) for said in named)
    groups = (x for x in reading.labels if x.origin in NAMES and _is_thing(_head(x)) and len(within(x.elements)) > 1)
    shells = {e for label in _unclaimed(reading) if _is_shell(label) for e in within(label.elements)}
    return wholes or any(shells & set(within(group.elements)) for group in groups)


def _is_thing(word: str) -> bool:
    """True if a word is known for a thing of its own, and not for a piece of one."""
    pieces = words.listed("components") | words.listed("shells") | words.listed("neutral") | words.positions()
    return words.is_known(word) and word not in pieces


def _unclaimed(reading: Reading) -> Iterator[Label]:
    """The names of things that no part asked for claims, by this label or by another one of the same things."""
    claims = [c for own in reading.claims.values() for c in own if c.match.fit >= Fit.BELONGS]
    claimed = {leaf for c in claims for leaf in within(c.label.elements)}
    for label in reading.labels:
        if label.origin in NAMES and reading.draws(label) and not claimed & set(within(label.elements)):
            yield label


def _head(label: Label) -> str:
    """The word for what a label names; empty when it goes on about something."""
    first = phrases(label.text)[:1]
    return first[0].words[-1] if first and len(first[0].words) <= MOST_WORDS else ""
