"""What a failed case says: first what differs in one line, which is what pytest's summary shows, then why."""

from __future__ import annotations

import difflib
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from svgguard.testing.corpus.verdict import Verdict
from svgguard.types import Fault

_WIDTH = 100
_DIFF_LINES = 120
"""Lines of a diff that are shown; the whole is in the folder of the pictures."""
_UNENDED = "\\ No newline at end of file"
"""As diff and git say it."""


def report(verdict: Verdict) -> Iterator[str]:
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


def _faults(verdict: Verdict) -> Iterator[str]:
    """The faults expected and not found (-), found and not expected (+), and the others, in order of place."""
    places = verdict.case.places
    found = set(verdict.codes)
    if places is None:
        wanted = set(verdict.case.codes)
        yield from (f"- {code}" for code in sorted(wanted - found))
        marks = ["+" if fault.code not in wanted else " " for fault in verdict.faults]
    else:
        left = Counter(map(str, places))
        marks = []
        for fault in verdict.faults:
            place = f"{fault.line}:{fault.column} {fault.code}"
            marks.append(" " if left[place] > 0 else "+")
            left[place] -= 1
        yield from (f"- {place}" for place in left.elements())
    yield from (f"{mark} {line}" for mark, line in zip(marks, listed(verdict.faults), strict=True))
