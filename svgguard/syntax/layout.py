"""What indentation and white space say about where an element without an end tag was meant to end."""

from __future__ import annotations

from collections.abc import Sequence

from svgguard.svg import vocabulary
from svgguard.syntax.tree import Element


class Layout:
    """The lines of a text; what has been found of them is remembered, since many elements may end at one place."""

    def __init__(self, text: str, *, mute: bool = False) -> None:
        self.text = text
        self.mute = mute
        """True if lines are to say nothing, because the tags nest as they stand."""
        self.floor = 0
        """Offset before which no end tag is inserted: the end of a half-written element that is kept."""
        self.ceiling = len(text)
        """Offset after which no end tag is inserted: the start of a half-written tag that is dropped."""
        self._space = (0, 0)
        """The last white space found before a missing end tag."""

    def end_of(self, element: Element, limit: int, *, deep: bool) -> int:
        """Where the missing end tag was meant: before the first child that is indented no further than the element."""
        end = min(limit, self.ceiling)
        if element.name in ("style", "script") and (markup := self.text.find("<", element.token.end, end)) >= 0:
            return self._before_space(markup)
        end = max(element.token.end, self.floor, self._before_space(end))
        if self.mute or (vocabulary.holds_text(element.name) and element.name != "a") or deep:
            return end
        leaver = self._first_leaver(element)
        if leaver is None:
            return end
        children = element.children
        place = children[leaver - 1].end if leaver else element.token.end
        if element.parent is not None:
            element.parent.children.extend(children[leaver:])
            del children[leaver:]
        return place

    def line_before_end(self, element: Element, place: int) -> str:
        """The line end and indentation for an end tag at `place`, when the element begins a line and has others."""
        start = element.token.start
        if not element.children or self._column(start) is None or self.text.find("\n", element.token.end, place) < 0:
            return ""
        line = self.text.rfind("\n", 0, start)
        end = "\r\n" if self.text.endswith("\r\n", 0, line + 1) else "\n"
        return end + self.text[line + 1 : start]

    def agrees(self, elements: Sequence[Element]) -> bool:
        """True if every line of `elements` stands where its nesting puts it; what stands in the root may lie flat."""
        for element in elements:
            column = self.column(element.token.start)
            if column is None or element.parent is None:
                continue
            around = self.column(element.parent.token.start) if element.parent.parent else None
            closing = self.column(element.closing.start) if element.closing else None
            if (around is not None and column < around) or closing not in (None, column):
                return False
        return True

    def _before_space(self, at: int) -> int:
        """Where the white space before `at` begins; remembered, since many elements may be closed at one place."""
        begin, end = self._space
        if not begin <= at <= end:
            begin = end = at
            while begin and self.text[begin - 1].isspace():
                begin -= 1
            self._space = begin, end
        return begin

    def _first_leaver(self, element: Element) -> int | None:
        """The index of the first child that does not look like one."""
        column = self.column(element.token.start)
        # Where neither the element nor its first child stands deeper than its parent, columns say nothing.
        around = (element.parent, *element.children[:1])
        flat = all(e is not None and self.column(e.token.start) == column for e in around)
        if column is not None and element.parent is not None and not flat:
            for at, child in enumerate(element.children):
                theirs = self.column(child.token.start)
                if theirs is not None and theirs <= column:
                    return at
        if element.name == "defs":
            for at, child in enumerate(element.children):
                if child.name in vocabulary.group("graphic") | {"g", "use"} and not child.token.attribute("id"):
                    return at
        return None

    def column(self, at: int) -> int | None:
        """The indentation of what stands first on its line at `at`, else None."""
        return None if self.mute else self._column(at)

    def _column(self, at: int) -> int | None:
        line = self.text.rfind("\n", max(0, at - 200), at)
        if line < 0 and at > 200:
            return None
        return at - line - 1 if not self.text[line + 1 : at].strip() else None
