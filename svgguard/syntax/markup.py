"""The reading of comments, declarations, instructions and CDATA sections that are not plainly well-formed."""

from __future__ import annotations

import re

from svgguard.syntax.deviation import Deviation
from svgguard.syntax.tokens import Source, Token, TokenKind, end_of
from svgguard.text.encoding import declared, is_known
from svgguard.types import Edit, Safety


class MarkupDeviation(Deviation):
    """What deviates in markup that is no tag."""

    BARE_LESS_THAN = "bare-less-than"
    BAD_COMMENT = "bad-comment"
    UNCLOSED_COMMENT = "unclosed-comment"
    UNCLOSED_CDATA = "unclosed-cdata"
    BAD_DECLARATION = "bad-declaration"
    BAD_DOCTYPE = "bad-doctype"
    BAD_INSTRUCTION = "bad-instruction"


_COMMENT_OPEN = re.compile(r"<!\s?[-‐-―−]{1,2}(?!>)")
_BAD_CLOSE = re.compile(r"--!>|-- >|- ->|[–—−]{1,2}-?>|->")
_SECOND_CLOSE = re.compile(r"[^<>]*-->")
_DECLARATION = re.compile(
    r"<\?xml\s+version\s*=\s*([\"'])1\.\d\1(?:\s+encoding\s*=\s*([\"'])[A-Za-z][\w.\-]*\2)?"
    r"(?:\s+standalone\s*=\s*([\"'])(?:yes|no)\3)?\s*\?>"
)
_BAD_DECLARATION = re.compile(r"<\s*\?\s*xml(?![\w.:-])[^<>]*>?", re.I)
_TARGET = re.compile(r"<\?[A-Za-z_][\w.\-]*(?=\s|\?>)")
_LITERAL = r"(?:\"[^\"]*\"|'[^']*')"
_DOCTYPE = re.compile(
    rf"<!DOCTYPE\s+[A-Za-z_][\w.:\-]*(?:\s+(?:SYSTEM\s+{_LITERAL}|PUBLIC\s+{_LITERAL}\s+{_LITERAL}))?"
    r"\s*(?:\[[^\[\]]*\]\s*)?>"
)
_BAD_DOCTYPE = re.compile(r"<!\s*DOCTYPE[^<>\[]*", re.I)
_SUBSET_END = re.compile(r"\]\s*(>|\Z)?")
_TAIL = re.compile(r"[^<>]*>?")
_HALF = re.compile(r"<(?:\?[A-Za-z][^<>]*|[!?][^\s<>]*)?\s*\Z")
_CDATA = "<![CDATA["


def literal(source: Source, start: int) -> Token:
    """A ``<`` that stands for itself, or all there is of what it begins."""
    half = _HALF.match(source.text, start)
    end = half.end() if half else start + 1
    token = Token(TokenKind.TEXT, start, end)
    if half:
        token.cut = True
    repaired = "" if half else "&lt;"
    token.deviates(MarkupDeviation.BARE_LESS_THAN, start, end, "a < that begins no tag", Edit(start, end, repaired))
    return token


def read_markup(source: Source, start: int) -> Token:
    """The construct at `start`, which begins with ``<!`` or ``<?``."""
    text = source.text
    if text.startswith(_CDATA, start):
        return _read_cdata(source, start)
    if _COMMENT_OPEN.match(text, start) or text.startswith("<!--", start):
        return _read_comment(source, start)
    if text[start + 1] == "?":
        return _read_instruction(source, start)
    if m := _DOCTYPE.match(text, start):
        return Token(TokenKind.DOCTYPE, start, m.end())
    if m := _BAD_DOCTYPE.match(text, start):
        end = _bad_doctype_end(source, m.end())
        token = Token(TokenKind.DOCTYPE, start, end)
        token.deviates(MarkupDeviation.BAD_DOCTYPE, start, end, "not an XML document type", Edit(start, end, ""))
        return token
    end = text.find(">", start, start + 2000) + 1
    if not end or "<" in text[start + 1 : end]:
        return literal(source, start)
    token = Token(TokenKind.DOCTYPE, start, end)
    token.deviates(
        MarkupDeviation.BAD_DOCTYPE, start, end, "a markup declaration outside a document type", Edit(start, end, "")
    )
    return token


def _bad_doctype_end(source: Source, at: int) -> int:
    """Where a malformed document type ends whose internal subset, if any, begins at `at`."""
    if source.text.startswith("[", at) and (close := source.find("]", at)) >= 0:
        m = _SUBSET_END.match(source.text, close)
        if m and m[1]:
            return m.end()
    return end_of(_TAIL, source.text, at)


