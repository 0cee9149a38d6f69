"""Extraction: from a whole answer to the span of the SVG that was meant; `wrapping` names what it was wrapped in.

Every change is edits on the answer (cut this prefix, unescape that character), so a fault found in an unescaped SVG
still has its line and column in the raw answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from svgguard.extraction.reply import Reply, as_reply
from svgguard.text import edits as _edits
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit, Finding

if TYPE_CHECKING:
    from svgguard.extraction.candidates import Candidate
    from svgguard.extraction.wrapping import Wrapped

_QUOTE = lazy_pattern(r'(?<!\\)"')
_SNIPPET = 0.2
"""An SVG shorter than this share of the longest whole one beside it is no final version of it."""
_DEEPEST = 3
"""How many levels of escaping are undone."""


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
    wrappings: tuple[Wrapped, ...] = ()
    """How it was wrapped, and where in `source`."""


def extract(source: str | bytes | Reply | Mapping[str, Any]) -> Extraction:
    """Find the SVG meant in an answer: text, bytes, a `Reply`, or a chat message or response as a mapping.

    Of several SVGs the last complete one outside any thought is taken, the others are `alternates`. Total and linear.
    """
    reply = as_reply(source)
    found = _extract(reply, reply.text)
    if found.text is None and reply.reasoning:
        thought = _extract(reply, reply.reasoning)
        if thought.text is not None:
            from svgguard.extraction.wrapping import Wrapping, wrapping

            only = wrapping(Wrapping.REASONING_ONLY, 0, 0, "the SVG stands in the reasoning, the answer is empty of it")
            return replace(thought, wrappings=(only, *thought.wrappings))
    return found


def _extract(reply: Reply, source: str) -> Extraction:
    # The patterns that tell candidates and wrappings apart are costly to compile, and a bare SVG needs none of them.
    from svgguard.extraction.candidates import candidates
    from svgguard.extraction.unescaping import VIEWS

    text, passes = source, []
    names: list[str] = []
    found: list[Candidate] = candidates(text)
    for _ in range(_DEEPEST):
        if any(c.draws for c in found):
            break
        view = next((v for v in VIEWS if v[0].search(text)), None)
        if view is None or not (undone := view[1](text)):
            break
        names.append(view[2])
        passes.append(tuple(undone))
        text = _edits.apply(text, undone)
        found = candidates(text)
    best = max(_substantial(found), key=lambda c: c.rank, default=None)
    if best is None:
        return _rootless(reply, source)
    if not (best.draws or best.complete):
        return Extraction(reply, source)
    return _cut_out(Extraction(reply, source, text, tuple(passes)), names, found, best)


def _rootless(reply: Reply, source: str) -> Extraction:
    """The drawing of an answer in which nothing is called ``svg``, with a root put around it."""
    from svgguard.extraction.rootless import rootless

    if (drawing := rootless(source)) is None:
        return Extraction(reply, source)
    best, rooted, named = drawing
    text = _edits.apply(source, rooted)
    found = _cut_out(Extraction(reply, source, text, (rooted,)), [], [best], best)
    return replace(found, wrappings=(named, *found.wrappings))


def _substantial(found: list[Candidate]) -> list[Candidate]:
    """Without the snippets beside a whole drawing, such as an alternative for one of its parts."""
    longest = max((c.end - c.start for c in found if c.complete and not c.thought), default=0)
    return [c for c in found if c.end - c.start >= _SNIPPET * longest]


def _to_raw(finding: Finding, maps: list[_edits.OffsetMap]) -> Finding:
    start, end = _edits.to_raw(finding.start, maps), _edits.to_raw(finding.end, maps)
    return replace(finding, start=start, end=end)


def _cut_out(seen: Extraction, names: list[str], found: list[Candidate], best: Candidate) -> Extraction:
    """The best candidate taken out of the text as seen so far: cut free, without control tokens, unescaped."""
    from svgguard.extraction import joints, wrapping
    from svgguard.extraction.belongings import belongings
    from svgguard.extraction.candidates import CONTROL_TOKEN, with_prolog
    from svgguard.extraction.unescaping import (
        gutter_edits,
        is_json_escaped,
        is_quoted_printable,
        json_edits,
        printable_edits,
    )
    from svgguard.extraction.wrapping import Wrapping

    text, passes = seen.text or "", list(seen.passes)
    start, end = with_prolog(text, best.start), best.end
    if is_json_escaped(text[best.start : end]):
        names.append('escaped as a string (\\")')
        if not best.complete and (quote := _QUOTE.search(text, best.start, end)):
            end = quote.start()
    if not text[end:].strip():
        end = len(text)
    maps = [_edits.OffsetMap(edits) for edits in passes]
    raw = _edits.to_raw(start, maps), _edits.to_raw(end, maps)
    tokens = list(CONTROL_TOKEN.finditer(text, start, end))
    between = [
        wrapping.wrapping(Wrapping.PROSE_AROUND, *gap, "text within the SVG, between fences") for gap in best.gaps
    ]
    around = wrapping.wrappings(text, start, end, best, found, in_string=any("JSON" in name for name in names))
    named = [(name, _to_raw(f, maps)) for name, f in (*around, *between)]
    if not passes:
        named += [wrapping.wrapping(Wrapping.CONTROL_TOKEN, *m.span(), f"{m[0]} inside the SVG") for m in tokens]
    named += [wrapping.wrapping(Wrapping.ESCAPED_SVG, *raw, f"the SVG is {name}") for name in names]
    if not named and (around_it := (text[:start] + text[end:]).strip()):
        # What is cut away has a name, even where it frames the SVG in no way that is known.
        kind = Wrapping.MARKDOWN_FENCE if "```" in around_it or "~~~" in around_it else Wrapping.PROSE_AROUND
        named.append(
            wrapping.wrapping(
                kind, *((0, raw[0]) if text[:start].strip() else (raw[1], len(seen.source))), "signs around the SVG"
            )
        )
    inside = [*(Edit(*m.span(), "") for m in tokens), *(Edit(*gap, "") for gap in best.gaps)]
    cut = [Edit(0, start, ""), *sorted(inside), Edit(end, len(text), "")]
    cut = [edit for edit in cut if edit.start < edit.end]
    if cut:
        passes.append(tuple(cut))
    svg = _edits.apply(text, cut)
    if gutter := gutter_edits(svg, text[:start]):
        passes.append(tuple(gutter))
        svg = _edits.apply(svg, gutter)
    around_start = text[:start]
    if lines := joints.line_edits(svg, around_start):
        passes.append(tuple(lines))
        svg = _edits.apply(svg, lines)
    for name, undone in (
        ("a unified diff", joints.diff_edits(svg, around_start)),
        ("joined of a program's strings", [] if lines else joints.joint_edits(svg, around_start)),
        ("quoted-printable", printable_edits(svg) if is_quoted_printable(svg) else []),
    ):
        if undone:
            passes.append(tuple(undone))
            svg = _edits.apply(svg, undone)
            named.append(wrapping.wrapping(Wrapping.ESCAPED_SVG, *raw, f"the SVG is {name}"))
            break
    for _ in range(_DEEPEST):
        if not is_json_escaped(svg[: best.end - start]):
            break
        undone = json_edits(svg)
        passes.append(tuple(undone))
        svg = _edits.apply(svg, undone)
    if (brought := belongings(svg, text[:start] + text[end:], raw[0])) is not None:
        passes.append((brought[0],))
        svg = _edits.apply(svg, [brought[0]])
        named.append(brought[1])
    others = tuple(text[c.start : c.end] for c in found if c is not best and c.draws)
    return Extraction(seen.reply, seen.source, svg, tuple(passes), raw[0], raw[1], others, tuple(named))
