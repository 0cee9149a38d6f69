"""The only module that knows the order of the flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from svgguard.reply import Reply
from svgguard.result import Result
from svgguard.types import Policy, Status


def repair(source: str | bytes | Reply | Mapping[str, Any], *, policy: Policy | None = None) -> Result:
    """Mend a reply as far as `policy` allows."""
    from lxml import etree

    text = source.text if isinstance(source, Reply) else source if isinstance(source, str) else str(source)
    start, end = text.find("<svg"), text.rfind("</svg>") + 6
    svg: str | None = text[start:end] if start >= 0 else None
    try:
        if svg:
            etree.fromstring(svg.encode())
    except etree.XMLSyntaxError:
        svg = None
    status = Status.REJECTED if svg is None else Status.CLEAN if svg == text else Status.REPAIRED
    return Result(source=text, status=status, svg=svg)


def check(source: str | bytes | Reply | Mapping[str, Any], *, policy: Policy | None = None) -> Result:
    """Find the faults of a reply; applies nothing."""
    return repair(source, policy=policy)