def _read_cdata(source: Source, start: int) -> Token:
    close = source.find("]]>", start)
    if close >= 0:
        return Token(TokenKind.CDATA, start, close + 3)
    end = source.find("<", start + len(_CDATA))
    end = source.size if end < 0 else end
    token = Token(TokenKind.CDATA, start, end)
    # End tags that the text breaks off before come ahead of the white space at its end: this must, too.
    place = start + len(source.text[start:end].rstrip()) if end == source.size else end
    ending = Edit(place, place, "]]>")
    token.deviates(MarkupDeviation.UNCLOSED_CDATA, start, start + len(_CDATA), "CDATA without ]]>", ending)
    return token


def _read_instruction(source: Source, start: int) -> Token:
    text = source.text
    if m := _DECLARATION.match(text, start):
        token = Token(TokenKind.DECLARATION, start, m.end())
        if (name := declared(m[0])) is not None and not is_known(name):
            token.deviates(
                MarkupDeviation.BAD_DECLARATION, start, m.end(), f"{name} is no encoding", Edit(start, m.end(), "")
            )
        return token
    if m := _BAD_DECLARATION.match(text, start):
        token = Token(TokenKind.DECLARATION, start, m.end())
        token.deviates(
            MarkupDeviation.BAD_DECLARATION, start, m.end(), "a malformed XML declaration", Edit(start, m.end(), "")
        )
        return token
    if (m := _TARGET.match(text, start)) and (close := source.find("?>", m.end())) >= 0:
        return Token(TokenKind.INSTRUCTION, start, close + 2)
    end = text.find(">", start, start + 2000) + 1
    if not end or "<" in text[start + 1 : end]:
        return literal(source, start)
    token = Token(TokenKind.INSTRUCTION, start, end)
    token.deviates(
        MarkupDeviation.BAD_INSTRUCTION,
        start,
        end,
        "a malformed processing instruction",
        Edit(start, end, ""),
        safety=Safety.UNSAFE,
    )
    return token


def _read_comment(source: Source, start: int) -> Token:
    """A comment as meant: up to its close, to a misspelt close, or to the end of its line."""
    text = source.text
    opening = _COMMENT_OPEN.match(text, start)
    begin = opening.end() if opening else start + 4
    close = source.find("-->", begin - 1 if text.startswith("<!-->", start) else begin)
    inner = source.find("<!--", begin)
    token = Token(TokenKind.COMMENT, start, start)
    if close >= 0 and (inner < 0 or close < inner):
        # Text that ends in another --> can only have been meant as part of the comment.
        if more := _SECOND_CLOSE.match(text, close + 3):
            token.deviates(
                MarkupDeviation.BAD_COMMENT, close, close + 3, "--> inside a comment", Edit(close, close + 3, "- ->")
            )
            _repair_body(token, text, start, begin, close)
            _repair_body(token, text, start, more.start(), more.end() - 3)
            token.end = more.end()
            return token
        token.end = close + 3
        _repair_body(token, text, start, begin, close)
        return token
    limit = inner if inner >= 0 else source.size
    bad = _BAD_CLOSE.search(text, begin, min(limit, begin + 4000))
    if bad:
        token.end = bad.end()
        token.deviates(
            MarkupDeviation.BAD_COMMENT,
            bad.start(),
            bad.end(),
            f"{bad[0]} for -->",
            Edit(bad.start(), bad.end(), "-->"),
        )
        _repair_body(token, text, start, begin, bad.start())
        return token
    line = re.compile(r"[^\n]*?(?=\s*(?:\n|\Z|</?[A-Za-z]))").match(text, begin, limit)
    end = line.end() if line else limit
    token.end = end
    token.cut = end == source.size
    gap = "" if text[end - 1].isspace() else " "
    token.deviates(MarkupDeviation.UNCLOSED_COMMENT, start, end, "the comment has no -->", Edit(end, end, f"{gap}-->"))
    _repair_body(token, text, start, begin, end)
    return token


def _repair_body(token: Token, text: str, start: int, begin: int, end: int) -> None:
    if text[start:begin] != "<!--":
        token.deviates(
            MarkupDeviation.BAD_COMMENT, start, begin, f"{text[start:begin]} for <!--", Edit(start, begin, "<!--")
        )
    for m in re.compile(r"-{2,}").finditer(text, begin, end):
        apart = " ".join(m[0]) if m.end() < end else " ".join(m[0]) + " "
        token.deviates(
            MarkupDeviation.BAD_COMMENT, m.start(), m.end(), "-- inside a comment", Edit(m.start(), m.end(), apart)
        )
    if end > begin and text[end - 1] == "-" and not text[begin:end].endswith("--"):
        token.deviates(MarkupDeviation.BAD_COMMENT, end - 1, end, "a comment that ends in -", Edit(end, end, " "))
