"""Embedded images: of all that an ``href`` can point to, only pixels inside the document are drawn."""

from __future__ import annotations

import base64
import binascii
import io
from urllib.parse import unquote_to_bytes

_MIME = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""The formats drawn, by the names Pillow gives them."""


def decode(uri: str) -> bytes | None:
    """The content of a ``data:`` URI; None for any other address, or when it is broken."""
    scheme, _, rest = uri.strip().partition(":")
    header, comma, payload = rest.partition(",")
    if scheme.lower() != "data" or not comma:
        return None
    data = unquote_to_bytes(payload)
    if not header.lower().replace(" ", "").endswith(";base64"):
        return data
    try:
        return base64.b64decode(b"".join(data.split()) + b"==")
    except binascii.Error:
        return None


def inspect(uri: str) -> tuple[str, int] | str:
    """A plain ``data:`` URI for the image in `uri` and its size in pixels, or why it is not drawn.

    The URI is written anew from what was inspected, so that no engine reads it in another way.
    """
    from PIL import Image, UnidentifiedImageError

    if (data := decode(uri)) is None:
        return "it lies outside the document"
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_MIME)) as image:
            width, height = image.size
            mime = _MIME[image.format or ""]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, KeyError):
        return "it is not a PNG, JPEG, GIF or WebP image"
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}", width * height
