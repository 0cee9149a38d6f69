"""White space that looks like it and is none: SVG and CSS know five characters, typesetters many more."""

from __future__ import annotations

from svgguard.text.pattern import lazy_pattern

_FOREIGN = lazy_pattern("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_UNSEEN = lazy_pattern("[\u200b-\u200d\u2060\ufeff\u00ad]")


def plain(text: str) -> str:
    """The text with each of them as a space, and without those of no width."""
    return text if text.isascii() else _UNSEEN.sub("", _FOREIGN.sub(" ", text))
