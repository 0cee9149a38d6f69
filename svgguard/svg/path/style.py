"""The habits of a path: how its sound parts, and the other paths of its document, are written."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from svgguard.svg.path.reading import ARITY, COMMANDS, PathReading, PathRun, fits

_SHARE = {"m": 0.1, "l": 0.17, "h": 0.13, "v": 0.13, "c": 0.2, "s": 0.03, "q": 0.03, "t": 0.01, "a": 0.12, "z": 0.08}
"""How often a command is used among all."""
_TOUCHING = re.compile(r"\d-|\.\d+\.")
_PATH_DATA = re.compile(r"""\sd\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Style:
    """How a path is written."""

    letters: Counter[str]
    """The commands of its sound runs."""
    siblings: Counter[str]
    """The commands of all paths of the document but the first of each."""
    repeats: int
    """Runs that hold several segments after one letter."""
    before: bool
    """True if white space stands before most letters."""
    after: bool
    """True if white space stands after most letters."""
    close: bool
    """True if nothing stands apart that need not, as in what a program writes."""

    @classmethod
    def of(cls, reading: PathReading, siblings: Counter[str]) -> Style:
        """The style of path data; `siblings` as `commands` counts them."""
        letters: Counter[str] = Counter()
        repeats = 0
        for run in reading.runs:
            letter = run.known
            if letter and (letter in "Zz" or fits(run)):
                letters[letter] += 1
                repeats += letter not in "Zz" and len(run.numbers) > ARITY[letter.lower()] and not _surplus(run)
        tokens = [run.letter for run in reading.runs if run.letter]
        known = [token for token in tokens if token.is_command]
        tokens = known if len(known) > 1 else tokens
        before = sum(reading.text[t.start - 1 : t.start].isspace() for t in tokens[1:])
        after = sum(reading.text[t.end : t.end + 1].isspace() for t in tokens)
        apart = before * 2 > len(tokens) - 1, after * 2 > len(tokens)
        close = not any(apart) and (len(tokens) > 2 or _TOUCHING.search(reading.text) is not None)
        return cls(letters, siblings, repeats, *apart, close)

    @property
    def _round(self) -> bool:
        """True if the path is of arcs alone, closely written."""
        once = self.letters["M"] + self.letters["m"] < 3 and not _both(self.letters, "z")
        return self.close and once and self.letters["a"] > 0 and set(+self.letters) <= set("Mma")

    def lost(self, run: PathRun) -> bool:
        """True if a run that fits its letter has just the numbers that a lost letter would leave behind."""
        return (not self.close or run.known == "M") and not self.repeats and bool(run.known) and _surplus(run)

    def habit_cost(self, letter: str) -> float:
        """Bits by which the path, or else its document, uses a command less often than paths do, in either case."""
        kind = letter.lower()
        share = _SHARE[kind]
        total = sum(self.siblings.values())
        usual = (_both(self.siblings, kind) + 10.0 * share) / (total + 10.0)
        own = max(_both(self.letters, kind) - (kind == "m"), 0)
        likely = (own + 4.0 * usual) / (sum(self.letters.values()) + 3.0)
        return max(-2.0, min(3.0, math.log2(share / likely)))

    def case_cost(self, letter: str) -> float:
        """Bits by which the case of `letter` is unlike the path's others."""
        if letter in "Tt" and not self.letters[letter] + self.siblings[letter]:
            return 8.0
        if letter in "Zz" and self._round:
            # The circles that SVGO writes as paths end so, unlike all else that it writes.
            return 0.3 if letter == "Z" else 2.3
        same = letter.isupper()
        ours, theirs = _cases(self.letters, same)
        near, far = _cases(self.siblings, same)
        # Models write absolute commands, programs write whichever is shorter.
        usual = 0.5 if self.close else 0.8 if same else 0.2
        weight = 2.0 / (near + far + 2.0)
        ours += weight * (near + 2.0 * usual)
        theirs += weight * (far + 2.0 - 2.0 * usual)
        if letter in "MmZz":
            other = letter.swapcase()
            for count in (self.letters, self.siblings):
                if count[letter] + count[other] > (count is self.letters and letter in "Mm"):
                    ours, theirs = count[letter], count[other]
                    break
            return -math.log2((ours + 0.5) / (ours + theirs + 1.0))
        own = self.letters[letter] - self.letters[letter.swapcase()]
        return 0.3 * same - math.log2(ours / (ours + theirs)) - max(-2.0, min(2.0, own / 2))


def _both(count: Counter[str], kind: str) -> int:
    return count[kind] + count[kind.upper()]


def _cases(count: Counter[str], upper: bool) -> tuple[float, float]:
    """How many drawing commands are in that case, and how many in the other."""
    drawing = [(c.isupper() == upper, n) for c, n in count.items() if c not in "MmZz"]
    return float(sum(n for same, n in drawing if same)), float(sum(n for same, n in drawing if not same))


def _surplus(run: PathRun) -> bool:
    """True if that many numbers are those of the command and of a curve."""
    kind = (run.known or "z").lower()
    surplus = len(run.numbers) - ARITY[kind]
    return surplus in (4, 6) if kind in "mlt" else kind in "hv" and surplus in (2, 4, 6)


def commands(document: str) -> Counter[str]:
    """The commands of the paths in a document, the first of each path left out."""
    count: Counter[str] = Counter()
    for m in _PATH_DATA.finditer(document):
        count.update((m[1] or m[2] or "").lstrip()[1:])
    return Counter({letter: count[letter] for letter in COMMANDS})
