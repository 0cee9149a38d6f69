"""What stands between the tags: comments, CDATA, document types, instructions, and what a page makes of them.

XML and HTML end each of them at another place (HTML, section 13.2.5): a page ends an instruction and a document type at
the first ``>``, a CDATA section too where it reads HTML, and a comment that begins with ``>`` at once. What follows is
then markup to it and was none to XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from svgguard.guard.sanitising.concern import Concern
from svgguard.guard.sanitising.faults import UntrustedFault
from svgguard.guard.sanitising.places import Piece, PieceKind, Places
from svgguard.types import Severity

_TAG = re.compile(r"<[a-zA-Z/!?]")
_LIVE = re.compile(r">[^<]*<[a-zA-Z/!?]")
_MARKUP_IN_TYPE = re.compile(r">[^<]*+<(?!!(?:ENTITY|ELEMENT|NOTATION)\b)")
_IDENTIFIED = re.compile(r"<!DOCTYPE\s+\S+\s+(?:PUBLIC|SYSTEM)\b")
_ANGLES = str.maketrans("<>", "‹›")
_SHEET = re.compile(r"<\?xml-stylesheet\s")
_DECLARATION = re.compile(r"<\?xml\s")


def judged(places: Places, *, orders: bool) -> Iterator[tuple[Concern, Piece, str]]:
    """Why what stands between the tags may not stay as it is, and what takes its place."""
    for piece in places.pieces:
        text = places.text[piece.start : piece.end]
        if piece.kind is PieceKind.COMMENT:
            concern, replacement = _comment(piece, text[4:-3])
        elif piece.kind is PieceKind.CDATA:
            concern, replacement = _cdata(piece, text[9:-3], orders=orders)
        elif piece.kind is PieceKind.DOCTYPE:
            concern, replacement = _doctype(text), ""
        else:
            concern, replacement = _instruction(text), ""
        if concern is not None:
            yield concern, piece, replacement


def _comment(piece: Piece, body: str) -> tuple[Concern | None, str]:
    if "<" not in body and ">" not in body:
        return None, ""
    ends, tags = body.startswith((">", "->")) or piece.raw, _TAG.search(body) is not None
    return _hidden("a comment", tags=tags, live=ends and tags), f"<!--{body.translate(_ANGLES)}-->"


def _cdata(piece: Piece, body: str, *, orders: bool) -> tuple[Concern | None, str]:
    # Where a page reads SVG this is text to it, but it looks ahead for what to fetch without knowing where it is.
    live = _LIVE.search(body) is not None or (piece.raw and _TAG.search(body) is not None)
    if not live and not orders:
        return None, ""
    escaped = body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _hidden("a CDATA section", tags="<" in body, live=live), escaped


def _doctype(text: str) -> Concern:
    if "<!ATTLIST" in text:
        message = "the document type gives elements attributes that do not stand there"
        return Concern(UntrustedFault.DOCUMENT_TYPE, Severity.WARNING, message)
    if _MARKUP_IN_TYPE.search(text):
        return _hidden("a document type", tags=True, live=True)
    severity = Severity.INFO if _IDENTIFIED.match(text) else None
    return Concern(UntrustedFault.DOCUMENT_TYPE, severity, "a document type, which no browser asks for")


def _instruction(text: str) -> Concern | None:
    if _DECLARATION.match(text):
        return None
    if _SHEET.match(text):
        message = "a style sheet that is not in the file"
        return Concern(UntrustedFault.EXTERNAL_REFERENCE, Severity.WARNING, message, offered=True)
    if _LIVE.search(text[:-2]):
        return _hidden("an instruction", tags=True, live=True)
    return Concern(UntrustedFault.PROCESSING_INSTRUCTION, Severity.INFO, "an instruction to some program")


def _hidden(what: str, *, tags: bool, live: bool) -> Concern:
    if live:
        message = f"{what} holds markup, which a page reads as such"
        return Concern(UntrustedFault.HIDDEN_MARKUP, Severity.WARNING, message)
    message = f"{what} holds what looks like markup" if tags else f"{what} that is written another way"
    return Concern(UntrustedFault.HIDDEN_MARKUP, Severity.INFO if tags else None, message)
