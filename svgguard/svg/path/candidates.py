"""The readings of one run of path data: what its letter and its numbers may have been meant to be, and at what price.

Prices are in bits: how much evidence the geometry must bring before a dearer reading wins. `path_repair` adds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from svgguard.svg.path.reading import ARITY, DIGIT_OF, PathFault, PathReading, PathRun, PathToken, fits, fitted
from svgguard.svg.path.style import Style

LETTERS = "MmLlHhVvCcSsQqTtAa"
_LONGEST_RUN = 200
"""Numbers in a run up to which a missing or an extra one is looked for."""
_LONGEST_SEARCH = 12
"""Places tried where one must be guessed; more would make long runs quadratic."""


class Command(NamedTuple):
    """A command as the reading has it: its letter, where that stands in the text (None: implied), its numbers."""

    letter: str
    token: PathToken | None
    numbers: list[PathToken]


class PathChoice(NamedTuple):
    """A reading of the next `runs` runs."""

    cost: float
    runs: int
    commands: list[Command]
    faults: frozenset[PathFault]


def candidates(reading: PathReading, at: int, style: Style) -> list[PathChoice]:
    """The readings of the run at `at`, perhaps with runs after it; never none."""
    runs = reading.runs
    run = runs[at]
    follower = runs[at + 1] if at + 1 < len(runs) else None
    sound = fits(run)
    if sound and not _loses(reading.text, run, follower, style) and (follower is None or not _joinable(run, follower)):
        return [PathChoice(0.0, 1, _exact(run.known or "", run.letter, run.numbers), frozenset())]
    if run.known in ("A", "a") and len(run.numbers) == ARITY["a"] and (arc := _flagged(run.numbers)):
        return [PathChoice(4.0, 1, _exact(run.known, run.letter, arc), frozenset([PathFault.COUNT]))]
    found = [*_readings(reading.text, run.letter, run.numbers, style, 1)]
    for count, numbers, cost, faults in _joined(reading, at, style):
        found += [
            PathChoice(c.cost + cost, count, c.commands, c.faults | faults)
            for c in _readings(reading.text, run.letter, numbers, style, count)
        ]
    if not sound:
        dropped = PathFault.COUNT if run.known or run.letter is None else PathFault.COMMAND
        if run.known and len(run.numbers) < ARITY[run.known.lower()]:
            price = 3.0 if not run.numbers else 11.0 if follower is None else 12.0 + 2.0 * len(run.numbers)
        else:
            price = _stray_cost(reading.text, run, style) + (20.0 + 2.0 * len(run.numbers) if run.numbers else 0.0)
        found.append(PathChoice(price + 20.0 * (at == 0), 1, [], frozenset([dropped])))
    return found


def _loses(text: str, run: PathRun, follower: PathRun | None, style: Style) -> bool:
    """True if a letter is missing in a run that is sound as it stands.

    The count of its numbers alone says nothing: `M2 2 5 8 9 8 7 1z` is a polygon. The gap must be wider than the
    others, or curves must be the path's habit, and the run neither an outline of its own nor written in pairs.
    """
    if not style.lost(run) or run.known is None:
        return False
    arity = ARITY[run.known.lower()]
    gaps = [b.start - a.end for a, b in pairwise(run.numbers)]
    if gaps[arity - 1] > max(gaps[arity + 1 :: 2] or gaps[arity:]):
        return True
    pairs = "," in text[run.numbers[-2].end : run.numbers[-1].start]
    outline = run.known in "Mm" and (follower is None or follower.known in ("Z", "z", "M", "m"))
    return not pairs and not outline and any(style.letters[c] for c in "CcSsQq")


def _exact(letter: str, token: PathToken | None, numbers: list[PathToken]) -> list[Command]:
    """The segments of a run whose numbers fit its letter."""
    arity = ARITY[letter.lower()]
    if arity == 0:
        return [Command(letter, token, [])]
    tokens = fitted(letter, numbers) or []
    out = [Command(letter, token, tokens[:arity])]
    after = {"M": "L", "m": "l"}.get(letter, letter)
    out += [Command(after, None, tokens[i : i + arity]) for i in range(arity, len(tokens), arity)]
    return out


def _joinable(run: PathRun, follower: PathRun) -> bool:
    """True if the letter after `run` may be a digit or a stray in the middle of it."""
    letter = follower.letter
    if letter is None or (fits(follower) and letter.text not in DIGIT_OF):
        return False
    return not letter.is_command or (letter.text in DIGIT_OF and not fits(follower))


def _joined(
    reading: PathReading, at: int, style: Style
) -> Iterator[tuple[int, list[PathToken], float, frozenset[PathFault]]]:
    """The run's numbers with those of the runs after it, their letters read as strays or as digits."""
    runs, text = reading.runs, reading.text
    states: list[tuple[list[PathToken], float, frozenset[PathFault]]] = [(runs[at].numbers, 0.0, frozenset())]
    for count in range(2, 5):
        if at + count > len(runs):
            return
        follower = runs[at + count - 1]
        letter = follower.letter
        if letter is None:
            return
        grown = []
        for numbers, cost, faults in states:
            if not letter.is_command:
                stray = _stray_cost(text, follower, style)
                grown.append(([*numbers, *follower.numbers], cost + stray, faults | {PathFault.COMMAND}))
            if digits := _as_digit(numbers, letter, follower.numbers):
                grown.append((digits, cost + _digit_cost(letter, style), faults | {PathFault.NUMBER}))
        states = grown
        for numbers, cost, faults in states:
            yield count, numbers, cost, faults


