"""A drawing that says nowhere how large it is.

## Why it is bad

Without a viewBox, and without a width and a height, a viewer takes 300 by 150 or its window, and cuts off what lies
beyond. A drawing that fits into 300 by 150 is left alone, and so is one of a few points, which say too little.

## What the repair does

The repair writes the likeliest viewBox: by a background, by coordinates that are an edge or a middle, by what is
drawn where, and by which canvases are usual.

## How safe it is

Unsafe: it is an estimate.

## Source

SVG 2, section 8.2; CSS 2.2, section 10.3.2 (300 by 150).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.document import canvas
from svgguard.document.survey import Survey, accepts
from svgguard.rules import DOCUMENT, rule
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit, Finding, Repair, Safety, Severity

_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 300, 150
"""What a viewer takes (CSS 2.1, 10.3.2 and 10.6.2)."""
_NO_SIZE = lazy_pattern(r"\s*(?:[\d.]+%|auto)?\s*", re.ASCII)


@rule(
    "S050",
    "missing-viewbox",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="800" height="600" fill="beige"/><circle cx="400" cy="300" r="90"/><circle cx="400" cy="300" r="40" fill="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600"><rect width="800" height="600" fill="beige"/><circle cx="400" cy="300" r="90"/><circle cx="400" cy="300" r="40" fill="red"/></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="100%"><path d="M20 380L200 30L380 380z"/><circle cx="170" cy="200" r="20"/><circle cx="230" cy="200" r="20"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" width="100%" viewBox="0 0 400 400"><path d="M20 380L200 30L380 380z"/><circle cx="170" cy="200" r="20"/><circle cx="230" cy="200" r="20"/></svg>',
            Safety.UNSAFE,
        ),
    ],
)
def missing_viewbox(survey: Survey) -> Iterable[Finding]:
    document = survey.document
    root = document.root
    sized = [_NO_SIZE.fullmatch(root.get(side, "")) is None for side in ("width", "height")]
    if root.get("viewBox") is not None or all(sized):
        return
    if any(s.element is root and accepts("svg", "viewBox", s.value) for s in survey.unknown_attributes):
        # It may well be a view box by another name, and is to be read as one first.
        return
    box = canvas.canvas(survey)
    if box is None or (min(box[:2]) >= 0 and box[2] <= _DEFAULT_WIDTH and box[3] <= _DEFAULT_HEIGHT):
        return
    tag = document.start_tag(root)
    at = tag.attributes[-1].end if tag.attributes else tag.name_end
    written = " ".join(f"{number:.6g}" for number in box)
    repair = Repair((Edit(at, at, f' viewBox="{written}"'),), Safety.UNSAFE, f"viewBox={written!r} by what is drawn")
    yield Finding(tag.start, tag.end, "The drawing has no viewBox, and no width and height", repair)
