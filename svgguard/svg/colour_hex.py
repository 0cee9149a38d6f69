"""Hexadecimal colours written wrongly: digits missing, doubled or foreign, the `#` missing or doubled.

The colours that the rest of the document uses are the evidence: `#2A2A2` beside forty `#2A2A2A` has lost an A.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety


class HexFault(ValueFault):
    """What is wrong with a colour in hexadecimal."""

    HEX = "colour-hex"


_MARKED = lazy_pattern(
    r"(?P<mark>(?:[#＃♯]|0[xX]|\\#|%23|&#35;|x(?=[\da-fA-F]{6}$))[#\s\\]*+)(?P<digits>\w[\w\s]*)", re.A
)
_BARE = lazy_pattern(r"(?=[a-fA-F]*\d|([a-fA-F])\1+$|[a-fA-F]{6}$)(?:[\da-fA-F]{8}|[\da-fA-F]{5,7}|[\da-fA-F]{3})")
_ALIKE = str.maketrans("OoQlIiLSsZz", "00011115522")
"""Digits for the letters that look like them."""
_HOMOGLYPHS = str.maketrans("\u0430\u0435\u0441\u0410\u0412\u0421\u0415\u0391\u0392\u0395\u03f9\u0431", "aecABCEABEC6")
"""Cyrillic and Greek letters that look like hexadecimal digits."""
_DIGITS = "0123456789abcdef"
_WRITTEN = lazy_pattern(r"[\da-fA-F]+")


def repair(text: str, palette: Mapping[str, int]) -> ValueRepair | None:
    """`text` as a hexadecimal colour; None when it is not meant as one. `palette` counts the document's colours."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_HOMOGLYPHS)
    bare = _BARE.fullmatch(text)
    marked = _MARKED.fullmatch(text)
    if bare:
        digits, message = text, f"{text} is a colour without its #"
    elif marked:
        digits = re.sub(r"[\s_]", "", marked["digits"])
        message = f"{text} is no colour: it begins with one #"
    else:
        return None
    if not _WRITTEN.fullmatch(digits):
        return _foreign(text, digits, palette)
    if len(digits) in (3, 4, 6, 8):
        certain = marked or any(c.isdigit() for c in digits) or len(set(digits)) == 1
        return ValueRepair(HexFault.HEX, f"#{digits}", message, Safety.SAFE if certain else Safety.UNSAFE)
    return _wrong_length(text, digits, palette)


def _foreign(text: str, digits: str, palette: Mapping[str, int]) -> ValueRepair | None:
    """Digits with other letters among them."""
    known = _commonest(_filled(digits.lower()), palette)
    alike = digits.translate(_ALIKE)
    certain = not re.search("[SsZz]", digits)
    if _WRITTEN.fullmatch(alike) and len(alike) in (3, 4, 6, 8) and (certain or known in (None, alike.lower())):
        safety = Safety.SAFE if certain else Safety.UNSAFE
        return ValueRepair(HexFault.HEX, f"#{alike}", f"{text} has letters for digits", safety)
    wrong = [m.start() for m in re.finditer(r"[^\da-fA-F]", alike)]
    if len(alike) not in (3, 6, 7) or len(wrong) > 3 or not any(c in "abcdefABCDEF" or c.isdigit() for c in digits):
        return None
    message = f"{text} has a letter beyond f"
    if len(alike) == 7 and len(wrong) == 1:
        return ValueRepair(HexFault.HEX, f"#{alike[: wrong[0]]}{alike[wrong[0] + 1 :]}", message, Safety.UNSAFE)
    if known:
        return ValueRepair(
            HexFault.HEX, f"#{_cased(known, digits)}", f"{message}; #{known} is used elsewhere", Safety.UNSAFE
        )
    return ValueRepair(
        HexFault.HEX, f"#{_cased(re.sub('[^0-9a-f]', 'f', alike.lower()[:6]), digits)}", message, Safety.UNSAFE
    )


def _wrong_length(text: str, digits: str, palette: Mapping[str, int]) -> ValueRepair:
    message = f"{text} has {len(digits)} of a colour's 3, 4, 6 or 8 digits"
    lower = digits.lower()
    if len(digits) == 5:
        known = _commonest((lower[:i] + c + lower[i:] for i in range(6) for c in _DIGITS), palette)
        value, why = (known, "used elsewhere") if known else (_completed(lower), "")
    elif len(digits) == 7:
        shorter = {lower[:i] + lower[i + 1 :] for i in range(6) if lower[i] == lower[i + 1]}
        known = _commonest(shorter, palette) or _commonest((lower[:i] + lower[i + 1 :] for i in range(7)), palette)
        value, why = (known, "used elsewhere") if known else (_undoubled(lower), "")
    else:
        value, why = (lower * 6)[:6] if len(lower) < 3 else lower[:6], ""
    if why:
        message = f"{message}; #{value} is {why}"
    return ValueRepair(HexFault.HEX, f"#{_cased(value, digits)}", message, Safety.UNSAFE)


def _filled(digits: str) -> Iterator[str]:
    """Six digits with others for the one or two that are wrong, each way."""
    choices = [c if c in _DIGITS else _DIGITS for c in digits]
    if len(digits) == 6 and choices.count(_DIGITS) <= 2:
        yield from map("".join, itertools.product(*choices))


def _commonest(colours: Iterable[str], palette: Mapping[str, int]) -> str | None:
    """The one of `colours` that the document uses most."""
    return max((c for c in colours if c in palette), key=lambda c: (palette[c], c), default=None)


def _completed(five: str) -> str:
    """Five digits and the sixth: a grey's period of two goes on, and in any other the last digit is taken twice."""
    return five + (five[1] if five[0] == five[2] == five[4] and five[1] == five[3] else five[4])


def _undoubled(seven: str) -> str:
    """Seven digits less one of the last two that are equal side by side, or less the last."""
    pairs = [i for i in range(6) if seven[i] == seven[i + 1]]
    at = pairs[-1] if pairs else 6
    return seven[:at] + seven[at + 1 :]


def _cased(value: str, like: str) -> str:
    return value.upper() if any(c.isupper() for c in like) and not any(c.islower() for c in like) else value
