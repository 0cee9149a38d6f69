"""The reading of one attribute value that is not plainly quoted: where it was meant to begin and end.

A value's end is decided by what follows it. A proper value is followed by white space or the end of the tag; one that
swallowed the next attribute's opening quote ends in ``name=``; one that swallowed the tag's end holds ``>`` before any
``<``. Everything else is read by the quotes at hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from svgguard.svg import vocabulary
from svgguard.syntax.deviation import Deviation
from svgguard.syntax.joined import begins_tag, joined_word
from svgguard.syntax.tokens import QNAME, Source, Token, end_of, only_end_tags
from svgguard.types import Edit, Safety


class ValueDeviation(Deviation):
    """What deviates at the value of an attribute."""

    UNQUOTED_VALUE = "unquoted-value"
    MISSING_QUOTE = "missing-quote"
    STRAY_QUOTE = "stray-quote"
    TYPOGRAPHIC_QUOTE = "typographic-quote"
    ESCAPED_QUOTE = "escaped-quote"
    ATTRIBUTE_WITHOUT_VALUE = "attribute-without-value"
    MISSING_SPACE = "missing-space"
    LESS_THAN_IN_VALUE = "less-than-in-value"
    COMMENT_IN_TAG = "comment-in-tag"


PLAIN = re.compile(r"([\"'])((?:(?!\1)[^<])*)\1(?=[\s/><]|\Z)")
_AFTER = re.compile(r"[ \t\r\n/><]|\Z")
"""What may follow a value: the next attribute stands apart, the tag ends, or its end is missing."""
_REST_OF_TEXT = re.compile(r"[ ]+[^\s<>=\"'/][^<>=\"']{0,200}\"(?=\s*/?>)")
_SWALLOWED = re.compile(rf"[\s\"']{QNAME}\s*=\s*\Z")
_INNER_ATTRIBUTE = re.compile(rf"([^=:;<>]*?)(?<!\s)\s++({QNAME})\s*=")
_NEXT_ATTRIBUTE = re.compile(rf"{QNAME}\s*=\s*(?:[\"'\u201c\u201d\\]|&quot;)")
_FAMILIES = re.compile(r"([\"'])\1[\w .-]+\1(?:\s*,\s*(?:\1[\w .-]+\1|[\w .-]+))+\1(?=[\s/>])")
_CUT = re.compile(rf"(?<!\s)\s++(?={QNAME}\s*=)|(?<=[\"'])(?={QNAME}\s*=\s*[\"'])|(?<!\s)\s*+(?=/?>)|(?<!\s)\s*+(?=<)")
_TAG_END = re.compile(r"/?>")
COMMENT = re.compile(r"<!--(?:[^<-]|<(?!!--)|-(?!->))*+-->")
_JUNK = re.compile(rf"[^\w\s\"'<>/=]+(?=[\s/>]|{QNAME}\s*=)")
_UNOPENED = re.compile(r"([^\"'<>=]*)([\"'])(?=[\s/>]|\Z)")
_BARE = re.compile(r"(?:[^\s\"'<>()`=]*\([^\"'<>()=]*\)(?:[\s,]+(?=[a-zA-Z]+\())?)+|[^\s\"'<>`]+")
_MORE_NUMBERS = re.compile(
    r"(?:\s+(?:[-+.\d][^\s\"'<>=/]*|[MmLlHhVvCcSsQqTtAaZz](?:[-+.\d,][^\s\"'<>=/]*)?(?=[\s/>])))*"
)
_UP_TO_QUOTE = re.compile(rf"[^<>=\"']{{0,400}}([\"'])(?=[\s/>]|\Z|{QNAME}\s*=)")
_LATE_QUOTE = re.compile(r"[#\d.+\-]{1,3}([\"'])[^\"'<>=]+\1(?=[\s/>]|\Z)")
_BRACES = re.compile(r"\{+\s*[\"'`]?([^{}<>\"'`]*)[\"'`]?\s*\}+")
_GUILLEMETS = "\u00ab\u00bb"
_PRINTED = "\u201c\u201d\u201e\u201f\uff02"
"""Double quotes of print, which look alike and are taken for each other."""
TYPOGRAPHIC = f"{_PRINTED}\u2018\u2019\u201a\u201b\u2033\u2032\u00b4`{_GUILLEMETS}\uff07\u300c\u300d\u300e\u300f"
_TYPOGRAPHIC = re.compile(rf"[{TYPOGRAPHIC}]([^{TYPOGRAPHIC}\"<>]*)([{TYPOGRAPHIC}\"])")
_DOUBLE = re.compile(rf"[{_PRINTED}]([^{_PRINTED}\"<>]*)([{_PRINTED}])")
"""A value between double quotes of print, which may hold single ones."""
_WRONGLY_CLOSED = re.compile(rf"[^']+'|[^\"]+\"|.+[{TYPOGRAPHIC}]", re.S)
"""A value that ends in another quote than the one that opened it, which it does not hold."""
_ESCAPED = re.compile(r"\\+([\"'])((?:[^\\\"'<>]|\\+(?![\"'\\]))*)\\+([\"'])")
_ESCAPED_QUOTE = re.compile(r"\\+([\"'])")
_ENTITY_QUOTED = re.compile(r"&quot;([^\"<>]*?)&quot;")


@dataclass(slots=True)
class Value:
    """Where the value as meant stands, and where reading goes on."""

    start: int
    end: int
    resume: int
    cut: bool = False
    """True if the answer ended inside it."""
    spaced: bool = False
    """True if a space is inserted after it."""


def comment(words: str) -> str:
    """A well-formed comment of `words`."""
    words = re.sub("--+", lambda m: " ".join(m[0]), words)
    return f"<!--{words}{' ' if words.endswith('-') else ''}-->"


def read_value(source: Source, token: Token, at: int) -> Value:
    """The value that stands after ``=`` and white space at `at`; deviations are recorded in `token`."""
    text = source.text
    if (m := PLAIN.match(text, at)) and not (
        _SWALLOWED.search(m[2]) or _holds_attribute(text, m.start(2), m.end(2), token) or _goes_on(text, m)
    ):
        return Value(m.start(2), m.end(2), m.end())
    mark = text[at : at + 1]
    if mark in ("'", '"'):
        return _read_quoted(source, token, at, mark)
    if (m := _DOUBLE.match(text, at) or _TYPOGRAPHIC.match(text, at)) and not _SWALLOWED.search(m[1]):
        return _typographic(token, m)
    if mark and mark in TYPOGRAPHIC:
        token.deviates(
            ValueDeviation.TYPOGRAPHIC_QUOTE, at, at + 1, f"{mark} is not an XML quote", Edit(at, at + 1, '"')
        )
        return _read_quoted(source, token, at, '"')
    if m := _ESCAPED.match(text, at):
        return _escaped(token, m)
    if m := _ESCAPED_QUOTE.match(text, at):
        edit = Edit(at, m.start(1), "")
        token.deviates(
            ValueDeviation.ESCAPED_QUOTE, at, m.end(), "a quote with a backslash, as in a program's string", edit
        )
        return _read_quoted(source, token, m.start(1), m[1])
    if m := _ENTITY_QUOTED.match(text, at):
        return _entity_quoted(token, m)
    return _read_unquoted(source, token, at)


def _typographic(token: Token, m: re.Match[str]) -> Value:
    # French guillemets stand apart from what they quote.
    start = m.end(1) - len(m[1].lstrip()) if m[2] in _GUILLEMETS else m.start(1)
    end = m.start(1) + len(m[1].rstrip()) if m[2] in _GUILLEMETS else m.end(1)
    edits = (Edit(m.start(), start, '"'), Edit(end, m.end(2), '"'))
    token.deviates(ValueDeviation.TYPOGRAPHIC_QUOTE, m.start(), m.end(), f"{m[0][0]}…{m[2]} are not XML quotes", *edits)
    return Value(start, end, m.end())


def _escaped(token: Token, m: re.Match[str]) -> Value:
    edits = (Edit(m.start(), m.start(1) + 1, '"'), Edit(m.end(2), m.end(), '"'))
    token.deviates(
        ValueDeviation.ESCAPED_QUOTE, m.start(), m.end(), "quotes with a backslash, as in a program's string", *edits
    )
    return Value(m.start(2), m.end(2), m.end())


def _entity_quoted(token: Token, m: re.Match[str]) -> Value:
    edits = (Edit(m.start(), m.start(1), '"'), Edit(m.end(1), m.end(), '"'))
    token.deviates(ValueDeviation.ESCAPED_QUOTE, m.start(), m.end(), "&quot; cannot delimit a value", *edits)
    return Value(m.start(1), m.end(1), m.end())


def _read_quoted(source: Source, token: Token, at: int, quote: str) -> Value:
    """A value that `quote` opens at `at`, with what may not stand in it escaped."""
    value = _find_quoted(source, token, at, quote)
    if not value.cut:
        _escape_less_than(token, source.text, value)
    return value


def _find_quoted(source: Source, token: Token, at: int, quote: str) -> Value:
    text = source.text
    close = source.find(quote, at + 1)
    if close < 0:
        return _read_unclosed(source, token, at, quote, source.size)
    value = text[at + 1 : close]
    if _SWALLOWED.search(value) or _holds_attribute(text, at + 1, close, token):
        return _read_unclosed(source, token, at, quote, close)
    if "<" in value:
        bracket = re.search("[<>]", value)
        if bracket and bracket[0] == ">" and re.search(r">\s*<", value):
            return _read_unclosed(source, token, at, quote, close)
    if begins_tag(text, close + 1, token.name):
        return Value(at + 1, close, close + 1)
    if text.startswith(quote, close + 1) or not value:
        return _read_doubled(source, token, at, quote, close)
    m = PLAIN.match(text, at)
    if (_may_end(text, close + 1) and not (m and _goes_on(text, m))) or _JUNK.match(text, close + 1):
        return Value(at + 1, close, close + 1)
    if _NEXT_ATTRIBUTE.match(text, close + 1):
        return _spaced(text, token, at, close)
    return _read_nested(source, token, at, quote, close)


def _may_end(text: str, at: int) -> bool:
    """True if what stands at `at` may follow a value."""
    return _AFTER.match(text, at) is not None


def _goes_on(text: str, m: re.Match[str]) -> bool:
    """True if a plainly quoted value is only the beginning of one that holds its own quote: ``"8" tyre">``."""
    return m[1] == '"' and _REST_OF_TEXT.match(text, m.end()) is not None


