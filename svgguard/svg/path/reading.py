"""Reading path data that breaks its grammar: total, linear, and without an opinion on what was meant.

The text becomes tokens (numbers, words in a number's place, letters), the tokens become runs (a letter and the numbers
after it), and what fits nowhere is noted as a deviation. Choosing between readings is `path_repair`'s job.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from svgguard.svg.repair import ValueFault
from svgguard.text.pattern import lazy_pattern

ARITY = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
"""Numbers that a command of either case takes."""
COMMANDS = frozenset("MmLlHhVvCcSsQqTtAaZz")
DIGIT_OF = {
    "O": "0",
    "o": "0",
    "Q": "0",
    "l": "1",
    "I": "1",
    "i": "1",
    "S": "5",
    "s": "5",
    "B": "8",
    "Z": "2",
    "z": "2",
}
"""Letters that are taken for digits."""


class PathFault(ValueFault):
    """What is wrong with path data; each is a rule."""

    COMMAND = "unknown-path-command"
    COUNT = "path-argument-count"
    SEPARATOR = "path-separator"
    MOVETO = "missing-moveto"
    NUMBER = "path-number"
    TEXT = "path-text"
    LOST = "lost-path-command"
    ROUNDED = "rounded-path-number"


class PathToken(NamedTuple):
    """A number, a word in its place (whose value is None), or a letter; an inserted one has its end at its start."""

    text: str
    start: int
    end: int
    value: float | None = None

    @property
    def is_command(self) -> bool:
        """True if it is a letter that is a command."""
        return self.text in COMMANDS


class PathRun(NamedTuple):
    """A letter, None before the first, and the numbers that follow it."""

    letter: PathToken | None
    numbers: list[PathToken]

    @property
    def known(self) -> str | None:
        """The letter when it is a command."""
        return self.letter.text if self.letter and self.letter.is_command else None


class PathReading(NamedTuple):
    """Path data as it was read."""

    text: str
    """The value with characters outside ASCII that stand for one inside it made into that."""
    runs: list[PathRun]
    faults: set[PathFault]
    """What the reading itself met; wrong separators are met when it is written again."""


_SKIPPED = lazy_pattern(r"/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z)|//[^\n]*+|\.{3,}|\\[nrt](?![a-z])", re.S)
_NUMBER = lazy_pattern(r"([-+]?+(?:\d++\.\.\d++|\d++(?:\.\d*+)?+|\.\d++))(?:[eE]([-+]?+)(\d{1,2})(?![\d.]))?+")
_LETTERS = lazy_pattern(r"[A-Za-z_$]+")
_PROSE = lazy_pattern(r"[A-Za-z_$]{3,}(?:[\s,.:;!?'()-]*[A-Za-z_$]{2,})*")
_UNIT = lazy_pattern(r"(?:pxx?|pt|em|rem|ex|cm|mm|in|deg|rad|vh|vw|units?)(?![A-Za-z])")
_WORD = lazy_pattern(r"[-+]?(?:nan|undefined|null|none|infinity|inf)(?![a-z])", re.I)
_BOOLEAN = lazy_pattern(r"(true|false)(?![a-z])", re.I)
_BEFORE_WORD = lazy_pattern(rf"[{''.join(sorted(COMMANDS))}]{{1,2}}(?={_WORD.pattern})", re.I)


def read(value: str) -> PathReading:
    """Read `value` into runs of tokens; never fails, and takes time linear in its length.

    An ``e`` before a minus is an exponent if everything comes out even that way, else it may be a stray letter.
    """
    if "e-" in value.lower():
        reading = _read(value, tiny=True)
        if all(fits(run) or run.known in ("Z", "z") for run in reading.runs):
            return reading
    return _read(value, tiny=False)


def _read(value: str, *, tiny: bool) -> PathReading:
    text, faults = value, set[PathFault]()
    if not value.isascii():
        text = "".join(map(_ascii, value))
        for c in set(value) - set(text):
            faults.add(_foreign(c))
    runs = [PathRun(None, [])]
    at = 0
    while at < len(text):
        c = text[at]
        if c in " \n\t\r,":
            at += 1
        elif c in "./<\\" and (m := _SKIPPED.match(text, at)):
            faults.add(PathFault.TEXT)
            at = m.end()
        elif (c in "+-." or c.isdigit()) and (m := _NUMBER.match(text, at)):
            token = _number(m, tiny=tiny)
            if token.text != text[token.start : token.end]:
                faults.add(PathFault.NUMBER)
            runs[-1].numbers.append(token)
            at = token.end
        elif m := _BOOLEAN.match(text, at):
            runs[-1].numbers.append(PathToken("01"[m[0].lower() == "true"], at, m.end(), float(m[0].lower() == "true")))
            faults.add(PathFault.NUMBER)
            at = m.end()
        elif m := _WORD.match(text, at):
            runs[-1].numbers.append(PathToken(m[0], at, m.end()))
            faults.add(PathFault.NUMBER)
            at = m.end()
        elif c.isascii() and c.isalpha():
            at = _letters(text, at, runs, faults)
        else:
            if c in "+-.%$":
                faults.add(PathFault.NUMBER)
            at += 1
    if not runs[0].numbers:
        del runs[0]
    return PathReading(text, runs, faults)


def _number(m: re.Match[str], *, tiny: bool) -> PathToken:
    """The number matched, without an exponent that no program writes: `21.3e85` and `4E1` have a letter in them.

    Inkscape does write ``10e-7``; `tiny` takes every negative exponent for one.
    """
    mantissa = m[1].replace("..", ".").rstrip(".")
    value = float(mantissa)
    if m[3] and m[2]:
        exponent = int(m[2] + m[3])
        if (
            m[2] == "+"
            or m[3][0] == "0"
            or (tiny and m[2] == "-")
            or (abs(value) < 10 and exponent < 10 and (exponent < -4 or "e" in m[0]))
        ):
            return PathToken(mantissa + m[0][len(m[1]) :], m.start(), m.end(), value * 10.0**exponent)
    return PathToken(mantissa, m.start(), m.end(1), value)


def _letters(text: str, at: int, runs: list[PathRun], faults: set[PathFault]) -> int:
    """Read the letters at `at`: a unit, prose, or commands; where they end."""
    if at and text[at - 1].isdigit() and (m := _UNIT.match(text, at)):
        faults.add(PathFault.NUMBER)
        return m.end()
    m = _BEFORE_WORD.match(text, at) or _LETTERS.match(text, at)
    letters = m[0] if m else text[at]
    if len(letters) > 2 and not all(c in COMMANDS for c in letters) and (m := _PROSE.match(text, at)):
        faults.add(PathFault.TEXT)
        end = m.end()
        return end if text[end - 1].isalpha() else end - 1
    for offset, letter in enumerate(letters, at):
        runs.append(PathRun(PathToken(letter, offset, offset + 1), []))
    return at + len(letters)


def _foreign(c: str) -> PathFault:
    """What a character outside ASCII is a case of."""
    plain = _ascii(c)
    text = c == "…" or (c.isalpha() and plain == ";")
    return PathFault.TEXT if text else PathFault.SEPARATOR if plain in " ,;" else PathFault.NUMBER


@lru_cache(256)
def _ascii(c: str) -> str:
    """The one ASCII character that `c` stands for."""
    if c.isascii():
        return c
    if unicodedata.category(c) == "Pd" or c == "−":
        return "-"
    if c.isspace() or c in "​﻿⁠":
        return " "
    plain = unicodedata.normalize("NFKC", c)
    if len(plain) == 1 and plain.isascii():
        return plain
    return str(unicodedata.digit(c)) if c.isdigit() else "," if c in "，、·" else ";"


def arc_tokens(numbers: list[PathToken]) -> list[PathToken] | None:
    """The numbers of an arc with its flags set apart where they run into what follows; None when a flag is neither."""
    out: list[PathToken] = []
    for token in numbers:
        rest = token
        while len(out) % 7 in (3, 4) and rest.value is not None and rest.text not in ("0", "1"):
            tail = rest.text[1:]
            if rest.text[0] not in "01" or not _NUMBER.fullmatch(tail):
                return None
            out.append(PathToken(rest.text[0], rest.start, rest.start + 1, float(rest.text[0])))
            rest = PathToken(tail, rest.start + 1, rest.end, float(tail))
        out.append(rest)
    return out


def fitted(letter: str, numbers: list[PathToken]) -> list[PathToken] | None:
    """The numbers as arguments of that command, any number of times; None when they do not come out even."""
    arity = ARITY[letter.lower()]
    if letter in "Aa":
        tokens = arc_tokens(numbers)
        return tokens if tokens and len(tokens) % 7 == 0 and _arcs(tokens) else None
    if arity == 0:
        return numbers if not numbers else None
    return numbers if numbers and len(numbers) % arity == 0 else None


def _arcs(tokens: list[PathToken]) -> bool:
    return all((tokens[i].value or 0) >= 0 and (tokens[i + 1].value or 0) >= 0 for i in range(0, len(tokens), 7))


def fits(run: PathRun) -> bool:
    """True if a run with a known letter has a right number of sound arguments."""
    letter = run.known
    if letter is None or any(n.value is None for n in run.numbers):
        return False
    return fitted(letter, run.numbers) is not None
