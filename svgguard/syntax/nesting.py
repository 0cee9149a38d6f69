"""Nesting as a viewer reads it: tags taken in order, an end tag ending the nearest element of its name.

Pairing weighs more than the order of the tags. What it may not do is overrule tags that nest as they stand, or call a
nesting safe that puts elements where a viewer would draw them otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from svgguard.svg import vocabulary
from svgguard.syntax.tokens import Token, TokenKind
from svgguard.syntax.tree import Element

_HARMLESS = ("data-", "aria-", "role", "xmlns")
"""How attributes begin that change nothing for what stands in their element."""
_REFERRED = re.compile(r"#([\w.:-]+)")
"""What refers to an id, in an attribute or a style sheet (and every colour)."""
_TRANSPARENT = ("g", "a")
"""Elements that are no more than what is written on them."""


class Order(Enum):
    """How far the tags nest as they stand."""

    WHOLE = "to the end or the cut"
    ROOT = "to the end tag of the root, which ends more than the root"
    BROKEN = "not so far"


def order(tokens: Sequence[Token], last_end: int) -> tuple[Order, int]:
    """How far `tokens` nest, and how many elements below the root are left open; `last_end` is the root's end tag."""
    names: list[str] = []
    for index, token in enumerate(tokens):
        if token.cut and _is_last(tokens, index):
            break
        if token.kind is TokenKind.START and not token.empty:
            names.append(token.name)
        elif token.kind is TokenKind.END:
            at_root = bool(names) and index == last_end and names[0] == token.name
            if not names or names[-1] != token.name or (at_root and len(names) > 1 and _is_last(tokens, index)):
                return Order.ROOT if at_root else Order.BROKEN, len(names) - 1
            names.pop()
            if not names:
                return Order.WHOLE if _is_last(tokens, index) else Order.BROKEN, 0
    return Order.WHOLE, max(0, len(names) - 1)


def _is_last(tokens: Sequence[Token], index: int) -> bool:
    return all(token.kind not in (TokenKind.START, TokenKind.END) for token in tokens[index + 1 :])


def departs(text: str, tokens: Sequence[Token], elements: Sequence[Element]) -> bool:
    """True if a viewer that takes the tags in order would draw one of `elements` in other surroundings.

    Surroundings are the elements around it that may change how it is drawn: by an attribute, by what they are,
    or because something in `text` refers to them.
    """
    viewed = _viewed(tokens)
    ours = {id(e.token): e.parent.token if e.parent else None for e in elements}
    referred = frozenset(_REFERRED.findall(text))
    memory: tuple[dict[int, Token | None], dict[int, Token | None]] = ({}, {})
    for element in elements:
        token = element.token
        if id(token) not in viewed:
            continue
        holder = viewed[id(token)]
        if holder is not None and not vocabulary.may_contain(holder.name, token.name):
            # A viewer draws nothing of what stands there.
            viewed[id(token)] = ours[id(token)]
            continue
        one, other = (_around(token, side, seen, referred) for side, seen in zip((ours, viewed), memory, strict=True))
        if one is not other:
            return True
    return False


def _viewed(tokens: Sequence[Token]) -> dict[int, Token | None]:
    """By each start tag: that of the element a viewer puts it in."""
    parents: dict[int, Token | None] = {}
    stack: list[Token] = []
    open_names: dict[str, int] = {}
    for token in tokens:
        name = token.name.casefold()
        if token.kind is TokenKind.START and not token.cut:
            parents[id(token)] = stack[-1] if stack else None
            if not token.empty:
                stack.append(token)
                open_names[name] = open_names.get(name, 0) + 1
        elif token.kind is TokenKind.END and open_names.get(name):
            while stack:
                ended = stack.pop().name.casefold()
                open_names[ended] -= 1
                if ended == name:
                    break
    return parents


def _around(
    token: Token, parents: dict[int, Token | None], seen: dict[int, Token | None], referred: frozenset[str]
) -> Token | None:
    """The nearest element around `token` that matters."""
    path = []
    at = parents.get(id(token))
    while at is not None and id(at) not in seen and not (parents.get(id(at)) and _matters(at, referred)):
        path.append(at)
        at = parents.get(id(at))
    nearest = seen[id(at)] if at is not None and id(at) in seen else at
    for passed in path:
        seen[id(passed)] = nearest
    return nearest


def _matters(token: Token, referred: frozenset[str]) -> bool:
    if token.name not in _TRANSPARENT:
        return True
    return any(
        a.value in referred if a.name in ("id", "xml:id") else not a.name.startswith(_HARMLESS)
        for a in token.attributes
    )