def _holds_attribute(text: str, start: int, end: int, token: Token) -> bool:
    """True if a value runs on into another attribute, of this element or of a tag joined to it, whose quote is gone."""
    if text.find("=", start, end) < 0:
        return False
    m = _INNER_ATTRIBUTE.match(text, start, end)
    if m is None:
        return False
    return m[2] in vocabulary.attributes(token.name) or joined_word(text, start, m.end(1), token.name) < m.end(1)


def _spaced(text: str, token: Token, at: int, close: int) -> Value:
    """A value followed at once by something that is no part of it; the space may stand before the quote instead."""
    end = close
    while end > at + 2 and text[end - 1] == " ":
        end -= 1
    set_apart(text, token, close + 1, *(() if end == close else (Edit(end, close, ""),)))
    return Value(at + 1, end, close + 1, spaced=True)


def set_apart(text: str, token: Token, at: int, *moved: Edit) -> None:
    """A space before what follows a value at once, at `at`; `moved` takes the one away that stood before the quote."""
    message = f"no space between a value and {text[at]!r}"
    token.deviates(ValueDeviation.MISSING_SPACE, at - 1, at + 1, message, *moved, Edit(at, at, " "))


def _read_unclosed(source: Source, token: Token, at: int, quote: str, limit: int) -> Value:
    """A value whose closing quote is missing: it ends where the next attribute or the end of the tag begins."""
    text = source.text
    m = _CUT.search(text, at + 1, min(limit + 1, source.size))
    if m is None:
        token.cut = True
        return Value(at + 1, source.size, source.size, cut=True)
    end = joined_word(text, at + 1, m.start(), token.name)
    if _WRONGLY_CLOSED.fullmatch(text, at + 1, end):
        sign, edit = text[end - 1], Edit(end - 1, end, quote)
        if sign in TYPOGRAPHIC:
            token.deviates(ValueDeviation.TYPOGRAPHIC_QUOTE, end - 1, end, f"{sign} is not an XML quote", edit)
        else:
            token.deviates(ValueDeviation.MISSING_QUOTE, at, end, f"opened by {quote} and closed by {sign}", edit)
        return Value(at + 1, end - 1, end)
    if text[m.end()] == "<" and only_end_tags(source.text, m.end()):
        token.cut = True
        return Value(at + 1, end, end, cut=True)
    token.deviates(ValueDeviation.MISSING_QUOTE, at, end, f"the value has no closing {quote}", Edit(end, end, quote))
    return Value(at + 1, end, end)


