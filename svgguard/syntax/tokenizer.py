"""The tokenizer: the text cut into markup and character data, losslessly and in linear time, whatever it holds.

First half of the recovering reading. A well-formed token is one match of one pattern; only a token that is not is
read by `tag` or `markup`, which say what it means and carry the edits that would make it well-formed.
"""

from __future__ import annotations

import re

from svgguard.syntax import markup, tag
from svgguard.syntax.deviation import Deviation
from svgguard.syntax.joined import find_lost
from svgguard.syntax.tag import RESUMED
from svgguard.syntax.tokens import QNAME, Kind, Source, Token, good_start
from svgguard.types import Edit, Finding, Repair

_S = r"[ \t\r\n]"
_GOOD = re.compile(
    rf"\s*+(?:<({QNAME})((?:{_S}+{QNAME}{_S}*={_S}*(?:\"[^\"<]*\"|'[^'<]*'))*){_S}*(/?)>(?!{RESUMED.pattern})"
    rf"|</({QNAME}){_S}*>|(<!--)[^<-]*(?:-[^<-]+)*-->(?![^<>]*-->))"
)
"""White space, and a tag or comment in which nothing deviates."""


def read_token(source: Source, start: int) -> Token:
    """The token that begins at `start`, which is not the end of the text."""
    text = source.text
    if text[start] != "<" and start == 0 and source.whole and tag.is_rest_of_root(text):
        return tag.read_rest_of_root(source)
    if text[start] != "<":
        end = _text_end(source, start)
        lost = find_lost(text, start, end)
        return tag.read_tag(source, start) if lost == start else Token(Kind.TEXT, start, end if lost < 0 else lost)
    if m := _GOOD.match(text, start):
        return _good_token(text, m)
    following = text[start + 1 : start + 2]
    if following in ("!", "?"):
        return markup.read_markup(source, start)
    if tag.is_tag(text, start + 1):
        token = Token(Kind.TEXT, start, start + 1)
        token.deviates(Deviation.STRAY_CHARACTER, start, start + 1, "a doubled <", Edit(start, start + 1, ""))
        return token
    if tag.is_tag(text, start):
        return tag.read_tag(source, start)
    return markup.literal(source, start)


def _good_token(text: str, m: re.Match[str]) -> Token:
    if m[1]:
        return good_start(text, m)
    if m[4]:
        return Token(Kind.END, m.start(4) - 2, m.end(), m[4], m.start(4), m.end(4))
    return Token(Kind.COMMENT, m.start(5), m.end())


def _text_end(source: Source, start: int) -> int:
    end = source.find("<", start)
    return source.size if end < 0 else end


class Tokenizer:
    """Reads a text that comes in pieces; a token is given out once no further text could change it.

    Feeding a text in any pieces gives the same tokens as feeding it whole, with offsets into the whole. What has been
    given out is forgotten, and a token in the making is read again only after it has grown by an eighth, so the work
    stays linear however small the pieces are.
    """

    def __init__(self) -> None:
        self._pending = ""
        self._pieces: list[str] = []
        self._size = 0
        self._base = 0
        self._wait = 0

    def feed(self, piece: str) -> list[Token]:
        """Take more text; returns the tokens that are now certain."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size < self._wait or (">" not in piece and "<" not in piece):
            return []
        tokens = self._read(final=False)
        self._wait = self._size + self._size // 8
        return tokens

    def close(self) -> list[Token]:
        """No more text comes; returns the tokens that remain."""
        return self._read(final=True)

    def _read(self, *, final: bool) -> list[Token]:
        text = self._pending + "".join(self._pieces)
        self._pieces.clear()
        source = Source(text, whole=self._base == 0)
        tokens: list[Token] = []
        at = 0
        last_bracket = max(text.rfind("<"), text.rfind(">"))
        while at < source.size:
            source.ran_out = False
            token = read_token(source, at)
            if not final and (source.ran_out or not _is_certain(text, token, last_bracket)):
                break
            at = token.end
            tokens.append(_moved(token, self._base))
        self._base += at
        self._pending = text[at:]
        self._size = len(self._pending)
        return tokens


def tokenize(text: str) -> list[Token]:
    """The tokens of a whole text."""
    source = Source(text)
    tokens: list[Token] = []
    at = 0
    while at < source.size:
        if m := _GOOD.match(text, at):
            token = _good_token(text, m)
            if token.start > at:
                tokens.append(Token(Kind.TEXT, at, token.start))
        else:
            token = read_token(source, at)
        tokens.append(token)
        at = token.end
    return tokens


_BRACKET = re.compile("[<>]")
_MAY_RESUME = re.compile(r"[ \t]*(?:[\w.:\-]+=|[\w.:\-]*\Z)")
"""What attributes that go on after a tag's end begin with, as far as it has come."""


def _is_certain(text: str, token: Token, last_bracket: int) -> bool:
    """Whether `token` is read the same whatever comes after `text`.

    A look beyond a token that ends in no ``>`` goes to the next bracket, at what that begins, or sets `ran_out`. A
    comment may go on to another ``-->``, and a start tag to attributes, if no other bracket comes before.
    """
    following = _BRACKET.search(text, token.end)
    if text[token.end - 1] != ">" or token.bracket:
        return following is not None and following.start() < last_bracket
    if token.kind is Kind.START and not token.empty:
        return following is not None or not _MAY_RESUME.match(text, token.end)
    return token.kind is not Kind.COMMENT or following is not None


_PLACES = {
    Kind.START: ("start", "end", "name_start", "name_end", "open_end"),
    Kind.END: ("start", "end", "name_start", "name_end"),
}
"""The offsets that a token of each kind has."""


def _moved(token: Token, by: int) -> Token:
    if by:
        for attribute in token.attributes:
            for place in ("start", "name_end", "value_start", "value_end", "end"):
                setattr(attribute, place, getattr(attribute, place) + by)
        for place in _PLACES.get(token.kind, ("start", "end")):
            setattr(token, place, getattr(token, place) + by)
        if token.shapes:
            token.shapes = [(name, _moved_finding(finding, by)) for name, finding in token.shapes]
    return token


def _moved_finding(finding: Finding, by: int) -> Finding:
    repair = finding.repair
    if repair is not None:
        edits = tuple(Edit(e.start + by, e.end + by, e.replacement) for e in repair.edits)
        repair = Repair(edits, repair.safety, repair.message)
    return Finding(finding.start + by, finding.end + by, finding.message, repair, finding.blame)