def _digit_cost(letter: PathToken, style: Style) -> float:
    return (3.0 if style.before else 8.0) + 4.0 * letter.is_command


def _as_digit(numbers: list[PathToken], letter: PathToken, after: list[PathToken]) -> list[PathToken] | None:
    """The numbers with a letter between them read as a digit; it must touch one of its neighbours."""
    digit = DIGIT_OF.get(letter.text)
    if digit is None:
        return None
    left = bool(numbers) and numbers[-1].end == letter.start and numbers[-1].value is not None
    right = bool(after) and after[0].start == letter.end and after[0].text[0] not in "+-" and after[0].value is not None
    if not left and not right:
        return None
    start, end = letter.start, letter.end
    text = digit
    head, tail = numbers, after
    if left:
        text, start, head = numbers[-1].text + text, numbers[-1].start, numbers[:-1]
    if right:
        text, end, tail = text + after[0].text, after[0].end, after[1:]
    try:
        return [*head, PathToken(text, start, end, float(text)), *tail]
    except ValueError:
        return None


def _stray_cost(text: str, run: PathRun, style: Style) -> float:
    """The price of deleting the letter of `run`: high where it stands as the path's letters stand."""
    if run.letter is None:
        return 6.0
    before = text[run.letter.start - 1 : run.letter.start].isspace()
    after = text[run.letter.end : run.letter.end + 1].isspace()
    usual = (before, after) == (style.before, style.after)
    return (14.0 if run.numbers else 8.0) if usual else 5.0 if before and after else 10.0


