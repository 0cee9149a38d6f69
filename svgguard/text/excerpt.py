"""Excerpts: a text of any length as a message quotes it."""

from __future__ import annotations

_LONGEST = 40


def excerpt(text: str) -> str:
    """The text, or its beginning and three full stops where it has more than 40 characters."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
