"""An `href` that names an id without its `#`.

## Why it is bad

`<use href="wheel"/>` asks for a file called wheel. When an element of the document has that id, it was meant.

## What the repair does

The repair adds the `#`.

## How safe it is

Safe: files beside a model's answer do not exist.

## Source

SVG 2, section 16.1 (URL references).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.document.suspects import Suspect, local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding, Safety, Severity

_URL = lazy_pattern(r"\s*url\(\s*[\"']?#([^\s\"')]+)[\"']?\s*\)\s*", re.I)
_LOCAL = frozenset(("use", "linearGradient", "radialGradient", "pattern", "textPath", "mpath", "animate", "set"))


@rule(
    "L004",
    "href-without-hash",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a"/></defs><use href="a"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a"/></defs><use href="#a"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a"/></defs><use href="url(#a)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a"/></defs><use href="#a"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def href_without_hash(survey: Survey) -> Iterable[Finding]:
    for element, attribute, value in survey.plain_references:
        wrapped = _URL.fullmatch(value)
        target = wrapped[1] if wrapped else value.strip()
        if target in survey.ids and local_name(element) in _LOCAL:
            suspect = Suspect(survey.document, element, attribute, attribute, value, "reference")
            yield suspect.finding(f"{value!r} is an id, not a file", f"#{target}")
