"""True if the words of a label name a part: phrases out of a label's text, and how well each fits a part's name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise

from svgguard.parts import words
from svgguard.parts.specification import Part

_ASIDE = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]?")
_APART = re.compile(r"\s*(?:[,;:/&+|•·]|[-–—]{1,3}\s|\s[-–—]{1,3}|={2,}|\*{2,}|[\s_-](?:and|und|et|y)[\s_-])\s*", re.I)
_SUFFIX = re.compile(r"(?i)[-_ ]*(?:gradient|grad|pattern|fill|paint|texture|lg|rg)$")
_LONGEST_PHRASE = 7
"""Words of the longest phrase that is a name; what is longer explains."""
_SIDES = frozenset("lr")
"""Letters after a name that say which of two: ``eyeL``."""
_LONGEST_ASIDE = 3
"""The same in brackets."""


Alike = Callable[[str, str], bool]
"""True if two words may mean the same."""


class Fit(IntEnum):
    """How sure a label is about a part; higher is surer."""

    NONE = 0
    MENTION = 1
    """It speaks of the part, and names something else."""
    MAY_BE = 2
    """It names something after the part or made of it (``valley hills``), or only of which kind the part is."""
    BELONGS = 3
    """It names something that belongs to the part."""
    NAMES = 4
    """It names the part."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name in a label."""

    words: tuple[str, ...]
    """As `words.normal` gives them, without words that say nothing."""
    plural: bool
    count: int | None = None
    """What a numeral in it says."""
    ordinal: int | None = None
    """The number after it that tells this thing from others."""
    main: bool = True
    """True if it says what the label is about, rather than what else is with it."""


@dataclass(frozen=True, slots=True)
class Match:
    """How a label fits a part."""

    fit: Fit
    unmatched: int = 0
    """Words of the part's name that the label does not have."""
    literal: bool = False
    """True if it has the very word for what the part is, not one that may mean the same."""
    plural: bool = False
    count: int | None = None


@lru_cache(4096)
def phrases(text: str, *, paint: bool = False) -> tuple[Phrase, ...]:
    """The names in a label's text, in order; of a paint's name, without the word for what it is."""
    text = words.spaced(_SUFFIX.sub("", text) if paint else text)
    asides = [m[1] or m[2] or "" for m in _ASIDE.finditer(text)]
    found: list[Phrase] = []
    for n, piece in enumerate((_ASIDE.sub(" ", text), *asides)):
        parts = [part for part in _APART.split(piece) if part]
        for number, part in enumerate(parts):
            following = parts[number + 1] if number + 1 < len(parts) else ""
            explains = n > 0 and len(words.split(part)) > _LONGEST_ASIDE
            found += [replace(p, main=False) if explains else p for p in _phrases(part, following)]
    return tuple(found)


def _phrases(text: str, following: str) -> list[Phrase]:
    """The name before the first preposition, and what stands after it."""
    raw = _plain(words.split(text))
    cuts = [n for n, w in enumerate(raw) if w in _prepositions() and (n or w not in words.positions())]
    if raw and all(word in words.positions() or word.isdecimal() for word in raw) and following:
        # "front and rear wheels": the front ones are wheels too.
        after = [w for w in words.split(following) if w not in _prepositions()]
        raw = (*raw, *after[-1:])
    edges = [-1, *cuts, len(raw)]
    pieces = [raw[a + 1 : b] for a, b in pairwise(edges)]
    return [p for n, piece in enumerate(pieces) if piece and (p := _phrase(piece, main=n == 0)) is not None]


def _phrase(raw: tuple[str, ...], *, main: bool) -> Phrase | None:
    named = [w for w in raw if words.number(w) is None]
    normal = words.normal(" ".join(named))
    telling = tuple(w for w in normal if w not in words.listed("neutral")) or normal
    while len(telling) > 1 and words.is_participle(telling[-1]):
        telling = telling[:-1]  # "shadow elongated (to the right)"
    while len(telling) > 1 and telling[-1] in _SIDES:
        telling = telling[:-1]
    if not telling or len(telling) > _LONGEST_PHRASE:
        return None
    counts = [n for w in raw if (n := words.number(w)) is not None]
    last = next((w for w in reversed(named) if words.singular(w) in telling), named[-1])
    # A numeral before the name counts, one after it tells this thing from others.
    count = counts[0] if counts and words.number(raw[0]) is not None else None
    return Phrase(telling, words.is_plural(last), count, words.ordinal(" ".join(raw)), main)


