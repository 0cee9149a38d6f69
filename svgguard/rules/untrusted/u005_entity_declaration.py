"""The document declares entities of its own.

## Why it is bad

Nested entities are how small files become gigabytes, so careful readers expand none and nothing is rendered here.

## What the repair does

The declared text is written where it is referred to and the declarations are deleted, when they are short and plain:
the picture is the same. Entities from elsewhere, nested ones and those that hold markup are left to the author.

## How safe it is

Unsafe, for an editor may have wanted its abbreviations.

## Source

XML 1.0, section 4.2; the attack is known as billion laughs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import DOCUMENT, rule
from svgguard.types import Edit, Finding, Repair, Safety, Severity

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\])\s*>")
_ENTITY = re.compile(r"<!ENTITY\s+([\w.:\-]+)\s+(?:\"([^\"&<%]{0,500})\"|'([^'&<%]{0,500})')\s*>")
_MOST_REFERENCES = 1000


@rule(
    "U005",
    "entity-declaration",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<!DOCTYPE svg [<!ENTITY wood "#963">]><svg xmlns="http://www.w3.org/2000/svg"><path fill="&wood;" d="M4 5h6v7"/></svg>',
            '<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"><path fill="#963" d="M4 5h6v7"/></svg>',
            Safety.UNSAFE,
        )
    ],
)
def entity_declaration(survey: Survey) -> Iterable[Finding]:
    text = survey.document.text
    if "<!ENTITY" not in text:
        return
    doctype = _DOCTYPE.search(text)
    if doctype is None:
        at = text.index("<!ENTITY")
        yield Finding(at, at + 8, "entities are declared, and none is expanded")
        return
    yield Finding(*doctype.span(1), "entities are declared, and none is expanded", _written_out(text, doctype))


def _written_out(text: str, doctype: re.Match[str]) -> Repair | None:
    """The declared texts in the places of their references; None when they are more than plain abbreviations."""
    subset = doctype[1]
    meant = {m[1]: (m[2] or m[3] or "").replace('"', "&quot;") for m in _ENTITY.finditer(subset)}
    if subset.count("<!") != len(meant):
        return None
    names = "|".join(map(re.escape, meant))
    references = [m for m in re.finditer(rf"&({names});", text) if m.start() >= doctype.end()]
    if len(references) > _MOST_REFERENCES:
        return None
    start = len(text[: doctype.start(1)].rstrip())
    edits = [Edit(start, doctype.end(1), ""), *(Edit(m.start(), m.end(), meant[m[1]]) for m in references)]
    return Repair(tuple(edits), Safety.UNSAFE, "they are written where they are referred to")
