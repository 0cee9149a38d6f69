"""Where everything stands in a well-formed text: one scan, made once something is to be told or taken out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from lxml import etree

from svgguard.document import Document
from svgguard.guard.sanitising.allowance import page


class PieceKind(Enum):
    """A piece of markup that is no tag."""

    COMMENT = "<!--"
    CDATA = "<![CDATA["
    DOCTYPE = "<!DOCTYPE"
    INSTRUCTION = "<?"


@dataclass(frozen=True, slots=True)
class Piece:
    """A comment, a CDATA section, a document type or an instruction, and how a page reads what is around it."""

    kind: PieceKind
    start: int
    end: int
    html: bool
    """True if a page reads what stands there as HTML, not as SVG."""
    raw: bool
    """True if it reads it as text up to an end tag."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where an element's tags begin and end; without an end tag the last three are one."""

    start: int
    inner: int
    inner_end: int
    end: int


_INTEGRATION = frozenset(("title", "desc", "foreignobject", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"))
"""Elements of SVG and MathML in which a page reads HTML (HTML, section 13.2.6)."""


class Places:
    """The places of one document."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self._document = document

    @cached_property
    def _scan(self) -> tuple[list[Span], list[Piece]]:
        # Most documents are asked for no place.
        from svgguard.syntax.wellformed import markup

        spans: list[Span] = []
        pieces: list[Piece] = []
        open_: list[tuple[int, int, int, bool, bool]] = []
        broken = html = raw = False
        for start, end, name in markup(self.text):
            if name is None:
                kind = next(kind for kind in PieceKind if self.text.startswith(kind.value, start))
                pieces.append(Piece(kind, start, end, html or broken, raw))
            elif self.text[start + 1] == "/":
                number, began, inner, html, raw = open_.pop()
                spans[number] = Span(began, inner, start, end)
            else:
                spans.append(Span(start, end, end, end))
                # What stands outside the drawing for good once the first such element begins.
                broken = broken or (not html and name.lower() in page().breaking)
                if self.text[end - 2] != "/":
                    open_.append((len(spans) - 1, start, end, html, raw))
                    raw = raw or ((html or broken) and name.lower() in page().raw)
                    html = html or name.lower() in _INTEGRATION
        return spans, pieces

    @property
    def pieces(self) -> list[Piece]:
        """What is no tag, in order."""
        return self._scan[1]

    @cached_property
    def _spans(self) -> dict[etree._Element, Span]:
        return dict(zip(self._document.root.iter(etree.Element), self._scan[0], strict=True))

    def span(self, element: etree._Element) -> Span:
        """Where an element of the document stands."""
        return self._spans[element]

    def whole(self, element: etree._Element) -> tuple[int, int]:
        """An element with the line break and the indentation before it, where it stands first on its line."""
        span = self.span(element)
        begin = span.start
        while self.text[begin - 1] in " \t":
            begin -= 1
        return begin - 1 if self.text[begin - 1] == "\n" else span.start, span.end
