"""Paints and colours written wrongly: what was meant, by every reading in turn.

What stands around the colour is taken away first (`'red'`, `fill:red`, `red;`); the rest is read as a reference, as
digits, as a function, as a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from svgguard.svg import colour_functions, colour_hex, colour_names, grammar, iri
from svgguard.svg.colour_names import ColourNameFault
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety


class ColourFault(ValueFault):
    """What is wrong with a paint as a whole."""

    SYNTAX = "colour-syntax"


_LONGEST = 500
"""Characters; what is longer is no paint, and the readings need not be linear."""
_AROUND = lazy_pattern(r"^[\s\"'`“”‘’{\[<\\]+|(?:[\s\"'`“”‘’}\]>\\;,.]|!\s*important)+$", re.I)
_DECLARED = lazy_pattern(r"(?:[a-zA-Z][-a-zA-Z]*)\s*[:=]\s*+([^;]*+)(?:;\s*+(.*))?+", re.S)
_PIECE = lazy_pattern(rf"{grammar.COLOUR}|[a-zA-Z]++|[^\s\w#]++|\S")
_USED = lazy_pattern(r"#([\da-fA-F]{6})(?![\da-fA-F])|(?:fill|stroke|color)\s*[=:]\s*[\"']?([a-zA-Z]++)")


def palette(text: str) -> Counter[str]:
    """The colours a document uses and how often: six digits in lower case without #, or a word."""
    return Counter((m[1] or m[2]).lower() for m in _USED.finditer(text))


def repair(value: str, palette: Mapping[str, int], servers: Collection[str] = ()) -> ValueRepair:
    """What a value that is no paint means. `palette` is the document's, `servers` are the ids of its paint servers."""
    if len(value) > _LONGEST:
        return ValueRepair(ColourFault.SYNTAX, None, f"{value[:60]!r}… is no colour")
    text = _stripped(value)
    if not text:
        return ValueRepair(ColourFault.SYNTAX, None, "no colour is given")
    if _accepted(text):
        return ValueRepair(ColourFault.SYNTAX, text, f"{value.strip()!r} is no colour for what stands around it")
    for read in (_reference, _read, _declared, _first):
        repaired = read(text, palette, servers)
        if repaired:
            return repaired
    kind = ColourNameFault.NAME if re.fullmatch(r"[a-zA-Z][a-zA-Z\s_-]*", text) else ColourFault.SYNTAX
    return ValueRepair(kind, None, f"{value.strip()[:60]!r} is no colour")


def _stripped(value: str) -> str:
    text = _AROUND.sub("", value.strip())
    if text.startswith("(") and "," not in text:
        text = text.strip("() ")
    return text


def _accepted(text: str) -> bool:
    return _paint()(text) is not None


@cache
def _paint() -> grammar.Match:
    return grammar.matcher("paint")


def _reference(text: str, palette: Mapping[str, int], servers: Collection[str]) -> ValueRepair | None:
    return iri.repair(text, servers)


def _read(text: str, palette: Mapping[str, int], servers: Collection[str]) -> ValueRepair | None:
    if re.fullmatch(r"#[a-zA-Z]+", text) and colour_names.rgb(text):
        return colour_names.repair(text, palette)
    return (
        colour_hex.repair(text, palette)
        or colour_functions.repair(text, colour_names.rgb)
        or colour_names.repair(text, palette)
    )


def _declared(text: str, palette: Mapping[str, int], servers: Collection[str]) -> ValueRepair | None:
    """`fill:red`: a declaration where only its value may stand."""
    declared = _DECLARED.fullmatch(text)
    if not declared:
        return None
    inner = _stripped(declared[1])
    lost = bool(declared[2])
    message = f"{text[:60]!r} is a declaration; only its value may stand here"
    if _accepted(inner):
        return ValueRepair(ColourFault.SYNTAX, inner, message, Safety.UNSAFE if lost else Safety.SAFE)
    repaired = _reference(inner, palette, servers) or _read(inner, palette, servers)
    return repaired and ValueRepair(ColourFault.SYNTAX, repaired.value, f"{message}; {repaired.message}", Safety.UNSAFE)


def _first(text: str, palette: Mapping[str, int], servers: Collection[str]) -> ValueRepair | None:
    """Several colours, or one among other words: the first."""
    found = next((piece for piece in _pieces(text) if _accepted(piece)), None)
    return (
        ValueRepair(ColourFault.SYNTAX, found, f"{text[:60]!r} is more than a colour", Safety.UNSAFE) if found else None
    )


def _pieces(text: str) -> Iterator[str]:
    return (m[0] for m in _PIECE.finditer(text))
