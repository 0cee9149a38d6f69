"""Colours that are right, in sRGB as every engine reads them (CSS Color 4 and 5). Wrong ones are `svg.colour`'s.

tinycss2 reads the functions; what it leaves is done here: other colour spaces, mixtures, and colours made of others.
What lies outside sRGB is cut off at its edge, as Chromium does.
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import tinycss2
from tinycss2 import color5

from svgguard.svg.css import calculation, tokens
from svgguard.svg.css.calculation import Units

_SYSTEM = {
    "canvas": "#fff", "canvastext": "#000", "linktext": "#00e", "visitedtext": "#551a8b", "activetext": "#f00",
    "buttonface": "#efefef", "buttontext": "#000", "buttonborder": "#000", "field": "#fff", "fieldtext": "#000",
    "highlight": "#b5d5ff", "highlighttext": "#000", "mark": "#ff0", "marktext": "#000", "graytext": "#808080",
    "accentcolor": "#0075ff", "accentcolortext": "#fff", "selecteditem": "#1967d2", "selecteditemtext": "#fff",
}  # fmt: skip
_FUNCTIONS = frozenset("rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark".split())
_POLAR = {"hsl": 0, "hwb": 0, "lch": 2, "oklch": 2}
"""The place of the hue."""
_CHANNELS = {
    "rgb": "rgb", "rgba": "rgb", "hsl": "hsl", "hsla": "hsl", "hwb": "hwb", "lab": "lab", "lch": "lch", "oklab": "lab",
    "oklch": "lch",
}  # fmt: skip
_MIXING = ("rgb", "rgba", "hsl", "hsla")
_LARGEST = 1e4
"""What a channel is held to; no space of CSS reaches so far."""
_GREY = 0.002
"""Chroma below which a colour has no hue, as a share of what is usual."""

Triple = tuple[float, float, float]


class Colour(NamedTuple):
    """A colour in a colour space of CSS; a channel that is missing is None."""

    space: str
    channels: tuple[float | None, float | None, float | None]
    alpha: float

    def __str__(self) -> str:
        """As ``#rrggbb``, or ``rgba()`` where something shines through."""
        red, green, blue = (_byte(channel) for channel in _to_srgb(self))
        if self.alpha >= 1:
            return f"#{red:02x}{green:02x}{blue:02x}"
        return f"rgba({red},{green},{blue},{max(0.0, self.alpha):.4g})"


@dataclass(frozen=True, slots=True)
class Around:
    """What colours depend on besides themselves."""

    current: str = "#000000"
    """What ``currentcolor`` is."""
    dark: bool = False
    """True where `light-dark()` means the second."""


LIGHT = Around()


def is_function(token: Any) -> bool:
    """True if a token is a function that gives a colour."""
    return token.type == "function" and token.lower_name in _FUNCTIONS


def read(token: Any, around: Around = LIGHT) -> Colour | None:
    """The colour that a token of tinycss2 says, or a text; None for none."""
    if isinstance(token, str):
        values = tokens.significant(tokens.read(token))
        if len(values) != 1:
            return None
        token = values[0]
    if token.type == "ident":
        word = token.lower_value
        if word == "currentcolor":
            return None if around.current.lower() == "currentcolor" else read(around.current, around)
        if word in _SYSTEM:
            return read(_SYSTEM[word])
    elif token.type == "function":
        match token.lower_name:
            case "light-dark":
                both = list(tokens.split(token.arguments))
                chosen = both[1 if around.dark else 0] if len(both) == 2 else []
                return read(chosen[0], around) if len(chosen) == 1 else None
            case "color-mix":
                return _mixed(list(tokens.split(token.arguments)), around)
        if token.lower_name not in _FUNCTIONS:
            return None
        made = _calculated(token, around)
        if made is None:
            return None
        token = made
    elif token.type != "hash":
        return None
    found: Any = color5.parse_color(token)
    if found is None or isinstance(found, str):
        return None
    a, b, c = (None if v is None else max(-_LARGEST, min(_LARGEST, v)) for v in found.coordinates)
    return Colour(found.space, (a, b, c), found.alpha)


