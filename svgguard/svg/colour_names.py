"""Colour words that CSS does not have: misspelt ones, and the names that people and models give to colours.

A word is looked up in CSS, then in a survey of what people call colours and in a short list of things (`skin`, `wood`),
then as a misspelling of the former, then as a modifier before a colour (`pale teal`), a shade (`blue-600`), or a name
that ends in a colour (`shimmergreen`). What CSS has is certain; every other reading is a guess.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from svgguard.data import data
from svgguard.svg.keyword import KeywordFault
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text import nearness
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety


class ColourNameFault(ValueFault):
    """What is wrong with the name of a colour."""

    NAME = "colour-name"
    INVENTED = "invented-colour"


_LONGEST = 48
"""Characters; what is longer is no name."""
_WORDS = {"none": "none", "transparent": "transparent", "currentcolor": "currentColor"}
_NOTHING = frozenset("no nil null nofill nocolor nocolour nostroke empty false hidden off".split())
_NOT_MEANT = frozenset("nan undefined".split())
"""What programs write where a value is missing: no misspelling of anything."""
_SPELLINGS = {"currentcolour": "currentColor", "current": "currentColor", "clear": "transparent"}
_NAME = lazy_pattern(r"[#.@$]?\s*([a-zA-Z][a-zA-Z\s_'/-]*?)[\s_-]*(\d{1,3})?")
_COMMON = "black white red green blue yellow orange gray brown pink purple silver gold navy".split()
"""CSS's colours by how often documents use them, for misspellings of two at once."""


def repair(text: str, palette: Mapping[str, int]) -> ValueRepair | None:
    """`text` as a colour's name; None when it has not the shape of one. `palette` counts the document's colours."""
    shape = _NAME.fullmatch(text) if len(text) <= _LONGEST else None
    if not shape:
        return None
    words, shade = shape[1], shape[2]
    plain = _folded(words)
    if shade:
        return _shaded(text, words, int(shade))
    if text.lower() == "none":
        return ValueRepair(KeywordFault.CASE, "none", f"{text!r} is spelt none")
    if plain in _css() or plain in _WORDS:
        return ValueRepair(
            ColourNameFault.NAME, _WORDS.get(plain, plain), f"{text!r} is spelt {_WORDS.get(plain, plain)}"
        )
    if plain in _SPELLINGS:
        return ValueRepair(ColourNameFault.NAME, _SPELLINGS[plain], f"{text!r} is {_SPELLINGS[plain]} in CSS")
    if plain in _NOTHING:
        return ValueRepair(ColourNameFault.NAME, "none", f"{text!r} is no colour; no paint is none", Safety.UNSAFE)
    known = _named(plain)
    if known:
        return ValueRepair(
            ColourNameFault.INVENTED, known, f"CSS has no colour {text!r}; people call {known} that", Safety.UNSAFE
        )
    return _misspelt(text, plain, palette) or _composed(text, words)


def rgb(word: str) -> str | None:
    """What a colour word of CSS or the survey is, as `#rrggbb`; None when it is not one."""
    plain = _folded(word)
    return _css().get(plain) or _named(plain)


def known() -> frozenset[str]:
    """Every name that is known beyond CSS, without spaces."""
    return frozenset(_names())


def _misspelt(text: str, plain: str, palette: Mapping[str, int]) -> ValueRepair | None:
    """The colour one letter from a word."""
    if len(plain) < 3 or plain in _NOT_MEANT:
        return None
    near = _near(plain, _neighbours())
    if near:
        used = {name: palette.get(name, 0) for name in near}
        rank = {name: _COMMON.index(name) if name in _COMMON else len(_COMMON) for name in near}
        best = min(
            near, key=lambda n: (-used[n], sorted(n) != sorted(plain), _letters(n) != _letters(plain), rank[n], n)
        )
        meant = {_css().get(name, name) for name in near}
        certain = len(meant) == 1 and len(plain) > 4
        others = [name for name in near if name != best]
        also = f", or {' or '.join(others)}" if others else ""
        name = _WORDS.get(best, best)
        return ValueRepair(
            ColourNameFault.NAME, name, f"{text!r} is {name} misspelt{also}", Safety.SAFE if certain else Safety.UNSAFE
        )
    near = _near(plain, _survey_neighbours()) if len(plain) > 5 else []
    if len({_named(name) for name in near}) == 1:
        value = _named(near[0])
        message = f"CSS has no colour {text!r}; people call {value} {near[0]}"
        return ValueRepair(ColourNameFault.INVENTED, value, message, Safety.UNSAFE)
    return None