def _readings(
    text: str, token: PathToken | None, numbers: list[PathToken], style: Style, runs: int
) -> Iterator[PathChoice]:
    """The readings of one letter, perhaps none of SVG's or missing, and the numbers after it."""
    known = token.text if token and token.is_command else None
    plain: frozenset[PathFault] = (
        frozenset([PathFault.NUMBER]) if any(n.value is None for n in numbers) else frozenset()
    )
    if token is None:
        letters, fault, base = "M", PathFault.MOVETO, 2.0
        token = PathToken("M", numbers[0].start, numbers[0].start) if numbers else None
    else:
        letters, fault, base = LETTERS, PathFault.COMMAND, 5.0 if known is None else 12.0
    if known is None and token and not text[: token.start].strip():
        letters = "Mm"
    right = known is not None and fitted(known, numbers) is not None
    for letter in letters:
        if letter == known:
            if right:
                yield PathChoice(_repeat_cost(letter, numbers, style), runs, _exact(letter, token, numbers), plain)
        elif not right and fitted(letter, numbers) is not None:
            price = base + _repeat_cost(letter, numbers, style) + style.case_cost(letter) * (letters is LETTERS)
            price += _moveto_cost(text, letter, token, style) if token and letter in "Mm" else 0.0
            yield PathChoice(price, runs, _exact(letter, token, numbers), plain | {fault})
    if not numbers and letters is LETTERS:
        for letter in "Zz":
            price = 0.0 if letter == known else base + style.case_cost(letter)
            yield PathChoice(price, runs, [Command(letter, token, [])], frozenset([fault]) - {known and fault})
    elif known is not None and numbers:
        for c in _misfits(text, known, token, numbers, style, right):
            yield PathChoice(c.cost, runs, c.commands, c.faults | plain)
    elif letters is not LETTERS and numbers:
        for c in _misfits(text, "M", token, numbers, style, right):
            yield PathChoice(c.cost + base, runs, c.commands, c.faults | plain | {fault})


def _moveto_cost(text: str, letter: str, token: PathToken, style: Style) -> float:
    """Bits against a moveto of that case: the first is absolute, and closely written ones are `z m` and `zM`."""
    before = text[: token.start]
    if not before.strip():
        return 4.0 * (letter == "m")
    return 1.5 * (before[-1].isspace() != (letter == "m")) if style.close else 0.0


def _repeat_cost(letter: str, numbers: list[PathToken], style: Style) -> float:
    if len(numbers) <= ARITY[letter.lower()]:
        return 0.0
    if style.lost(PathRun(PathToken(letter, 0, 0), numbers)):
        return 1.0 if style.close else 12.0
    if letter in "HhVv":
        return 12.0
    return 1.0 if style.repeats > 1 else 3.0 if style.repeats or letter in "Cc" else 6.0


def _misfits(
    text: str, letter: str, token: PathToken | None, numbers: list[PathToken], style: Style, right: bool
) -> Iterator[PathChoice]:
    """What may have happened to the arguments of a known letter: a letter lost among them, or a number, or a gap."""
    yield from _letter_lost(text, letter, token, numbers, style, right)
    if letter in "Aa" and (arcs := _flagged(numbers)):
        yield PathChoice(4.0, 1, _exact(letter, token, arcs), frozenset([PathFault.COUNT]))
    if right or letter in "Zz":
        return
    arity = ARITY[letter.lower()]
    surplus = len(numbers) % arity
    whole = len(numbers) - surplus
    count = frozenset([PathFault.COUNT])
    if whole and fitted(letter, numbers[:whole]) is not None:
        yield PathChoice(7.0 + 5.0 * surplus, 1, _exact(letter, token, numbers[:whole]), count)
    if len(numbers) > _LONGEST_RUN:
        return
    places = range(max(0, len(numbers) - _LONGEST_SEARCH), len(numbers))
    if surplus == 1 and whole:
        for i in places:
            rest = [*numbers[:i], *numbers[i + 1 :]]
            twin = i and numbers[i].text == numbers[i - 1].text
            if fitted(letter, rest) is not None:
                yield PathChoice(7.0 - 2.0 * bool(twin), 1, _exact(letter, token, rest), count)
    if surplus == arity - 1 and arity > 1:
        for i in [*places, len(numbers)]:
            at = numbers[i].start if i < len(numbers) else numbers[-1].end
            more = [*numbers[:i], PathToken("", at, at), *numbers[i:]]
            if fitted(letter, more) is not None:
                yield PathChoice(10.0 if arity > 2 else 17.0, 1, _exact(letter, token, more), count)
    if 0 < arity - surplus <= 3:
        for price, parts in _split(numbers, arity - surplus):
            if fitted(letter, parts) is not None:
                yield PathChoice(price, 1, _exact(letter, token, parts), frozenset([PathFault.NUMBER]))


