"""Colour functions written wrongly: `rgb(255, 0, 0` and the many ways to write its arguments wrong."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable

from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety


class FunctionFault(ValueFault):
    """What is wrong with a colour given by a function."""

    FUNCTION = "colour-function"


_CALL = lazy_pattern(
    r"(?P<name>rgba?|hsla?|hsba?|hsva?|rbga?|grb|bgr|rgab|rbg|rg|srgb|RGBA?|r\.g\.b|)\s*[(\[{<\s]*(?P<body>[^()]*?)[\s)\]}>.;,]*",
    re.I,
)
_ARGUMENT = lazy_pattern(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*(%|°|deg|rad|turn|grad)?")
_ANY_CALL = lazy_pattern(r"(?P<name>[a-zA-Z][-\w]*)\s*\((?P<body>.*?)\)?\s*", re.S)
_DIGITS = lazy_pattern(r"#([\da-fA-F]{3,8})")

Lookup = Callable[[str], str | None]
"""The sRGB of a colour word, as `#rrggbb`."""


def repair(text: str, lookup: Lookup) -> ValueRepair | None:
    """`text` as a colour function; None when it is not meant as one."""
    wrapped = _wrapping(text, lookup)
    if wrapped:
        return wrapped
    call = _CALL.fullmatch(text)
    if not call:
        return None
    name, body = call["name"].lower(), call["body"]
    if not name and not re.fullmatch(r"\d{1,3}(?:\s*[,\s]\s*\d{1,3}){2}(?:\s*[,\s/]\s*[\d.]+)?", body):
        return None
    arguments = [(m[1], m[2] or "") for m in _ARGUMENT.finditer(_plain(body))]
    message = f"{text} is no colour: its arguments are not"
    if not arguments:
        return ValueRepair(FunctionFault.FUNCTION, None, message)
    if name.startswith(("hsb", "hsv")):
        return ValueRepair(FunctionFault.FUNCTION, _from_hsv(arguments), f"{text} is no CSS: there is no {name}()")
    arguments, certain = _counted(arguments, body)
    if len(arguments) < 3:
        return ValueRepair(FunctionFault.FUNCTION, None, f"{text} has too few arguments")
    alpha = arguments[3:]
    read = _hsl if name.startswith("hsl") else _rgb
    family = "hsl" if read is _hsl else "rgb"
    # Three letters in the wrong order are still red, green, blue.
    parts = [*read(arguments[:3]), *(f"{value}{unit}" for value, unit in alpha)]
    value = f"{family}{'a' if alpha else ''}({', '.join(parts)})"
    return ValueRepair(
        FunctionFault.FUNCTION,
        value,
        f"{text} is no colour as CSS writes it",
        Safety.SAFE if certain else Safety.UNSAFE,
    )


def _plain(body: str) -> str:
    """The arguments without names, with digits for letters that look like them."""
    body = re.sub(r"\b[a-zA-Z]+\s*[=:]", " ", body)
    return re.sub(r"(?<=[\d,\s])[oO]+|[oO](?=[\d,\s]|$)", lambda m: "0" * len(m[0]), body)


def _counted(arguments: list[tuple[str, str]], body: str) -> tuple[list[tuple[str, str]], bool]:
    """Three or four of the arguments, and whether that is certainly what was meant."""
    count = len(arguments)
    if count in (3, 4):
        return arguments, True
    if count == 5 and arguments[3][0] in ("0", "1") and not arguments[4][1]:
        # A decimal comma in the opacity.
        return [*arguments[:3], (f"{arguments[3][0]}.{arguments[4][0]}", "")], True
    if count > 4:
        return arguments[: 4 if "." in arguments[3][0] else 3], False
    if count == 1 and re.fullmatch(r"\d{9}", arguments[0][0]):
        return [(arguments[0][0][i : i + 3], "") for i in (0, 3, 6)], False
    if count == 1 and "," not in body:
        return arguments * 3, False
    if count == 2 and float(arguments[1][0]) <= 1 and "." in arguments[1][0]:
        return [*[arguments[0]] * 3, arguments[1]], False
    if count == 2:
        return [*arguments, arguments[1]], False
    return arguments, False


def _rgb(arguments: list[tuple[str, str]]) -> list[str]:
    if all(unit == "%" for _, unit in arguments):
        return [f"{value}%" for value, _ in arguments]
    return [f"{float(value) * 2.55:.0f}" if unit == "%" else value for value, unit in arguments]


def _hsl(arguments: list[tuple[str, str]]) -> list[str]:
    (hue, unit), *rest = arguments
    unit = unit if unit in ("deg", "rad", "turn", "grad") else ""
    # Fractions of one, as most programming languages have them.
    fractions = all(float(value) <= 1 and not u for value, u in rest) and any("." in value for value, _ in rest)
    return [hue + unit, *(f"{float(value) * 100:g}%" if fractions else f"{value}%" for value, _ in rest)]


def _from_hsv(arguments: list[tuple[str, str]]) -> str | None:
    if len(arguments) < 3:
        return None
    hue, saturation, brightness = (float(value) for value, _ in arguments[:3])
    rgb = colorsys.hsv_to_rgb(hue % 360 / 360, min(1.0, saturation / 100), min(1.0, brightness / 100))
    return "#" + "".join(f"{round(255 * c):02x}" for c in rgb)


def _wrapping(text: str, lookup: Lookup) -> ValueRepair | None:
    """The colour inside a function of a style sheet compiler or a gradient, with the opacity if that gives one."""
    call = _ANY_CALL.fullmatch(text)
    if not call or call["name"].lower() == "url":
        return None
    name, body = call["name"].lower(), call["body"]
    inner = re.search(r"#[\da-fA-F]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)", body)
    words = [lookup(word) for word in re.findall(r"[a-zA-Z]+", body[:200])]
    colour = inner[0] if inner else next((word for word in words if word), None)
    if colour is None:
        return None
    message = (
        f"{text} is no colour: {name}() takes no colour" if name.startswith(("rgb", "hsl")) else f"SVG has no {name}()"
    )
    opacity = re.search(r"[,/]\s*(0?\.\d+|[01])\s*$", body)
    if name.startswith(("rgb", "hsl", "fade", "transparentize", "opacify")) and colour.startswith("#"):
        channels = _channels(colour)
        if channels and name.startswith(("rgb", "hsl")):
            parts = ", ".join(str(c) for c in channels)
            return ValueRepair(FunctionFault.FUNCTION, f"rgba({parts}, {opacity[1]})" if opacity else colour, message)
    return ValueRepair(FunctionFault.FUNCTION, colour, message, Safety.UNSAFE)


def _channels(colour: str) -> tuple[int, ...] | None:
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4)) if len(digits) == 6 else None
