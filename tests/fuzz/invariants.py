"""The promises of a repair, as one function over any bytes: what the fuzzer and the tests hold it to."""

from __future__ import annotations

import re
from xml.parsers import expat

from lxml import etree

from svgguard import Policy, Result, Safety, Severity, Status, check, repair
from svgguard.text.edits import replay

SAFE = Policy(apply=Safety.SAFE)
ROOT = "{http://www.w3.org/2000/svg}svg"


class ViolationError(AssertionError):
    """A promise that is not kept; the message says which."""


def hold(data: bytes) -> None:
    """Raise `ViolationError` when a repair of `data` breaks a promise; whatever else is raised breaks one as well."""
    found = check(data)
    _require(found.source.encode(found.encoding, "surrogateescape") == data, "bytes are lost")
    _require(all(0 <= f.start <= f.end <= len(found.source) for f in found.faults), "a fault lies outside the source")
    if _is_svg(data):
        fatal = [f.code for f in found.faults if f.severity is Severity.FATAL and not f.code.startswith("U")]
        _require(not fatal, f"well-formed, and yet {fatal} is fatal")
    for policy in (Policy(), SAFE):
        _hold(repair(data, policy=policy), policy)


def _hold(result: Result, policy: Policy) -> None:
    if result.svg is None:
        _require(bool(result.remaining), "rejected without a reason")
        _require(result.status is Status.REJECTED and result.data is None, "no document, and not rejected")
        return
    _require(replay(result.source, result.passes) == result.svg, "the edits do not replay")
    _strict(result.svg.encode(), etree.XMLParser(encoding="utf-8", resolve_entities=False, huge_tree=True))
    # Expat reads names by the fourth edition of XML 1.0: it is not asked which letters a name may have.
    expat.ParserCreate("utf-8", namespace_separator="\n").Parse(re.sub("[^\x00-\x7f]", "é", result.svg), True)
    assert result.data is not None
    _strict(result.data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    again = repair(result.svg, policy=policy)
    _require(again.svg == result.svg and not again.passes, "a second repair changes the first")
    if result.status is Status.CLEAN:
        _require(result.svg == result.source, "clean, and yet changed")
    if result.status in (Status.CLEAN, Status.REPAIRED):
        second = check(result.svg)
        codes = [f.code for f in second.remaining if f.severity is not Severity.INFO]
        _require(second.status is Status.CLEAN, f"{result.status}, and yet {second.status} on a second look: {codes}")


def _strict(data: bytes, parser: etree.XMLParser) -> None:
    try:
        etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ViolationError(f"not well-formed: {error}") from None


def _is_svg(data: bytes) -> bool:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return root.tag == ROOT


def _require(kept: bool, promise: str) -> None:
    if not kept:
        raise ViolationError(promise)