def _flagged(numbers: list[PathToken]) -> list[PathToken] | None:
    """The numbers of one arc with its rotation or its flags put in, or made flags; None when they are no such arc."""
    out = list(numbers)
    if len(out) == 6:
        # Without a rotation or without the large flag, the one left out is most often 0.
        place = 2 if out[2].text in ("0", "1") and out[3].text in ("0", "1") else 3
        out.insert(place, PathToken("0", out[place].start, out[place].start, 0.0))
    elif len(out) == 5:
        out[3:3] = [PathToken(flag, out[3].start, out[3].start, float(flag)) for flag in "01"]
    for i in (3, 4):
        if len(out) == 7 and out[i].value is not None and out[i].text not in ("0", "1"):
            out[i] = PathToken("1" if out[i].value else "0", out[i].start, out[i].end, float(bool(out[i].value)))
    return out if len(out) == 7 and fitted("A", out) else None


def _letter_lost(
    text: str, letter: str, token: PathToken | None, numbers: list[PathToken], style: Style, right: bool
) -> Iterator[PathChoice]:
    arity = ARITY[letter.lower()]
    if right and not style.lost(PathRun(PathToken(letter, 0, 0), numbers)):
        return
    firsts = [arity] if right else range(arity or 0, len(numbers), arity or len(numbers))
    fault = frozenset([PathFault.LOST if right else PathFault.COUNT])
    for first in [f for f in firsts if len(numbers) - f <= 7][-_LONGEST_SEARCH:]:
        rest = numbers[first:]
        if not rest or (first and fitted(letter, numbers[:first]) is None):
            continue
        gap = text[numbers[first - 1].end : rest[0].start] if first else "  "
        if right and gap.strip(" \t\r\n,"):
            continue
        wide = 0.0 if len(gap.replace(",", "")) > 1 else 3.0 if letter in "Mm" or not right else 14.0
        start = _exact(letter, token, numbers[:first])
        for other in LETTERS:
            alone = len(rest) == ARITY[other.lower()] or (not first and other in "MmLl")
            if alone and (tokens := fitted(other, rest)):
                inserted = Command(other, PathToken(other, rest[0].start, rest[0].start), tokens)
                price = 4.0 + wide + style.case_cost(other) + (_repeat_cost(letter, numbers[:first], style))
                yield PathChoice(price, 1, [*start, inserted], fault)


def _split(numbers: list[PathToken], extra: int) -> Iterator[tuple[float, list[PathToken]]]:
    """The numbers with one that is two or more run together set apart; dear unless it is longer than the others."""
    usual = sorted(len(n.text) for n in numbers)[(len(numbers) - 1) // 2]
    ranked = sorted(range(len(numbers)), key=lambda i: -len(numbers[i].text))[:3]
    for i in ranked:
        token = numbers[i]
        digits = token.text.lstrip("+-")
        if not digits.isdigit() or len(digits) > _LONGEST_SEARCH:
            continue
        sign = len(token.text) - len(digits)
        for cuts in combinations(range(1, len(digits)), extra):
            if any(digits[a] == "0" and b - a > 1 for a, b in pairwise((0, *cuts, len(digits)))):
                continue
            bounds = [0, *(c + sign for c in cuts), len(token.text)]
            parts = [
                PathToken(token.text[a:b], token.start + a, token.start + b, float(token.text[a:b]))
                for a, b in pairwise(bounds)
            ]
            longer = len(digits) > 3 and (len(token.text) > usual or len(numbers) == 1)
            yield 5.0 if longer else 14.0, [*numbers[:i], *parts, *numbers[i + 1 :]]
