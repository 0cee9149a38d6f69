"""What a program or a patch puts between the lines of an SVG: joints of strings, and the marks of a unified diff.

Each is a list of edits to the SVG as it was cut out of what stood around it.
"""

from __future__ import annotations

import re

from svgguard.types import Edit

_OPENED = re.compile(r"(?:[frbFRB]{0,2})(\"|'|`)\Z")
_JOINT = r"[ \t]*(?:(?:\+|\.|\\|<<)?[ \t]*\r?\n\s*(?:\+|\.|<<)?|,[ \t]*\r?\n\s*|\+|\.)[ \t]*[frbFRB]{0,2}"
_LINES = re.compile(r"\"[ \t]*,\s*\"")
_DIFF = re.compile(r"(?:```|~~~)[ \t]*(?:diff|patch)\b|^@@ [^\n]*@@|^diff --git |^\+\+\+ ", re.M)
_REACH = 2_000


def joint_edits(svg: str, before: str) -> list[Edit]:
    """Take out what joins the strings that a program has the SVG in: a quote, a plus or the end of a line, a quote.

    `before` is what stands before the SVG; a quote at its end is the one that the strings have.
    """
    opened = _OPENED.search(before[-4:])
    if opened is None:
        return []
    quote = opened[1]
    joints = list(re.finditer(rf"(?<!\\){quote}{_JOINT}{quote}", svg))
    return [Edit(m.start(), m.end(), "") for m in joints if not _is_in_tag(svg, m.start())]


def line_edits(svg: str, before: str) -> list[Edit]:
    """Write the ends of lines for the joints of a JSON array of lines. `svg` is not unescaped yet."""
    if not re.search(r"\[\s*\"\Z", before[-40:]):
        return []
    return [Edit(m.start(), m.end(), "\\n") for m in _LINES.finditer(svg) if svg[m.start() - 1] != "\\"]


def diff_edits(svg: str, before: str) -> list[Edit]:
    """The new side of a unified diff: lines with a minus go, and the first column of all others."""
    if _DIFF.search(before[-_REACH:]) is None or re.search(r"\n[-+]", svg) is None:
        return []
    edits = []
    for m in re.finditer(r"\n([-+ ])[^\n]*", svg):
        removed = m[1] == "-"
        edits.append(Edit(m.start() if removed else m.start(1), m.end() if removed else m.end(1), ""))
    return edits


def _is_in_tag(svg: str, at: int) -> bool:
    """True within the quotes of an attribute's value, where quotes of the other kind are text."""
    begun = svg.rfind("<", 0, at)
    return begun > svg.rfind(">", 0, at) and svg.count('"', begun, at) % 2 == 1
