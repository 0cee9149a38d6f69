"""Encodings: bytes to text and back without losing a byte, and what an XML declaration says of it."""

from __future__ import annotations

import codecs

from svgguard.text.pattern import lazy_pattern

_DECLARED = lazy_pattern(r"[\ufeff\s]*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z][\w.\-]*)[\"']")
_NOT_OF_XML = frozenset(
    "base64 bz2 hex idna mbcs oem punycode quopri raw-unicode-escape rot-13 undefined unicode-escape uu zlib".split()
)
"""Codecs of Python that are no character set which an XML declaration may name (XML 1.0, section 4.3.3)."""


def is_known(name: str) -> bool:
    """True if a character set of that name exists that an XML document may be written in."""
    try:
        return codecs.lookup(name).name not in _NOT_OF_XML
    except LookupError:
        return False


def declared(text: str) -> str | None:
    """The encoding that the XML declaration of `text` names; None when it names none."""
    m = _DECLARED.match(text)
    return m[1] if m else None


def codec_for(text: str) -> str:
    """The codec to write `text` with: the one it declares, else UTF-8."""
    name = declared(text)
    return name if name is not None and is_known(name) else "utf-8"


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the codec that gives its bytes back (with ``surrogateescape``)."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            pass
    name = codec_for(data[:200].decode("latin-1"))
    if codecs.lookup(name).name not in ("utf-8", "ascii") and not name.lower().startswith("utf-16"):
        try:
            text = data.decode(name)
            if text.encode(name) == data:
                return text, name
        except (LookupError, UnicodeError):
            pass
    return data.decode("utf-8", "surrogateescape"), "utf-8"
