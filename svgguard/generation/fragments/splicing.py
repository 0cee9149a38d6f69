"""Taking a fragment out of an answer, making its ids its own, and writing it into a drawing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from svgguard import document
from svgguard.ask import Question, without_control_tokens
from svgguard.document import Document
from svgguard.document.suspects import local_name
from svgguard.extraction.candidates import thoughts
from svgguard.generation.fragments.asking import slug
from svgguard.generation.fragments.mining import mined, names
from svgguard.guard import checked
from svgguard.parts.by_label.claims import within
from svgguard.parts.specification import Part, Specification
from svgguard.result import Result
from svgguard.text import edits
from svgguard.types import Edit, Fault, Limits, Policy, Status

_ROOT = re.compile(r"<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.I)
_VIEW_BOX = re.compile(r"viewBox\s*=\s*[\"']([^\"']*)")
_CLOSE = re.compile(r"</svg\s*>", re.I)
_FENCE = re.compile(r"```[\w-]*\n?")
_MARKUP = re.compile(r"<(?:!--|[A-Za-z][\w:.-]*[\s/>])")
_UNRESOLVED = "L001"


def fragment(
    question: Question, answer: str, part: Part, base: Document, policy: Policy, wanted: Specification
) -> str | None:
    """The fragment for the drawing `base` in an answer: one group with the name of the part, and ids of its own.

    It is repaired like any answer. Of a whole drawing only the group of the part is taken. None when the answer holds
    nothing that draws the part.
    """
    text = _fenced(_without_thoughts(answer))
    if not (markup := _MARKUP.search(text)):
        return None
    inner = text[markup.start() : text.rfind(">") + 1]
    if opened := _ROOT.search(inner):
        inner = inner[opened.end() :]
        closed = _CLOSE.search(inner)
        inner = inner[: closed.start()] if closed else inner
    token = base.start_tag(base.root)
    root = base.text[token.start : token.end]
    opening = f"{root[:-2]}>" if root.endswith("/>") else root
    # In the root of the drawing its prefixes mean what they mean there; what it refers to may stand there, too.
    alone = replace(policy, ignore=policy.ignore | {_UNRESOLVED})
    read = checked(f"{opening}{inner}</{token.name}>", alone, None).document
    if read is None or not within([read.root]) or (found := mined(read, part, base, question.start, wanted)) is None:
        return None
    if found != inner:
        if opened and _canvas(opened[0]) != _canvas(root):
            return None
        read = checked(f"{opening}{found}</{token.name}>", alone, None).document
        if read is None or not within([read.root]):
            return None
    return _named(_with_own_ids(read, base, question), part, base)


def _canvas(root: str) -> list[str]:
    """The numbers of the view box in a start tag."""
    found = _VIEW_BOX.search(root)
    return found[1].replace(",", " ").split() if found else []


def spliced(so_far: Result, changes: Sequence[Edit], judged: Result, note: str) -> Result:
    """The result of `changes` to the document of `so_far`: `judged` is what the engine made of the text then.

    `note` says of a fault that is gone what repaired it.
    """
    from svgguard.extraction import extract

    passes = so_far.passes if so_far.svg is not None else extract(so_far.source).passes
    maps = [edits.OffsetMap(step) for step in (*passes, tuple(changes))]
    left = [_moved(fault, maps, so_far.source) for fault in judged.faults]
    still = {_identity(fault) for fault in left}
    gone = (
        fault if fault.applied else replace(fault, applied=True, repair=note)
        for fault in so_far.faults
        if _identity(fault) not in still
    )
    return replace(
        judged,
        source=so_far.source,
        status=Status.REPAIRED if judged.status is Status.CLEAN else judged.status,
        faults=tuple(sorted((*gone, *left), key=lambda fault: (fault.start, fault.end, fault.code))),
        passes=(*passes, tuple(changes), *judged.passes) if judged.svg is not None else (),
        alternates=so_far.alternates,
        encoding=so_far.encoding,
        parts=tuple(
            replace(seen, start=edits.to_raw(seen.start, maps), end=edits.to_raw(seen.end, maps))
            for seen in judged.parts
        ),
    )


def _identity(fault: Fault) -> tuple[object, ...]:
    """What tells a fault from others; several parts may be missing at one place."""
    return fault.code, fault.start, fault.message if fault.code.startswith("P") else ""


def _moved(fault: Fault, maps: list[edits.OffsetMap], source: str) -> Fault:
    """A fault of the spliced text, placed in the raw one."""
    start = edits.to_raw(fault.start, maps)
    line = source.count("\n", 0, start) + 1
    column = start - (source.rfind("\n", 0, start) + 1) + 1
    return replace(fault, start=start, end=max(start, edits.to_raw(fault.end, maps)), line=line, column=column)


def _without_thoughts(text: str) -> str:
    for start, end in reversed(thoughts(text)):
        text = text[:start] + text[end:]
    return without_control_tokens(text)


def _fenced(text: str) -> str:
    """What stands in the code fence that holds markup, if there is one."""
    pieces = _FENCE.split(text)
    return next((piece for piece in pieces[1:] if _MARKUP.search(piece)), pieces[0])


def _with_own_ids(read: Document, base: Document, question: Question) -> str:
    """The content of the fragment's root; ids that the drawing has already are renamed with what refers to them."""
    taken = {
        str(e.get("id")) for e in base.root.iter(etree.Element) if e.get("id") and not _replaced(base, e, question)
    }
    own = [str(e.get("id")) for e in read.root.iter(etree.Element) if e.get("id") and e is not read.root]
    names: dict[str, str] = {}
    for name in own:
        number = 2
        while (new := name if number == 2 and name not in taken else f"{name}-{number}") in taken:
            number += 1
        names[name] = new
        taken.add(new)
    changes = [change for e in read.root.iterdescendants(etree.Element) for change in _renamed(read, e, names)]
    start, closing = read.start_tag(read.root), read.end_tag(read.root)
    end = closing.start if closing else start.end
    shifted = [Edit(c.start - start.end, c.end - start.end, c.replacement) for c in changes]
    return edits.apply(read.text[start.end : end], sorted(shifted)).strip()


def _replaced(base: Document, element: etree._Element, question: Question) -> bool:
    """True for an element of the drawing that goes when the fragment comes."""
    return question.start <= base.start_tag(element).start < question.end


def _renamed(read: Document, element: etree._Element, names: Mapping[str, str]) -> list[Edit]:
    changes = []
    for attribute in read.start_tag(element).attributes:
        value = attribute.value
        if attribute.name == "id":
            new = names.get(value, value)
        else:
            new = re.sub(r"#([\w:.-]+)", lambda m: f"#{names.get(m[1], m[1])}", value)
        if new != value:
            changes.append(Edit(attribute.value_start, attribute.value_end, new))
    return changes


def _named(content: str, part: Part, base: Document) -> str:
    """The content as one group that goes by the name of the part."""
    read = document.read(f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="x">{content}</svg>', Limits())
    if isinstance(read, Document):
        children = [child for child in read.root if isinstance(child.tag, str)]
        if len(children) == 1 and local_name(children[0]) == "g" and names(children[0], part):
            return content
    taken = {str(e.get("id")) for e in base.root.iter(etree.Element)} | set(re.findall(r'\bid="([^"]*)"', content))
    name, number = slug(part.name), 2
    while name in taken:
        name, number = f"{slug(part.name)}-{number}", number + 1
    return f'<g id="{name}">{content}</g>'