def _escape_less_than(token: Token, text: str, value: Value) -> None:
    inside = text[value.start : value.end]
    for m in COMMENT.finditer(inside):
        start, end = value.start + m.start(), value.start + m.end()
        moved = Edit(token.start, token.start, comment(m[0][4:-3]))
        token.deviates(
            ValueDeviation.COMMENT_IN_TAG, start, end, "a comment inside a value", moved, Edit(start, end, "")
        )
    for m in re.finditer("<", COMMENT.sub(lambda c: " " * len(c[0]), inside)):
        place = value.start + m.start()
        edit = Edit(place, place + 1, "&lt;")
        token.deviates(ValueDeviation.LESS_THAN_IN_VALUE, place, place + 1, "an unescaped < inside a value", edit)


def _read_doubled(source: Source, token: Token, at: int, quote: str, close: int) -> Value:
    """A value beside whose opening or closing quote stands another one."""
    text = source.text
    if close == at + 1 and (m := _FAMILIES.match(text, at)):
        # A list of font names, the first of them quoted like the whole.
        other = "'" if quote == '"' else '"'
        inner = [at + i for i, c in enumerate(m[0]) if c == quote and 0 < i < len(m[0]) - 1]
        token.deviates(
            ValueDeviation.STRAY_QUOTE, at, m.end(), "quotes nested in a value", *(Edit(i, i + 1, other) for i in inner)
        )
        return Value(at + 1, m.end() - 1, m.end())
    if text.startswith(quote, close + 1) or _may_end(text, close + 1):
        # The value is plain; quotes that follow it are strays, left to the reader of the tag.
        return Value(at + 1, close, close + 1)
    end = source.find(quote, close + 1)
    if end < 0 or re.search("[<=]", text[close:end]):
        return _spaced(text, token, at, close)
    token.deviates(ValueDeviation.STRAY_QUOTE, at, close + 1, "a quote too many before the value", Edit(at, at + 1, ""))
    return Value(close + 1, end, end + 1)


