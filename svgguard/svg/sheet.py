"""Style sheets in ``style`` elements: lost braces, and wrong declarations in the blocks.

A sheet is scanned for its braces alone, past comments, strings and addresses. That keeps every offset, and says what is
wrong, where a CSS parser recovers as CSS does and does not say what it passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from svgguard.svg import colour, grammar, keyword, style, vocabulary
from svgguard.svg.colour_functions import FunctionFault
from svgguard.svg.grammar import ValueKind
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety

_MASKED = lazy_pattern(r"<!\[CDATA\[|\]\]>|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|&[\w#]{1,10};|/\*.*?(?:\*/|\Z)", re.S)
_SCANNED = lazy_pattern(r"\"[^\"\n]*+\"|'[^'\n]*+'|(?i:url)\([^()\s\"']*+\)|([{}])")
_HIDDEN = lazy_pattern(r"\s*<!--(?P<sheet>[^<&{]*\{[^<&]*)-->\s*")
_LINE_COMMENT = lazy_pattern(r"(?:^|[;{}])[ \t]*(//([^\n*/][^\n*{}]*))$", re.M)
_DOUBLED = lazy_pattern(r"(\{\{)[^{}]*(\}\})")
_CLASSES = lazy_pattern(r"\sclass\s*=\s*[\"']([^\"']*)")
_WORD = lazy_pattern(r"(?<![-\w.#:@\[(=\"'])[a-zA-Z_][-\w]*+(?![-\w(])")
_KEYFRAMES = lazy_pattern(r"\s*@(?:-\w+-)?keyframes\b", re.I)
_KEYFRAME = lazy_pattern(r"\s*(?:from|to|[\d.]+%)")
_CONDITIONAL = lazy_pattern(
    r"\s*@(?:media|supports|layer|container|scope|(?:-\w+-)?keyframes|document|starting-style)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Change:
    """Characters of a sheet to be replaced, and why; None when nothing says by what."""

    start: int
    end: int
    replacement: str | None
    message: str
    safety: Safety = Safety.SAFE


@dataclass(slots=True)
class _Block:
    """A block: where its prelude, its brace and its content end."""

    start: int
    open: int
    close: int = -1
    children: list[_Block] = field(default_factory=list)


@dataclass
class SheetContext:
    """What the document says about its sheets; worked out when it is asked for."""

    text: str
    ids: Collection[str]
    servers: Collection[str]
    """Those of the ids that gradients and patterns bear."""

    @cached_property
    def palette(self) -> Mapping[str, int]:
        """The colours of the document."""
        return colour.palette(self.text)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of its elements."""
        return frozenset(name for m in _CLASSES.finditer(self.text) for name in m[1].split())


def repair(raw: str, context: SheetContext) -> list[Change]:
    """What is to be changed in a sheet, which is the text between a ``style`` element's tags as it stands there."""
    hidden = _HIDDEN.fullmatch(raw)
    if hidden:
        return [Change(0, len(raw), hidden["sheet"], "in XML a comment hides the sheet from everyone")]
    if foreign := list(_foreign(raw)):
        return foreign
    text = _MASKED.sub(lambda m: re.sub(r"[^\n]", " " if m[0][0] != "&" else "_", m[0]), raw)
    blocks, changes = _structure(text)
    for block in [] if changes else blocks:
        if _CONDITIONAL.match(text, block.start, block.open):
            inner = block.children
        else:
            inner = [block]
        for leaf in inner:
            if not leaf.children:
                changes += _block(text, leaf, context)
    return changes


def _foreign(raw: str) -> Iterator[Change]:
    """What another language than CSS left in a sheet: its line comments, its doubled braces."""
    for m in _LINE_COMMENT.finditer(raw):
        yield Change(
            m.start(1), m.end(1), f"/*{m[2].rstrip()} */", "// begins no comment in CSS, and the next rule is lost"
        )
    for m in _DOUBLED.finditer(raw):
        for start, end, one in ((m.start(1), m.end(1), "{"), (m.start(2), m.end(2), "}")):
            yield Change(start, end, one, "doubled braces, as in a template")


def _structure(text: str) -> tuple[list[_Block], list[Change]]:
    """The outermost blocks, and the braces that are missing or too many."""
    blocks: list[_Block] = []
    stack: list[_Block] = []
    changes: list[Change] = []
    done = 0
    for m in _SCANNED.finditer(text):
        if m[1] == "{":
            block = _Block(max(done, text.rfind(";", done, m.start()) + 1), m.start())
            (stack[-1].children if stack else blocks).append(block)
            stack.append(block)
        elif m[1] == "}" and stack:
            stack.pop().close = m.start()
        elif m[1] == "}":
            changes.append(_stray(text, done, m.start()))
        else:
            continue
        done = m.end()
    open_ended = 0
    for block in stack:
        outside = _outside(text, block)
        if outside is not None:
            changes.append(outside)
        else:
            open_ended += 1
    if open_ended:
        end = len(text.rstrip())
        changes.append(Change(end, end, "}" * open_ended, "the last block has no }"))
    return blocks, changes


