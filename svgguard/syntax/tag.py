"""The reading of one broken tag: which element, which attributes, and where it was meant to end."""

from __future__ import annotations

import re

from svgguard.svg import vocabulary
from svgguard.syntax.deviation import Deviation
from svgguard.syntax.joined import begins_tag
from svgguard.syntax.tokens import QNAME, Attribute, Source, Token, TokenKind, end_of, is_qname, qname_end
from svgguard.syntax.value import COMMENT, TYPOGRAPHIC, Value, ValueDeviation, comment, read_value, set_apart
from svgguard.types import Edit, Safety


class TagDeviation(Deviation):
    """What deviates elsewhere in a tag."""

    MISSING_EQUALS = "missing-equals"
    STRAY_CHARACTER = "stray-character"
    MISSING_BRACKET = "missing-bracket"
    STRAY_END_TAG = "stray-end-tag"


_TAG = re.compile(r"<(?:/\s*)?[^\W\d]|</(?=\s*(?:<|\Z))|<(?:\s+|[^\w\s<>/!?])/?([A-Za-z]+)[\s/>]")
_JUNK_BEFORE = re.compile(r"[^\w/]*")
_NO_WIDTH = "\u200b\u2060\ufeff"
"""Signs that cannot be seen; beside a name or a value they are read as the white space they were taken for."""
_SPACE = re.compile(rf"[\s{_NO_WIDTH}]*")
_TAG_NAME = re.compile(rf"[^\s\"'<>/=!?&{TYPOGRAPHIC}]+")
_ATTRIBUTE_NAME = re.compile(rf"[^\s\"'<>/=\uff1d{TYPOGRAPHIC}\\]+")
_EQUALS = re.compile(rf"[\s{_NO_WIDTH}]*(=[=:]*|:=|\uff1d)[\s{_NO_WIDTH}]*")
_QUOTE_FOLLOWS = re.compile(rf"[\s{_NO_WIDTH}]*(?=[\"'])")
_FULL_WIDTH = re.compile("[\uff0c\u3001\uff1b\u061b\u060c]+")
"""Commas and semicolons of other scripts; XML would let the first be part of a name."""
_NAME_IN_JUNK = re.compile(rf"(\W*)({QNAME})?")
_CODE_COMMENT = re.compile(r"/\*((?:[^*<>]|\*(?!/)){0,500}+)\*/|//([^\n\"'<>=]{0,500}+)(?=\n)")
_BEFORE_TAG = re.compile(rf"(?:{COMMENT.pattern}\s*+){{1,8}}+<[^!]")
"""A few comments, and then the next tag."""
_STRAY_LESS = re.compile(rf"<\s*{QNAME}\s*=\s*[\"']")
_QUOTED = re.compile(r"\"[^\"<>=]*\"|'[^'<>=]*'")
_QUOTED_VALUE = re.compile(r"([\"'])((?:(?!\1)[^<>]){0,20000})\1")
_NO_VALUE = re.compile(rf"\s{QNAME}\s*=\s*\Z|^\s*\Z|^\s+{QNAME}\s*=")
"""What stands between the closing quote of one value and the opening quote of another."""
_QUOTES = re.compile(rf"[\"'{TYPOGRAPHIC}]+")
_STRANGE_SPACE = re.compile(rf"(?:(?![ \t\r\n])[\s{_NO_WIDTH}])+")
RESUMED = re.compile(rf"[ \t]*+{QNAME}=(?:\"[^\"<>]*\"|'[^'<>]*')(?:\s+{QNAME}=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>")
"""Attributes and an end, after a tag has ended already."""
_REST_OF_ROOT = re.compile(r"\s*(?:xmlns|viewBox)\s*=\s*[\"']")
_CLOSE = re.compile(r"/[\s/]{0,200}+>")
_END_TAIL = re.compile(r"[^<>]*")


