"""A link that is a script: `javascript:` for an address, or a page of HTML in a `data:` address.

## Why it is bad

It runs when the link is followed, or when an animation writes it into one.

## What the repair does

The repair deletes the attribute.

## How safe it is

Unsafe: what it did is lost.

## Source

SVG 2, section 16.1; HTML standard, javascript: URLs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import Suspect
from svgguard.rules import DOCUMENT, rule
from svgguard.types import Finding, Safety, Severity

_RUNS = re.compile(r"(?:(?:java|vb|live)script:|data:(?:text/html|application/xhtml\+xml))", re.I)
_PASSED_OVER = re.compile(r"[\x00-\x20]")
"""What browsers pass over in the first word of an address."""
_WRITES = ("to", "from", "by", "values")


@rule(
    "U008",
    "script-address",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:run()"><circle r="4"/></a></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><a><circle r="4"/></a></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><a><set attributeName="href" to="javascript:run()"/><circle r="4"/></a></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><a><set attributeName="href"/><circle r="4"/></a></svg>',
            Safety.UNSAFE,
        ),
    ],
)
def script_address(survey: Survey) -> Iterable[Finding]:
    links = ((link.element, link.attribute, [link.target]) for link in survey.addresses if not link.start)
    for element, name, addresses in (*links, *_written_by_animations(survey)):
        if any(_RUNS.match(_PASSED_OVER.sub("", address)) for address in addresses):
            value = str(element.get(name))
            yield Suspect(survey.document, element, name, name, value, "reference").removed(f"{name} is a script")


def _written_by_animations(survey: Survey) -> Iterator[tuple[etree._Element, str, list[str]]]:
    """What animations write into links."""
    if "attributeName" not in survey.document.text:
        return
    for element in survey.document.root.iter("{*}set", "{*}animate"):
        if element.get("attributeName", "").rpartition(":")[2].strip() == "href":
            yield from ((element, name, value.split(";")) for name in _WRITES if (value := element.get(name)))