def _calculated(token: Any, around: Around) -> Any:
    """A colour function with numbers for its calculations, and for the channels of the colour that it is made from."""
    arguments = tokens.significant(token.arguments)
    name = token.lower_name
    names: Mapping[str, float] = {}
    head = ""
    if arguments and tokens.is_word(arguments[0], "from") and len(arguments) > 2:
        base = read(arguments[1], around)
        if base is None:
            return None
        arguments = arguments[2:]
        if name == "color":
            head, arguments = arguments[0].serialize(), arguments[1:]
        names = _channels(base, name, head)
        if "/" not in arguments and len(arguments) == 3:
            arguments = [*arguments, *tokens.significant(tinycss2.parse_component_value_list(f"/ {base.alpha:.6g}"))]
    elif not (_is_mixed(name, arguments) or any(a.type == "function" or tokens.is_word(a, "none") for a in arguments)):
        return token
    written = []
    for place, argument in enumerate(arguments):
        after_slash = place > 0 and arguments[place - 1] == "/"
        if argument.type == "ident" and argument.lower_value in names:
            written.append(f"{names[argument.lower_value]:.8f}")
        elif tokens.is_word(argument, "none") and (after_slash or names):
            written.append("0")
        elif argument.type == "percentage" and not after_slash and _is_mixed(name, arguments):
            whole = 2.55 if name in ("rgb", "rgba") else 1.0
            written.append(f"{argument.value * whole:.8f}")
        elif argument.type == "function" and argument.lower_name in calculation.FUNCTIONS:
            found = calculation.quantity(argument, Units(), names)
            if found is None:
                return None
            written.append(f"{found.value:.8f}{found.kind if found.kind in ('%', 'deg') else ''}")
        else:
            written.append(argument.serialize())
    return tinycss2.parse_one_component_value(f"{name}({head} {' '.join(written)})")


def _is_mixed(name: str, arguments: Sequence[Any]) -> bool:
    """True for numbers beside percentages, which tinycss2 takes for no colour."""
    kinds = {argument.type for argument in arguments[:3]}
    return name in _MIXING and {"percentage", "number"} <= kinds and "," not in arguments


def _channels(base: Colour, function: str, space: str) -> dict[str, float]:
    """The channels of a colour by the names that they have in a function."""
    if function == "color":
        letters = "xyz" if space.startswith("xyz") else "rgb"
        values = _to(base, space)
    else:
        letters = _CHANNELS[function]
        target = {"rgb": "srgb", "rgba": "srgb", "hsla": "hsl"}.get(function, function)
        values = _to(base, target)
        if target == "srgb":
            values = (values[0] * 255, values[1] * 255, values[2] * 255)
    return {**dict(zip(letters, values, strict=True)), "alpha": base.alpha}


# --- mixtures


def _mixed(arguments: Sequence[Sequence[Any]], around: Around) -> Colour | None:
    """What `color-mix()` comes to (CSS Color 5, section 3)."""
    if arguments and arguments[0] and tokens.is_word(arguments[0][0], "in"):
        method = [token.lower_value for token in tokens.significant(arguments[0]) if token.type == "ident"][1:]
        arguments = arguments[1:]
    else:
        method = ["oklab"]
    parts = [_part(run, around) for run in arguments]
    if len(parts) != 2 or not method or any(part is None for part in parts):
        return None
    (first, p1), (second, p2) = (part for part in parts if part is not None)
    p1, p2 = (1 - p2 if p2 is not None else 0.5) if p1 is None else p1, p2
    p2 = 1 - p1 if p2 is None else p2
    total = p1 + p2
    if total <= 0:
        return None
    space = {"xyz": "xyz-d65"}.get(method[0], method[0])
    if space not in _FROM_LINEAR and space not in _POLAR:
        return None
    share = p2 / total
    alpha = first.alpha + (second.alpha - first.alpha) * share
    a, b = _chromatic(first, space), _chromatic(second, space)
    way = method[1] if len(method) > 2 and method[2] == "hue" else "shorter"
    mixed = [_between(x, y, share, first.alpha, second.alpha, alpha) for x, y in zip(a, b, strict=True)]
    if space in _POLAR:
        place = _POLAR[space]
        mixed[place] = _turned(a[place], b[place], share, way)
    return Colour(space, (mixed[0], mixed[1], mixed[2]), alpha * min(1.0, total))


def _part(run: Sequence[Any], around: Around) -> tuple[Colour, float | None] | None:
    """A colour with the share that is given for it."""
    values = tokens.significant(run)
    shares = [q.value / 100 for t in values if (q := calculation.quantity(t, Units())) is not None and q.kind == "%"]
    colour = next((c for t in values if (c := read(t, around)) is not None), None)
    if colour is None or len(values) != 1 + len(shares) or len(shares) > 1:
        return None
    return colour, shares[0] if shares else None