def _read_nested(source: Source, token: Token, at: int, quote: str, close: int) -> Value:
    """A value that holds its own quote, such as a font name in a style."""
    text = source.text
    inner = [close]
    while len(inner) <= 16:
        following = source.text.find(quote, inner[-1] + 1, inner[-1] + 400)
        if following < 0 or re.search(r"[<>]|\s[\w:-]+\s*=", text[inner[-1] : following]):
            break
        closes = _may_end(text, following + 1) and not (len(inner) % 2 and _one_more(text, following))
        if closes or _NEXT_ATTRIBUTE.match(text, following + 1):
            edits = _swapped(text, at, following, quote, inner)
            token.deviates(ValueDeviation.STRAY_QUOTE, at, following + 1, "quotes nested in a value", *edits)
            return Value(at + 1, following, following + 1)
        inner.append(following)
    if (m := _CUT.search(text, at + 1, close)) and _TAG_END.match(text, m.end()):
        token.deviates(ValueDeviation.MISSING_QUOTE, at, m.start(), f"the value has no closing {quote}",
                       Edit(m.start(), m.start(), quote))  # fmt: skip
        return Value(at + 1, m.start(), m.start())
    return _spaced(text, token, at, close)


def _one_more(text: str, at: int) -> bool:
    """True if another quote of that kind, which may end a value, comes before anything else that could."""
    m = _UP_TO_QUOTE.match(text, at + 1)
    return m is not None and m[1] == text[at]


