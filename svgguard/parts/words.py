"""Words: names as drawings write them, reduced to what they have in common. The word lists are in `data/words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from typing import Any

from svgguard.data import data

_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_MARKS = "".join(chr(n) for n in range(0x0300, 0x1D00) if unicodedata.category(chr(n)).startswith("M"))
"""Vowel signs and the like, which are inside words and no letters to `re`."""
_WORD = re.compile(rf"(?:[^\W\d_][{_MARKS}]*)+(?:['’](?:s|t)\b)?|\d+")
_UNMARKED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_ENDINGS = (
    ("ies", 3, "y"), ("ches", 4, "ch"), ("shes", 4, "sh"), ("sses", 4, "ss"), ("xes", 3, "x"), ("zzes", 4, "zz"),
    ("oes", 3, "o"), ("s", 1, ""),
)  # fmt: skip
"""Plural endings: with what a word ends, how many letters to take off, what to put in their place."""
_SINGULAR_S = ("ss", "us", "is")
_SHORTEST_ROOT = 4
"""Letters of the shortest word of which longer ones may be made."""
_SHORTEST_PREFIX = 3
"""Letters before it that make a word of it that may mean a kind."""
_SHORTEST_PARTICIPLE = 6
_SHORTEST_PLURAL = 4
"""Letters of the shortest word whose final s may be a plural's."""


