"""The root element is in a namespace that is not SVG's.

A typo, `https:` for `http:`, another year. Names are compared letter by letter, so no viewer draws it. The repair writes
SVG's own. Safe when the element is `svg`: nothing else can have been meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import Document
from svgguard.rules import Stage, rule
from svgguard.types import Edit, Finding, Repair, Safety, Severity
from svgguard.vocabulary import SVG_NAMESPACE


@rule(
    "N002",
    "wrong-namespace",
    Stage.DOCUMENT,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="https://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def wrong_namespace(document: Document) -> Iterable[Finding]:
    if document.namespace in ("", SVG_NAMESPACE):
        return
    tag = document.start_tag(document.root)
    prefix = document.root.prefix
    attribute = tag.attribute(f"xmlns:{prefix}" if prefix else "xmlns")
    if attribute is not None:
        edit = Edit(attribute.value_start, attribute.value_end, SVG_NAMESPACE)
        repair = Repair((edit,), Safety.SAFE, "the namespace is corrected")
        yield Finding(attribute.start, attribute.end, f"{document.namespace} is not the SVG namespace", repair)