def _swapped(text: str, at: int, end: int, quote: str, inner: list[int]) -> list[Edit]:
    """The quotes inside a value as quotes of the other kind; an apostrophe stays what it is, escaped."""
    other, escaped = ("'", "&quot;") if quote == '"' else ('"', "&apos;")
    inches = len(inner) == 1 and text[inner[0] - 1].isdigit()
    swap = escaped if inches or other in text[at:end] else other
    between = {place for place in inner if text[place - 1].isalpha() and text[place + 1].isalpha()}
    apostrophes = between if quote == "'" or len(inner) == 1 else set[int]()
    return [Edit(place, place + 1, escaped if place in apostrophes else swap) for place in inner]


def _read_unquoted(source: Source, token: Token, at: int) -> Value:
    text = source.text
    if m := _BRACES.match(text, at):
        edits = (Edit(m.start(), m.start(1), '"'), Edit(m.end(1), m.end(), '"'))
        token.deviates(
            ValueDeviation.UNQUOTED_VALUE, at, m.end(), "a value in braces, as in JSX", *edits, safety=Safety.UNSAFE
        )
        return Value(m.start(1), m.end(1), m.end())
    m = _UNOPENED.match(text, at)
    if m and m[1].strip() and not _has_tail(m[1]):
        token.deviates(
            ValueDeviation.MISSING_QUOTE, at, m.end(), f"the value has no opening {m[2]}", Edit(at, at, m[2])
        )
        return Value(at, m.end(1), m.end())
    if m := _LATE_QUOTE.match(text, at):
        late = m.start(1)
        edits = Edit(at, at, m[1]), Edit(late, late + 1, "")
        token.deviates(ValueDeviation.STRAY_QUOTE, late, late + 1, "the opening quote stands inside the value", *edits)
        return Value(at, m.end() - 1, m.end())
    nothing_here = at >= source.size or text[at] in "<>" or text.startswith("/>", at)
    if nothing_here or _NEXT_ATTRIBUTE.match(text, at):
        place = at
        while text[place - 1].isspace():
            place -= 1
        if at >= source.size:
            token.cut = True
            return Value(place, place, source.size, cut=True)
        token.deviates(
            ValueDeviation.ATTRIBUTE_WITHOUT_VALUE, place - 1, place, "nothing after =", Edit(place, place, '""')
        )
        return Value(place, place, at)
    end = end_of(_MORE_NUMBERS, text, end_of(_BARE, text, at))
    if text.startswith(("'", '"'), end):
        end -= _joined_name(text[at:end], token)
    while end > at + 1 and (text[end - 1] in ",;" or (text[end - 1] == "/" and text[end : end + 1] == ">")):
        end -= 1
    if end >= source.size:
        token.cut = True
        return Value(at, end, end, cut=True)
    quote = '"' if '"' not in text[at:end] else "'"
    edits = (Edit(at, at, quote), Edit(end, end, quote))
    token.deviates(ValueDeviation.UNQUOTED_VALUE, at, end, "the value has no quotes", *edits)
    return Value(at, end, end)


def _joined_name(value: str, token: Token) -> int:
    """The length of the next attribute's name and ``=``, if they are joined to a value's end; 0 when they are not."""
    joined = (f"{name}=" for name in vocabulary.attributes(token.name.removeprefix("svg:")))
    return max((len(name) for name in joined if value.endswith(name)), default=0)


def _has_tail(value: str) -> bool:
    """True if what should be one value is followed by a word that could be the next attribute's name."""
    return bool(re.search(r"^\S+\s+[a-z][a-z-]{3,}$", value)) and not value.strip().startswith(("M", "m"))