def is_tag(text: str, at: int) -> bool:
    """True if the ``<`` at `at` begins a tag rather than standing for itself."""
    m = _TAG.match(text, at)
    return m is not None and (m[1] is None or m[1] in vocabulary.elements())


def read_tag(source: Source, start: int) -> Token:
    """The tag at `start`, whose ``<`` may be missing."""
    text = source.text
    at = start
    token = Token(TokenKind.START, start, start)
    if text[start] == "<":
        at += 1
        junk = _JUNK_BEFORE.match(text, at)
        if junk and junk.end() > at and not text[at].isalpha():
            what = "white space" if junk[0].isspace() else repr(junk[0])
            token.deviates(TagDeviation.STRAY_CHARACTER, at, junk.end(), f"{what} after <", Edit(at, junk.end(), ""))
            at = junk.end()
    if text[at] == "/":
        _read_end_tag(source, token, at + 1)
    else:
        _Attributes(source, token).read(_read_name(source, token, at))
    if text[start] != "<":
        # Last, for a comment that is moved out of the tag goes before this sign.
        token.deviates(TagDeviation.MISSING_BRACKET, start, start + 1, "the tag has no <", Edit(start, start, "<"))
    return token


def is_rest_of_root(text: str) -> bool:
    """True if `text` begins inside the root's tag: what a model writes after ``<svg`` was put into its mouth."""
    return _REST_OF_ROOT.match(text) is not None


def read_rest_of_root(source: Source) -> Token:
    """The tag at the beginning whose ``<svg`` is missing."""
    token = Token(TokenKind.START, 0, 0, "svg")
    lost = "<svg" if source.text[0].isspace() else "<svg "
    token.deviates(TagDeviation.MISSING_BRACKET, 0, 1, "the tag has no <svg", Edit(0, 0, lost))
    _Attributes(source, token).read(0)
    return token


def _read_name(source: Source, token: Token, at: int) -> int:
    text = source.text
    end = end_of(_TAG_NAME, text, at)
    known = _known_prefix(text[at:end])
    if text[end : end + 1] == "=" and 0 < known < end - at and text[at + known].isalpha():
        split = at + known
        token.deviates(
            ValueDeviation.MISSING_SPACE, at, end, f"no space after <{text[at:split]}", Edit(split, split, " ")
        )
        end = split
    elif text[end : end + 1] == "=" and _is_attribute(text[at : at + known], text[at + known : end]):
        sign = at + known
        token.deviates(
            TagDeviation.STRAY_CHARACTER, sign, sign + 1, f"{text[sign]!r} for a space", Edit(sign, sign + 1, " ")
        )
        token.name, token.name_start, token.name_end = text[at:sign], at, sign
        return sign + 1
    elif not is_qname(text[at:end]):
        stop = at + known if known and not text[at + known].isalnum() else qname_end(text, at, end)
        token.deviates(
            TagDeviation.STRAY_CHARACTER, stop, end, f"{text[stop:end]!r} in a tag name", Edit(stop, end, "")
        )
        token.name, token.name_start, token.name_end = text[at:stop], at, stop
        return end
    token.name, token.name_start, token.name_end = text[at:end], at, end
    return end


def _is_attribute(element: str, rest: str) -> bool:
    """True if what follows an element's name is one sign and the name of an attribute of it: ``circle:r``."""
    return (
        bool(element) and rest[:1] in tuple(":.-_") and rest[1:] in vocabulary.attributes(element.removeprefix("svg:"))
    )


def _known_prefix(word: str) -> int:
    """The length of the longest element name `word` begins with; 0 when it begins with none."""
    prefix = "svg:" if word.startswith("svg:") else ""
    known = (prefix + name for name in vocabulary.elements() if word.startswith(prefix + name))
    return max(map(len, known), default=0)


def _safety_without(signs: str) -> Safety:
    """How safe it is to drop signs: HTML would have made an attribute of anything with a letter or digit in it."""
    return Safety.UNSAFE if re.search(r"\w", signs) else Safety.SAFE


