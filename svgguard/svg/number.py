"""Numbers and lengths written wrongly: what was meant.

A wrong number is repaired in steps, each of which takes away one kind of fault; the steps are taken in order until the
grammar accepts what is left. What remains no number is read as a word, as one of a row of siblings, or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from svgguard.svg import arithmetic, grammar
from svgguard.svg.grammar import GrammarName
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety


class NumberFault(ValueFault):
    """What is wrong with a number."""

    NUMBER_LETTER = "number-letter"
    NUMBER_UNIT = "number-unit"
    DECIMAL_COMMA = "decimal-comma"
    NUMBER_JUNK = "number-junk"
    NOT_A_NUMBER = "not-a-number"
    NEGATIVE_SIZE = "negative-size"
    ARITHMETIC = "arithmetic"


_LONGEST = 200
"""Characters; what is longer is no number, and the steps need not be linear."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a number stands, as far as it helps to read it."""

    name: str
    """The attribute or property."""
    grammar: GrammarName
    """The grammar its value is to meet."""
    extent: float | None = None
    """The length that 100 % stands for, in user units."""
    before: tuple[str, ...] = ()
    """The values of the same attribute on the siblings before, nearest last."""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """One kind of fault taken away."""

    kind: ValueFault
    safety: Safety
    fault: str
    """What was wrong, to go on "'10;' has"."""
    change: Callable[[str, Context], str]


def repair(value: str, place: Context) -> ValueRepair:
    """What a value that its grammar rejects means; a reading with the value None when nothing says."""
    shown = repr(value.strip()[:60])
    if len(value) > _LONGEST:
        return ValueRepair(NumberFault.NOT_A_NUMBER, None, f"{shown}… is no number")
    accepts = _accepts(place.grammar)
    text, kind, safety = value, None, Safety.SAFE
    faults: list[str] = []
    for step in _STEPS:
        changed = step.change(text, place)
        if changed == text or not changed:
            continue
        text, kind, faults = changed, kind or step.kind, [*faults, step.fault]
        safety = Safety.UNSAFE if step.safety is Safety.UNSAFE else safety
        if accepts(text):
            return ValueRepair(kind, text, f"{shown} has {' and '.join(dict.fromkeys(faults))}", safety)
    return _word(value, place, shown) or _in_row(place, shown) or _unread(value, place, shown)


@cache
def _accepts(name: GrammarName) -> Callable[[str], object]:
    return grammar.matcher(name)


# --- the steps

_SIGN_ON = str.maketrans("−–—﹣－＋．，％˗‒", "----" + "-+.,%--")
_AROUND = lazy_pattern(
    r"^[\s\"'`“”‘’«»{(\[<\\=:]+|(?:[\s\"'`“”‘’«»})\]>\\;,:=/*]|(?<!\d)\.|(?<=\d)\.(?=\s*$)|!\s*important)+$"
)
_NAMED = lazy_pattern(r"[a-zA-Z][-a-zA-Z]*\d?\s*[:=]\s*")
_LOOKS = dict(zip("OoQDlI|SsZzBbGgqT", "00001115522866 97".replace(" ", "9"), strict=True))
_LOOK_ALIKE = "OolI|S"
"""Letters that nothing else in a number looks like; the others of `_LOOKS` count only before a further digit."""
_DIGITS = lazy_pattern(rf"([-+]?[\d.,OolI|SsQDZzBbGgqT]+?)({grammar.UNIT}?)", re.A)
_CERTAIN = lazy_pattern(rf"[{_LOOK_ALIKE}]")
_LIKELY = lazy_pattern(rf"[sQDZzBbGgqT](?=[\d.{_LOOK_ALIKE}])")
_COMMENT = lazy_pattern(r"/\*.*?\*/", re.S)
_NOTE = lazy_pattern(r"\([a-zA-Z ,.'-]+\)?")


def _plain(text: str, _: Context) -> str:
    """Digits and signs of other scripts as ASCII."""
    text = text.translate(_SIGN_ON)
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c, c)) if c.isdigit() else c for c in text)


def _bare(text: str, _: Context) -> str:
    """Without quotes, brackets, separators and the attribute's own name around it."""
    inner = _AROUND.sub("", _COMMENT.sub("", text))
    named = _NAMED.match(inner)
    return _AROUND.sub("", inner[named.end() :]) if named else inner


def _dotless(text: str, _: Context) -> str:
    return re.sub(rf"^([-+]?\d+)\.(?={grammar.UNIT}?$)", r"\1", text)


def _stripped(text: str, _: Context) -> str:
    return text.strip()


def _unit_case(text: str, place: Context) -> str:
    """The unit in its usual spelling, joined to its number, and none where none may be."""
    m = re.fullmatch(rf"({grammar.NUMBER})\s*([a-zA-Z%]+)\.?", text)
    if not m:
        return text
    unit = {"pixel": "px", "pixels": "px", "percent": "%", "pct": "%", "point": "pt", "points": "pt"}.get(
        m[2].lower(), m[2].lower() if m[2] != "Q" else m[2]
    )
    if not re.fullmatch(grammar.UNIT, unit):
        return text
    joined, accepts = m[1] + unit, _accepts(place.grammar)
    return m[1] if unit != "%" and not accepts(joined) and accepts(m[1]) else joined


