"""Minimising: the smallest answer that still fails in the same way, and can still be read by a person.

Hierarchical delta debugging (Misherghi and Su, 2006) over the syntax tree: whole elements first, from the outside in,
then groups around what is left, attributes, comments, path segments, lines and sentences. Never single characters: what
is left is to look like an answer. Deterministic: the same answer always becomes the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from svgguard.extraction import extract
from svgguard.syntax import parse
from svgguard.syntax.tokens import TokenKind
from svgguard.syntax.tree import SyntaxTree
from svgguard.testing.corpus.case import Case
from svgguard.testing.corpus.outcome import CaseOutcome, judge
from svgguard.testing.corpus.recording import AnswerForm, Recording, record

Span = tuple[int, int]
Unit = tuple[Span, ...]
"""Spans that are only ever taken out together."""

_SENTENCE = re.compile(r"\S(?:.*?)(?:[.!?]+(?=\s)|$)\s*", re.M)
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_SEGMENT = re.compile(r"[A-Za-z][^A-Za-z]*")
_EVENT = re.compile(r"(?:[^\r\n]+(?:\r\n|\r|\n))+(?:\r\n|\r|\n)+|[^\r\n]+\Z")
_SPOKEN = re.compile(r'"(?:content|reasoning(?:_content)?)": *("(?:[^"\\]|\\.)+")')
"""What an event of a stream says, but for nothing."""
_ENDS = re.compile(r'"(?:finish_reason|usage)": *["{]')
"""An event without which a stream would end otherwise."""
_WORD = re.compile(r"\S+\s*")
_LISTS = {"d": _SEGMENT, "points": _WORD, "values": _WORD}
"""Attributes that hold lists, and what an entry of theirs is."""
_ASIDE = (TokenKind.COMMENT, TokenKind.CDATA, TokenKind.INSTRUCTION, TokenKind.DECLARATION, TokenKind.DOCTYPE)
_ROUNDS = 8
"""The most rounds over all stages; two or three are enough in practice."""


@dataclass(frozen=True, slots=True)
class Minimised:
    """What came of it."""

    data: bytes
    """The answer."""
    tried: int
    """How many answers were looked at."""


def minimise(case: Case, keep: Sequence[str] = ()) -> Minimised:
    """Shrink the answer of `case` while the faults of the codes `keep` (default: all of its codes) remain.

    They still mean the same. No other code may turn up that was not there before, and a document that could be drawn
    can still be.
    """
    before = judge(case)
    wanted, allowed = frozenset(keep or before.codes), frozenset(before.codes)
    least, tried = case.recording, 0

    def shrink(wrap: Wrapping, text: str, stages: Sequence[Stage]) -> None:
        """Make `least` what `wrap` makes of the least text, if that of the whole one is still the same."""
        nonlocal least

        def keeps(text: str) -> bool:
            nonlocal tried
            tried += 1
            return _same(before, judge(replace(case, recording=wrap(text), picture=None)), wanted, allowed)

        if keeps(text):
            least = wrap(_shrunk(text, stages, keeps))

    if (wrap := _wrapping(case)) is not None:
        shrink(wrap, _said(case), _STAGES)
    if case.recording.form is AnswerForm.STREAM:
        events = least.data.decode("utf-8", "surrogateescape")
        shrink(lambda text: _recorded(case, text.encode("utf-8", "surrogateescape")), events, [_events])
    return Minimised(least.data, tried)


def _same(before: CaseOutcome, after: CaseOutcome, wanted: frozenset[str], allowed: frozenset[str]) -> bool:
    return (
        wanted <= frozenset(after.codes) <= allowed
        and (after.svg is None) == (before.svg is None)
        and _meanings(after, wanted) <= _meanings(before, wanted)
    )


def _meanings(verdict: CaseOutcome, codes: frozenset[str]) -> frozenset[tuple[str, str]]:
    """What is said of the faults of these codes: an attribute given twice may mean x2, and in what is left y1."""
    return frozenset((fault.code, fault.message) for fault in verdict.faults if fault.code in codes)


Wrapping = Callable[[str], Recording]
"""What makes a recording like another from a text put in the place of what that says."""


def _wrapping(case: Case) -> Wrapping | None:
    """That of a case; None when its text cannot be told from the rest."""
    if case.recording.form is AnswerForm.TEXT:
        return lambda text: _recorded(case, text.encode())
    # Whatever else a response holds may be what is wrong with it, so only the text is touched, as it stands in it.
    whole = case.recording.data.decode("utf-8", "replace")
    if case.recording.form is AnswerForm.STREAM:
        whole = _told_at_once(whole, _said(case))
    spellings = [json.dumps(_said(case), ensure_ascii=plain)[1:-1] for plain in (False, True)]
    spelt = next((spelling for spelling in spellings if _said(case) and whole.count(spelling) == 1), None)
    if spelt is None:
        return None

    def respelt(text: str) -> Recording:
        spelling = json.dumps(text, ensure_ascii=spelt == spellings[1])[1:-1]
        return _recorded(case, whole.replace(spelt, spelling).encode())

    return respelt


def _told_at_once(stream: str, said: str) -> str:
    """A stream whose first event that says anything says all; empty when `said` is not what its events say."""
    out: list[str] = []
    pieces: list[str] = []
    text = json.dumps(said, ensure_ascii=stream.isascii())
    for event in (match[0] for match in _EVENT.finditer(stream)):
        found = _SPOKEN.search(event)
        if found is None:
            out.append(event)
            continue
        if not pieces or _ENDS.search(event):
            out.append(event[: found.start(1)] + ('""' if pieces else text) + event[found.end(1) :])
        pieces.append(json.loads(found[1], strict=False))
    return "".join(out) if pieces and "".join(pieces) == said else ""


def _recorded(case: Case, data: bytes) -> Recording:
    """The recording of `case` with other bytes."""
    old = case.recording
    if old.form is AnswerForm.TEXT:
        return record(data, model=case.model, finish_reason=case.finish_reason)
    return record(data, old.form, status=old.status, prompt=case.prompt)


Stage = Callable[[str], Iterator[Sequence[Unit]]]
"""From a text to batches of what might be taken out of it."""


def _shrunk(text: str, stages: Sequence[Stage], keeps: Callable[[str], bool]) -> str:
    """`text` after as many rounds of all stages as still take anything out."""
    for _ in range(_ROUNDS):
        before = text
        for stage in stages:
            text = _staged(text, stage, keeps)
        if text == before:
            break
    return text


def _staged(text: str, stage: Stage, keeps: Callable[[str], bool]) -> str:
    """`text` without what one stage could take out; its batches are found anew after each that changed anything."""
    done = 0
    while (batch := next((units for at, units in enumerate(stage(text)) if at >= done), None)) is not None:
        text = _reduced(text, batch, keeps)
        done += 1
    return text


def _reduced(text: str, units: Sequence[Unit], keeps: Callable[[str], bool]) -> str:
    """`text` without as many of `units` as can go (delta debugging by complements, Zeller and Hildebrandt, 2002)."""
    left = list(units)
    size = len(left)
    while left and size:
        at, shrunk = 0, False
        while at < len(left):
            rest = left[:at] + left[at + size :]
            gone = set(units) - set(rest)
            if keeps(_without(text, gone)):
                left, shrunk = rest, True
            else:
                at += size
        size = min(size // 2, len(left)) if not shrunk or size > 1 else size
    return _without(text, set(units) - set(left))


def _without(text: str, units: set[Unit]) -> str:
    out, done = [], 0
    for start, end in sorted(chain.from_iterable(units)):
        if start >= done:
            out.append(text[done:start])
        done = max(done, end)
    return "".join((*out, text[done:]))


def _said(case: Case) -> str:
    """The text that holds what is wrong."""
    return case.text or case.reply.reasoning


def _trees(text: str) -> Iterator[tuple[int, SyntaxTree]]:
    """The SVG that is meant where it does not begin the text, then the whole; each with the offset of its beginning."""
    start = extract(text).start
    if start > 0:
        yield start, parse(text[start:])
    yield 0, parse(text)


def _elements(text: str) -> Iterator[Sequence[Unit]]:
    """The elements at each depth, from the outside in."""
    for offset, tree in _trees(text):
        level = [element for element in tree.elements if element.parent is None]
        while level:
            yield [(_whole_lines(text, offset + e.token.start, offset + e.end),) for e in level]
            level = [child for element in level for child in element.children]


def _wrappers(text: str) -> Iterator[Sequence[Unit]]:
    """The tags of elements around others."""
    for offset, tree in _trees(text):
        pairs = [(e.token, e.closing) for e in tree.elements if e.children and e.closing is not None]
        yield [tuple(_whole_lines(text, offset + tag.start, offset + tag.end) for tag in pair) for pair in pairs]


def _attributes(text: str) -> Iterator[Sequence[Unit]]:
    """The attributes of each element."""
    for offset, tree in _trees(text):
        for element in tree.elements:
            yield [((_before(text, offset + a.start), offset + a.end),) for a in element.token.attributes]


def _comments(text: str) -> Iterator[Sequence[Unit]]:
    """Comments, CDATA sections, declarations."""
    for offset, tree in _trees(text):
        aside = [token for token in tree.tokens if token.kind in _ASIDE]
        yield [(_whole_lines(text, offset + token.start, offset + token.end),) for token in aside]


def _segments(text: str) -> Iterator[Sequence[Unit]]:
    """The segments of path data, the pairs of points and the like."""
    for offset, tree in _trees(text):
        for attribute in chain.from_iterable(element.token.attributes for element in tree.elements):
            if pattern := _LISTS.get(attribute.name):
                found = pattern.finditer(text, offset + attribute.value_start, offset + attribute.value_end)
                yield [(match.span(),) for match in found]


def _lines(text: str) -> Iterator[Sequence[Unit]]:
    """The lines of text outside tags."""
    tags = [(token.start, token.end) for token in parse(text).tokens if token.kind is not TokenKind.TEXT]
    inside = set(chain.from_iterable(range(text.count("\n", 0, a), text.count("\n", 0, b) + 1) for a, b in tags))
    yield [(match.span(),) for number, match in enumerate(_LINE.finditer(text)) if number not in inside]


def _sentences(text: str) -> Iterator[Sequence[Unit]]:
    """The sentences of what is said around the drawing and in it."""
    for offset, tree in _trees(text):
        texts = [token for token in tree.tokens if token.kind is TokenKind.TEXT]
        yield [(m.span(),) for t in texts for m in _SENTENCE.finditer(text, offset + t.start, offset + t.end)]


def _events(text: str) -> Iterator[Sequence[Unit]]:
    """The events of a stream."""
    yield [(match.span(),) for match in _EVENT.finditer(text)]


_STAGES: Sequence[Stage] = (_elements, _wrappers, _comments, _attributes, _segments, _lines, _sentences)


def _whole_lines(text: str, start: int, end: int) -> Span:
    """The span, and the line end with it where nothing else stands on its lines."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    if last >= 0 and not text[first:start].strip() and not text[end:last].strip():
        return first, last + 1
    return start, end


def _before(text: str, start: int) -> int:
    """Where the white space before an attribute begins."""
    return start - (len(text[:start]) - len(text[:start].rstrip()))
