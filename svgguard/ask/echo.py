"""Echoes: where a text says again what svgguard's own questions say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from svgguard.ask.files import prompt_file

QUESTIONS = ("system", "ask", "reask", "patch", "continue", "list", "parts")
"""The prompts to which a drawing, or a piece of one, is the answer."""

FEWEST_WORDS = 6
"""Words in a row from which on they are taken for the question's."""

_END = re.compile(r"\$\w+|[.:;,?!](?:\s|$)|\n\n|\n- |[\"<>=&]")
"""Where a stretch of a question ends: what follows may be left out, or be written otherwise."""
_SPACE = re.compile(r"\s+")


def echoes(text: str) -> Iterator[tuple[int, int, str]]:
    """Where `text` holds words of a question, and which; in time linear in its length."""
    said = _SPACE.sub(" ", text).lower()
    for stretch in _stretches():
        # A search that knows of white space is slow, and nearly no answer holds any of them.
        if stretch in said:
            for m in re.finditer(r"\s+".join(map(re.escape, stretch.split())), text, re.I):
                yield *m.span(), stretch


@cache
def _stretches() -> tuple[str, ...]:
    """What the questions say in many words without a break, in small letters."""
    pieces = (piece for name in QUESTIONS for piece in _END.split(prompt_file(name).text))
    words = (" ".join(piece.lower().strip("- ").split()) for piece in pieces)
    return tuple(dict.fromkeys(each for each in words if len(each.split()) >= FEWEST_WORDS))
