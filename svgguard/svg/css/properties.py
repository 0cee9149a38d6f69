"""Properties: which values are valid, what is inherited, what shorthands stand for, what each is to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from svgguard.svg import grammar, vocabulary
from svgguard.svg.css import colours, tokens
from svgguard.svg.css.variables import uses_variables

WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
"""The words that every property takes."""
GEOMETRY: Mapping[str, frozenset[str]] = {
    "x": frozenset(("svg", "rect", "image", "foreignObject", "use")),
    "y": frozenset(("svg", "rect", "image", "foreignObject", "use")),
    "width": frozenset(("svg", "rect", "image", "foreignObject", "use")),
    "height": frozenset(("svg", "rect", "image", "foreignObject", "use")),
    "cx": frozenset(("circle", "ellipse")),
    "cy": frozenset(("circle", "ellipse")),
    "r": frozenset(("circle",)),
    "rx": frozenset(("rect", "ellipse")),
    "ry": frozenset(("rect", "ellipse")),
    "d": frozenset(("path",)),
}
"""Geometry that CSS can set, and the elements that it holds for (SVG 2, section 7 and 9.3)."""
INITIAL: Mapping[str, str] = {
    "fill": "black", "fill-opacity": "1", "fill-rule": "nonzero", "stroke": "none", "stroke-width": "1",
    "stroke-opacity": "1", "stroke-linecap": "butt", "stroke-linejoin": "miter", "stroke-miterlimit": "4",
    "stroke-dasharray": "none", "stroke-dashoffset": "0", "color": "black", "visibility": "visible",
    "font-size": "16", "font-weight": "normal", "font-style": "normal", "text-anchor": "start",
    "letter-spacing": "normal", "word-spacing": "normal", "clip-rule": "nonzero", "marker-start": "none",
    "marker-mid": "none", "marker-end": "none", "paint-order": "normal", "shape-rendering": "auto",
    "font-variant": "normal", "font-stretch": "normal", "text-rendering": "auto", "direction": "ltr",
    "writing-mode": "horizontal-tb", "color-interpolation-filters": "linearRGB", "font-family": "sans-serif",
    "text-transform": "none", "line-height": "normal", "text-align": "start", "white-space": "normal",
    "dominant-baseline": "auto", "color-scheme": "normal", "image-rendering": "auto", "color-interpolation": "sRGB",
    "font-kerning": "auto", "text-indent": "0",
}  # fmt: skip
"""Inherited properties, and what each is where nothing says (SVG 2, appendix; CSS)."""
_OTHERS = frozenset(
    "x y width height cx cy r rx ry d animation animation-name background background-color transform translate rotate"
    " scale transform-origin transform-box clip-path mask-image color-scheme border margin padding position content"
    " box-shadow text-shadow z-index top left right bottom float inset gap grid flex text-transform backdrop-filter"
    " offset-path offset-distance offset-rotate outline transition animation-duration animation-delay"
    " animation-direction animation-fill-mode animation-iteration-count animation-timing-function animation-play-state"
    " user-select min-width max-width min-height max-height aspect-ratio".split()
)
_COLOURS = frozenset(("color", "stop-color", "flood-color", "lighting-color", "background-color"))
_TRANSFORMS = frozenset(
    "matrix matrix3d translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d rotate"
    " rotatex rotatey rotatez rotate3d skew skewx skewy perspective".split()
)
_BLENDS = frozenset(("mix-blend-mode", "isolation"))
_STYLES = frozenset(("italic", "oblique"))
_WEIGHTS = frozenset(("bold", "bolder", "lighter", *(str(n) for n in range(100, 1000, 100))))
_SIZES = frozenset("xx-small x-small small medium large x-large xx-large xxx-large smaller larger".split())


def is_known(name: str) -> bool:
    """True for a property that browsers know."""
    return name.startswith("--") or name in vocabulary.presentation() or name in _OTHERS


def is_valid(name: str, value: str) -> bool:
    """True if browsers keep a declaration of this value (CSS Syntax 3, section 9); names in lower case.

    Of properties that are not known here any value is taken for valid.
    """
    if not value:
        return name.startswith("--")
    if name.startswith("--") or uses_variables(value) or value.lower() in WIDE:
        return True
    if name in _COLOURS:
        return _is_colour(value)
    if name in ("fill", "stroke"):
        return _is_paint(value)
    if name == "transform":
        return _is_transform(value)
    if name not in _BLENDS and (words := vocabulary.keywords("g", name)):
        return _keyword(words)(value.lower()) is not None or _keyword(words)(value) is not None
    return True


@cache
def _keyword(words: str) -> grammar.Match:
    return grammar.keyword(words)


def _is_colour(value: str) -> bool:
    return value.lower() == "currentcolor" or colours.read(value) is not None or "currentcolor" in value.lower()


def _is_paint(value: str) -> bool:
    text = value.lower()
    if text in ("none", "context-fill", "context-stroke"):
        return True
    values = tokens.significant(tokens.read(value))
    if values and (values[0].type == "url" or (values[0].type == "function" and values[0].lower_name == "url")):
        return len(values) == 1 or (len(values) == 2 and (_is_colour(values[1].serialize()) or values[1] == "none"
                                                           or tokens.is_word(values[1], "none")))  # fmt: skip
    return _is_colour(value)


def _is_transform(value: str) -> bool:
    values = tokens.significant(tokens.read(value))
    if len(values) == 1 and tokens.is_word(values[0], "none"):
        return True
    return all(token.type == "function" and token.lower_name in _TRANSFORMS for token in values)


def longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    """What a declaration sets: itself, or what a shorthand stands for."""
    wide = value.lower() in WIDE
    match name:
        case "marker":
            yield from ((f"marker-{place}", value) for place in ("start", "mid", "end"))
        case "background":
            colour = value if wide or uses_variables(value) else _background(value)
            yield "background-color", colour
            if not wide and ("gradient(" in value or "url(" in value):
                yield "background-image", value
        case "font" if not wide and not uses_variables(value):
            yield from _font(value)
        case _:
            yield name, value


def _background(value: str) -> str:
    for token in tokens.significant(tokens.read(value)):
        if tokens.is_word(token, "currentcolor") or colours.read(token) is not None:
            return str(token.serialize())
    return "transparent"


def _font(value: str) -> Iterator[tuple[str, str]]:
    """The parts of the `font` shorthand (CSS Fonts 4, section 2.7); nothing where it has no size or no family."""
    runs = list(tokens.words(tokens.read(value)))
    found = {"font-style": "normal", "font-weight": "normal", "font-variant": "normal", "line-height": "normal"}
    for place, run in enumerate(runs):
        word = tokens.written(run[:1]).lower()
        if word in _STYLES:
            found["font-style"] = word
        elif word in _WEIGHTS:
            found["font-weight"] = word
        elif word == "small-caps":
            found["font-variant"] = word
        elif _is_size(run[0]):
            rest = _separated(runs[place:])
            family = rest[1]
            if not family:
                return
            found |= {"font-size": word, "font-family": family}
            if rest[0]:
                found["line-height"] = rest[0]
            yield from found.items()
            return


def _is_size(token: Any) -> bool:
    if token.type == "ident":
        return token.lower_value in _SIZES
    return token.type in ("dimension", "percentage", "function")


def _separated(runs: list[list[Any]]) -> tuple[str, str]:
    """The line height and the family after a size: `12px/1.5 Arial`."""
    flat = [token for run in runs for token in (*run, _SPACE)][1:]
    height = ""
    values = tokens.trimmed(flat)
    if values and values[0] == "/":
        after = tokens.trimmed(values[1:])
        height, values = (after[0].serialize(), after[1:]) if after else ("", [])
    return height, tokens.written(tokens.trimmed(values))


_SPACE = tokens.read("a b")[1]
