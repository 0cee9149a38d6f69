"""Extraction: from a whole answer to the span of the SVG that was meant. It finds; the R rules name how it was wrapped.

Every change is edits on the answer (cut this prefix, unescape that character), so a fault found in an unescaped SVG
still has its line and column in the raw answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from svgguard import edits as _edits
from svgguard import unescaping, vocabulary
from svgguard.reply import Reply
from svgguard.types import Edit, Finding, Repair, Safety

_EVENT = re.compile(
    r"""(?P<whole><(?:svg:)?svg(?![\w.:\-])(?:[^<>"']|"[^"<]*"|'[^'<]*')*+(?<=/)>)
    |(?P<open><\s*(?:svg:)?svg(?:(?![\w.:\-])|(?=[^<>]{1,60}=)))
    |(?P<close><\s*\\?/\s*(?:svg:)?svg(?![\w.\-])\s*>?)
    |(?P<fence>^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$)
    |(?P<comment><!--(?:(?!<!--|-->)[^\n])*-->)
    |(?P<prolog><\?xml\b|<!DOCTYPE\b)""",
    re.X | re.M | re.I,
)
_GOES_ON = re.compile(r"\s*(?:<!--(?:(?!<!--|-->).)*+-->\s*)*</?([A-Za-z]+)(?![\w.:\-])(\s*>)?", re.S)
_ANY_TAG = re.compile(r"<\\?/?(?:svg:)?([A-Za-z]+)(?![\w.:\-])")
_PROLOG = re.compile(r"<\?\s*xml[^<>]*>|<!\s*doctype[^<>\[]*(?:\[.*?\][^<>]*)?>|<!--(?:(?!-->).)*-->", re.I | re.S)
_BLANK: Final = " \t\r\n\ufeff"

_THOUGHTS = (
    (
        r"<\|channel\|?>\s*(?:thought|analysis)(?:<\|message\|>)?",
        r"<channel\|>|<\|channel\|>final(?:<\|message\|>)?|<\|end\|>",
    ),
    (r"<(think|thinking|thoughts?|reasoning|reflection)>", r"</(?:think|thinking|thoughts?|reasoning|reflection)>"),
    (r"\[THINK\]", r"\[/THINK\]"),
    (r"<\|begin_of_thought\|>", r"<\|end_of_thought\|>"),
)
_THOUGHT = re.compile("|".join(f"(?P<t{i}>{opening})" for i, (opening, _) in enumerate(_THOUGHTS)), re.I)
_THOUGHT_ENDS = [re.compile(closing, re.I) for _, closing in _THOUGHTS]
_ANY_THOUGHT_END = re.compile("|".join(closing for _, closing in _THOUGHTS[:3]), re.I)
_BARE_THOUGHT = re.compile(r"\s*(?:thought|thinking|reasoning)\s*\n", re.I)
CONTROL_TOKEN = re.compile(
    r"<\|[a-z_][\w ]{0,30}\|?>(?:thought\b)?|<\|\"\|>"
    r"|<(?:turn|channel|tool|tool_call|tool_response|image|audio|video|message)\|>"
    r"|</?(?:bos|eos|pad|unk|unused\d+|start_of_turn|end_of_turn)>(?:model\b|user\b)?|</s>"
)
"""Tokens of chat templates (Gemma 3 and 4, ChatML, Llama, gpt-oss) that should never reach a reader."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Where the SVG stands in an answer."""

    reply: Reply
    source: str
    """The text searched: the answer, or the reasoning when only that holds an SVG."""
    text: str | None = None
    """The SVG as written, unescaped but not repaired; None when there is none."""
    passes: tuple[tuple[Edit, ...], ...] = ()
    """The edits from `source` to `text`."""
    start: int = 0
    """Offset of its first character in `source`."""
    end: int = 0
    alternates: tuple[str, ...] = ()
    """The other SVGs of the answer, as written."""
    wrappings: tuple[tuple[str, Finding], ...] = field(default=())
    """How it was wrapped: names of rules, and where in `source`."""

    def wrapped(self, name: str) -> list[Finding]:
        """The wrappings of one kind."""
        return [finding for kind, finding in self.wrappings if kind == name]


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    complete: bool
    thought: bool
    inline: bool
    draws: bool

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """Something drawn before nothing, an answer before a thought, whole before broken, later before earlier."""
        return self.draws and not self.inline, not self.thought, self.complete, self.start


def extract(source: str | bytes | Reply | Mapping[str, Any]) -> Extraction:
    """Find the SVG meant in an answer: text, bytes, a `Reply`, or a chat message or response as a mapping.

    Of several SVGs the last complete one outside any thought is taken, the others are `alternates`. Total and linear.
    """
    reply = as_reply(source)
    found = _extract(reply, reply.text)
    if found.text is None and reply.reasoning:
        thought = _extract(reply, reply.reasoning)
        if thought.text is not None:
            only = _wrapping("reasoning-only", 0, 0, "the SVG stands in the reasoning, the answer is empty of it")
            return _replace(thought, wrappings=(only, *thought.wrappings))
    return found


def as_reply(source: str | bytes | Reply | Mapping[str, Any]) -> Reply:
    """Any accepted source as a `Reply`."""
    if isinstance(source, Reply):
        return source
    if isinstance(source, str):
        return Reply(text=source)
    if isinstance(source, bytes):
        return Reply(text=decode(source)[0])
    return Reply.from_response(source) if "choices" in source else Reply.from_message(source)


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the codec that gives its bytes back (with ``surrogateescape``)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be"
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            pass
    declared = re.match(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z][\w.\-]*)[\"']", data)
    name = declared[1].decode("ascii") if declared else "utf-8"
    if name.lower().replace("_", "-") not in ("utf-8", "utf8", "us-ascii", "ascii") and not name.lower().startswith(
        "utf-16"
    ):
        try:
            text = data.decode(name)
            if text.encode(name) == data:
                return text, name
        except (LookupError, UnicodeError):
            pass
    return data.decode("utf-8", "surrogateescape"), "utf-8"


def _replace(extraction: Extraction, **changes: Any) -> Extraction:
    from dataclasses import replace

    return replace(extraction, **changes)


def _wrapping(kind: str, start: int, end: int, message: str) -> tuple[str, Finding]:
    # The repair is the extraction itself, so it has no edits of its own.
    return kind, Finding(start, end, message, Repair((), Safety.SAFE, "taken out of its wrapping"))


def _extract(reply: Reply, source: str) -> Extraction:
    text, passes = source, []
    names: list[str] = []
    candidates = _candidates(text)
    for _ in range(3):
        if any(c.draws for c in candidates):
            break
        view = next((v for v in unescaping.VIEWS if v[0].search(text)), None)
        if view is None or not (undone := view[1](text)):
            break
        names.append(view[2])
        passes.append(tuple(undone))
        text = _edits.apply(text, undone)
        candidates = _candidates(text)
    best = max(candidates, key=lambda c: c.rank, default=None)
    if best is None or not (best.draws or best.complete):
        return Extraction(reply, source)
    return _cut_out(reply, source, text, passes, names, candidates, best)


def _cut_out(
    reply: Reply,
    source: str,
    text: str,
    passes: list[tuple[Edit, ...]],
    names: list[str],
    candidates: list[_Candidate],
    best: _Candidate,
) -> Extraction:
    start, end = _with_prolog(text, best.start), best.end
    if unescaping.is_json_escaped(text[best.start : end]):
        names.append('escaped as a string (\\")')
        if not best.complete and (quote := re.compile(r'(?<!\\)"').search(text, best.start, end)):
            end = quote.start()
    if not text[end:].strip():
        end = len(text)
    cut = [Edit(0, start, "")] if start else []
    tokens = list(CONTROL_TOKEN.finditer(text, start, end))
    cut += [Edit(m.start(), m.end(), "") for m in tokens]
    cut += [Edit(end, len(text), "")] if end < len(text) else []
    maps = [_edits.OffsetMap(edits) for edits in passes]
    raw = _edits.to_raw(start, maps), _edits.to_raw(end, maps)
    wrappings = list(_name_wrappings(text, start, end, best, candidates)) if not passes else []
    wrappings += [
        _wrapping("control-token", m.start(), m.end(), f"{m[0]} inside the SVG") for m in tokens if not passes
    ]
    wrappings += [_wrapping("escaped-svg", raw[0], raw[1], f"the SVG is {name}") for name in names]
    if cut:
        passes = [*passes, tuple(cut)]
    found = _edits.apply(text, cut)
    for _ in range(3):
        if not unescaping.is_json_escaped(found[: best.end - start]):
            break
        undone = unescaping.json_edits(found)
        passes = [*passes, tuple(undone)]
        found = _edits.apply(found, undone)
    others = tuple(text[c.start : c.end] for c in candidates if c is not best and c.draws)
    return Extraction(reply, source, found, tuple(passes), raw[0], raw[1], others, tuple(wrappings))


def _thoughts(text: str) -> list[tuple[int, int]]:
    """The spans of closed thoughts, in order."""
    spans: list[tuple[int, int]] = []
    at = 0
    while m := _THOUGHT.search(text, at):
        closing = _THOUGHT_ENDS[int((m.lastgroup or "t0")[1:])].search(text, m.end())
        if closing is None:
            break
        spans.append((m.start(), closing.end()))
        at = closing.end()
    if not spans and (closing := _ANY_THOUGHT_END.search(text)):
        # Templates that open the thought in the prompt leave only its end.
        spans.append((0, closing.end()))
    return spans


def _candidates(text: str) -> list[_Candidate]:
    found: list[_Candidate] = []
    at = 0
    for start, end in _thoughts(text):
        found += _candidates_in(text, at, start, thought=False)
        found += _candidates_in(text, start, end, thought=True)
        at = end
    return [*found, *_candidates_in(text, at, len(text), thought=False)]


def _candidates_in(text: str, begin: int, limit: int, *, thought: bool) -> Iterator[_Candidate]:
    """Walk the svg tags, fences and prologs of a stretch of text, pairing them with a depth count."""

    def candidate(start: int, end: int, *, complete: bool) -> _Candidate:
        inline = text[max(0, start - 1) : start] == "`" and text[max(0, start - 3) : start] != "```"
        return _Candidate(start, end, complete, thought, inline, _draws(text, start + 4, end))

    events = list(_EVENT.finditer(text, begin, limit))
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
                if kind == "whole":
                    yield candidate(start, m.end(), complete=True)
                    continue
            depth += kind == "open"
        elif kind == "close" and depth:
            depth -= 1
            if depth == 0:
                if following[index] == "close" and _goes_on(text, m.end(), limit):
                    depth = 1
                else:
                    yield candidate(start, m.end(), complete=True)
        elif kind in ("fence", "prolog") and depth:
            yield candidate(start, m.start(), complete=False)
            depth = 0
    if depth:
        end = limit
        while end > start and (tail := _TRAILING.search(text, max(start, end - 60), end)):
            end = tail.start()
        yield candidate(start, end, complete=False)


def _draws(text: str, start: int, end: int) -> bool:
    """Whether any element of SVG stands in a stretch of text."""
    known = vocabulary.elements_folded()
    return any(m[1].lower() in known and m[1].lower() != "svg" for m in _ANY_TAG.finditer(text, start, end))


def _goes_on(text: str, at: int, limit: int) -> bool:
    """Whether the drawing goes on after an ``</svg>``, which then is one too many."""
    m = _GOES_ON.match(text, at, limit)
    return m is not None and m[1] in vocabulary.elements() and (m[1] != "svg" or m[2] is not None)


def _following_kinds(events: list[re.Match[str]]) -> list[str | None]:
    """For each event, the kind of the next one that is no comment."""
    kinds: list[str | None] = []
    ahead: str | None = None
    for m in reversed(events):
        kinds.append(ahead)
        if m.lastgroup != "comment":
            ahead = m.lastgroup
    return kinds[::-1]


_TRAILING = re.compile(rf"(?:{CONTROL_TOKEN.pattern}|`{{3,}}|</?(?:html|body|div|p)>)\s*\Z")


def _new_root(text: str, m: re.Match[str]) -> bool:
    """Whether an ``<svg`` inside an open one begins another document: prose stands before it and it has a namespace."""
    before = text[max(0, m.start() - 200) : m.start()].rstrip()
    return not before.endswith(">") and "xmlns" in text[m.start() : m.start() + 200]


def _with_prolog(text: str, start: int) -> int:
    """The start of the XML declaration, document type and comments that stand directly before `start`."""
    at = start
    while True:
        blank = at
        while blank and text[blank - 1] in _BLANK:
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


def _name_wrappings(
    text: str, start: int, end: int, best: _Candidate, candidates: list[_Candidate]
) -> Iterator[tuple[str, Finding]]:
    """What stood around the SVG, each kind once."""
    before, after = text[:start], text[end:]
    spans = _thoughts(text)
    for begin, stop in spans:
        yield _wrapping("thought-leaked", begin, stop, "thinking that the server should have kept apart")
    if not spans and (m := _THOUGHT.search(before) or _BARE_THOUGHT.match(before)):
        yield _wrapping(
            "thought-leaked", m.start(), start, "thinking that never ends, the server should have kept it apart"
        )
    for m in CONTROL_TOKEN.finditer(text):
        if not (start <= m.start() < end) and not any(a <= m.start() < b for a, b in spans):
            yield _wrapping("control-token", m.start(), m.end(), f"{m[0]} is a token of the chat template")
    visible = "".join(text[a:b] for a, b in _outside(spans, start))
    fences = list(re.finditer(r"^[ \t>]*(`{3,}|~{3,})[^\n`]*$", visible, re.M))
    closing = re.search(r"^[ \t>]*(?:`{3,}|~{3,})|\A\s*(?:`{3,}|~{3,})", after, re.M)
    fenced = len(fences) % 2 == 1
    if fenced and closing:
        opening = before.rfind(fences[-1][1])
        yield _wrapping("markdown-fence", max(0, opening), start, "the SVG stands in a Markdown fence")
    elif fenced:
        yield _wrapping(
            "unclosed-fence", max(0, before.rfind(fences[-1][1])), start, "a Markdown fence that never ends"
        )
    drafts = [c for c in candidates if c.draws and c is not best and not c.thought and not c.inline]
    if drafts:
        yield _wrapping("several-svgs", drafts[0].start, drafts[0].end, f"{len(drafts) + 1} SVGs in one answer")
        first = _with_prolog(text, min(start, drafts[0].start))
        before, after = text[:first], text[max(end, drafts[-1].end) :]
        visible = "".join(text[a:b] for a, b in _outside(spans, first))
    escaped = unescaping.is_json_escaped(text[best.start : end])
    yield from _name_prose(visible, before, after, start, end, escaped=escaped)


def _outside(spans: list[tuple[int, int]], limit: int) -> Iterator[tuple[int, int]]:
    at = 0
    for begin, stop in spans:
        if begin < limit:
            yield at, begin
            at = min(stop, limit)
    yield at, limit


_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|body|head|div|pre|code|p|span|h[1-6]|center|main|section|figure)\b[^<>]*>\s*\Z", re.I
)
_XML_WRAPPER = re.compile(r"<([A-Za-z][\w.\-]*)(?:\s[^<>]*)?>\s*(?:```\w*\s*)?\Z")


