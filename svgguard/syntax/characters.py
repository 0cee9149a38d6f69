"""Characters and references that XML does not allow where they stand: controls, bare ``&``, HTML's entities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from svgguard.syntax.deviation import Deviation
from svgguard.syntax.markup import MarkupDeviation
from svgguard.syntax.tokens import Token, TokenKind
from svgguard.types import Edit, Finding, Repair, Safety


class CharacterDeviation(Deviation):
    """What deviates in characters and references."""

    BARE_AMPERSAND = "bare-ampersand"
    UNDECLARED_ENTITY = "undeclared-entity"
    BAD_CHARACTER_REFERENCE = "bad-character-reference"
    BAD_CHARACTER = "bad-character"


FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]+")
"""What is not a Char (XML 1.0, production 2)."""
_REFERENCE = re.compile(r"&(?:(?P<number>#[xX]?[0-9a-fA-F]+)|(?P<name>[A-Za-z][\w.\-]*))?(?P<end>;?)")
_ENTITY = re.compile(r"<!ENTITY\s+([\w.:\-]+)")
_PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))
_UNENDED = _PREDEFINED | {"nbsp"}
"""Names read as a reference even without their semicolon; other words after & are more likely words."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}

_BYTES = re.compile("[\udc80-\udcff]+")
"""Bytes as Python keeps those that are not UTF-8 (PEP 383)."""

Named = tuple[Deviation, Finding]


def character_findings(text: str, tokens: Iterable[Token], whole: int) -> Iterator[Named]:
    """The deviations of all characters, and of all references before `whole`, in no particular order."""
    yield from _forbidden(text)
    if "&" in text or "]]>" in text:
        declared = frozenset(_ENTITY.findall(text)) | _PREDEFINED
        for token in tokens:
            if token.kind is TokenKind.TEXT:
                yield from _references(text, token.start, min(token.end, whole), declared)
                for m in re.compile("]]>").finditer(text, token.start, token.end):
                    yield _safe(MarkupDeviation.UNCLOSED_CDATA, m.start(), m.end(), "]]> outside CDATA", "]]&gt;")
            elif token.kind is TokenKind.START and "&" in text[token.start : token.end]:
                for attribute in token.attributes:
                    if "&" in attribute.value:
                        yield from _references(text, attribute.value_start, attribute.value_end, declared)


def _safe(
    shape: Deviation, start: int, end: int, message: str, replacement: str, safety: Safety = Safety.SAFE
) -> Named:
    return shape, Finding(start, end, message, Repair((Edit(start, end, replacement),), safety))


def _forbidden(text: str) -> Iterator[Named]:
    for m in FORBIDDEN.finditer(text):
        characters = " ".join(f"U+{ord(c):04X}" for c in m[0][:4])
        repaired = m[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
        repaired = FORBIDDEN.sub("", repaired)
        if not repaired and _BYTES.fullmatch(m[0]):
            # Bytes that were not UTF-8: text of an old Windows code page more often than anything else.
            repaired = m[0].encode("ascii", "surrogateescape").decode("cp1252", "ignore")
            yield _safe(
                CharacterDeviation.BAD_CHARACTER,
                m.start(),
                m.end(),
                "bytes that are not UTF-8",
                repaired,
                Safety.UNSAFE,
            )
        else:
            yield _safe(
                CharacterDeviation.BAD_CHARACTER, m.start(), m.end(), f"{characters} is not allowed in XML", repaired
            )


def _references(text: str, start: int, end: int, declared: frozenset[str]) -> Iterator[Named]:
    read = start
    for m in _REFERENCE.finditer(text, start, end):
        if m.start() < read:
            # The second half of a pair.
            continue
        if m["number"]:
            repaired, read = _number(text, m, end)
            if repaired is not None:
                words = f"{text[m.start() : read]} is no XML character"
                yield _safe(CharacterDeviation.BAD_CHARACTER_REFERENCE, m.start(), read, words, repaired)
        elif m["name"] and not (m["end"] and m["name"] in declared):
            yield _name(m)
        elif not m["name"]:
            yield _safe(
                CharacterDeviation.BARE_AMPERSAND, m.start(), m.start() + 1, "& that begins no reference", "&amp;"
            )


def _name(m: re.Match[str]) -> Named:
    name = m["name"]
    if m["end"] or name in _UNENDED:
        character = html5.get(f"{name};")
        if character is not None:
            shown = "".join(_ESCAPES.get(c, c) for c in character)
            what = f"&{name}; is HTML's, not XML's" if m["end"] else f"&{name} has no semicolon"
            return _safe(CharacterDeviation.UNDECLARED_ENTITY, m.start(), m.end(), what, shown)
        if m["end"]:
            edit = Edit(m.start(), m.start() + 1, "&amp;")
            return CharacterDeviation.UNDECLARED_ENTITY, Finding(
                m.start(), m.end(), f"&{name}; is declared nowhere", Repair((edit,), Safety.SAFE)
            )
    return _safe(CharacterDeviation.BARE_AMPERSAND, m.start(), m.start() + 1, "& that begins no reference", "&amp;")


def _number(text: str, m: re.Match[str], end: int) -> tuple[str | None, int]:
    """What a numeric reference should be (None when it is right), and where it ends."""
    code = _code(m)
    if 0xD800 <= code < 0xDC00 and (low := _REFERENCE.match(text, m.end(), end)) and low["number"]:
        second = _code(low)
        if 0xDC00 <= second < 0xE000:
            pair = (chr(code) + chr(second)).encode("utf-16-le", "surrogatepass")
            return pair.decode("utf-16-le"), low.end()
    if code > 0x10FFFF or FORBIDDEN.match(chr(code)):
        return "", m.end()
    if m["end"] and not m["number"].startswith("#X") and not _wrong_base(m):
        return None, m.end()
    return f"&#{code};", m.end()


def _wrong_base(m: re.Match[str]) -> bool:
    """True if a decimal reference holds hexadecimal digits."""
    return m["number"][1] not in "xX" and not m["number"][1:].isdigit()


def _code(m: re.Match[str]) -> int:
    digits = m["number"][1:]
    base = 16 if digits[0] in "xX" or _wrong_base(m) else 10
    digits = digits.lstrip("xX0")
    # Ten digits make a number beyond every character's already.
    return int(digits[:10] or "0", base)