def _read_end_tag(source: Source, token: Token, at: int) -> None:
    text = source.text
    token.kind = TokenKind.END
    begin, at = at, end_of(_SPACE, text, at)
    name_end = qname_end(text, at, at + 200)
    if begin < at < name_end:
        token.deviates(TagDeviation.STRAY_CHARACTER, begin, at, "white space after </", Edit(begin, at, ""))
    token.name, token.name_start, token.name_end = text[at:name_end], at, name_end
    end = end_of(_END_TAIL, text, name_end)
    if end < source.size and text[end] == ">":
        junk_start = name_end
        if text[name_end:end].strip(" \t\r\n"):
            token.deviates(
                TagDeviation.STRAY_CHARACTER,
                junk_start,
                end,
                "attributes or signs in an end tag",
                Edit(junk_start, end, ""),
            )
        token.end = end + 1
        return
    # The bracket is missing: the tag ends with its name, what follows is read for itself.
    token.end = name_end
    if name_end >= source.size:
        token.cut = True
    if name_end == at:
        token.deviates(TagDeviation.STRAY_END_TAG, token.start, token.end, "an end tag without a name",
                       Edit(token.start, token.end, ""))  # fmt: skip
    else:
        token.deviates(
            TagDeviation.MISSING_BRACKET, token.start, token.end, "the end tag has no >", Edit(name_end, name_end, ">")
        )


