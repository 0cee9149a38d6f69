"""A script.

## Why it is bad

It runs wherever the file is opened as a page or written into one, with the rights of that page, and a drawing needs
none: pictures shown by an `<img>` and renderers ignore it.

## What the repair does

The repair deletes the element.

## How safe it is

Unsafe: a drawing that was meant to be played with no longer is.

## Source

SVG 2, section 15.8 (script) and 2.2 (processing modes).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "U006",
    "script",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/><script>run()</script></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg">\n  <circle r="4"/>\n  <script href="a.js"/>\n</svg>',
            '<svg xmlns="http://www.w3.org/2000/svg">\n  <circle r="4"/>\n</svg>',
            Safety.UNSAFE,
        ),
    ],
)
def script(survey: Survey) -> Iterable[Finding]:
    document = survey.document
    if "script" not in document.text:
        return
    for element in document.root.iter("{*}script"):
        if any(local_name(above) == "script" for above in element.iterancestors()):
            continue
        start = document.start_tag(element)
        edit = Edit(_line_start(document.text, start.start), document.after(element), "")
        message = "a script runs where the file is opened as a page"
        yield Finding(start.start, start.end, message, Repair((edit,), Safety.UNSAFE, "it is deleted"))


def _line_start(text: str, at: int) -> int:
    """Where the line break and indentation before an element begin that stands first on its line; else `at`."""
    begin = at
    while text[begin - 1] in " \t":
        begin -= 1
    return begin - 1 if text[begin - 1] == "\n" else at