def _composed(text: str, words: str) -> ValueRepair | None:
    value = _mixed(_split(words))
    if value is None:
        return None
    return ValueRepair(
        ColourNameFault.INVENTED, value, f"CSS has no colour {text!r}; {value} comes near", Safety.UNSAFE
    )


def _mixed(parts: list[str]) -> str | None:
    """The colour of words of which the last is one: those before it modify it, are mixed in, or are passed over."""
    if not parts:
        return None
    colour = rgb("".join(parts))
    if colour or len(parts) == 1:
        return colour
    first, rest = parts[0], parts[1:]
    base = _mixed(rest)
    change = _modifiers().get(first)
    if base and change:
        return _mix(base, *change)
    head = rgb(first)
    if base and head:
        return _mix(base, head, 0.5)
    return base or _mixed(parts[:-1])


def _split(words: str) -> list[str]:
    """The words of a name, also of one written as a single word that ends in a colour (`shimmergreen`)."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    parts = [p.lower() for p in re.split(r"[\s_'/-]+", spaced) if p]
    if len(parts) != 1:
        return parts[:6]
    word = parts[0]
    for at in range(3, len(word) - 3):
        head, tail = word[:at], word[at:]
        if rgb(tail) and (head in _modifiers() or rgb(head) or tail in _css()):
            return [head, tail]
    return parts


def _shaded(text: str, words: str, shade: int) -> ValueRepair | None:
    """A name with a number: a percentage of grey, or a shade from 50 (light) over 500 (the colour) to 950 (dark)."""
    plain = _folded(words)
    if plain in ("gray", "grey") and shade <= 100 and "-" not in text:
        value: str | None = "#" + f"{round(shade * 2.55):02x}" * 3
    else:
        base = _mixed(_split(words))
        if base is None:
            return None
        if not 50 <= shade <= 950:
            value = base
        elif shade < 500:
            value = _mix(base, "#ffffff", (500 - shade) / 500)
        else:
            value = _mix(base, "#000000", (shade - 500) / 700)
    return ValueRepair(
        ColourNameFault.INVENTED, value, f"CSS has no colour {text!r}; {value} comes near", Safety.UNSAFE
    )


def _mix(colour: str, other: str, share: float) -> str:
    a, b = (tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in (colour, other))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(a, b, strict=True))


def _folded(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.lower())


def _letters(word: str) -> str:
    """A word with doubled letters written once."""
    return re.sub(r"(.)\1", r"\1", word)


def _named(plain: str) -> str | None:
    names = _names()
    return names.get(plain) or names.get(plain.replace("gray", "grey"))


@cache
def _css() -> dict[str, str]:
    with data("colours.toml").open("rb") as file:
        return dict(tomllib.load(file)["css"])


@cache
def _tables() -> dict[str, dict[str, str]]:
    with data("colour_names.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _names() -> dict[str, str]:
    """What the survey and the things are, by name without spaces."""
    survey = (line.split(" ", 1) for line in _tables()["survey"]["names"].split("\n") if line)
    return _tables()["things"] | {_folded(name): f"#{digits}" for digits, name in survey}


@cache
def _modifiers() -> dict[str, tuple[str, float]]:
    pairs = ((word, rule.split()) for word, rule in _tables()["modifiers"].items())
    return {word: (_css()[colour], float(share)) for word, (colour, share) in pairs}


def _deletions(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _index(words: Iterable[str]) -> dict[str, list[str]]:
    """Words by what is left of them when a letter is taken away: words one edit apart meet in it."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        for shorter in _deletions(word):
            found[shorter].append(word)
    return found


@cache
def _neighbours() -> dict[str, list[str]]:
    return _index({*_css(), *_WORDS})


@cache
def _survey_neighbours() -> dict[str, list[str]]:
    return _index(word for word in _names() if len(word) > 4)


def _near(plain: str, index: Mapping[str, list[str]]) -> list[str]:
    """The words of an index that are one edit from `plain`."""
    candidates = Counter(word for shorter in _deletions(plain) for word in index.get(shorter, ()))
    return sorted(word for word in candidates if nearness.distance(plain, word, 1) <= 1)