def _chromatic(colour: Colour, space: str) -> list[float | None]:
    """The channels in a space, a hue that means nothing being missing."""
    channels: list[float | None] = list(_to(colour, space))
    for place, channel in enumerate(colour.channels):
        if channel is None and colour.space == space:
            channels[place] = None
    if space in _POLAR:
        hue = _POLAR[space]
        strength = {"hsl": 1, "hwb": 1, "lch": 1, "oklch": 1}[space]
        value = channels[strength] or 0.0
        usual = {"hsl": 100.0, "lch": 130.0, "oklch": 0.4}.get(space)
        black = channels[2] or 0.0
        grey = value + black >= 99.99 if usual is None else abs(value) < _GREY * usual
        if grey:
            channels[hue] = None
    return channels


def _between(a: float | None, b: float | None, share: float, alpha1: float, alpha2: float, alpha: float) -> float:
    first = b if a is None else a
    second = a if b is None else b
    if first is None or second is None:
        return 0.0
    if alpha <= 0:
        return first + (second - first) * share
    return (first * alpha1 * (1 - share) + second * alpha2 * share) / alpha


def _turned(a: float | None, b: float | None, share: float, way: str) -> float:
    first, second = (b if a is None else a) or 0.0, (a if b is None else b) or 0.0
    turn = (second - first) % 360
    if way == "shorter":
        turn = turn - 360 if turn > 180 else turn
    elif way == "longer":
        turn = turn - 360 if 0 < turn < 180 else turn
    elif way == "decreasing":
        turn = turn - 360 if turn > 0 else turn
    return (first + turn * share) % 360


# --- spaces

Matrix3 = tuple[Triple, Triple, Triple]
_P3: Matrix3 = (
    (0.4865709486, 0.2656676932, 0.1982172852),
    (0.2289745641, 0.6917385218, 0.0792869141),
    (0.0, 0.0451133819, 1.0439443689),
)
_A98: Matrix3 = (
    (0.5766690429, 0.1855582379, 0.1882286462),
    (0.2973449753, 0.6273635663, 0.0752914585),
    (0.0270313614, 0.0706888525, 0.9913375368),
)
_REC2020: Matrix3 = (
    (0.6369580483, 0.1446169036, 0.1688809752),
    (0.2627002120, 0.6779980715, 0.0593017165),
    (0.0, 0.0280726930, 1.0609850577),
)
_PROPHOTO: Matrix3 = (
    (0.7977604896, 0.1351791868, 0.0313493495),
    (0.2880711282, 0.7118432178, 0.0000856540),
    (0.0, 0.0, 0.8251046025),
)
_SRGB: Matrix3 = (
    (0.4123907993, 0.3575843394, 0.1804807884),
    (0.2126390059, 0.7151686788, 0.0721923154),
    (0.0193308187, 0.1191947798, 0.9505321522),
)
_D50_TO_D65: Matrix3 = (
    (0.9554734527, -0.0230985368, 0.0632593086),
    (-0.0283697069, 1.0099954580, 0.0210413990),
    (0.0123140016, -0.0205076964, 1.3303659366),
)
_LMS: Matrix3 = (
    (0.8190224380, 0.3619062601, -0.1288737815),
    (0.0329836540, 0.9292868616, 0.0361446664),
    (0.0481771893, 0.2642395317, 0.6335478285),
)
_OKLAB: Matrix3 = (
    (0.2104542683, 0.7936177748, -0.0040720430),
    (1.9779985325, -2.4285922421, 0.4505937096),
    (0.0259040425, 0.7827717124, -0.8086757549),
)
_D50 = (0.9642956764, 1.0, 0.8251046025)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


def _times(matrix: Matrix3, value: Triple) -> Triple:
    a, b, c = (sum(m * v for m, v in zip(row, value, strict=True)) for row in matrix)
    return a, b, c


@cache
def _inverse(matrix: Matrix3) -> Matrix3:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    rows = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    x, y, z = ((p / det, q / det, r / det) for p, q, r in rows)
    return x, y, z


def _linear(v: float) -> float:
    size = abs(v)
    return v / 12.92 if size <= 0.04045 else math.copysign(((size + 0.055) / 1.055) ** 2.4, v)


def _gamma(v: float) -> float:
    size = abs(v)
    return v * 12.92 if size <= 0.0031308 else math.copysign(1.055 * size ** (1 / 2.4) - 0.055, v)


def _power(exponent: float) -> tuple[Any, Any]:
    return (
        lambda v: math.copysign(abs(v) ** exponent, v),
        lambda v: math.copysign(abs(v) ** (1 / exponent), v),
    )