def _digits(text: str, _: Context, letters: re.Pattern[str] = _CERTAIN) -> str:
    """Letters that look like digits, among digits, as digits."""
    m = _DIGITS.fullmatch(text)
    if not m or not re.search(r"\d", m[1]):
        return text
    return letters.sub(lambda letter: _LOOKS[letter[0]], m[1]) + m[2]


def _likely_digits(text: str, place: Context) -> str:
    """The same with letters that look less like digits, or without any digit among them."""
    if re.fullmatch(r"[OIl]{1,4}", text):
        return "".join(_LOOKS[c] for c in text)
    return _digits(text, place, _LIKELY)


def _point(text: str, place: Context) -> str:
    """A decimal comma as a point; three digits after it are thousands where the siblings are as large."""
    m = re.fullmatch(rf"([-+]?\d*),(\d+(?:[eE][-+]?\d+)?)({grammar.UNIT}?)", text)
    if not m:
        return re.sub(r"^([-+]?\d{1,3})((?:,\d{3})+)(\.\d+)?$", lambda m: m[0].replace(",", ""), text)
    large = any(abs(float(v)) >= 1000 for v in (*place.before, *place.after) if _plain_number(v))
    if large and len(m[2]) == 3 and m[1].strip("-+0"):
        return f"{m[1]}{m[2]}{m[3]}"
    return f"{m[1] or '0'}.{m[2]}{m[3]}"


def _signs(text: str, place: Context) -> str:
    """One sign instead of several; a space after it goes."""
    m = re.match(r"\s*([-+](?:\s*[-+])*)\s*(?=[\d.])", text)
    return ("-" if "-" in m[1] else "") + text[m.end() :] if m else text


def _dots(text: str, _: Context) -> str:
    """One decimal point instead of several."""
    m = re.fullmatch(rf"([-+]?\d*)\.[.\s]*([\d.]*\d)([eE][-+]?\d+)?({grammar.UNIT}?)", text)
    return f"{m[1]}.{m[2].replace('.', '')}{m[3] or ''}{m[4]}" if m else text


def _inner_unit(text: str, _: Context) -> str:
    """Without a unit that stands before or among the digits."""
    m = re.fullmatch(rf"([-+]?)([\d.]*)\s*(?:{grammar.UNIT}|p|x)\s*([-+]?[\d.]+)({grammar.UNIT}?)", text)
    return f"{m[1]}{m[2]}{m[3]}{m[4]}" if m and m[3][0] not in "-+" else text


def _computed(text: str, place: Context) -> str:
    """The value of a sum or product."""
    found = arithmetic.evaluate(text, place.extent)
    return found if found is not None else text


def _unspaced(text: str, place: Context) -> str:
    """The parts of one number joined, or the first of several numbers where that would leave the canvas."""
    if not re.fullmatch(rf"[-+]?[\d.]+(?:[\s_'’]+[\d.]+)+({grammar.UNIT}?)", text):
        return text
    parts = re.split(r"[\s_'’]+", text)
    joined = "".join(parts)
    number = float(re.match(grammar.NUMBER, joined)[0]) if joined.count(".") < 2 else None  # type: ignore[index]
    if number is None or (place.extent is not None and abs(number) > 1.5 * place.extent):
        return parts[0]
    return joined


def _headed(text: str, place: Context) -> str:
    """The number that the value begins with, when only a word or a remark follows; or that a word comes before."""
    m = re.match(rf"({grammar.NUMBER})({grammar.UNIT}(?![a-zA-Z]))?\s*([^\d\s.].{{0,30}})?$", text)
    if m and (_NOTE.fullmatch(m[3] or "") or not re.search(r"[-+*/({]\s*[\w{(]", m[3] or "")):
        whole = m[1] + (m[2] or "")
        return whole if _accepts(place.grammar)(whole) else m[1]
    m = re.fullmatch(rf"[^\d.{{}}$-]{{1,12}}({grammar.LENGTH})", text)
    return m[1] if m else text


def _positive(text: str, _: Context) -> str:
    return text.lstrip("-") if re.fullmatch(rf"-{grammar.LENGTH}", text) else text


