"""Addresses: what a browser would do with one (WHATWG URL, section 4.4; RFC 2397)."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from enum import Enum
from urllib.parse import unquote_to_bytes

from svgguard.guard.sanitising.allowance import Allowance


class AddressKind(Enum):
    """What stands at an address."""

    LOCAL = 0
    """Within the document, or nothing at all."""
    SCRIPT = 1
    """The address itself runs."""
    DATA = 2
    """It holds a picture, a font or other data that no script can be in."""
    MARKUP = 3
    """It holds a document, in which one can be."""
    SECURE = 4
    """An https or mailto address, which a link may lead to."""
    ELSEWHERE = 5
    """Anything else: it is fetched."""


_ENDS = "".join(map(chr, range(0x21)))
_PASSED_OVER = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.I)
_SCRIPTS = frozenset(("javascript", "vbscript", "livescript"))
_DATA = re.compile(r"data:\s*([\w.+\-]*/?[\w.+\-]*)([^,]*),", re.I)
_PLAIN = re.compile(r"(?:image/(?!svg)|font/|audio/|video/|application/(?:[a-z.\-]*font|vnd\.ms-))", re.I)
_BASE64 = re.compile(r";\s*base64\s*\Z", re.I)


def kind_of(value: str) -> AddressKind:
    """What stands at an address, as an attribute or a style sheet holds it, decoded."""
    address = _PASSED_OVER.sub("", value.strip(_ENDS))
    if not address or address[0] == "#":
        return AddressKind.LOCAL
    scheme = _SCHEME.match(address)
    name = scheme[1].lower() if scheme else ""
    if name in _SCRIPTS:
        return AddressKind.SCRIPT
    if name == "data":
        held = _DATA.match(address)
        return AddressKind.DATA if held and _PLAIN.match(held[1]) else AddressKind.MARKUP
    return AddressKind.SECURE if name in ("https", "mailto") else AddressKind.ELSEWHERE


def is_raster(value: str, allowance: Allowance) -> bool:
    """True if an address holds a picture of pixels that is what it says and no larger than a policy allows."""
    address = _PASSED_OVER.sub("", value.strip(_ENDS))
    held = _DATA.match(address)
    if held is None:
        return False
    claimed = held[1].lower().removeprefix("image/").replace("jpg", "jpeg")
    if claimed not in allowance.raster:
        return False
    content = unquote_to_bytes(address[held.end() :])
    if _BASE64.search(held[2]):
        try:
            content = base64.b64decode(content + b"===", validate=False)
        except binascii.Error:
            return False
    # Loaded only where a picture is embedded.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=[claimed.upper()]) as picture:
                width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return width * height <= allowance.pixels


def is_font(value: str, allowance: Allowance) -> bool:
    """True if an address holds a font, and a policy allows fonts."""
    held = _DATA.match(_PASSED_OVER.sub("", value.strip(_ENDS)))
    return held is not None and held[1].lower() in allowance.fonts
