"""How an SVG was wrapped: the fence, prose, page or thought around it, each named."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from svgguard.extraction.candidates import (
    BARE_THOUGHT,
    BLANK,
    CONTROL_TOKEN,
    THOUGHT,
    Candidate,
    thoughts,
    with_prolog,
)
from svgguard.extraction.unescaping import is_json_escaped
from svgguard.svg import vocabulary
from svgguard.types import Finding, Repair, Safety

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[^\n`]*$", re.M)
_PADDING = re.compile(rf"(?:[{BLANK}]|(?:`{{3,}}|~{{3,}})[^\n`<]*|{CONTROL_TOKEN.pattern})*")
"""What nobody means who points at what is said: white space, fences, tokens."""


class Wrapping(StrEnum):
    """What an SVG may be wrapped in; the value is the name of the rule."""

    CONTROL_TOKEN = "control-token"  # noqa: S105 # the name of a rule
    ESCAPED_SVG = "escaped-svg"
    LEFT_AROUND = "left-around"
    HTML_WRAPPER = "html-wrapper"
    MARKDOWN_FENCE = "markdown-fence"
    MISSING_ROOT = "missing-root"
    PROSE_AROUND = "prose-around"
    REASONING_ONLY = "reasoning-only"
    SEVERAL_SVGS = "several-svgs"
    THOUGHT_LEAKED = "thought-leaked"
    UNCLOSED_FENCE = "unclosed-fence"
    XML_WRAPPER = "xml-wrapper"


Wrapped = tuple[Wrapping, Finding]
"""What the SVG was wrapped in, and where."""


def wrapping(kind: Wrapping, start: int, end: int, message: str) -> Wrapped:
    """A wrapping of one kind."""
    # The repair is the extraction itself, so it has no edits of its own.
    return kind, Finding(start, end, message, Repair((), Safety.SAFE, "taken out of its wrapping"))


def wrappings(
    text: str, start: int, end: int, best: Candidate, candidates: list[Candidate], *, in_string: bool
) -> Iterator[Wrapped]:
    """What stood around the SVG, each kind once; `in_string` says that it was the value of a string."""
    before, after = text[:start], text[end:]
    spans = thoughts(text)
    for begin, stop in spans:
        yield wrapping(Wrapping.THOUGHT_LEAKED, begin, stop, "thinking that the server should have kept apart")
    if not spans and (m := THOUGHT.search(before) or BARE_THOUGHT.match(before)):
        yield wrapping(
            Wrapping.THOUGHT_LEAKED, m.start(), start, "thinking that never ends, the server should have kept it apart"
        )
        spans = [(m.start(), start)]
    apart = spans if best.thought else sorted([*spans, (start, end)])
    for m in CONTROL_TOKEN.finditer(text):
        before_it = bisect_right(apart, (m.start(), len(text)))
        if before_it == 0 or apart[before_it - 1][1] <= m.start():
            yield wrapping(Wrapping.CONTROL_TOKEN, m.start(), m.end(), f"{m[0]} is a token of the chat template")
    visible = "".join(text[a:b] for a, b in _outside(spans, start))
    fences = list(_FENCE.finditer(visible))
    closing = re.search(r"^[ \t>]*(?:`{3,}|~{3,})|\A\s*(?:`{3,}|~{3,})", after, re.M)
    fenced = len(fences) % 2 == 1
    if fenced and closing:
        opening = before.rfind(fences[-1][1])
        yield wrapping(Wrapping.MARKDOWN_FENCE, max(0, opening), start, "the SVG stands in a Markdown fence")
    elif fenced:
        yield wrapping(
            Wrapping.UNCLOSED_FENCE, max(0, before.rfind(fences[-1][1])), start, "a Markdown fence that never ends"
        )
    drafts = [c for c in candidates if c.draws and c is not best and not c.thought and not c.inline]
    if drafts:
        yield wrapping(Wrapping.SEVERAL_SVGS, drafts[0].start, drafts[0].end, f"{len(drafts) + 1} SVGs in one answer")
        first = with_prolog(text, min(start, drafts[0].start))
        before, after = text[:first], text[max(end, drafts[-1].end) :]
        visible = "".join(text[a:b] for a, b in _outside(spans, first))
    in_string = in_string or is_json_escaped(text[best.start : end])
    for kind, finding in _name_prose(visible, before, after, start, end, in_string=in_string):
        said = min(_first_word(text, finding.start, spans), finding.end)
        if said < finding.end or kind != Wrapping.PROSE_AROUND:
            yield kind, replace(finding, start=said)


def _first_word(text: str, at: int, thoughts: list[tuple[int, int]]) -> int:
    """Where, from `at` on, something is said outside the thoughts."""
    for begin, stop in [*thoughts, (len(text), len(text))]:
        at = _PADDING.match(text, at).end()  # type: ignore[union-attr] # it matches nothing, too
        if begin <= at:
            at = max(at, stop)
    return at


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
_CARRIER = re.compile(r"<(?:img|object|embed|iframe|link)\b[^<>]*=\s*[\"']?\Z", re.I)
_XML_WRAPPER = re.compile(r"<([A-Za-z][\w.\-]*)(?:\s[^<>]*)?>\s*(?:```\w*\s*)?\Z")


def _name_prose(visible: str, before: str, after: str, start: int, end: int, *, in_string: bool) -> Iterator[Wrapped]:
    plain = CONTROL_TOKEN.sub("", visible)
    plain = _FENCE.sub("", plain)
    rest = _FENCE.sub("", CONTROL_TOKEN.sub("", after))
    if _HTML.search(before) or _CARRIER.search(before) or re.match(r"\s*</(?:body|html|div|pre|code)>", after, re.I):
        yield wrapping(Wrapping.HTML_WRAPPER, 0, start, "the SVG stands in an HTML page")
        return
    wrapper = _XML_WRAPPER.search(before)
    m = wrapper if wrapper and f"</{wrapper[1]}>" in after and not THOUGHT.fullmatch(f"<{wrapper[1]}>") else None
    if m and m[1] not in vocabulary.elements():
        yield wrapping(Wrapping.XML_WRAPPER, m.start(), m.end(), f"the SVG stands in <{m[1]}>")
        plain, rest = plain[: plain.rfind(f"<{m[1]}")], rest.replace(f"</{m[1]}>", "")
    if in_string:
        plain, rest = plain.split("{", 1)[0], rest.rpartition("}")[2]
    if plain.strip(BLANK + "`\"'") and not BARE_THOUGHT.match(before):
        yield wrapping(Wrapping.PROSE_AROUND, 0, start, "text before the SVG")
    elif rest.strip(BLANK + "`\"'"):
        yield wrapping(Wrapping.PROSE_AROUND, end, end + len(after), "text after the SVG")