def _stray(text: str, start: int, at: int) -> Change:
    """A brace that closes nothing: the one that was to open its block is missing, or it is one too many."""
    lost = re.match(r"\s*+[^\s:;{}][^:;{}]*?[\w\]*)](?=\s+[-\w]+\s*:)", text[start:at])
    if lost:
        place = start + lost.end()
        return Change(place, place, " {", "a block begins without its {")
    return Change(at, at + 1, "", "} closes nothing, and the rule after it is lost")


def _outside(text: str, block: _Block) -> Change | None:
    """The brace that closes `block` before the next rule; None when it may hold all that follows."""
    message = "a block has no } before the next begins"
    if _KEYFRAMES.match(text, block.start, block.open):
        for child in block.children:
            if not _KEYFRAME.match(text, child.start, child.open):
                at = child.start + len(text[child.start : child.open]) - len(text[child.start : child.open].lstrip())
                return Change(at, at, "} ", message)
        return None
    if not block.children or text[block.start : block.open].lstrip().startswith("@"):
        return None
    place = _selector(text[block.open + 1 : block.children[0].open])
    if place is None:
        return Change(block.open, block.open + 1, None, message)
    at = block.open + 1 + place
    line = text.rfind("\n", block.open, at)
    if line < 0 or text[line:at].strip():
        return Change(at, at, "} ", message)
    # Where the next rule has a line of its own, the brace stands as the other rules have theirs.
    end = len(text[:at].rstrip())
    own = "\n" in text[block.start : block.open].lstrip() or text.rfind("\n", block.open, end) >= 0
    brace = text[line:at] + "}" if own else " }" if text[block.open + 1].isspace() else "}"
    return Change(end, end, brace, message)


def _selector(segment: str) -> int | None:
    """Where in declarations that a selector follows without a brace the selector begins."""
    at = segment.rfind(";") + 1
    tail = segment[at:]
    if not re.match(r"\s*[-\w]+\s*:", tail):
        return at + len(tail) - len(tail.lstrip())
    line = tail.rstrip().rfind("\n")
    if line >= 0:
        return at + line + 1 + len(tail[line + 1 :]) - len(tail[line + 1 :].lstrip())
    found = re.search(r"(?<=\s)[.#@*][^\s].*$|(?<=\s)[a-zA-Z][\w.#-]*\s*$", tail)
    return at + found.start() if found else None


def _block(text: str, block: _Block, context: SheetContext) -> Iterator[Change]:
    """The faults of a block of declarations and of its selector."""
    start, end = block.open + 1, block.close
    body = text[start:end]
    if not _accepted()(body):
        value, safety = style.repair(body)
        yield Change(start, end, value, "the declarations are not written name: value;", safety)
        return
    yield from _selectors(text, block, context)
    if text[block.start : block.open].lstrip().startswith("@"):
        return
    for d in style.declarations(body):
        if right := style.meant(d.name):
            at = start + d.name_start
            yield Change(at, at + len(d.name), right, f"{d.name} is no property; {right} is")
        yield from _value(d, start, context)


def _value(d: style.Declaration, start: int, context: SheetContext) -> Iterator[Change]:
    kind = vocabulary.grammar("g", d.name) if d.value else None
    words = vocabulary.keywords("g", d.name)
    if kind not in ("paint", "colour", "keyword") or _matcher(kind, words)(d.value):
        return
    read = (
        keyword.repair(d.value, words)
        if kind == "keyword"
        else colour.repair(d.value, context.palette, context.servers)
    )
    # Without this declaration the element's own attribute holds: what CSS has elsewhere is not guessed at.
    guess = read.kind is FunctionFault.FUNCTION and read.safety is Safety.UNSAFE
    at = start + d.start
    yield Change(at, at + len(d.value), None if guess else read.value, f"{d.name}: {read.message}", read.safety)


def _selectors(text: str, block: _Block, context: SheetContext) -> Iterator[Change]:
    """Names in a selector that are no element, but a class or an id of the document."""
    prelude = text[block.start : block.open]
    if prelude.lstrip().startswith("@"):
        return
    for m in _WORD.finditer(prelude):
        if m[0] not in vocabulary.elements() and not _is_html(m[0], context):
            mark = "." if m[0] in context.classes else "#" if m[0] in context.ids else ""
            if mark:
                at = block.start + m.start()
                yield Change(at, at, mark, f"{m[0]} is no element; {mark}{m[0]} is in the document")


def _is_html(name: str, context: SheetContext) -> bool:
    """True if a name is an element of HTML that the document has, as in a foreignObject."""
    known = name in vocabulary.html("inline") or name in vocabulary.html("blocks")
    return known and re.search(rf"<{name}[\s/>]", context.text) is not None


@cache
def _accepted() -> grammar.Match:
    return grammar.matcher("declarations")


@cache
def _matcher(kind: ValueKind, words: str) -> grammar.Match:
    return grammar.keyword(words) if kind == "keyword" else grammar.matcher(kind)
