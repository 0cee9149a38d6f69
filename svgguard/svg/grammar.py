"""The grammars of attribute values as compiled patterns (SVG 2, CSS Values 4, CSS Color 4, SVG 2 paths and transforms).

A pattern accepts what browsers draw as written, so it is a little wider than the letter of the specification where all
of them are: an empty list, a trailing separator, white space around.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Literal, TypeAlias

from svgguard.data import data
from svgguard.text.pattern import lazy_pattern

_UNSIGNED = r"(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?+"
NUMBER = rf"[-+]?+{_UNSIGNED}"
UNIT = r"(?i:px|em|ex|rem|ch|in|cm|mm|pt|pc|vw|vh|vmin|vmax|Q|%)"
LENGTH = rf"{NUMBER}{UNIT}?+"
SEPARATOR = r"(?:\s++,?+\s*+|,\s*+)"
_WIDE = r"inherit|initial|unset|revert|revert-layer|var\([^()]*\)|calc\([^;]*\)|(?:min|max|clamp)\([^;]*\)|env\([^;]*\)"
HEX = r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{4}|[0-9a-fA-F]{3})"
_ARGUMENT = rf"{NUMBER}(?i:%|deg|rad|grad|turn)?+"
_LISTED = r"\s*+,\s*+"
_RGB = (
    rf"(?i:rgba?)\(\s*+(?:{NUMBER}(?:{_LISTED}{NUMBER}){{2}}|{NUMBER}%(?:{_LISTED}{NUMBER}%){{2}})"
    rf"(?:{_LISTED}{NUMBER}%?+)?+\s*+\)"
)
_HSL = rf"(?i:hsla?)\(\s*+{NUMBER}(?i:deg|rad|grad|turn)?+(?:{_LISTED}{NUMBER}%){{2}}(?:{_LISTED}{NUMBER}%?+)?+\s*+\)"
_SPACED = (
    rf"(?i:rgba?|hsla?)\(\s*+(?:{_ARGUMENT}|none)(?:\s++(?:{_ARGUMENT}|none)){{2}}"
    rf"(?:\s*+/\s*+(?:{_ARGUMENT}|none))?+\s*+\)"
)
# Relative colours and calculations are taken on trust, and so are the spaces beyond sRGB.
_NESTED = r"(?:[^()]++|\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\))*+"
_TRUSTED = (
    rf"(?i:rgba?|hsla?)\(\s*+(?:from\s|[^()a-z]*+[-a-z]++\({_NESTED}\)){_NESTED}\)"
    rf"|(?i:hwb|lab|lch|oklab|oklch|color|color-mix|light-dark|icc-color|device-cmyk)\({_NESTED}\)"
)
FUNCTION = rf"(?:{_RGB}|{_HSL}|{_SPACED}|{_TRUSTED})"
# Without a #, a full stop, a slash or a colon it is no address, but an id without its #.
URL = (
    r"(?i:url)\(\s*+(?:\"[^\"#./:]*+[#./:][^\"]*+\"|'[^'#./:]*+[#./:][^']*+'|[^\s\"'()#./:]*+[#./:][^\s\"'()]*+)\s*+\)"
)
COLOUR = rf"{HEX}|{FUNCTION}"

# A number of ordinary size in scientific notation is legal, but looked at again: something has rounded it.
_PATH_NUMBER = r"[-+]?+(?:\d++(?:\.\d++)?+|\.\d++)(?:[eE](?![-+]0[0-3])[-+]?\d++)?+"
_COMMA = r"(?:\s*+,?+\s*+)"
_FLAG = r"[01]"


def _arguments(count: int, *curious: int) -> str:
    """The arguments of a command, any number of times, but not with a surplus of just the `curious` numbers."""
    one = _COMMA.join([_PATH_NUMBER] * count)
    lost = "|".join(rf"(?:{_COMMA}{_PATH_NUMBER}){{{n}}}" for n in curious)
    return rf"\s*+{one}" + (rf"(?!(?:{lost})\s*+(?:[A-Za-z]|\Z))" if lost else "") + rf"(?:{_COMMA}{one})*+"


_ARC = _COMMA.join([_PATH_NUMBER] * 3 + [_FLAG] * 2 + [_PATH_NUMBER] * 2)
_SEGMENT = (
    rf"(?:[LlTt]{_arguments(2, 4, 6)}|[HhVv]{_arguments(1, 2, 4, 6)}|[Cc]{_arguments(6)}|[SsQq]{_arguments(4)}"
    rf"|[Mm]{_arguments(2, 4, 6)}|[Aa]\s*+{_ARC}(?:{_COMMA}{_ARC})*+|[Zz])\s*+"
)
_NEXT = rf"{SEPARATOR}?+{NUMBER}"
_TRANSFORM = (
    rf"(?:matrix\s*+\(\s*+{NUMBER}(?:{_NEXT}){{5}}|(?:translate|scale)\s*+\(\s*+{NUMBER}(?:{_NEXT})?+"
    rf"|rotate\s*+\(\s*+{NUMBER}(?:(?:{_NEXT}){{2}})?+|skew[XY]\s*+\(\s*+{NUMBER})\s*+\)"
)
# Below nothing is an error for these; minus nothing is nothing.
_SIZE = rf"(?:\+?+{_UNSIGNED}|-0++(?:\.0++)?+){UNIT}?+"
_FONT_SIZES = "xx-small|x-small|small|medium|large|x-large|xx-large|xxx-large|smaller|larger|math"
# A width or height of nothing turns the whole drawing off.
_EXTENT = rf"\+?+(?=[0.]*+[1-9]){_UNSIGNED}"

COMMENT = r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*+/"
_STRING = r"\"[^\"]*+\"|'[^']*+'"
DECLARED = rf"(?:[^:;{{}}()\"'=]++|{_STRING}|\((?:[^()\"']++|{_STRING}|\((?:[^()\"']++|{_STRING})*+\))*+\))*+"

_SHAPE = rf"(?!url\()[a-z-]++\({_NESTED}\)"

_APART = rf"(?:{SEPARATOR}|(?=[-+.]))"
"""Between two numbers of a list of points: nothing, when the second begins with a sign or a point."""
_POINT = rf"{NUMBER}{_APART}{NUMBER}"

GrammarName: TypeAlias = Literal[
    "length",
    "size",
    "position",
    "spacing",
    "font-size",
    "lengths",
    "dashes",
    "number",
    "numbers",
    "alpha",
    "colour",
    "paint",
    "transform",
    "path",
    "points",
    "view-box",
    "declarations",
    "iri",
    "reference",
]
"""The grammars that are patterns, as `data/vocabulary.toml` names them."""
ValueKind: TypeAlias = GrammarName | Literal["keyword"]
"""What a value may be: by a pattern, or one of the words that its attribute takes."""

GRAMMARS: dict[GrammarName, str] = {
    "length": rf"\s*+(?:{LENGTH}|{_WIDE})\s*+",
    "size": rf"\s*+(?:{_SIZE}|auto|{_WIDE})\s*+",
    "position": rf"\s*+(?:{LENGTH}|left|center|right|top|bottom|{_WIDE})\s*+",
    "spacing": rf"\s*+(?:{LENGTH}|normal|{_WIDE})\s*+",
    "font-size": rf"\s*+(?:{_SIZE}|{_FONT_SIZES}|{_WIDE})\s*+",
    "lengths": rf"\s*+(?:{_WIDE}|(?:{LENGTH}(?:{SEPARATOR}{LENGTH})*+\s*+,?+)?+)\s*+",
    "dashes": rf"\s*+(?:none|{_WIDE}|(?:{_SIZE}(?:{SEPARATOR}{_SIZE})*+\s*+,?+)?+)\s*+",
    "number": rf"\s*+(?:{NUMBER}|{_WIDE})\s*+",
    "numbers": rf"\s*+(?:(?:{NUMBER}(?:{SEPARATOR}{NUMBER})*+)?+|{_WIDE})\s*+",
    "alpha": rf"\s*+(?:{NUMBER}%?+|{_WIDE})\s*+",
    "colour": rf"\s*+(?:{COLOUR}|{_WIDE})\s*+",
    "paint": rf"\s*+(?:{COLOUR}|{_WIDE}|{URL}(?:\s++(?:{COLOUR}|[a-zA-Z]++))?+)\s*+",
    "transform": rf"\s*+(?:none\s*+|{_WIDE}|(?:{_TRANSFORM}\s*+,?+\s*+)*+)",
    "path": rf"(?a:\s*+(?:none\s*|(?:[Mm]{_arguments(2, 4, 6)}\s*+(?:{_SEGMENT})*+)?))",
    "points": rf"(?a:\s*+(?:{_POINT}(?:{_APART}{_POINT})*+\s*,?)?\s*+)",
    "view-box": rf"\s*+(?:none|{NUMBER}{SEPARATOR}{NUMBER}{SEPARATOR}{_EXTENT}{SEPARATOR}{_EXTENT})\s*+",
    "declarations": rf"[\s;]*+(?:{COMMENT}[\s;]*+|[-\w]++\s*+:{DECLARED}(?:;[\s;]*+|\Z))*+",
    "iri": rf"\s*+(?:none|{_WIDE}|[a-z]++-box|(?:{URL}|{_SHAPE})(?:\s++(?:{URL}|{_SHAPE}|[a-z-]++))*+)\s*+",
    "reference": r".*",
}
"""Full-match patterns."""


Match = Callable[[str], object]
"""A test of a value: None when it is wrong."""


def matcher(name: GrammarName) -> Match:
    """A test of a value against the grammar of that name: truthy, or at least not None, when it is right."""
    # ASCII: of what Unicode takes for white space, SVG and CSS know five characters.
    match = _lazily(lazy_pattern(GRAMMARS[name], re.S | re.A))
    if name not in ("paint", "colour"):
        return match
    colours = named_colours()
    # Capitals in these are right for a browser and wrong for other renderers, which paint black.
    words = {"none", "context-fill", "context-stroke"} if name == "paint" else {"none"}
    return lambda value: (
        value in colours
        or value in words
        or match(value)
        or (True if value.strip() in words or value.strip().lower() in colours else None)
    )


@cache
def named_colours() -> frozenset[str]:
    """The colour words of CSS Color 4, in lower case."""
    with data("colours.toml").open("rb") as file:
        tables = tomllib.load(file)
    return frozenset(tables["css"]) | frozenset(tables["system"]["words"].lower().split())


def keyword(words: str) -> Match:
    """A test of an attribute whose value is one of `words`."""
    one_of = "|".join(map(re.escape, words.split()))
    return _lazily(lazy_pattern(rf"\s*(?:{one_of}|{_WIDE})\s*", re.A))


def _lazily(pattern: re.Pattern[str]) -> Match:
    """The test of a whole value, which does not look into `pattern` before there is one."""
    return lambda value: pattern.fullmatch(value)
