"""What a failed case says: first what differs in one line, which is what pytest's summary shows, then why."""

from __future__ import annotations

import difflib
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from svgguard.testing.corpus.case import FaultPlace
from svgguard.testing.corpus.outcome import CaseOutcome
from svgguard.types import Fault

_WIDTH = 100
_DIFF_LINES = 120
"""Lines of a diff that are shown; the whole is in the folder of the pictures."""
_UNENDED = "\\ No newline at end of file"
"""As diff and git say it."""


def report(verdict: CaseOutcome) -> Iterator[str]:
    """The lines of the report."""
    case = verdict.case
    yield "; ".join(verdict.differences())
    yield ""
    yield f"{case.model} was asked for: {case.prompt}"
    yield from textwrap.wrap(case.why, _WIDTH)
    yield ""
    yield f"expected: {case.status}, {' '.join(case.codes) or 'no faults'}"
    yield f"found:    {verdict.status}, {' '.join(verdict.codes) or 'no faults'}"
    yield from _faults(verdict)
    if case.svg is not None and verdict.svg is not None:
        yield from shortened(svg_diff(case.svg, verdict.svg))


def listed(faults: Iterable[Fault]) -> Iterator[str]:
    """Faults, one on a line."""
    return (f"{fault}{'' if fault.applied else ' (not repaired)'}" for fault in faults)


def svg_diff(expected: str, found: str) -> Iterator[str]:
    """A unified diff of two documents, line by line."""
    before, after = (svg.splitlines(keepends=True) for svg in (expected, found))
    for line in difflib.unified_diff(before, after, "expected.svg", "found.svg"):
        # A difference in line ends or trailing blanks would be invisible as it stands.
        text = line.removesuffix("\n")
        yield text if text == text.rstrip() or text == " " else text[0] + repr(text[1:])
        if text == line and text[:1] in " -+":
            yield _UNENDED


def shortened(lines: Iterable[str]) -> Iterator[str]:
    """The first lines of a diff, and how many more there are."""
    every = list(lines)
    yield from every[:_DIFF_LINES]
    if len(every) > _DIFF_LINES:
        yield f"… and {len(every) - _DIFF_LINES} lines more"


def marked(expected: Iterable[str], found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is expected and not found (-), then all that is found, and what of it is not expected (+).

    `found` has for each entry what it would be expected as, and how it is shown.
    """
    left = Counter(expected)
    lines = []
    for entry, shown in found:
        lines.append(f"{' ' if left[entry] > 0 else '+'} {shown}")
        left[entry] -= 1
    yield from (f"- {entry}" for entry in left.elements())
    yield from lines


def _faults(verdict: CaseOutcome) -> Iterator[str]:
    """The faults expected and not found, found and not expected, and the others, in order of place."""
    shown = listed(verdict.faults)
    if (places := verdict.case.places) is not None:
        yield from marked(map(str, places), zip(map(str, map(FaultPlace.of, verdict.faults)), shown, strict=True))
        return
    wanted, found = set(verdict.case.codes), set(verdict.codes)
    yield from (f"- {code}" for code in sorted(wanted - found))
    marks = (" " if fault.code in wanted else "+" for fault in verdict.faults)
    yield from (f"{mark} {line}" for mark, line in zip(marks, shown, strict=True))
