"""Candidates: every stretch of an answer that may be the SVG meant, and which of them is the best.

Thoughts are told from the answer, fences and prologs end a candidate, and a depth count pairs the ``svg`` tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from svgguard.svg import vocabulary
from svgguard.text.pattern import lazy_pattern

_EVENT = lazy_pattern(
    r"""<(?P<whole>(?:svg:)?svg(?![\w.:\-])(?:[^<>"']|"[^"<]*"|'[^'<]*')*+(?<=/)>)
    |<(?P<open>\s*(?:svg:)?svg(?:(?![\w.:\-])|(?!:)(?=[^<>]{1,60}=)))
    |<(?P<close>\s*\\?/\s*(?:svg:)?svg(?![\w.\-])\s*>?)
    |\n(?P<fence>[ \t>]*(?:`{3,}|~{3,})[^\n`]*(?=\n|\Z))
    |<(?P<comment>!--(?:(?!<!--|-->)[^\n])*-->)
    |<(?P<prolog>\?xml(?![\w.:\-])|!DOCTYPE\b)""",
    re.X | re.I,
)
"""What decides where an SVG begins and ends. Each alternative begins with a literal, so that the search can skip."""
_LOST_ROOT = lazy_pattern(
    r"""(?<![^\s>])svg\s+(?:xmlns|viewBox|width|height)\s*=
    |\A\s*(?:xmlns|viewBox)\s*=\s*["']
    |<(?:s?[a-z]?vg|sv[a-z]?|s[a-z]?g|svg[a-z])(?=\s[^<>]{0,400}?xmlns\s*=\s*["']http://www\.w3\.org/2000/svg)""",
    re.X,
)
"""A root element that lost its bracket, its name, or a letter of it."""
_GOES_ON = lazy_pattern(
    r"\s*(?:<(?:!--(?:(?!<!--|-->).)*+--|\?xml[^<>]*|!DOCTYPE[^<>]*)>\s*)*</?(?:svg:)?([A-Za-z]+)(?![\w.:\-])(\s*>)?",
    re.S,
)
_ANY_TAG = lazy_pattern(r"<\\?/?(?:svg:)?([A-Za-z]+)(?![\w.:\-])")
_PROLOG = lazy_pattern(r"<\?\s*xml[^<>]*>|<!\s*doctype[^<>\[]*(?:\[.*?\][^<>]*)?>|<!--(?:(?!-->).)*-->", re.I | re.S)
_MOST_AHEAD = 200
"""Events that are looked at to see how one is meant."""
BLANK = " \t\r\n\ufeff"
"""White space, and the byte order mark."""

THOUGHT = lazy_pattern(
    r"<(?:(?P<channel>\|channel\|?>\s*(?:thought|analysis)(?:<\|message\|>)?)"
    r"|(?P<tag>(?:think|thinking|thoughts?|reasoning|reflection)>)|(?P<begin>\|begin_of_thought\|>))"
    r"|\[(?P<bracket>THINK\])",
    re.I,
)
"""How models and templates open a thought."""
THOUGHT_ENDS = {
    "channel": lazy_pattern(r"<(?:channel\|>|\|channel\|>final(?:<\|message\|>)?|\|end\|>)", re.I),
    "tag": lazy_pattern(r"</(?:think|thinking|thoughts?|reasoning|reflection)>", re.I),
    "begin": lazy_pattern(r"<\|end_of_thought\|>", re.I),
    "bracket": lazy_pattern(r"\[/THINK\]", re.I),
}
"""How a thought ends, by the way it was opened."""
ANY_THOUGHT_END = lazy_pattern(
    r"<(?:channel\|>|/(?:think|thinking|thoughts?|reasoning|reflection)>|\|end_of_thought\|>)|\[/THINK\]", re.I
)
"""How a thought may end that was opened in the prompt, or with no more than its name."""
BARE_THOUGHT = lazy_pattern(r"\s*(?:thought|thinking|reasoning)\s*\n", re.I)
CONTROL_TOKEN = lazy_pattern(
    r"<\|[a-z_][\w ]{0,30}\|?>(?:thought\b)?|<\|\"\|>"
    r"|<(?:turn|channel|tool|tool_call|tool_response|image|audio|video|message)\|>"
    r"|</?(?:bos|eos|pad|unk|unused\d+|start_of_turn|end_of_turn)>(?:model\b|user\b)?|</s>"
    r"|\[/?INST\]|<</?SYS>>|<｜[^<>｜\n]{1,40}｜>"
    r"|<0x[0-9A-F]{2}>"
)
"""Tokens of chat templates (Gemma, ChatML, Llama, Mistral, DeepSeek, gpt-oss) that should never reach a reader."""

END_OF_TURN = lazy_pattern(
    r"<\|(?:im_end|eot_id|eom_id|endoftext|end_of_text|return|end_of_turn)\|>|<(?:turn\||end_of_turn|eos)>|\[/INST\]"
    r"|<｜end▁of▁sentence｜>"
)
"""How a template says that the model has spoken: what follows, it makes up."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One stretch of an answer that may be an SVG."""

    start: int
    end: int
    complete: bool
    thought: bool
    inline: bool
    draws: bool
    gaps: tuple[tuple[int, int], ...] = ()
    """What stands between two fences that the SVG was divided over."""

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Something drawn before nothing, an answer before a thought, whole before broken, later before earlier."""
        return self.draws and not self.inline, not self.thought, self.complete, self.start


def thoughts(text: str) -> list[tuple[int, int]]:
    """The spans of closed thoughts, in order."""
    spans: list[tuple[int, int]] = []
    at = 0
    while m := THOUGHT.search(text, at):
        closing = THOUGHT_ENDS[m.lastgroup or "tag"].search(text, m.end())
        if closing is None:
            break
        spans.append((m.start(), closing.end()))
        at = closing.end()
    if not spans and (closing := ANY_THOUGHT_END.search(text)) and not _inside_svg(text, *closing.span()):
        # Templates that open the thought in the prompt leave only its end.
        spans.append((0, closing.end()))
    return spans


_SVG_TAG = lazy_pattern("<(/?)svg")


def _inside_svg(text: str, start: int, end: int) -> bool:
    """True if an SVG is open before `start` and goes on after `end`, rather than being begun anew."""
    before, after = _SVG_TAG.findall(text, 0, start), _SVG_TAG.search(text, end)
    return before[-1:] == [""] and bool(after and after[1])


def candidates(text: str) -> list[Candidate]:
    """Every candidate of `text`, in order."""
    found: list[Candidate] = []
    at = 0
    for start, end in thoughts(text):
        found += _candidates_in(text, at, start, thought=False)
        found += _candidates_in(text, start, end, thought=True)
        at = end
    return [*found, *_candidates_in(text, at, len(text), thought=False)]


def _candidates_in(text: str, begin: int, limit: int, *, thought: bool) -> Iterator[Candidate]:
    """Walk the svg tags, fences and prologs of a stretch of text, pairing them with a depth count."""

    def candidate(start: int, end: int, *, complete: bool) -> Candidate:
        inline = text.endswith("`", 0, start) and not text.endswith("```", 0, start)
        held = tuple(gap for gap in gaps if start < gap[0] < end)
        return Candidate(start, end, complete, thought, inline, _draws(text, start + 4, end), held)

    gaps: list[tuple[int, int]] = []
    events = list(_EVENT.finditer(text, begin, limit))
    if not any(m.lastgroup in ("open", "whole") for m in events) and (m := _LOST_ROOT.search(text, begin, limit)):
        closes = [e.end() for e in events if e.lastgroup == "close"]
        yield Candidate(m.start(), max(closes, default=limit), bool(closes), thought, inline=False, draws=True)
        return
    following = _following_kinds(events)
    depth = start = 0
    for index, m in enumerate(events):
        kind = m.lastgroup
        if kind in ("open", "whole"):
            if depth and _new_root(text, m):
                yield candidate(start, m.start(), complete=False)
                depth = 0
            if depth == 0:
                start = m.start()
                if kind == "whole" and not _closed_too_soon(text, m.end(), limit, following[index]):
                    yield candidate(start, m.end(), complete=True)
                    continue
            depth += kind == "open" or not depth
        elif kind == "close" and depth:
            depth -= 1
            if depth == 0:
                if following[index] == "close" and _goes_on(text, m.end(), limit):
                    depth = 1
                else:
                    yield candidate(start, m.end(), complete=True)
        elif kind == "fence" and depth and _divided(events, index):
            gaps.append((m.start(), events[index + 1].end()))
        elif kind == "fence" and gaps and m.end() == gaps[-1][1]:
            continue
        elif depth and (kind == "fence" or (kind == "prolog" and not _is_ended(events, index, depth))):
            yield candidate(start, m.start(), complete=False)
            depth = 0
    if depth:
        end = limit
        while end > start and (tail := _TRAILING.search(text, max(start, end - 60), end)):
            end = tail.start()
        if closed := _LAST_WORDS.search(text, max(start, end - 2000), end):
            end = closed.start(1)
        yield candidate(start, end, complete=False)


def _divided(events: list[re.Match[str]], index: int) -> bool:
    """True if the fence that ends here is followed by one in which the SVG goes on: an end comes before a beginning."""
    ahead = (m.lastgroup for m in events[index + 1 : index + _MOST_AHEAD] if m.lastgroup != "comment")
    return next(ahead, None) == "fence" and next(ahead, None) == "close"


def _is_ended(events: list[re.Match[str]], index: int, depth: int) -> bool:
    """True if what is open at a declaration is ended after it: the declaration stands within the drawing."""
    for m in events[index + 1 : index + _MOST_AHEAD]:
        depth += {"open": 1, "close": -1}.get(m.lastgroup or "", 0)
        if depth == 0 or m.lastgroup == "fence":
            break
    return depth == 0


def _draws(text: str, start: int, end: int) -> bool:
    """True if any element of SVG stands in a stretch of text."""
    known = vocabulary.elements_folded()
    return any(m[1].lower() in known and m[1].lower() != "svg" for m in _ANY_TAG.finditer(text, start, end))


def _goes_on(text: str, at: int, limit: int) -> bool:
    """True if the drawing goes on after an ``</svg>``, which then is one too many."""
    m = _GOES_ON.match(text, at, limit)
    return m is not None and m[1] in vocabulary.elements() and (m[1] != "svg" or m[2] is not None)


def _closed_too_soon(text: str, at: int, limit: int, following: str | None) -> bool:
    """True if a drawing goes on behind a root closed at once: to an end tag, or where no other root follows."""
    if following == "close":
        return _goes_on(text, at, limit)
    m = None if following == "open" else _GOES_ON.match(text, at, limit)
    return m is not None and vocabulary.draws(m[1])


def _following_kinds(events: list[re.Match[str]]) -> list[str | None]:
    """For each event, the kind of the next one that is no comment and no prolog."""
    kinds: list[str | None] = []
    ahead: str | None = None
    for m in reversed(events):
        kinds.append(ahead)
        if m.lastgroup not in ("comment", "prolog"):
            ahead = m.lastgroup
    return kinds[::-1]


_TRAILING = lazy_pattern(rf"(?:{CONTROL_TOKEN.pattern}|`{{3,}}|</?(?:html|body|div|p)>)\s*\Z")


_LAST_WORDS = lazy_pattern(
    r"(?:/|</(?:g|defs|style|[a-z]+Gradient|symbol|pattern|mask|clipPath))>(\s*\n\s*\n[^<>]*\w[^<>]*)\Z"
)
"""Prose after a blank line, where the drawing ended without its ``</svg>``."""


_NAMED_ROOT = lazy_pattern(r"<[^<>]{0,200}?xmlns")


def _new_root(text: str, m: re.Match[str]) -> bool:
    """True if an ``<svg`` inside an open one begins another document: prose stands before it and it has a namespace."""
    before = text[max(0, m.start() - 200) : m.start()].rstrip()
    return not before.endswith(">") and _NAMED_ROOT.match(text, m.start()) is not None


def with_prolog(text: str, start: int) -> int:
    """The start of the XML declaration, document type and comments that stand directly before `start`."""
    at = start
    while True:
        blank = at
        while blank and text[blank - 1] in BLANK:
            blank -= 1
        if blank == 0:
            return 0
        if text[blank - 1] != ">":
            return at
        sign = "<!DOCTYPE" if text[blank - 2] == "]" else "<!--" if text.endswith("-->", 0, blank) else "<"
        opening = text.rfind(sign, max(0, blank - 5000), blank)
        if opening < 0 or not _PROLOG.fullmatch(text, opening, blank):
            return at
        at = opening