_RGB_SPACES: dict[str, tuple[Matrix3, Any, Any]] = {
    "srgb": (_SRGB, _linear, _gamma),
    "srgb-linear": (_SRGB, float, float),
    "display-p3": (_P3, _linear, _gamma),
    "a98-rgb": (_A98, *_power(563 / 256)),
    "rec2020": (_REC2020, *_power(2.4)),
    "prophoto-rgb": (_PROPHOTO, *_power(1.8)),
}
"""The matrix to XYZ of spaces of red, green and blue, and what makes their channels linear and back."""
_FROM_LINEAR = frozenset((*_RGB_SPACES, "xyz-d65", "xyz-d50", "lab", "oklab"))


def _to_srgb(colour: Colour) -> Triple:
    """Red, green and blue, 0 to 1 where the colour lies within sRGB."""
    return _to(colour, "srgb")


def _to(colour: Colour, space: str) -> Triple:
    """The channels of a colour in another space; missing ones are 0."""
    a, b, c = (channel or 0.0 for channel in colour.channels)
    if colour.space == space:
        return a, b, c
    if space in ("hsl", "hwb"):
        return _hue_based(_to(colour, "srgb"), space)
    if space in ("lch", "oklch"):
        lightness, x, y = _to(colour, "lab" if space == "lch" else "oklab")
        return lightness, math.hypot(x, y), math.degrees(math.atan2(y, x)) % 360
    if colour.space in ("hsl", "hwb"):
        # Plain arithmetic, which leaves sRGB where the saturation does.
        red, green, blue = _from_hue(colour.space, a, b, c)
        return _to(Colour("srgb", (red, green, blue), 1.0), space)
    return _from_xyz(_xyz(colour.space, (a, b, c)), space)


def _from_hue(space: str, hue: float, b: float, c: float) -> Triple:
    if space == "hsl":
        return colorsys.hls_to_rgb(hue / 360, c / 100, b / 100)
    white, black = b / 100, c / 100
    if white + black >= 1:
        grey = white / (white + black)
        return grey, grey, grey
    red, green, blue = (v * (1 - white - black) + white for v in colorsys.hls_to_rgb(hue / 360, 0.5, 1.0))
    return red, green, blue


def _hue_based(rgb: Triple, space: str) -> Triple:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(min(1.0, max(0.0, v)) for v in rgb))
    if space == "hsl":
        return hue * 360, saturation * 100, lightness * 100
    return hue * 360, min(rgb) * 100, (1 - max(rgb)) * 100


def _xyz(space: str, value: Triple) -> Triple:
    """XYZ under the light D65."""
    if space in ("lch", "oklch"):
        lightness, chroma, hue = value
        turn = math.radians(hue)
        return _xyz("lab" if space == "lch" else "oklab", (lightness, chroma * math.cos(turn), chroma * math.sin(turn)))
    if space == "oklab":
        x, y, z = (v**3 for v in _times(_inverse(_OKLAB), value))
        return _times(_inverse(_LMS), (x, y, z))
    if space == "lab":
        f1 = (value[0] + 16) / 116
        f0, f2 = f1 + value[1] / 500, f1 - value[2] / 200
        x = f0**3 if f0**3 > _EPSILON else (116 * f0 - 16) / _KAPPA
        y = f1**3 if value[0] > _KAPPA * _EPSILON else value[0] / _KAPPA
        z = f2**3 if f2**3 > _EPSILON else (116 * f2 - 16) / _KAPPA
        return _times(_D50_TO_D65, (x * _D50[0], y * _D50[1], z * _D50[2]))
    if space == "xyz-d50":
        return _times(_D50_TO_D65, value)
    if space not in _RGB_SPACES:
        return value
    matrix, linear, _ = _RGB_SPACES[space]
    x, y, z = map(linear, value)
    xyz = _times(matrix, (x, y, z))
    return _times(_D50_TO_D65, xyz) if space == "prophoto-rgb" else xyz


def _from_xyz(xyz: Triple, space: str) -> Triple:
    if space == "oklab":
        x, y, z = (math.copysign(abs(v) ** (1 / 3), v) for v in _times(_LMS, xyz))
        return _times(_OKLAB, (x, y, z))
    if space in ("lab", "xyz-d50", "prophoto-rgb"):
        d50 = _times(_inverse(_D50_TO_D65), xyz)
        if space == "xyz-d50":
            return d50
        if space == "lab":
            f = [v ** (1 / 3) if v > _EPSILON else (_KAPPA * v + 16) / 116 for v in map(_share, d50, _D50)]
            return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])
        xyz = d50
    if space not in _RGB_SPACES:
        return xyz
    matrix, _, gamma = _RGB_SPACES[space]
    red, green, blue = map(gamma, _times(_inverse(matrix), xyz))
    return red, green, blue


def _share(value: float, whole: float) -> float:
    return value / whole


def _byte(channel: float) -> int:
    return round(255 * min(1.0, max(0.0, channel)))
