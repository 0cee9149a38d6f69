"""The tokenizer: the text cut into markup and character data, losslessly and in linear time, whatever it holds.

First half of the recovering reading. A well-formed token is one match of one pattern; only a token that is not is
read by `tag` or `markup`, which say what it means and carry the edits that would make it well-formed.
"""

from __future__ import annotations

import re

from svgguard.syntax import markup, tag
from svgguard.syntax.joined import find_lost
from svgguard.syntax.tag import RESUMED, TagDeviation
from svgguard.syntax.tokens import QNAME, Source, Token, TokenKind, good_start
from svgguard.types import Edit

_S = r"[ \t\r\n]"
_GOOD = re.compile(
    rf"\s*+(?:<({QNAME})((?:{_S}+{QNAME}{_S}*={_S}*(?:\"[^\"<]*\"|'[^'<]*'))*){_S}*(/?)>(?!{RESUMED.pattern})"
    rf"|</({QNAME}){_S}*>|(<!--)[^<-]*(?:-[^<-]+)*-->(?![^<>]*-->))"
)
"""White space, and a tag or comment in which nothing deviates."""


def read_token(source: Source, start: int) -> Token:
    """The token that begins at `start`, which is not the end of the text."""
    text = source.text
    if text[start] != "<" and start == 0 and tag.is_rest_of_root(text):
        return tag.read_rest_of_root(source)
    if text[start] != "<":
        end = _text_end(source, start)
        lost = find_lost(text, start, end)
        return tag.read_tag(source, start) if lost == start else Token(TokenKind.TEXT, start, end if lost < 0 else lost)
    if m := _GOOD.match(text, start):
        return _good_token(text, m)
    following = text[start + 1 : start + 2]
    if following in ("!", "?"):
        return markup.read_markup(source, start)
    if tag.is_tag(text, start + 1):
        token = Token(TokenKind.TEXT, start, start + 1)
        token.deviates(TagDeviation.STRAY_CHARACTER, start, start + 1, "a doubled <", Edit(start, start + 1, ""))
        return token
    if tag.is_tag(text, start):
        return tag.read_tag(source, start)
    return markup.literal(source, start)


def _good_token(text: str, m: re.Match[str]) -> Token:
    if m[1]:
        return good_start(text, m)
    if m[4]:
        return Token(TokenKind.END, m.start(4) - 2, m.end(), m[4], m.start(4), m.end(4))
    return Token(TokenKind.COMMENT, m.start(5), m.end())


def _text_end(source: Source, start: int) -> int:
    end = source.find("<", start)
    return source.size if end < 0 else end


def tokenize(text: str) -> list[Token]:
    """The tokens of a whole text."""
    source = Source(text)
    tokens: list[Token] = []
    at = 0
    while at < source.size:
        if m := _GOOD.match(text, at):
            token = _good_token(text, m)
            if token.start > at:
                tokens.append(Token(TokenKind.TEXT, at, token.start))
        else:
            token = read_token(source, at)
        tokens.append(token)
        at = token.end
    return tokens
