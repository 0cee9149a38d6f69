"""CSS as its tokens say, not as it looks: what it fetches, and what a policy does not list.

Whatever fetches is a token: an at-keyword, a `url()`, or a function that takes a string for an address. So a text
without such tokens is harmless wherever a browser draws the borders of its rules. Only where there are some is it read
as rules and declarations, to take out no more than has to be.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from svgguard.guard.sanitising.address import AddressKind, is_font, kind_of
from svgguard.guard.sanitising.allowance import Allowance
from svgguard.guard.sanitising.faults import UntrustedFault
from svgguard.types import Severity


class CssForm(Enum):
    """What a piece of CSS is."""

    SHEET = 0
    DECLARATIONS = 1
    VALUE = 2


@dataclass(frozen=True, slots=True)
class Removal:
    """Characters of a piece of CSS that are to go, and why."""

    fault: UntrustedFault
    severity: Severity | None
    """None where only a policy objects."""
    start: int
    end: int
    message: str
    replacement: str = ""


LONGEST = 200_000
"""Characters of CSS in one document that are read token by token; what is beyond, no drawing needs."""

_NOT_IN_FILE = "what stands at this address is not in the file"
_TOO_LONG = f"CSS that is not plain, and more of it than the {LONGEST:,} characters that are read"
_LINE = re.compile(r"\r\n|[\r\n\f]")
_CALL = re.compile(r"([-\w]*)\(")
_LOCAL_URL = re.compile(r"(?i:url)\(\s*(?:#[\w.:\-]+|\"#[\w.:\-]+\"|'#[\w.:\-]+')\s*\)")
_AT = re.compile(r"@([-\w]*)")
_PROPERTY = re.compile(r"(?:^|[;{}])\s*([-\w]+)\s*:")
_KEYFRAMES = re.compile(r"(?:-\w+-)?keyframes")
_MOVES = re.compile(r"(?:-\w+-)?(?:animation|transition)(?:-|$)")


def is_tame(css: str, lists: Allowance, *, listed: bool) -> bool:
    """True if a look at its characters tells that nothing in `css` fetches and, where `listed`, that all is listed.

    Without a backslash every function and every at-keyword stands there as it is called.
    """
    if "\\" in css or (listed and "/*" in css):
        return False
    bare = _LOCAL_URL.sub("", css) if "(" in css else css
    if not _calls(bare) <= lists.functions:
        return False
    if "@" in bare and not {m.lower() for m in _AT.findall(bare)} <= lists.at_rules:
        return False
    if not listed:
        return True
    return all(name.lower() in lists.properties or name.startswith("--") for name in _PROPERTY.findall(bare))


def _calls(css: str) -> set[str]:
    return {name.lower() for name in _CALL.findall(css) if name} if "(" in css else set()


def removals(css: str, form: CssForm, lists: Allowance, ids: Collection[str] = ()) -> list[Removal]:
    """What is to go from a piece of CSS, in order of place; `ids` are names that stand for no file."""
    reading = _Reading(css, lists, ids)
    tokens = _tinycss2().parse_component_value_list(css)
    if form is CssForm.VALUE:
        return list(reading.hazards(tokens))
    whole = list(reading.hazards(tokens))
    parse = _tinycss2().parse_stylesheet if form is CssForm.SHEET else _tinycss2().parse_blocks_contents
    found = list(reading.rules(parse(css, skip_comments=False, skip_whitespace=False), len(css)))
    starts = [r.start for r in found]
    kept = [h for h in whole if not (at := bisect_right(starts, h.start)) or h.start >= found[at - 1].end]
    if kept:
        # What the rules do not account for: nothing says where it begins and ends.
        return [Removal(kept[0].fault, kept[0].severity, 0, len(css), kept[0].message)]
    return found


@cache
def _tinycss2() -> Any:
    # Most documents have no CSS that is to be read so closely.
    import tinycss2

    return tinycss2


class _Reading:
    """One piece of CSS under one policy."""

    def __init__(self, css: str, lists: Allowance, ids: Collection[str]) -> None:
        self.css = css
        self.lists = lists
        self.ids = ids
        self.lines = [0, *(m.end() for m in _LINE.finditer(css))]

    def at(self, node: Any) -> int:
        """The offset of a node."""
        return int(self.lines[node.source_line - 1] + node.source_column - 1)

    def rules(self, nodes: Sequence[Any], end: int) -> Iterator[Removal]:
        """What is to go from rules and declarations that end at an offset."""
        starts = [self.at(node) for node in nodes]
        spaces = {at: len(node.value) for node, at in zip(nodes, starts, strict=True) if node.type == "whitespace"}
        for node, start, stop in zip(nodes, starts, [*starts[1:], end], strict=True):
            if node.type in ("whitespace", "comment"):
                continue
            whole = self.whole(node)
            if whole is not None:
                fault, severity, message, replacement = whole
                yield Removal(fault, severity, start, stop + spaces.get(stop, 0), message, replacement)
            elif node.type in ("qualified-rule", "at-rule") and node.content:
                inner = _tinycss2().parse_blocks_contents(node.content, skip_comments=False, skip_whitespace=False)
                yield from self.rules(inner, stop - self.css.endswith("}", start, stop))

    def whole(self, node: Any) -> tuple[UntrustedFault, Severity | None, str, str] | None:
        """Why a rule or a declaration is to go altogether; None where it is not."""
        if node.type == "at-rule":
            name = node.lower_at_keyword
            if name == "import":
                return (
                    UntrustedFault.EXTERNAL_REFERENCE,
                    Severity.WARNING,
                    "a style sheet that is not in the file",
                    "",
                )
            if _KEYFRAMES.fullmatch(name) and name not in self.lists.at_rules:
                return (UntrustedFault.ANIMATION, None, "the frames of an animation", "")
            if name not in self.lists.at_rules:
                return self._first(node.prelude, node.content) or (
                    UntrustedFault.NOT_LISTED,
                    None,
                    f"@{name} is not listed",
                    "",
                )
            return self._first(node.prelude)
        if node.type == "qualified-rule":
            return self._first(node.prelude)
        if node.type == "declaration":
            if first := self._first(node.value):
                return first
            name = node.lower_name
            if name in self.lists.properties or name.startswith("--"):
                return None
            if _MOVES.match(name):
                return (UntrustedFault.ANIMATION, None, f"{name} moves what is drawn", "")
            return (UntrustedFault.NOT_LISTED, None, f"the property {name} is not listed", "")
        return (UntrustedFault.NOT_LISTED, None, "this is no CSS", "")

    def _first(self, *values: Iterable[Any] | None) -> tuple[UntrustedFault, Severity | None, str, str] | None:
        found = [hazard for tokens in values for hazard in self.hazards(tokens or ())]
        worst = next((h for h in found if h.severity is not None), found[0] if found else None)
        return None if worst is None else (worst.fault, worst.severity, worst.message, "")

    def hazards(self, tokens: Iterable[Any]) -> Iterator[Removal]:
        """The tokens that fetch or that a policy does not list, in order of place."""
        stack = [iter(tokens)]
        while stack:
            token = next(stack[-1], None)
            if token is None:
                stack.pop()
            elif token.type == "at-keyword" and token.lower_value == "import":
                yield self._hazard(
                    token, UntrustedFault.EXTERNAL_REFERENCE, Severity.WARNING, "a style sheet that is not in the file"
                )
            elif token.type == "url":
                yield from self._address(token, token.value)
            elif token.type == "function" and token.lower_name == "url":
                yield from self._address(token, "".join(t.value for t in token.arguments if t.type == "string"))
            elif token.type == "function":
                if token.lower_name not in self.lists.functions:
                    yield self._unknown(token)
                else:
                    stack.append(iter(token.arguments))
            elif token.type in ("() block", "[] block", "{} block"):
                stack.append(iter(token.content))

    def _address(self, token: Any, address: str) -> Iterator[Removal]:
        kind = kind_of(address)
        if kind is AddressKind.SCRIPT:
            yield self._hazard(token, UntrustedFault.SCRIPT_ADDRESS, Severity.WARNING, "the address is a script")
        elif kind in (AddressKind.DATA, AddressKind.MARKUP):
            if not is_font(address, self.lists):
                yield self._hazard(token, UntrustedFault.EMBEDDED_DATA, None, "data that CSS brings with it")
        elif kind is not AddressKind.LOCAL and address.strip() not in self.ids:
            yield self._hazard(token, UntrustedFault.EXTERNAL_REFERENCE, Severity.WARNING, _NOT_IN_FILE)

    def _unknown(self, token: Any) -> Removal:
        fault, severity = UntrustedFault.NOT_LISTED, None
        if _may_hold_an_address(token.arguments):
            fault, severity = UntrustedFault.EXTERNAL_REFERENCE, Severity.WARNING
        return self._hazard(token, fault, severity, f"{token.lower_name}() is not listed, and may fetch what it names")

    def _hazard(self, token: Any, fault: UntrustedFault, severity: Severity | None, message: str) -> Removal:
        start = self.at(token)
        return Removal(fault, severity, start, start + 1, message)


def _may_hold_an_address(tokens: Iterable[Any]) -> bool:
    stack = list(tokens)
    while stack:
        token = stack.pop()
        if token.type in ("string", "url") or (
            token.type == "function" and token.lower_name in ("url", "var", "env", "attr")
        ):
            return True
        stack += getattr(token, "arguments", None) or getattr(token, "content", None) or ()
    return False


def unread(css: str) -> Removal:
    """The whole of a piece of CSS that is not read."""
    return Removal(UntrustedFault.EXTERNAL_REFERENCE, Severity.WARNING, 0, len(css), _TOO_LONG)