def _name_prose(
    visible: str, before: str, after: str, start: int, end: int, *, escaped: bool
) -> Iterator[tuple[str, Finding]]:
    plain = CONTROL_TOKEN.sub("", visible)
    plain = re.sub(r"^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$", "", plain, flags=re.M)
    rest = re.sub(r"^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$", "", CONTROL_TOKEN.sub("", after), flags=re.M)
    if _HTML.search(before) or re.match(r"\s*</(?:body|html|div|pre|code)>", after, re.I):
        yield _wrapping("html-wrapper", 0, start, "the SVG stands in an HTML page")
        return
    wrapper = _XML_WRAPPER.search(before)
    m = wrapper if wrapper and f"</{wrapper[1]}>" in after and not _THOUGHT.fullmatch(f"<{wrapper[1]}>") else None
    if m and m[1] not in vocabulary.elements():
        yield _wrapping("xml-wrapper", m.start(), m.end(), f"the SVG stands in <{m[1]}>")
        plain, rest = plain[: plain.rfind(f"<{m[1]}")], rest.replace(f"</{m[1]}>", "")
    if escaped:
        plain, rest = plain.split("{", 1)[0], rest.rpartition("}")[2]
    if plain.strip(_BLANK + "`\"'") and not _BARE_THOUGHT.match(before):
        yield _wrapping("prose-around", 0, start, "text before the SVG")
    elif rest.strip(_BLANK + "`\"'"):
        yield _wrapping("prose-around", end, end + len(after), "text after the SVG")
