"""One faulty element asked for again, and nothing else: told to draw everything once more, small models lose content.

The element is cut from the document as repaired so far, with its line and its faults; the corrected one is spliced in
where it stood, as an edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from svgguard.ask.files import prompt_file
from svgguard.ask.messages import without_control_tokens, worth_asking
from svgguard.ask.question import Question, Step
from svgguard.extraction import extract
from svgguard.extraction.candidates import thoughts
from svgguard.svg import vocabulary
from svgguard.text.edits import OffsetMap
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit, Fault

if TYPE_CHECKING:
    from svgguard.result import Result
    from svgguard.syntax import Element

LONGEST_ELEMENT = 4_000
"""Characters of an element that is worth asking for by itself; a longer one is most of the picture."""

_NOWHERE = "missing-part"
"""The rule for what stands in no element that could be corrected."""
_TAG = lazy_pattern(r"<([A-Za-z][\w:.\-]*)")


def patch(result: Result, prompt: str = "", most: int = 1) -> Question | None:
    """The question for the first faulty element of `result`; `prompt` says what the picture is of.

    None when the faults do not lie within `most` small elements, so that the whole must be asked for.
    """
    from svgguard.syntax import parse

    base, passes = _document(result)
    broken = worth_asking(result)
    if base is None or not broken or any(fault.name == _NOWHERE for fault in broken):
        return None
    elements = parse(base).elements
    places: dict[tuple[int, int], list[Fault]] = {}
    for fault, at in zip(broken, _placed(broken, passes), strict=True):
        element = _innermost(elements, at)
        # Some faults are blamed on the root: that is the whole.
        if element is None or element.parent is None or element.end - element.token.start > LONGEST_ELEMENT:
            return None
        places.setdefault((element.token.start, element.end), []).append(fault)
    if len(places) > most:
        return None
    (start, end), faults = min(places.items())
    return _question(base, start, end, faults, prompt)


def corrected(question: Question, answer: str) -> Edit | None:
    """The edit of ``question.base`` that the answer to a patch amounts to.

    None when it holds no such element (a shape may become another shape, and what is no SVG element anything), or the
    element as it was; also when a whole document came instead.
    """
    from svgguard.syntax import parse

    text = without_control_tokens(_without_thoughts(answer))
    meant = _TAG.match(question.base, question.start)
    name = meant[1] if meant else ""
    tags = [m for m in _TAG.finditer(text) if _may_replace(name, m[1])]
    if not tags or "<svg" in text.lower():
        return None
    first = next((m for m in tags if m[1] == name), tags[0])
    rest = text[first.start() :]
    elements = parse(rest).elements
    new = rest[: elements[0].end] if elements else ""
    if not new.strip() or new == question.base[question.start : question.end]:
        return None
    return Edit(question.start, question.end, new)


def _may_replace(old: str, new: str) -> bool:
    """True when an element `new` may stand for `old`: an empty group in place of a wheel would be a loss."""
    shapes = vocabulary.group("shape")
    return old == new or {old, new} <= shapes or (old not in vocabulary.elements() and new in vocabulary.elements())


def _question(base: str, start: int, end: int, faults: Sequence[Fault], prompt: str) -> Question:
    file = prompt_file("patch")
    root = re.search(r"<svg\b[^>]*>", base)
    said = file.fill(
        prompt=prompt.strip() or "a picture",
        root=without_control_tokens(root[0] if root else "<svg>"),
        line=str(base.count("\n", 0, start) + 1),
        element=without_control_tokens(base[start:end]),
        faults="\n".join(dict.fromkeys(f"- {fault.message}" for fault in faults)),
    )
    why = ", ".join(dict.fromkeys(fault.code for fault in faults))
    messages = ({"role": "user", "content": said},)
    return Question(Step.PATCH, messages, file.label, why, base=base, start=start, end=end)


def _document(result: Result) -> tuple[str | None, Sequence[Sequence[Edit]]]:
    """The document to patch and the edits that led to it: as repaired, or as extracted when it could not be."""
    if result.svg is not None:
        return result.svg, result.passes
    found = extract(result.source)
    return found.text, found.passes


def _placed(faults: Iterable[Fault], passes: Sequence[Sequence[Edit]]) -> list[int]:
    """Where in the text after `passes` the faults stand, that were placed in the text before them."""
    forward = [OffsetMap(_inverse(edits)) for edits in passes]
    places = []
    for fault in faults:
        at = fault.start
        for step in forward:
            at = step(at)
        places.append(at)
    return places


def _inverse(edits: Sequence[Edit]) -> list[Edit]:
    """The places of `edits` in the text they made; what stood there before matters to no map but in its length."""
    shift, back = 0, []
    for edit in edits:
        start = edit.start + shift
        back.append(Edit(start, start + len(edit.replacement), " " * (edit.end - edit.start)))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return back


def _innermost(elements: Sequence[Element], at: int) -> Element | None:
    """The last element, in document order, that reaches over `at`."""
    return next((e for e in reversed(elements) if e.token.start <= at < e.end), None)


def _without_thoughts(text: str) -> str:
    for start, end in reversed(thoughts(text)):
        text = text[:start] + text[end:]
    return text
