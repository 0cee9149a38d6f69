"""Repairing a list of points: numbers in pairs, with what stands between them put right.

The text is read as path data is (`path.read`), and every letter in it is a stray or a digit.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from svgguard.svg.geometry import ViewBox
from svgguard.svg.path.candidates import Command
from svgguard.svg.path.reading import COMMANDS, DIGIT_OF, PathFault, PathToken, read
from svgguard.svg.path.text import written
from svgguard.svg.repair import ValueFault
from svgguard.types import Safety


class PointsFault(ValueFault):
    """What is wrong with a list of points; each is a rule."""

    COUNT = "points-count"
    SEPARATOR = "points-separator"
    NUMBER = "points-number"


class PointsRepair(NamedTuple):
    """A list of points as it was probably meant."""

    value: str | None
    """The points; None when there are none."""
    faults: tuple[PointsFault, ...]
    message: str
    safety: Safety


_MESSAGES = {
    PointsFault.COUNT: "a coordinate has no partner",
    PointsFault.SEPARATOR: "there is more between two numbers than white space and one comma",
    PointsFault.NUMBER: "something that is not a number is in a number's place",
}
_WORDS = re.compile(r"[A-Za-z]{2,}")


def repair(value: str, canvas: ViewBox | None = None) -> PointsRepair | None:
    """What `value` was meant to be, on what the root shows; None when it is right as it stands."""
    reading = read(value)
    faults = {PointsFault.NUMBER} if PathFault.NUMBER in reading.faults else set[PointsFault]()
    tokens, strays = _numbers(reading.text)
    if any(len(t.text) and reading.text[t.start : t.end] != t.text for t in tokens):
        faults.add(PointsFault.NUMBER)
    if strays or PathFault.TEXT in reading.faults:
        faults.add(PointsFault.SEPARATOR)
    if not tokens:
        return PointsRepair(None, (PointsFault.NUMBER,), "There is no number in this list of points", Safety.MANUAL)
    if len(tokens) % 2:
        faults.add(PointsFault.COUNT)
        tokens = _even(reading.text, tokens, canvas)
    tokens = _filled(tokens)
    text, separators = written(reading.text, [Command("", None, tokens)])
    if separators or not faults:
        faults.add(PointsFault.SEPARATOR)
    if text == value:
        return None
    if not tokens:
        return PointsRepair(None, (PointsFault.COUNT,), "This list of points has no pair of numbers", Safety.MANUAL)
    ordered = tuple(f for f in PointsFault if f in faults)
    safe = faults == {PointsFault.SEPARATOR} and not _WORDS.search(value)
    message = f"The shape is drawn only up to an error in its points: {'; '.join(_MESSAGES[f] for f in ordered)}"
    return PointsRepair(text, ordered, message, Safety.SAFE if safe else Safety.UNSAFE)


def _numbers(text: str) -> tuple[list[PathToken], bool]:
    """The numbers in `text`, letters that look like digits among them; whether there were other letters."""
    out: list[PathToken] = []
    strays = False
    joins = False
    for run in read(text).runs:
        letter, numbers = run.letter, list(run.numbers)
        if letter is not None:
            digit = DIGIT_OF.get(letter.text)
            left = bool(out) and out[-1].end == letter.start and out[-1].value is not None
            right = bool(numbers) and numbers[0].start == letter.end and numbers[0].text[0] not in "+-"
            joins = digit is not None and (left or (right and letter.text not in COMMANDS))
            if joins and digit is not None:
                head = out.pop() if left else PathToken("", letter.start, letter.start)
                tail = (
                    numbers.pop(0) if right and numbers[0].value is not None else PathToken("", letter.end, letter.end)
                )
                joined = head.text + digit + tail.text
                if joined.count(".") < 2 and "e" not in joined.lower():
                    out.append(PathToken(joined, head.start, tail.end, float(joined)))
                else:
                    out += [t for t in (head, tail) if t.text]
            else:
                strays = True
        out += numbers
    return out, strays


def _even(text: str, tokens: list[PathToken], canvas: ViewBox | None) -> list[PathToken]:
    """An even number of the tokens: one that is two run together set apart, or one without a partner left out."""
    if canvas and (parts := _parted(tokens, canvas)):
        return parts
    gaps = [text[a.end : b.start] for a, b in pairwise(tokens)]
    commas = ["," in gap for gap in gaps]
    # Where every other gap has a comma, the pairs show, and so does what is in none.
    if sum(commas) * 2 >= len(tokens) - 3 and not all(commas):
        groups: list[list[PathToken]] = [[tokens[0]]]
        for token, comma in zip(tokens[1:], commas, strict=True):
            if comma:
                groups[-1].append(token)
            else:
                groups.append([token])
        if sum(len(g) == 2 for g in groups) > len(groups) * 0.6:
            odd = [g for g in groups if len(g) % 2]
            return [t for g in groups for t in (g[:-1] if g in odd else g)]
    return tokens[:-1]


def _parted(tokens: list[PathToken], canvas: ViewBox) -> list[PathToken] | None:
    """The tokens with the one that is far off the canvas cut in two, where both halves are on it."""
    limit = 2 * max(map(abs, canvas.box))
    far = [i for i, t in enumerate(tokens) if t.value is not None and abs(t.value) > limit and t.text.isdigit()]
    if len(far) != 1:
        return None
    at, token = far[0], tokens[far[0]]
    cuts = [c for c in range(1, len(token.text)) if token.text[c] != "0" or c == len(token.text) - 1]
    cuts = [c for c in cuts if max(float(token.text[:c]), float(token.text[c:])) <= limit / 2]
    if not cuts or len(token.text) > 12:
        return None
    cut = min(cuts, key=lambda c: abs(2 * c - len(token.text)))
    middle = token.start + cut
    halves = [
        PathToken(token.text[:cut], token.start, middle, float(token.text[:cut])),
        PathToken(token.text[cut:], middle, token.end, float(token.text[cut:])),
    ]
    return [*tokens[:at], *halves, *tokens[at + 1 :]]


def _filled(tokens: list[PathToken]) -> list[PathToken]:
    """The tokens with the mean of its neighbours in place of a word; a point of words alone is left out."""
    out: list[PathToken] = []
    for i in range(0, len(tokens) - 1, 2):
        pair = tokens[i : i + 2]
        if all(t.value is None for t in pair):
            continue
        for j, token in enumerate(pair, i):
            if token.value is None:
                near = [
                    t.value for t in (*tokens[max(j - 2, 0) : j : 2][:1], *tokens[j + 2 : j + 3]) if t.value is not None
                ]
                mean = sum(near) / len(near) if near else 0.0
                token = PathToken(f"{mean:.4f}".rstrip("0").rstrip("."), token.start, token.end, mean)
            out.append(token)
    return out