def _plain(raw: tuple[str, ...]) -> tuple[str, ...]:
    """``wheel of the bicycle`` as ``bicycle wheel``."""
    at = next((n for n, word in enumerate(raw) if 0 < n < len(raw) - 1 and word in words.listed("genitives")), None)
    if at is None:
        return raw
    rest = raw[at + 1 :]
    end = next((n for n, word in enumerate(rest) if word in _prepositions()), len(rest))
    return (*rest[:end], *raw[:at], *rest[end:])


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(words.listed("prepositions") | {"is", "as", "has", "was"})


def match(phrase: Phrase, part: Part) -> Match:
    """How one name fits a part, by the part's own name or a synonym of it."""
    ordinal = words.ordinal(part.name)
    if ordinal is not None and phrase.ordinal not in (None, ordinal):
        return Match(Fit.NONE)
    # The synonyms of a specification are written out, and have no synonyms in turn.
    fits = [_match(phrase, whole_name(part.name), words.akin)]
    fits += [_match(phrase, whole_name(name), _equal) for name in part.synonyms]
    best = max(fits, key=lambda m: (m.fit, -m.unmatched))
    return best if phrase.ordinal == ordinal or ordinal is None else replace(best, unmatched=best.unmatched + 1)


@lru_cache(4096)
def whole_name(text: str) -> tuple[str, ...]:
    """The words of a part's name as those of labels are compared with them."""
    return words.normal(" ".join(_plain(words.split(text))))


def _equal(a: str, b: str) -> bool:
    return a == b


@lru_cache(4096)
def _match(phrase: Phrase, name: tuple[str, ...], alike: Alike) -> Match:
    if not name:
        return Match(Fit.NONE)
    best = _named(phrase.words, name, alike)
    if best is not None:
        fit = Fit.NAMES if phrase.main else Fit.MENTION
        literal = _head(name) in phrase.words or "".join(name) == "".join(phrase.words)
        return Match(fit, best, literal, phrase.plural, phrase.count)
    head = _head(phrase.words)
    if phrase.main and (words.related(head, _head(name)) or (head in name[:-1] and head not in words.positions())):
        return Match(Fit.MAY_BE)
    if not _mentioned(phrase.words, name):
        return Match(Fit.NONE)
    if not phrase.main or head in words.listed("traces"):
        return Match(Fit.MENTION)
    return Match(Fit.BELONGS if head in words.listed("components") else Fit.MAY_BE)


def _named(label: tuple[str, ...], name: tuple[str, ...], alike: Alike) -> int | None:
    """How many words of a name a label lacks that names the same thing; None when it names another."""
    if alike is words.akin and words.same("".join(label), "".join(name)):
        return 0
    found = (_aligned(a, _ordered(name), alike) for a in (_ordered(label), _unheaped(_ordered(label))))
    return next((lacking for lacking in found if lacking is not None), None)


def _unheaped(label: tuple[str, ...]) -> tuple[str, ...]:
    """``coral formation`` as ``coral``."""
    return label[:-1] if len(label) > 1 and label[-1] in words.listed("heaps") else label


def _aligned(a: tuple[str, ...], b: tuple[str, ...], alike: Alike) -> int | None:
    """How many words of the name `b` are not in the label `a`, which ends as it does; None when it does not."""
    if a[-1] in words.listed("traces") and not words.same(a[-1], b[-1]):
        return None
    for left, right in ((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3)):
        if len(a) < left or len(b) < right:
            continue
        if not alike("".join(a[-left:]), "".join(b[-right:])):
            continue
        others, wanted = a[:-left], b[:-right]
        if any(words.opposed(x, y) for x in others for y in wanted):
            return None
        return sum(not any(words.akin(x, y) for x in others) for y in wanted)
    return None


def _ordered(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words with those that only say where first, so that ``wheel front`` is a wheel."""
    where = tuple(w for w in name if w in words.positions())
    return name if len(where) == len(name) else (*where, *(w for w in name if w not in where))


def _head(name: tuple[str, ...]) -> str:
    return _ordered(name)[-1]


def _mentioned(label: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """True if a label has the thing that a name is of among its words, or a word made from it: ``mossy``."""
    head = _head(name)
    if not any(words.same(word, head) or words.derived(word, head) for word in label):
        joined = "".join(name)
        return any(words.same(a + b, joined) for a, b in pairwise(label))
    return not any(words.opposed(x, y) for x in label for y in name)
