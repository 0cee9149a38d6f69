"""The scanner: where in a stream the SVG meant begins and ends, in one pass and without waiting for the answer's end.

Lighter than the tokenizer, which gives out whole tokens: it only tells tags from values, comments and thoughts, so
that an ``</svg>`` counts where it closes something. When in doubt the SVG has not ended, which costs tokens and never
content; what a broken tag meant is for the tokenizer to say later.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto

from svgguard.extraction.candidates import ANY_THOUGHT_END, BARE_THOUGHT, THOUGHT, THOUGHT_ENDS
from svgguard.svg import vocabulary

AFTERWARDS = 200
"""Characters after an SVG in which another may begin."""
CORRECTION = 1000
"""So many more where what follows speaks of a correction."""
_KEPT = 48
"""Longer than anything looked for, so that it is found whole however it was cut."""
_BEGINNING = 16
"""Characters by which it is seen whether an answer begins with a bare ``thought``."""
_ROOT_TAG = 2000
"""Characters of a root tag that are read for the size of its canvas."""


class _Mode(Enum):
    """Where in an answer the scanner is."""

    BEGINNING = auto()
    OUTSIDE = auto()
    THOUGHT = auto()
    INSIDE = auto()
    TAG = auto()
    VALUE = auto()
    COMMENT = auto()
    CDATA = auto()
    ESCAPED = auto()
    """In an SVG whose ``<`` is written as an escape."""
    AFTER = auto()


_LESS = r"(?:<|&lt;|&\#60;|&\#x3c;|\\u003c|%3c)"
_GREATER = r"(?:>|&gt;|&\#62;|&\#x3e;|\\u003e|%3e)"
_OPEN = rf"(?P<open>(?<!`)(?P<tick>`?){_LESS}(?:svg:)?svg(?=[\s>/\\&%+]))"
_FENCE = r"(?P<fence>(?:\n|\\n)[ \t>]*(?:`{3}|~{3}))"
_CORRECTION = (
    r"(?P<correction>\b(?:wait|correct(?:ed|ion)?|actually|fix(?:ed)?|revis(?:ed|ion)|improved?|mistake|instead|however"
    r"|oops|better|updated?|final version)\b)"
)
_THOUGHT = rf"(?P<thought>{THOUGHT.pattern})"
_THOUGHT_END = rf"(?P<thought_end>{ANY_THOUGHT_END.pattern})"


def _any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.I)


_EVENTS = {
    _Mode.OUTSIDE: _any_of(_OPEN, _THOUGHT_END, _THOUGHT, _FENCE),
    _Mode.INSIDE: _any_of(
        _OPEN,
        r"(?P<close><\s*\\?/\s*(?:svg:)?svg\s*(?:>|(?=[<`])))",
        r"(?P<comment><!--)",
        r"(?P<cdata><!\[CDATA\[)",
        r"(?P<end_tag><\\?/(?!(?:svg:)?svg[\s>])[a-z][\w.:\-]{0,40}(?=[^\w.:\-]))",
        r"(?P<start_tag><[a-z][\w.:\-]{0,40}(?=[^\w.:\-]))",
        _FENCE,
    ),
    _Mode.TAG: _any_of(r"(?P<quote>=\s*\\*[\"'])", r"(?P<finish>\\?/?>)", "(?P<left><)", _FENCE),
    _Mode.COMMENT: _any_of("(?P<done>-->)"),
    _Mode.CDATA: _any_of(r"(?P<done>\]\]>)"),
    _Mode.ESCAPED: _any_of(
        rf"(?P<close>{_LESS}\s*(?:\\?/|%2f)\s*(?:svg:)?svg\s*{_GREATER})",
        _OPEN,
        rf"(?P<element>{_LESS}[a-z])",
        _FENCE,
    ),
    _Mode.AFTER: _any_of(
        _OPEN, _THOUGHT_END, _THOUGHT, _FENCE, _CORRECTION, r"(?P<more>(?<!`)<\\?/?(?P<name>[a-z]+)(?=[\s>/]))"
    ),
}
"""What is looked for in each mode; every event is recognised at its last character, whatever may follow."""
_VALUE_EVENTS = {
    quote: _any_of(f"(?P<unquote>{quote})", r"(?P<right>(?<=\S)>)", "(?P<left><)", _FENCE) for quote in "\"'"
}
_THOUGHT_EVENTS = {kind: _any_of(f"(?P<wake>{end.pattern})") for kind, end in THOUGHT_ENDS.items()}
_BARE_THOUGHT_EVENTS = _any_of(f"(?P<wake>{ANY_THOUGHT_END.pattern})")
_HTML_TOO = frozenset(("a", "script", "style", "svg", "title"))
"""Elements of SVG that may also follow one in a page of HTML."""
_VIEW_BOX = re.compile(r"viewBox\s*=\s*\\?[\"']\s*(?:[-+\d.e]+[\s,]+){2}([\d.]+)[\s,]+([\d.]+)", re.I)
_SIZE = re.compile(r"\s(?:width|height)\s*=\s*\\?[\"']\s*(\d+(?:\.\d+)?)(?!\s*%)", re.I)


class Scanner:
    """Follows one answer that comes in pieces; each character is looked at a bounded number of times."""

    def __init__(self) -> None:
        # A line break before the answer makes a fence at its very beginning one like any other.
        self._pending, self._base, self._at = "\n", -1, 1
        self._mode = _Mode.BEGINNING
        self._events = _EVENTS[_Mode.OUTSIDE]
        self._after_thought = _Mode.OUTSIDE
        self._thought_start = self._thought = 0
        self._fenced = False
        self._depth = 0
        self._tag = ""
        self._value_holds_right = False
        self._waiting_from = 0
        self._corrects = False
        self.finished_at: int | None = None
        """Where it became certain that the SVG that ended at `end` is the last."""
        self.start = 0
        """Offset of the SVG that stands open, or of the last one."""
        self.end = 0
        """Offset after its outermost end tag, once that has come."""
        self.begun = False
        """True if one stands open or complete."""
        self.drawing = False
        """True if it holds anything."""
        self.elements = 0
        """How many elements of it are closed."""
        self.canvas: float | None = None
        """The larger of its canvas's width and height in user units; None when it does not say."""

    @property
    def complete(self) -> bool:
        """True if the SVG's outermost end tag has come, and nothing after it that belongs to it."""
        return self._mode is _Mode.AFTER

    @property
    def thinking(self) -> bool:
        """True if a thought stands open."""
        return self._mode is _Mode.THOUGHT

    @property
    def thought(self) -> int:
        """Characters of thoughts in the text so far."""
        open_thought = self._base + len(self._pending) - self._thought_start if self._mode is _Mode.THOUGHT else 0
        return self._thought + open_thought

    def feed(self, text: str) -> None:
        """Take more text."""
        pending = self._pending = self._pending + text
        if self._mode is _Mode.BEGINNING and not self._begin():
            return
        at = self._at
        while self.finished_at is None:
            limit = len(pending)
            if self._mode is _Mode.AFTER:
                limit = min(limit, self._waiting_from + AFTERWARDS - self._base)
            m = self._events.search(pending, at, limit)
            if m is None:
                if self._mode is _Mode.AFTER and self._waiting_from + AFTERWARDS <= self._base + limit:
                    self.finished_at = self._base + limit
                break
            at = _HANDLERS[m.lastgroup](self, m)
        self._at = max(at, len(pending) - _KEPT)
        keep = self._at
        if self._tag == "root" and self._mode in (_Mode.TAG, _Mode.VALUE):
            keep = max(self.start - self._base, len(pending) - _ROOT_TAG, 0)
            keep = min(keep, self._at)
        self._pending = pending[keep:]
        self._base += keep
        self._at -= keep

    def _begin(self) -> bool:
        beginning = self._pending.lstrip()
        if len(beginning) < _BEGINNING and not any(c in beginning for c in "\n<`"):
            return False
        self._enter(_Mode.OUTSIDE)
        if BARE_THOUGHT.match(self._pending):
            self._think(self._base, _BARE_THOUGHT_EVENTS)
        return True

    def _enter(self, mode: _Mode, events: re.Pattern[str] | None = None) -> None:
        self._mode = mode
        self._events = events or _EVENTS[mode]

    def _think(self, start: int, events: re.Pattern[str]) -> None:
        self._after_thought, self._thought_start = self._mode, max(0, start)
        self._enter(_Mode.THOUGHT, events)

    def _open_root(self, m: re.Match[str]) -> None:
        self.start = self._base + m.end("tick")
        self.begun, self.drawing, self.elements, self.canvas = True, False, 0, None
        if m[0][len(m["tick"])] == "<":
            self._depth, self._tag = 0, "root"
            self._enter(_Mode.TAG)
        else:
            self._depth = 1
            self._enter(_Mode.ESCAPED)

    def _leave(self) -> None:
        """What stood open is no SVG, or goes no further."""
        self.begun = self.drawing = False
        self._depth, self._tag = 0, ""
        self._enter(_Mode.OUTSIDE)

    # One method for each kind of event; each returns where to look on.

    def _on_open(self, m: re.Match[str]) -> int:
        if m["tick"]:
            return m.end()
        if self._mode is _Mode.ESCAPED:
            self._depth += 1
        elif self._mode is _Mode.INSIDE and not self._pending[m.pos : m.start()].strip():
            self._tag = "nested"
            self._enter(_Mode.TAG)
        else:
            self._open_root(m)
        return m.end()

    def _on_close(self, m: re.Match[str]) -> int:
        self._depth -= 1
        if self._depth <= 0 and self.drawing:
            self.end = self._waiting_from = self._base + m.end()
            self._enter(_Mode.AFTER)
        elif self._depth <= 0:
            self._leave()
        return m.end()

    def _on_start_tag(self, m: re.Match[str]) -> int:
        self.drawing = True
        self._tag = "start"
        self._enter(_Mode.TAG)
        return m.end()

    def _on_end_tag(self, m: re.Match[str]) -> int:
        self._tag = "end"
        self._enter(_Mode.TAG)
        return m.end()

    def _on_element(self, m: re.Match[str]) -> int:
        self.drawing = True
        self.elements += 1
        return m.end()

    def _on_finish(self, m: re.Match[str]) -> int:
        closes = "/" in m[0]
        if self._tag == "root":
            self.canvas = _canvas(self._pending[max(0, self.start - self._base) : m.end()])
        if self._tag in ("root", "nested"):
            self._depth += not closes
        elif closes or self._tag == "end":
            self.elements += 1
        self._tag = ""
        if self._depth:
            self._enter(_Mode.INSIDE)
        else:
            self._leave()
        return m.end()

    def _on_quote(self, m: re.Match[str]) -> int:
        self._value_holds_right = False
        self._enter(_Mode.VALUE, _VALUE_EVENTS[m[0][-1]])
        return m.end()

    def _on_unquote(self, m: re.Match[str]) -> int:
        self._enter(_Mode.TAG)
        return m.end()

    def _on_right(self, m: re.Match[str]) -> int:
        self._value_holds_right = True
        return m.end()

    def _on_left(self, m: re.Match[str]) -> int:
        if self._mode is _Mode.VALUE and not self._value_holds_right:
            return m.end()
        # The bracket or the quote before it is missing, and the tag has ended.
        self._depth += self._tag in ("root", "nested")
        self._tag = ""
        self._enter(_Mode.INSIDE)
        return m.start()

    def _on_comment(self, m: re.Match[str]) -> int:
        self._enter(_Mode.COMMENT)
        return m.end()

    def _on_cdata(self, m: re.Match[str]) -> int:
        self._enter(_Mode.CDATA)
        return m.end()

    def _on_done(self, m: re.Match[str]) -> int:
        self._enter(_Mode.INSIDE)
        return m.end()

    def _on_fence(self, m: re.Match[str]) -> int:
        if self._fenced and self._mode is _Mode.AFTER:
            self._waiting_from = max(self._waiting_from, self._base + m.end())
        self._fenced = not self._fenced
        if self._mode not in (_Mode.OUTSIDE, _Mode.AFTER):
            self._leave()
        return m.end()

    def _on_more(self, m: re.Match[str]) -> int:
        in_prose = "/" not in m[0] and not self._pending.endswith(">", 0, _blank_start(self._pending, m.start()))
        if in_prose or m["name"] in _HTML_TOO or m["name"] not in vocabulary.elements():
            return m.end()
        # The end tag before was one too many: the drawing goes on.
        self._depth = 1
        self._enter(_Mode.INSIDE)
        return m.start()

    def _on_correction(self, m: re.Match[str]) -> int:
        if not self._corrects:
            self._corrects = True
            self._waiting_from += CORRECTION
        return m.end()

    def _on_thought(self, m: re.Match[str]) -> int:
        kind = next(kind for kind in THOUGHT_ENDS if m[kind])
        self._think(self._base + m.start(), _THOUGHT_EVENTS[kind])
        return m.end()

    def _on_thought_end(self, m: re.Match[str]) -> int:
        # Templates that open the thought in the prompt leave only its end: what was drawn before was a draft.
        self._thought = self._base + m.end()
        self._fenced = False
        self._leave()
        return m.end()

    def _on_wake(self, m: re.Match[str]) -> int:
        self._waiting_from = self._base + m.end()
        self._thought += self._waiting_from - self._thought_start
        self._enter(self._after_thought)
        return m.end()


_HANDLERS: dict[str | None, Callable[[Scanner, re.Match[str]], int]] = {
    name.removeprefix("_on_"): handler for name, handler in vars(Scanner).items() if name.startswith("_on_")
}


def _blank_start(text: str, end: int) -> int:
    """Where the white space before `end` begins."""
    return len(text[max(0, end - _KEPT) : end].rstrip()) + max(0, end - _KEPT)


def _canvas(root_tag: str) -> float | None:
    if m := _VIEW_BOX.search(root_tag):
        sizes = [m[1], m[2]]
    else:
        sizes = _SIZE.findall(root_tag)
    try:
        return max((float(size) for size in sizes), default=0.0) or None
    except ValueError:
        return None
