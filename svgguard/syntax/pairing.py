"""Pairing: which tag belongs to which, decided once with all neighbours in view.

Second half of the recovering reading. Where start and end tags do not pair, the evidence is, in this order: the names
(how many of each are opened and closed), the content model (a gradient holds no rectangle), the indentation, and at
last the HTML parser's habit. Each decision is recorded with the edits that make the text well-formed that way.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import replace

from svgguard.svg import vocabulary
from svgguard.syntax import cut, leaves, outside, slips
from svgguard.syntax.characters import character_findings
from svgguard.syntax.deviation import Deviation
from svgguard.syntax.layout import Layout
from svgguard.syntax.markup import MarkupDeviation
from svgguard.syntax.nesting import Order, departs, order
from svgguard.syntax.tag import TagDeviation
from svgguard.syntax.tokenizer import tokenize
from svgguard.syntax.tokens import Token, TokenKind, only_end_tags
from svgguard.syntax.tree import Element, SyntaxTree
from svgguard.syntax.value import TYPOGRAPHIC
from svgguard.types import Edit, Finding, Repair, Safety


class PairingDeviation(Deviation):
    """What deviates where tags are paired."""

    TRUNCATED = "truncated"
    UNCLOSED_ELEMENT = "unclosed-element"
    MISMATCHED_TAG = "mismatched-tag"


_DEEP = 1000
"""Open elements beyond which only names count: no such text is ever accepted, and weighing it would not be linear."""
_NEAR = 64
"""How many open elements of one name an end tag is compared with."""
_NESTING = (
    PairingDeviation.UNCLOSED_ELEMENT,
    PairingDeviation.MISMATCHED_TAG,
    TagDeviation.STRAY_END_TAG,
    PairingDeviation.TRUNCATED,
)
"""What is found where tags do not pair."""
_HALF_REFERENCE = re.compile(r"&#?\w{0,15}\Z")


def parse(text: str) -> SyntaxTree:
    """Read any text as SVG; total, linear, and without judgement: rules name what is found."""
    reader = _Reader(text, tokenize(text))
    reader.read()
    if reader.overrules_order():
        reader = _Reader(text, tokenize(text), plainly=True)
        reader.read()
    findings = [*_graded(reader), *character_findings(text, reader.tokens, reader.whole)]
    ordered = [(name, _ranked(finding, rank)) for rank, (name, finding) in enumerate(findings)]
    return SyntaxTree(text, reader.tokens, reader.elements, ordered)


def _graded(reader: _Reader) -> list[tuple[Deviation, Finding]]:
    """What was found; repairs of the nesting are guesses where a viewer nests otherwise."""
    pairs_tags = any(name in _NESTING for name, _ in reader.findings)
    if not pairs_tags or not departs(reader.text, reader.tokens, reader.elements):
        return reader.findings
    return [(name, _unsafe(finding) if name in _NESTING else finding) for name, finding in reader.findings]


def _unsafe(finding: Finding) -> Finding:
    return replace(finding, repair=finding.repair and replace(finding.repair, safety=Safety.UNSAFE))


def _ranked(finding: Finding, rank: int) -> Finding:
    return Finding(finding.start, finding.end, finding.message, finding.repair, finding.blame, rank)


class _Reader:
    """One pass over the tokens with a stack of open elements."""

    def __init__(self, text: str, tokens: list[Token], *, plainly: bool = False) -> None:
        self.text = text
        self.plainly = plainly
        """True if the tags are known to nest as they stand."""
        self.tokens = tokens
        self.elements: list[Element] = []
        self.stack: list[Element] = []
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        """By name: where on the stack its open elements are."""
        self.findings: list[tuple[Deviation, Finding]] = []
        self.truncation: list[Edit] | None = None
        self.truncated_at = 0
        self.layout = Layout(text)
        self.whole = len(text)
        """Offset after which stands only half a reference."""
        self.root_end = -1
        self.order = Order.BROKEN
        self.left_open = 0
        self.has_doctype = False
        self.balance: Counter[str] = Counter()
        """By name: start tags not yet ended (open ones included) minus end tags still to come."""
        self.end_columns: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        self.last_end = max(
            (i for i, t in enumerate(tokens) if t.kind is TokenKind.END and t.name == "svg"), default=-1
        )
        self.emptied: dict[tuple[int, str], Element] = {}
        """The last ``<x/>`` of each name by its parent, which a later ``</x>`` may belong to."""

    def found(
        self,
        shape: Deviation,
        start: int,
        end: int,
        message: str,
        *edits: Edit,
        safety: Safety = Safety.SAFE,
        how: str = "",
    ) -> None:
        """Record a deviation of the structure."""
        self.findings.append((shape, Finding(start, end, message, Repair(edits, safety, how))))

    def read(self) -> None:
        """Read all tokens."""
        self._survey()
        self.order, self.left_open = order(self.tokens, self.last_end)
        if self.plainly or self.order is Order.WHOLE:
            self.plainly = self.layout.mute = True
        for index, token in enumerate(self.tokens):
            if self.root_end >= 0 and self._is_content(token):
                self._extra(index)
                break
            if token.kind is TokenKind.START:
                self._start(index, token)
            elif token.kind is TokenKind.END:
                self._end(index, token)
            elif token.shapes or token.kind is not TokenKind.TEXT or not self.stack:
                self._other(index, token)
        self._finish()

    def overrules_order(self) -> bool:
        """True if this reading left the order of the tags for lines that do not bear it out, or for more edits."""
        if self.plainly or self.order is not Order.ROOT:
            return False
        nesting = sum(name in _NESTING for name, _ in self.findings)
        return nesting > self.left_open or not self.layout.agrees(self.elements)

    def _is_content(self, token: Token) -> bool:
        if token.kind is TokenKind.TEXT:
            return not self.text[token.start : token.end].isspace()
        return token.kind not in (TokenKind.COMMENT, TokenKind.INSTRUCTION)

    def _survey(self) -> None:
        """Count the tags, and find the leaves that were never closed."""
        for index, token in enumerate(self.tokens):
            if token.kind is TokenKind.START and not token.empty:
                if vocabulary.is_leaf(token.name) and not token.cut and not leaves.is_closed(self.tokens, index):
                    leaves.close(token)
                else:
                    self.balance[token.name] += 1
            elif token.kind is TokenKind.END:
                self.balance[token.name] -= 1
                if (column := self.layout.column(token.start)) is not None:
                    self.end_columns[token.name, column].append(index)
        marks = filter(self._is_content, self.tokens)
        root = next((token for token in marks if token.kind is TokenKind.START), None)
        if root and root.empty and (self.balance[root.name] < 0 or self._draws(next(marks, None))):
            self._open_root(root)

    @staticmethod
    def _draws(token: Token | None) -> bool:
        return token is not None and token.kind is TokenKind.START and vocabulary.draws(token.name.rpartition(":")[2])

    def _open_root(self, root: Token) -> None:
        """Take the slash from a root that was closed at once, though the drawing comes after it."""
        root.empty = False
        self.balance[root.name] += 1
        slash = Edit(root.open_end, root.open_end + 1, "")
        message = f"<{root.name}/> is closed before its drawing"
        root.deviates(TagDeviation.STRAY_END_TAG, root.start, root.end, message, slash)

    def _start(self, index: int, token: Token) -> None:
        if not self.plainly and self._ends_in_disguise(index, token):
            return
        if self.stack and self._is_literal(token):
            token.kind = TokenKind.TEXT
            token.shapes = []
            edit = Edit(token.start, token.start + 1, "&lt;")
            token.deviates(
                MarkupDeviation.BARE_LESS_THAN, edit.start, edit.end, "a < that begins no known element", edit
            )
            self._take(token)
            self.balance[token.name] -= 1
            return
        while self.stack and self._cannot_hold(token):
            self._close_top(token.start)
        if token.cut or (token.bracket and only_end_tags(self.text, token.end)):
            self._cut_off(token)
            return
        if token.bracket:
            place = token.open_end
            bracket = Edit(place, place, token.bracket)
            token.deviates(TagDeviation.MISSING_BRACKET, token.start, place, "the start tag has no >", bracket)
        self._take(token)
        parent = self.stack[-1] if self.stack else None
        element = Element(token, parent, end=token.end)
        self.elements.append(element)
        if parent:
            parent.children.append(element)
        if not token.empty:
            self.places[token.name].append(len(self.stack))
            self.stack.append(element)
        elif parent:
            self.emptied[id(parent), token.name] = element
        else:
            self.root_end = token.end

    def _ends_in_disguise(self, index: int, token: Token) -> bool:
        """Read ``<g>`` or ``<g/>`` as the end tag that an open element lacks: bare, empty, and in its place."""
        top = self.stack[-1] if self.stack else None
        if not top or token.name != top.name or token.attributes or token.cut or token.bracket or not top.children:
            return False
        if self.balance[token.name] <= (0 if token.empty else 1):
            return False
        column = self.layout.column(token.start)
        following = next((t for t in self.tokens[index + 1 : index + 3] if t.kind is not TokenKind.TEXT), None)
        aligned = column is not None and column == self.layout.column(top.token.start)
        if not aligned and (column is not None or following is None or following.kind is not TokenKind.END):
            return False
        self.balance[token.name] -= not token.empty
        edits = [Edit(token.name_start, token.name_start, "/")]
        if token.empty:
            edits.append(Edit(token.open_end, token.open_end + 1, ""))
        text = self.text[token.start : token.end]
        message = f"{text} stands for </{token.name}>"
        self.found(PairingDeviation.MISMATCHED_TAG, token.start, token.end, message, *edits, safety=Safety.UNSAFE)
        self._pop(token.end, token)
        return True

    def _take(self, token: Token) -> None:
        if token.shapes:
            self.findings.extend(token.shapes)

    def _is_literal(self, token: Token) -> bool:
        """True if ``<T>`` in a text is not a tag at all."""
        name = token.name
        return (
            vocabulary.holds_text(self.stack[-1].name)
            and name not in vocabulary.elements()
            and not vocabulary.is_leaf(name)
            and not token.empty
            and self.balance[name] > 0
            and not any(a.value for a in token.attributes)
        )

    def _cannot_hold(self, token: Token) -> bool:
        top = self.stack[-1].name
        return self.balance[top] > 0 and not vocabulary.may_contain(top, token.name)

    def _cut_off(self, token: Token) -> None:
        """Repair the start tag the answer broke off in."""
        last = token.attributes[-1] if token.attributes else None
        half = last if last and token.cut and last.end == last.value_end and last.end >= token.end else None
        known = any(cut.paints(e.token.attributes) for e in self.stack)
        kept = cut.kept_length(token, half, paint_known=known)
        start = token.start
        while start and self.text[start - 1] in " \t":
            start -= 1
        self.truncated_at = token.start
        if kept is None:
            self.truncation = [Edit(start, token.end, "")]
            self.layout.ceiling = start
        else:
            in_value = half is not None and kept > half.value_start
            opening = self.text[half.value_start - 1] if half and in_value else ""
            quote = opening if opening in ("'", '"') else '"' if opening and opening in TYPOGRAPHIC else ""
            self.truncation = [Edit(kept, token.end, f"{quote}/>")]
            self.layout.floor = token.end
            self.findings.extend(shape for shape in token.shapes if shape[1].end <= kept)
        if not token.empty:
            self.balance[token.name] -= 1

    def _end(self, index: int, token: Token) -> None:
        name = token.name
        if not name:
            self._take(token)
            return
        self.balance[name] += 1
        if token.cut:
            self.truncated_at, self.truncation = token.start, self.truncation or []
        places = self.places[name]
        if not places:
            self._end_of_nothing(token)
        elif not self.plainly and self._is_stray(index, token, places[-1]):
            if not self._reopened(token, aligned=True):
                self._drop_end(token)
        else:
            place = self._aligned(index, token, places[-1])
            swapped = self._ended_later(place + 1)
            while len(self.stack) > place + 1:
                self._close_top(token.start, swapped_with=token if swapped else None)
            if token.cut and self.truncation is not None:
                # What the half tag lacks is part of the cut.
                self.truncation += token.edits
            else:
                self._take(token)
            self._pop(token.end, token)

    def _pop(self, end: int, closing: Token | None = None) -> None:
        element = self.stack.pop()
        self.places[element.name].pop()
        element.end, element.closing = end, closing
        self.balance[element.name] -= 1
        if not self.stack:
            self.root_end = end

    def _ended_later(self, place: int) -> bool:
        """True if every element open from `place` on has an end tag still to come."""
        nearest = range(max(place, len(self.stack) - _DEEP), len(self.stack))
        return all(self.balance[self.stack[at].name] <= 0 for at in nearest)

    def _is_stray(self, index: int, token: Token, place: int) -> bool:
        """True if this end tag is the one too many of its name."""
        name = token.name
        if self.balance[name] > 0:
            return False
        if name == "svg" and place == 0:
            return index < self.last_end
        if place < len(self.stack) - 1:
            return self._ended_later(place + 1)
        column, opened = self.layout.column(token.start), self.layout.column(self.stack[place].token.start)
        if column is None or opened is None or column == opened:
            return False
        later = self.end_columns.get((name, opened), [])
        return bisect_right(later, index) < len(later)

    def _aligned(self, index: int, token: Token, place: int) -> int:
        """Of several open elements of one name with too few end tags, the one at the end tag's indentation."""
        column = self.layout.column(token.start)
        if self.balance[token.name] <= 1 or column is None:
            return place
        for at in reversed(self.places[token.name][-_NEAR:]):
            if (at or index == self.last_end) and self.layout.column(self.stack[at].token.start) == column:
                return at
        return place

    def _end_of_nothing(self, token: Token) -> None:
        """An end tag whose element is not open."""
        top = self.stack[-1] if self.stack else None
        if top and slips.in_start(top.name, token.name):
            start = top.token
            edit = Edit(start.name_start, start.name_end, token.name)
            self.found(
                PairingDeviation.MISMATCHED_TAG,
                start.start,
                start.end,
                f"<{top.name}> is ended by </{token.name}>",
                edit,
            )
            self._take(token)
            self._pop(token.end, token)
            return
        lacking = top is not None and self.balance[top.name] > 0
        if top and slips.in_end(token.name, top.name, root=top.parent is None, lacking=lacking):
            edit = Edit(token.name_start, token.name_end, top.name)
            self.found(
                PairingDeviation.MISMATCHED_TAG, token.start, token.end, f"</{token.name}> ends <{top.name}>", edit
            )
            self._take(token)
            self._pop(token.end, token)
            return
        if not self._reopened(token):
            self._drop_end(token)

    def _reopened(self, token: Token, *, aligned: bool = False) -> bool:
        """True if the last ``<x/>`` here is what this end tag ends; it loses its slash then."""
        top = self.stack[-1] if self.stack else None
        opened = self.emptied.get((id(top), token.name))
        if not (top and opened and self._belongs(opened, top, token)):
            return False
        if aligned and self.layout.column(opened.token.start) != self.layout.column(token.start):
            return False
        slash = opened.token.open_end
        if self.text[slash] != "/":
            return False
        del self.emptied[id(top), token.name]
        edit = Edit(slash, slash + 1, "")
        self.found(PairingDeviation.MISMATCHED_TAG, opened.token.start, opened.token.end,
                   f"<{token.name}/> is ended again later", edit, safety=Safety.UNSAFE)  # fmt: skip
        self._take(token)
        opened.end = token.end
        return True

    def _drop_end(self, token: Token) -> None:
        if token.cut and self.truncation is not None:
            self.truncation.append(Edit(token.start, token.end, ""))
            return
        self.found(
            TagDeviation.STRAY_END_TAG,
            token.start,
            token.end,
            f"</{token.name}> ends nothing",
            Edit(token.start, token.end, ""),
        )

    def _belongs(self, opened: Element, top: Element, token: Token) -> bool:
        """True if something stands between ``<x/>`` and ``</x>`` that the element may hold."""
        begin = opened.token.end
        if not re.compile(r"\s*+(?=\S)").match(self.text, begin, token.start):
            return False
        if self.text.find("<", begin, token.start) < 0:
            return vocabulary.holds_text(opened.name)
        if vocabulary.content(opened.name) is None:
            return True
        first = bisect_right(top.children, opened.end, key=lambda e: e.token.start)
        return all(vocabulary.may_contain(opened.name, e.name) for e in top.children[first:])

    def _close_top(self, limit: int, swapped_with: Token | None = None) -> None:
        """Close the innermost element, whose end tag is missing or comes too late, at or before `limit`."""
        element = self.stack[-1]
        place = limit if swapped_with else self.layout.end_of(element, limit, deep=len(self.stack) > _DEEP)
        line = "" if swapped_with or self.truncation is not None else self.layout.line_before_end(element, place)
        edit = Edit(place, place, f"{line}</{element.name}>")
        if self.truncation is not None:
            self.truncation.append(edit)
        elif swapped_with is not None:
            message = f"</{swapped_with.name}> comes before </{element.name}>"
            self.found(PairingDeviation.MISMATCHED_TAG, swapped_with.start, swapped_with.end, message, edit)
        else:
            start = element.token.start
            self.found(
                PairingDeviation.UNCLOSED_ELEMENT, start, element.token.end, f"<{element.name}> is never closed", edit
            )
        self._pop(place)

    def _other(self, index: int, token: Token) -> None:
        if token.cut:
            self.truncated_at, self.truncation = token.start, self.truncation or []
            if token.kind is TokenKind.TEXT and self.stack:
                self.truncation += token.edits
                return
        if token.kind in (TokenKind.TEXT, TokenKind.CDATA) and not self.stack and self.root_end < 0:
            following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            self._note(outside.before_root(self.text, token, following))
            return
        self._take(token)
        whole = token.kind in (TokenKind.DOCTYPE, TokenKind.DECLARATION) and not token.shapes
        if whole and (self.stack or (token.kind is TokenKind.DOCTYPE and self.has_doctype)):
            self._note(outside.misplaced(token))
        elif whole and token.kind is TokenKind.DECLARATION and token.start:
            self._note(outside.late_declaration(self.text, index, token))
        self.has_doctype |= token.kind is TokenKind.DOCTYPE and not self.stack

    def _note(self, named: outside.Named | None) -> None:
        if named is not None:
            self.findings.append(named)

    def _extra(self, index: int) -> None:
        """Everything from `index` on stands after the root element."""
        if any(t.kind is not TokenKind.END for t in self.tokens[index:] if t.kind is not TokenKind.TEXT):
            self._note(outside.content_after_root(self.tokens[index].start, len(self.text)))
            return
        for token in self.tokens[index:]:
            if token.kind is TokenKind.END:
                self._drop_end(token)
            elif not self.text[token.start : token.end].isspace():
                self._note(outside.text_after_root(token))

    def _drop_half_reference(self) -> None:
        """Delete the reference the answer broke off in: what it began to say is not known."""
        half = _HALF_REFERENCE.match(self.text, self.text.rfind("&"))
        if half and self.truncation is not None:
            self.whole = self.layout.ceiling = half.start()
            self.truncation.append(Edit(half.start(), len(self.text), ""))

    def _finish(self) -> None:
        if self.truncation is None and len(self.stack) > 1:
            self.truncation, self.truncated_at = [], len(self.text)
            self._drop_half_reference()
        while self.stack:
            self._close_top(len(self.text))
        for element in self.elements:
            for child in element.children:
                child.parent = element
        if self.truncation is not None:
            start = min(self.truncated_at, max(0, len(self.text) - 1))
            self.found(
                PairingDeviation.TRUNCATED, start, len(self.text), "the answer breaks off here", *self.truncation
            )