class _Attributes:
    """Reads the inside of one start tag, up to and including its end."""

    def __init__(self, source: Source, token: Token) -> None:
        self.source = source
        self.text = source.text
        self.token = token
        self.known: set[str] = set()
        self.bare: list[tuple[int, int]] = []
        """Words without a value since the last attribute that had one."""

    def read(self, at: int) -> None:
        """Read from `at`, after the element name; sets the end of the token."""
        while True:
            content_end, at = at, end_of(_SPACE, self.text, at)
            if at >= self.source.size:
                self.token.cut = True
                return self._finish(content_end, self.source.size, "")
            sign = self.text[at]
            if sign == ">" and RESUMED.match(self.text, at + 1):
                self._junk(at, at + 1)
                at += 1
                continue
            if sign == ">":
                return self._finish(at, at + 1, "")
            if sign == "/" and (m := _CODE_COMMENT.match(self.text, at)):
                at = self._move_comment(m)
            elif sign == "/":
                if self._ends_empty(content_end, at):
                    return None
                at += 1
            elif sign == "<":
                resume = self._skip_less(content_end, at)
                if resume is None:
                    return self._end_missing(content_end, at)
                at = resume
            elif sign in "\"'" or sign in TYPOGRAPHIC:
                at = self._skip_quotes(at)
            elif begins_tag(self.text, at, self.token.name):
                return self._end_missing(content_end, at)
            else:
                at = self._read_attribute(at)
            if self.token.cut:
                return self._finish(self.source.size, at, "")

    def _finish(self, open_end: int, end: int, bracket: str) -> None:
        self.token.open_end, self.token.end, self.token.bracket = open_end, end, bracket
        self._give_values()
        self._repair_spaces()

    def _repair_spaces(self) -> None:
        """White space that XML does not know, such as a no-break space between two attributes."""
        token = self.token
        strange = list(_STRANGE_SPACE.finditer(self.text, token.start, token.end))
        if not strange:
            return
        values = ((a.value_start, a.value_end) for a in token.attributes)
        taken = sorted([*values, *((edit.start, edit.end) for edit in token.edits)])
        at = reach = 0
        for m in strange:
            while at < len(taken) and taken[at][0] <= m.start():
                reach = max(reach, taken[at][1])
                at += 1
            if m.start() >= reach:
                names = " ".join(f"U+{ord(c):04X}" for c in m[0][:4])
                before, after = self.text[m.start() - 1], self.text[m.end() : m.end() + 1]
                # What cannot be seen is no space either, save where nothing else would part a value from a name.
                parts = before in "\"'" or m[0].strip(_NO_WIDTH)
                joined = before.isspace() or after in " \t\r\n/>" or not parts
                edit = Edit(m.start(), m.end(), "" if joined else " ")
                token.deviates(
                    TagDeviation.STRAY_CHARACTER, m.start(), m.end(), f"{names} is no white space in XML", edit
                )

    def _ends_empty(self, content_end: int, at: int) -> bool:
        """True if the ``/`` at `at` ends the tag; a slash in the middle is dropped."""
        text, token = self.text, self.token
        close = _CLOSE.match(text, at)
        if close:
            if close.end() - at > 2:
                token.deviates(
                    TagDeviation.STRAY_CHARACTER,
                    at,
                    close.end(),
                    f"{close[0]!r} ends the tag",
                    Edit(at, close.end(), "/>"),
                )
            token.empty = True
            self._finish(at, close.end(), "")
            return True
        after = end_of(_SPACE, text, at + 1)
        if after >= self.source.size or text[after] == "<" or begins_tag(text, after, token.name):
            token.empty = True
            token.deviates(
                TagDeviation.MISSING_BRACKET, token.start, at + 1, "the tag has no >", Edit(at + 1, at + 1, ">")
            )
            self._finish(at, at + 1, "")
            return True
        self._junk(at, at + 1)
        return False

    def _skip_less(self, content_end: int, at: int) -> int | None:
        """Past a comment or a stray ``<`` inside the tag, or None when the ``<`` begins the next token."""
        if m := COMMENT.match(self.text, at):
            # On a line of its own and before the next tag, it stands where it was meant to: the bracket is missing.
            alone = "\n" in self.text[content_end:at] and _BEFORE_TAG.match(self.text, at)
            return None if alone else self._move_comment(m)
        if self.text.startswith("<!--", at):
            self.source.find("-->", at + 4)
        if _STRAY_LESS.match(self.text, at):
            self._junk(at, at + 1)
            return at + 1
        return None

    def _move_comment(self, m: re.Match[str]) -> int:
        """Move a comment inside the tag before the element, in XML's own form."""
        words = m[0][4:-3] if m.re is COMMENT else m[1] or m[2] or ""
        moved = Edit(self.token.start, self.token.start, comment(words))
        self.token.deviates(
            ValueDeviation.COMMENT_IN_TAG,
            m.start(),
            m.end(),
            "a comment inside a tag",
            moved,
            self._taken_out(m.start(), m.end()),
        )
        return m.end()

    def _end_missing(self, content_end: int, at: int) -> None:
        """The tag has no ``>``; in a text element, trailing words without values are its text."""
        token, place = self.token, content_end
        if self.bare and vocabulary.holds_text(token.name) and self.text.startswith("</", at):
            place = self.bare[0][0]
            self.bare.clear()
            token.shapes = [shape for shape in token.shapes if shape[1].start < place]
        self._finish(place, place, ">")

    def _junk(self, start: int, end: int) -> None:
        what = self.text[start:end]
        message, edit = f"{what!r} does not belong in a tag", self._taken_out(start, end)
        self.token.deviates(TagDeviation.STRAY_CHARACTER, start, end, message, edit, safety=_safety_without(what))

    def _taken_out(self, start: int, end: int) -> Edit:
        """Take signs out without making one word of those beside them."""
        joins = not self.text[start - 1].isspace() and self.text[end : end + 1].isalnum()
        return Edit(start, end, " " if joins else "")

    def _skip_quotes(self, at: int) -> int:
        """Past a quote without a name: a doubled one, or a whole value that lost its name."""
        end = end_of(_QUOTES, self.text, at)
        if end == at + 1 and (m := _QUOTED.match(self.text, at)):
            self.token.deviates(
                ValueDeviation.STRAY_QUOTE,
                at,
                m.end(),
                "a value without a name",
                self._taken_out(at, m.end()),
                safety=Safety.UNSAFE,
            )
            return m.end()
        self.token.deviates(ValueDeviation.STRAY_QUOTE, at, end, "a quote too many", self._taken_out(at, end))
        return end

    def _read_attribute(self, at: int) -> int:
        text = self.text
        if m := _FULL_WIDTH.match(text, at):
            self._junk(at, m.end())
            return m.end()
        word = _ATTRIBUTE_NAME.match(text, at)
        if word is None:
            self._junk(at, at + 1)
            return at + 1
        stop = at + len(word[0].rstrip(_NO_WIDTH))
        start, end = self._name_in(at, stop)
        if start == end:
            return stop
        return self._after_name(start, end, stop)

    def _name_in(self, at: int, end: int) -> tuple[int, int]:
        """The span of a proper name inside a word, the rest of which is dropped; empty when there is none."""
        # XML would let a name begin with signs that are no letters, such as a full-width %.
        if is_qname(self.text[at:end]) and re.match(r"[^\W\d]", self.text[at]):
            return at, end
        m = _NAME_IN_JUNK.match(self.text, at, end)
        if m is None or not m[2]:
            self._junk(at, end)
            return at, at
        if m[1]:
            self._junk(m.start(1), m.end(1))
        return m.start(2), m.end(2)

    def _after_name(self, start: int, end: int, at: int) -> int:
        """Past what follows a name that ends at `end`; up to `at`, signs stand beside it that are no part of it."""
        text, token = self.text, self.token
        tail = text[end:at]
        if m := _EQUALS.match(text, at):
            if tail:
                self._junk(end, at)
            if m[1] != "=":
                token.deviates(
                    TagDeviation.STRAY_CHARACTER,
                    m.start(1),
                    m.end(1),
                    f"{m[1]!r} for =",
                    Edit(m.start(1), m.end(1), "="),
                )
            at = m.end()
        elif (q := _QUOTE_FOLLOWS.match(text, at)) and (tail == ":" or self._value_follows(q.end())):
            message = f"{tail!r} for =" if tail else "no = between name and value"
            edit = Edit(end, q.end(), "=")
            token.deviates(TagDeviation.MISSING_EQUALS, start, at, message, edit, safety=_safety_without(tail))
            at = q.end()
        else:
            if tail:
                self._junk(end, at)
            self.bare.append((start, end))
            return at
        value = read_value(self.source, token, at)
        if not value.spaced:
            self._set_apart(value.resume)
        self._give_values()
        self._add(start, end, value)
        return value.resume

    def _set_apart(self, at: int) -> None:
        """A space between a value that ends at `at` and the name that follows at once."""
        joined = self.text[at : at + 1].isalpha() and not self.text[at - 1].isspace()
        if joined and not begins_tag(self.text, at, self.token.name):
            set_apart(self.text, self.token, at)

    def _value_follows(self, at: int) -> bool:
        """True if the quote at `at` opens a value rather than being a stray one."""
        m = _QUOTED_VALUE.match(self.text, at)
        return m is not None and _NO_VALUE.search(m[2]) is None

    def _add(self, start: int, end: int, value: Value) -> None:
        name = self.text[start:end]
        self.known.add(name)
        self.token.attributes.append(
            Attribute(name, self.text[value.start : value.end], start, end, value.start, value.end, value.resume)
        )

    def _give_values(self) -> None:
        """Words without a value are attributes that HTML would keep with an empty one."""
        for start, end in self.bare:
            name = self.text[start:end]
            edit = Edit(end, end, '=""') if name not in self.known else Edit(start, end, "")
            self.token.deviates(ValueDeviation.ATTRIBUTE_WITHOUT_VALUE, start, end, f"{name} has no value", edit)
            if name not in self.known:
                self.token.attributes.append(Attribute(name, "", start, end, end, end, end))
            self.known.add(name)
        self.bare.clear()