_STEPS = (
    _Step(NumberFault.NUMBER_JUNK, Safety.SAFE, "white space around it", _stripped),
    _Step(NumberFault.NUMBER_LETTER, Safety.SAFE, "digits or signs of another script", _plain),
    _Step(NumberFault.ARITHMETIC, Safety.UNSAFE, "a calculation that nothing carries out", _computed),
    _Step(NumberFault.NUMBER_JUNK, Safety.SAFE, "characters around the number", _bare),
    _Step(NumberFault.NUMBER_JUNK, Safety.SAFE, "a decimal point without digits", _dotless),
    _Step(NumberFault.NUMBER_UNIT, Safety.SAFE, "a unit written wrong, or where none may be", _unit_case),
    _Step(NumberFault.NUMBER_LETTER, Safety.SAFE, "letters for digits", _digits),
    _Step(NumberFault.NUMBER_LETTER, Safety.UNSAFE, "letters for digits", _likely_digits),
    _Step(NumberFault.DECIMAL_COMMA, Safety.SAFE, "a comma for the decimal point", _point),
    _Step(NumberFault.NUMBER_JUNK, Safety.UNSAFE, "several signs", _signs),
    _Step(NumberFault.NUMBER_JUNK, Safety.UNSAFE, "several decimal points", _dots),
    _Step(NumberFault.NUMBER_UNIT, Safety.UNSAFE, "a unit inside the number", _inner_unit),
    _Step(NumberFault.ARITHMETIC, Safety.UNSAFE, "a calculation that nothing carries out", _computed),
    _Step(NumberFault.NUMBER_JUNK, Safety.UNSAFE, "a space inside the number", _unspaced),
    _Step(NumberFault.NUMBER_JUNK, Safety.UNSAFE, "something that is no part of the number", _headed),
    _Step(NumberFault.NEGATIVE_SIZE, Safety.UNSAFE, "a sign, where less than nothing is an error", _positive),
)


# --- what is no number

_NOTHING = frozenset("nan undefined null none nil infinity -infinity inf -inf true false auto default tbd todo".split())
_TEMPLATE = lazy_pattern(r"\{.*\}|\$\w|%[sdf]\b|<[^>]*>|\[.*[a-zA-Z].*\]")
_FRACTIONS = {"start": 0, "left": 0, "top": 0, "min": 0, "zero": 0, "begin": 0, "transparent": 0, "hidden": 0} | {
    "quarter": 25, "half": 50, "center": 50, "centre": 50, "middle": 50, "mid": 50, "centered": 50, "semi": 50,
}  # fmt: skip
_FRACTIONS |= dict.fromkeys("end right bottom max full whole all solid opaque visible one".split(), 100)
_NUMBER_WORDS = {w: str(n) for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_STROKES = {"none": "0", "hairline": "0.5", "thin": "1", "medium": "3", "thick": "5"}


def _word(value: str, place: Context, shown: str) -> ValueRepair | None:
    """A word that stands for a number at this place."""
    word = value.strip().strip("\"'").lower()
    found = _NUMBER_WORDS.get(word)
    if place.name == "stroke-width":
        found = _STROKES.get(word, found)
    elif word in _FRACTIONS and place.grammar == "alpha":
        found = f"{_FRACTIONS[word] / 100:g}"
    elif word in _FRACTIONS and place.name not in ("font-size", "r") and _accepts(place.grammar)("50%"):
        found = f"{_FRACTIONS[word]}%"
    if found is None or not _accepts(place.grammar)(found):
        return None
    return ValueRepair(NumberFault.NOT_A_NUMBER, found, f"{shown} is a word, not a number", Safety.UNSAFE)


def _in_row(place: Context, shown: str) -> ValueRepair | None:
    """The number that fits into the row of the siblings' numbers."""
    if not all(map(_plain_number, (*place.before, *place.after))):
        return None
    found = _interpolated([float(v) for v in place.before], [float(v) for v in place.after])
    if found is None:
        return None
    value = f"{found:g}"
    if not _accepts(place.grammar)(value):
        return None
    return ValueRepair(
        NumberFault.NOT_A_NUMBER, value, f"{shown} is no number; its siblings' make it {value}", Safety.UNSAFE
    )


def _plain_number(value: str) -> bool:
    return re.fullmatch(grammar.NUMBER, value.strip()) is not None


def _interpolated(before: Sequence[float], after: Sequence[float]) -> float | None:
    """The missing term of an arithmetic progression of at least three further terms; None when it is not one."""
    known = [(n - len(before), v) for n, v in enumerate(before)] + [(n + 1, v) for n, v in enumerate(after)]
    if len(known) < 3:
        return None
    (i, x), (j, y) = known[0], known[-1]
    step = (y - x) / (j - i)
    slack = 1e-6 + 1e-3 * abs(step)
    return x - i * step if all(abs(x + (n - i) * step - v) <= slack for n, v in known) else None


def _unread(value: str, place: Context, shown: str) -> ValueRepair:
    if not value.strip():
        return ValueRepair(NumberFault.NOT_A_NUMBER, None, f"{place.name} is empty", Safety.UNSAFE)
    if _TEMPLATE.search(value):
        return ValueRepair(
            NumberFault.NOT_A_NUMBER, None, f"{shown} is a template that nothing filled in", Safety.MANUAL
        )
    if value.strip().lower() in _NOTHING:
        return ValueRepair(NumberFault.NOT_A_NUMBER, None, f"{shown} is no number", Safety.UNSAFE)
    return ValueRepair(NumberFault.NOT_A_NUMBER, None, f"{shown} is no number", Safety.MANUAL)
