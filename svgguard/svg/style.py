"""Declarations, in a style attribute or a block of a style sheet: what they are, and what wrongly written ones mean.

Wrong ones are read by their property names: wherever a name that SVG knows stands before a colon (or an equals sign), a
declaration begins, whatever separates it from the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from svgguard.svg import grammar, vocabulary
from svgguard.text import nearness
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety

_DECLARATION = lazy_pattern(rf"{grammar.COMMENT}|(?<![-\w])([-\w]++)\s*+:\s*+({grammar.DECLARED})")
_TOKEN = lazy_pattern(
    rf"{grammar.COMMENT}|(?i:url)\([^()\s]*+\)"
    r"|(?P<key>(?P<quote>[\"'`]?)(?P<name>-{0,2}[a-zA-Z_][-\w]*+)(?P=quote)\s*+(?P<colon>[:=]++))"
    r"|\"[^\"]*+\"|'[^']*+'|\((?:[^()]++|\([^()]*+\))*+\)|(?<![\w#])(?:(?<![-+.])|(?<=[\w#][-+.]))[-+.\d]++%?+(?=[a-zA-Z]{3})|[-\w#%+]++|.",
    re.S,
)
_ELSEWHERE = frozenset(
    "animation background background-color border border-radius box-shadow content cx cy d float height left margin"
    " min-height overflow-x overflow-y padding position r rx ry top transform transition width x y z-index".split()
)
"""Properties that are no presentation attributes of every element, and stand in model-written styles all the same."""
_LONGEST = 32
"""Characters; no property that SVG knows is longer."""
_LABEL = lazy_pattern(r"\A\s*style\s*[:=]\s*+(?=[^;]*[:=])")
_LOST_COLON = lazy_pattern(r"\s|;\s*+(?=[^\s;:={}]++\s*+(?:[;}]|$))")
"""What stands between a property and its value where the colon is lost."""
_QUOTED = frozenset(("content", "font", "font-family", "quotes"))
_UNITLESS = lazy_pattern(r"[-+]?[\d.]+")
_NEEDS_UNIT = frozenset(("font-size", "letter-spacing", "word-spacing"))


class Declaration(NamedTuple):
    """A property and its value, with their offsets in the text."""

    name: str
    name_start: int
    value: str
    start: int


def declarations(text: str) -> Iterator[Declaration]:
    """The declarations of a text that is rightly written."""
    for m in _DECLARATION.finditer(text):
        name, value = m.groups()
        if name:
            if "!" in value:
                value = value.partition("!")[0]
            yield Declaration(name, m.start(), value.rstrip(), m.start(2))


def meant(name: str) -> str | None:
    """The property that a name which is not known means: `strokeWidth`, `fil`; None when it is one or nothing says."""
    if name.lower() in _properties() or name.startswith("-") or not 2 < len(name) < _LONGEST:
        return None
    return _misspelt(name)


@lru_cache(maxsize=1024)
def _misspelt(name: str) -> str | None:
    plain = nearness.folded(name)
    if plain in _folded():
        return _folded()[plain]
    alias = vocabulary.attribute_aliases("g").get(plain)
    if alias in vocabulary.presentation():
        return alias
    near = nearness.nearest(name.lower(), (p for p in vocabulary.presentation() if len(p) > 3))
    return near[0] if len(near) == 1 else None


_FULL_WIDTH = str.maketrans("\uff1a\uff1b\uff0c\uff08\uff09\u3002", ":;,().")
"""Signs of Chinese and Japanese typing."""


def repair(text: str) -> tuple[str | None, Safety]:
    """Declarations that are wrongly written, as meant, and how certain that is; None when nothing says."""
    inner = re.fullmatch(r"[^{}:]*\{+([^{}]*+)\}*[\s;]*", text)
    body = _LABEL.sub("", inner[1] if inner else text).translate(_FULL_WIDTH)
    keys = list(_keys(body))
    if not keys:
        return None, Safety.UNSAFE
    out: list[str] = []
    lost = bool(body[: keys[0].start].strip(" \t\r\n;,\"'`{"))
    done = keys[0].start
    colon = ": " if ": " in text else ":"
    for key, following in zip(keys, [*(k.start for k in keys[1:]), len(body)], strict=True):
        value, start, end, dropped = _value(key, body, following)
        lost = lost or dropped
        if out:
            out.append(_separator(body[done : key.start]))
        out.append(key.name)
        between = body[key.name_end : start]
        out.append(between if between.strip() == ":" else colon)
        out.append(value)
        done = end
    tail = body[done:]
    out.append(tail if not tail.strip("; \t\r\n") else ";" if ";" in tail else "")
    repaired = "".join(out)
    if not _accepted()(repaired) or repaired == text:
        return None, Safety.UNSAFE
    return repaired, Safety.UNSAFE if lost else Safety.SAFE


@dataclass(frozen=True, slots=True)
class _Key:
    """A property name in a text: where it begins and ends, and where its value begins."""

    name: str
    start: int
    name_end: int
    end: int
    slip: bool = False


def _keys(text: str) -> Iterator[_Key]:
    """Where declarations begin."""
    fresh = True
    for m in _TOKEN.finditer(text):
        if m["key"]:
            key = _Key(m["name"], m.start(), m.end("name"), m.end())
            right = meant(key.name)
            if key.name.lower() in _properties():
                yield key
            elif right and (fresh or ":" in m["colon"]):
                yield replace(key, name=right, slip=True)
            elif fresh:
                yield key
            elif glued := _glued(key):
                yield glued
            fresh = False
        elif fresh and m[0].lower() in _properties() and (lost := _LOST_COLON.match(text, m.end())):
            yield _Key(m[0], m.start(), m.end(), lost.end())
            fresh = False
        else:
            fresh = m[0] in ";{}\n" or (fresh and m[0] in " \t\r\"'")


def _glued(key: _Key) -> _Key | None:
    """The property that a word ends in (`redstroke:`), where the semicolon and the space before it are lost."""
    name = key.name.lower()[-_LONGEST:]
    for at in range(1, len(name) - 3):
        if name[at:] in vocabulary.presentation() and name[at - 1] != "-":
            return _Key(name[at:], key.name_end - len(name) + at, key.name_end, key.end)
    return None


def _value(key: _Key, text: str, end: int) -> tuple[str, int, int, bool]:
    """A key's value, its span in the text, and whether something after it is dropped."""
    raw = text[key.end : end]
    lost = False
    at = 0
    for m in _TOKEN.finditer(raw):
        if m[0] == ";":
            lost = bool(raw[m.end() :].strip("; \t\r\n}{\"'`,"))
            raw = raw[: m.start()]
            break
    value = raw.strip(" \t\r\n,|{}:=").rstrip(" \t\r\n,|{}./")
    at = raw.find(value)
    span = key.end + at, key.end + at + len(value)
    quoted = re.fullmatch(r"([\"'`])(.*)\1", value, re.S)
    if quoted and key.name not in _QUOTED:
        value = quoted[2]
    for quote in "\"'":
        if value.count(quote) % 2:
            value = "".join(value.rsplit(quote, 1))
    missing = value.count("(") - value.count(")")
    value = value + ")" * missing if missing > 0 else value[: len(value) + missing] if value.endswith(")") else value
    if key.slip and key.name in _NEEDS_UNIT and _UNITLESS.fullmatch(value):
        # JSX takes a bare number for pixels; CSS does not.
        value += "px"
    return value.strip(), *span, lost


def _separator(raw: str) -> str:
    """What separates two declarations, as written where that is right."""
    if ";" in raw and not raw.strip("; \t\r\n"):
        return raw
    return ";" + "".join(c for c in raw if c.isspace())


@cache
def _accepted() -> grammar.Match:
    return grammar.matcher("declarations")


@cache
def _properties() -> frozenset[str]:
    return vocabulary.presentation() | _ELSEWHERE


@cache
def _folded() -> dict[str, str]:
    return {nearness.folded(name): name for name in vocabulary.presentation()}