@cache
def _lists() -> dict[str, Any]:
    with data("words.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list of `data/words.toml`, as `split` and `singular` give them."""
    return frozenset(singular(word) for word in _lists()["lists"][name].split())


def spaced(text: str) -> str:
    """A text with its camels' humps apart."""
    return _HUMP.sub(" ", text)


def split(text: str) -> tuple[str, ...]:
    """The words of a name in any spelling (``wheelFront_2``): lower case, without diacritics; digits apart."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced(text).lower()) if not unicodedata.combining(c))
    found = _WORD.findall(plain.translate(_UNMARKED))
    return tuple(word.split("'")[0].split("’")[0] for word in found)


@lru_cache(4096)
def singular(word: str) -> str:
    """A word without its plural ending; irregular ones and those that only look plural are listed."""
    irregular = _lists()["plurals"]
    if word in irregular:
        return str(irregular[word])
    if len(word) < _SHORTEST_PLURAL or word.endswith(_SINGULAR_S):
        return word
    for ending, letters, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > letters + 1:
            return word[:-letters] + instead
    return word


def is_plural(word: str) -> bool:
    """True if a word names several things."""
    return singular(word) != word


def normal(text: str) -> tuple[str, ...]:
    """The words of a name as they are compared: singular, without articles and numbers."""
    dropped = _lists()["lists"]["articles"].split()
    return tuple(singular(word) for word in split(text) if word not in dropped and not word.isdecimal())


def ordinal(text: str) -> int | None:
    """The number that tells a thing from others of its name (``line 2``): one in digits after the first word."""
    numbers = [int(word) for word in split(text)[1:] if word.isascii() and word.isdecimal()]
    return numbers[0] if numbers else None


def identity(text: str) -> tuple[object, ...]:
    """What two names that mean the same thing have in common."""
    return (*normal(text), ordinal(text))


@cache
def _concepts() -> dict[str, frozenset[int]]:
    """The groups of `data/words.toml` that each word is in."""
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(_lists()["synonyms"]):
        for word in group.split():
            groups["".join(normal(word))].add(number)
    return {word: frozenset(numbers) for word, numbers in groups.items()}


@cache
def _known_words() -> frozenset[str]:
    lists = frozenset().union(*(listed(name) for name in _lists()["lists"]))
    details = (word for words in _lists()["details"].values() for word in words.split())
    return lists | _concepts().keys() | _kinds().keys() | {singular(word) for word in (*_lists()["kinds"], *details)}


def is_known(word: str) -> bool:
    """True if `data/words.toml` has a word, as `normal` gives it."""
    return word in _known_words()


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """For each word the more general ones that `data/words.toml` gives for it."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for general, special in _lists()["kinds"].items():
        for word in special.split():
            kinds["".join(normal(word))].add(singular(general))
    return {word: frozenset(general) for word, general in kinds.items()}


@lru_cache(4096)
def same(a: str, b: str) -> bool:
    """True if two words, as `normal` gives them, mean the same."""
    return a == b or bool(_concepts().get(a, frozenset()) & _concepts().get(b, frozenset()))


@lru_cache(4096)
def akin(a: str, b: str) -> bool:
    """True if two words mean the same, or one a kind of the other (``oak``, ``tree``)."""
    if same(a, b):
        return True
    if _kinds().get(a, frozenset()) & _kinds().get(b, frozenset()):
        return False
    return any(same(b, general) for general in _kinds().get(a, ())) or any(
        same(a, general) for general in _kinds().get(b, ())
    )


def derived(word: str, root: str) -> bool:
    """True if a word looks made from another: ``vineyard`` from ``vine``, ``sunny`` from ``sun``; no ``flagpole``."""
    if word in (root + root[-1:] + "y", root[:-1] + "y"):
        return True
    # "Pedaling" is what somebody does, and no pedal.
    if len(root) < _SHORTEST_ROOT or not word.startswith(root) or word.endswith("ing"):
        return False
    return word.removeprefix(root) not in _concepts()


@lru_cache(4096)
def compound(word: str, root: str) -> bool:
    """True if a word that is not known ends in another, and may be a kind of it: ``mainsail``, ``Großsegel``."""
    ends = (end for end in _alike(root) if len(end) >= _SHORTEST_ROOT and not end.endswith("ing"))
    return not is_known(word) and any(word.endswith(end) and len(word) >= len(end) + _SHORTEST_PREFIX for end in ends)


@lru_cache(4096)
def related(a: str, b: str) -> bool:
    """True if one of two things is often drawn or named for the other (``snout``, ``nose``)."""
    return a != b and any(a in group and b in group for group in map(str.split, _lists()["related"]))


def is_participle(word: str) -> bool:
    """True if a word says what was done to the thing named before it: ``elongated``."""
    return len(word) >= _SHORTEST_PARTICIPLE and word.endswith("ed") and word not in _concepts()


@lru_cache(4096)
def opposed(a: str, b: str) -> bool:
    """True if no one thing is both: ``front`` and ``rear``."""
    return a != b and any((a in one and b in other) or (b in one and a in other) for one, other in opposites())


@cache
def opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The pairs of sets of words that no one thing can be both of."""
    pairs = []
    for row in _lists()["opposites"]:
        sides = [frozenset(side.split()) for side in row]
        pairs += [(one, other) for n, one in enumerate(sides) for other in sides[n + 1 :]]
    return tuple(pairs)


def known(head: str) -> dict[str, Any]:
    """What is known of a thing of that name, as keys of a part; those that name other parts do so in lists."""
    facts = _lists()["known"]
    return facts.get(head) or next((facts[name] for name in facts if same(head, name)), {})


def has_detail(whole: str, detail: str) -> bool:
    """True if `detail` is a word for something that belongs to `whole`, itself a part of larger things."""
    return any(same(whole, name) and detail in details.split() for name, details in _lists()["details"].items())


def may_bear(whole: str, detail: str) -> bool:
    """True if `detail` may be drawn on what is called `whole`: anything on a body, on an eye only what an eye has."""
    if whole in listed("bodies") or not any(same(whole, name) for name in _lists()["details"]):
        return True
    return any(has_detail(whole, word) for word in _alike(detail))


@cache
def _alike(word: str) -> frozenset[str]:
    """A word and those that mean the same."""
    return frozenset((word, *(other for other in _concepts() if same(word, other))))


@cache
def positions() -> frozenset[str]:
    """Words that say where, and are no name alone."""
    return frozenset(word for pair in opposites() for side in pair for word in side)


def number(word: str) -> int | None:
    """What a numeral says, in digits or in words; None for another word."""
    return int(word) if word.isascii() and word.isdecimal() else _lists()["numerals"].get(word)


def counted(text: str) -> tuple[int, str]:
    """A name without the numeral it begins with, and what that says: ``two wheels`` is 2 and ``wheels``."""
    m = re.match(r"\s*(?:(\d{1,3})\s*(?:[x×]\s+|(?=\s))|([^\W\d_]+)\s+(?=\S))(.*)", text, re.S)
    if m is None:
        return 1, text.strip()
    count = number(m[1] or m[2].lower())
    name = re.sub(r"^(?:pairs?\s+of|of)\s+", "", m[3].strip())
    return (max(count, 1), name) if count is not None else (1, text.strip())
