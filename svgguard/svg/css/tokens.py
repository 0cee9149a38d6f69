"""Component values: the tokens of a value, as tinycss2 gives them, within a depth that can be walked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import tinycss2

_DEEPEST = 24
"""Brackets in one another; nobody writes so many, and every reading recurses by them."""
_LONGEST = 20_000
"""Characters of one value."""
_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?", re.S)
_BRACKET = re.compile(r"[\[({]|[\])}]")


def read(text: str) -> list[Any]:
    """The tokens of a value without comments; none for what is too deep or too long to be one."""
    if not is_walkable(text):
        return []
    return list(tinycss2.parse_component_value_list(text, skip_comments=True))


def is_walkable(text: str) -> bool:
    """True for what is neither too long nor too deeply nested to be walked by recursion."""
    return len(text) <= _LONGEST and depth(text) <= _DEEPEST


def depth(text: str) -> int:
    """How deep brackets stand in one another."""
    deepest = now = 0
    for m in _BRACKET.finditer(_QUOTED.sub("", text)):
        now = now + 1 if m[0] in "[({" else max(0, now - 1)
        deepest = max(deepest, now)
    return deepest


def significant(tokens: Sequence[Any]) -> list[Any]:
    """Without white space and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def split(tokens: Sequence[Any], separator: str = ",") -> Iterator[list[Any]]:
    """The runs of tokens between separators, without white space around."""
    run: list[Any] = []
    for token in tokens:
        if token == separator:
            yield trimmed(run)
            run = []
        else:
            run.append(token)
    yield trimmed(run)


def words(tokens: Sequence[Any]) -> Iterator[list[Any]]:
    """The runs of tokens between white space."""
    run: list[Any] = []
    for token in tokens:
        if token.type != "whitespace":
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def trimmed(tokens: Sequence[Any]) -> list[Any]:
    """Without white space at the ends."""
    run = list(tokens)
    while run and run[0].type == "whitespace":
        run.pop(0)
    while run and run[-1].type == "whitespace":
        run.pop()
    return run


def written(tokens: Sequence[Any]) -> str:
    """The tokens as CSS."""
    return str(tinycss2.serialize(tokens)).strip()


def is_word(token: Any, word: str) -> bool:
    """True if a token is this word, in any case."""
    return bool(token.type == "ident" and token.lower_value == word)
