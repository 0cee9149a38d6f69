"""Hosts: files that hold SVGs among other things, and where each stands in them.

An answer is read for the one SVG that was meant; a file is somebody's, and every SVG in it is repaired at its place.
What a host does not let be written back with certainty is found all the same, with the obstacle that keeps it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from html.entities import html5
from pathlib import PurePath

from svgguard.extraction import Extraction
from svgguard.extraction.candidates import Candidate, candidates, with_prolog
from svgguard.extraction.literals import PLAIN, Literal, json_literals, python_literals
from svgguard.extraction.reply import Reply
from svgguard.svg.vocabulary import SVG_NAMESPACE, every_attribute
from svgguard.text import edits
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit


class Host(Enum):
    """What kind of file an SVG stands in."""

    SVG = "an SVG file"
    TEXT = "a text"
    HTML = "an HTML page"
    XHTML = "an XML file"
    JSX = "a JSX file"
    PYTHON = "a Python file"
    JSON = "JSON"
    CODE = "a program"


_BY_SUFFIX = {
    Host.SVG: ".svg",
    Host.HTML: ".html .htm .vue .svelte .astro",
    Host.XHTML: ".xhtml .xml",
    Host.JSX: ".jsx .tsx",
    Host.PYTHON: ".py .pyi",
    Host.JSON: ".json .jsonl .ndjson .ipynb",
    Host.CODE: ".js .mjs .cjs .ts .rb .go .rs .java .c .cc .cpp .h .cs .php .kt .swift .sh .ps1 .lua .r .css .scss",
}
_HOSTS = {suffix: host for host, suffixes in _BY_SUFFIX.items() for suffix in suffixes.split()}
_TEMPLATE = {
    Host.JSX: lazy_pattern(r"\{"),
    Host.HTML: lazy_pattern(r"\{\{|\{%|<[%?](?!xml)|\$\{|\s[:@]\w+=|\sv-\w+="),
    Host.PYTHON: lazy_pattern(r"\{\{|\{[\w.\[\]!]*(?::[^{}\s;]*)?\}|%(?:\(\w+\))?[sdrf](?![\w])|\$\{?[A-Za-z_]"),
}
_ANY_TEMPLATE = lazy_pattern(r"\{\{|\{%|<%|\$\{")
_DECLARED = lazy_pattern(r"\sxmlns:([\w.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_ENTITY = lazy_pattern(r"&([A-Za-z][A-Za-z0-9]*;)")
_XML_ENTITIES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_CAMEL = lazy_pattern(r"\s([a-z]+[A-Z]\w*)(?=\s*=)")
_SCRIPT = lazy_pattern(r"<script\b[^>]*>.*?</script\s*>|<!--.*?-->", re.I | re.S)
_INLINE = lazy_pattern(r"(?<!`)`[^`\n]{0,200}`(?!`)")
_QUOTES = "\"'`"


@dataclass(frozen=True, slots=True)
class Embedded:
    """One SVG in a file."""

    start: int
    """Offset of its first character in the file."""
    end: int
    decoded: tuple[Edit, ...]
    """What makes a document of the characters from `start` to `end`, as edits of those."""
    literal: Literal
    """How the host writes text."""
    host: Host
    obstacle: str = ""
    """Why it cannot be written back with certainty, else empty."""

    def taken(self, text: str) -> Extraction:
        """It alone, as an extraction from the text of its file."""
        cut = [Edit(0, self.start, ""), Edit(self.end, len(text), "")]
        passes = [tuple(edit for edit in cut if edit.start < edit.end), self.decoded]
        svg = edits.apply(text[self.start : self.end], self.decoded)
        made = tuple(one for one in passes if one)
        return Extraction(Reply(text=text), text, svg, made, self.start, self.end)

    def rewritten(self, text: str, passes: Sequence[Sequence[Edit]]) -> str | None:
        """The characters that take its place after `passes` of edits of the document; None where they are unsure."""
        raw = text[self.start : self.end]
        svg = edits.apply(raw, self.decoded)
        back = edits.OffsetMap(self.decoded)
        changes = []
        for edit in edits.joined(len(svg), passes):
            start = back(edit.start)
            changes.append(Edit(start, max(start, back(edit.end)), self.literal.escape(edit.replacement)))
        new = edits.apply(raw, changes)
        decoded = self.literal.decode(new)
        if decoded is None:
            return None
        seen = _context(edits.apply(new, decoded), self.host, text[: self.start])
        wanted = edits.replay(svg, passes)
        return new if edits.apply(edits.apply(new, decoded), seen) == wanted else None


def host_of(path: str) -> Host:
    """The kind of a file, by the end of its name; a name that says nothing is that of a text."""
    return _HOSTS.get(PurePath(path).suffix.lower(), Host.TEXT)


def embedded(text: str, host: Host) -> Iterator[Embedded]:
    """Every SVG in the text of a file, in order."""
    if host is Host.PYTHON:
        literals: Iterable[Literal] = python_literals(text)
    elif host is Host.JSON:
        literals = json_literals(text)
    else:
        literals = [replace(PLAIN, end=len(text))]
    for literal in literals:
        yield from _in_literal(text, literal, host)


def _in_literal(text: str, literal: Literal, host: Host) -> Iterator[Embedded]:
    raw = text[literal.start : literal.end]
    decoded = literal.decode(raw)
    content = raw if decoded is None else edits.apply(raw, decoded)
    back = edits.OffsetMap(decoded or ())
    hidden = [m.span() for m in _SCRIPT.finditer(content)] if host in (Host.HTML, Host.XHTML) else []
    # What a sentence names between backticks is no drawing, and must not open one.
    shown = _INLINE.sub(lambda m: " " * len(m[0]), content) if host is Host.TEXT else content
    for found in candidates(shown):
        if not found.draws or any(a < found.start < b for a, b in hidden):
            continue
        begin = with_prolog(content, found.start)
        begin = next((at for at in range(begin, found.start) if not content[at].isspace()), found.start)
        end = found.end
        while end > found.start and content[end - 1].isspace():
            end -= 1
        start, stop = literal.start + back(begin), literal.start + back(end)
        inner = literal.decode(text[start:stop]) or []
        seen = edits.apply(text[start:stop], inner)
        context = _context(seen, host, text[:start])
        obstacle = literal.obstacle or _obstacle(content, begin, found, host)
        if decoded is None or seen != content[begin:end]:
            obstacle = obstacle or "its string is not read with certainty"
        passes = [p for p in (inner, context) if p]
        flat = tuple(edits.joined(stop - start, passes))
        yield Embedded(start, stop, flat, literal, host, obstacle)


def _obstacle(content: str, begin: int, found: Candidate, host: Host) -> str:
    svg = content[begin : found.end]
    if _TEMPLATE.get(host, _ANY_TEMPLATE).search(re.sub(r"<style.*?</style>", "", svg, flags=re.S)):
        return "it is a template with places for values"
    if host is Host.CODE:
        return "a program may read its characters otherwise"
    before = content[:begin].rstrip()[-1:]
    quoted = before != "" and before in _QUOTES and not content[:begin].rstrip().endswith("```")
    if quoted and host not in (Host.PYTHON, Host.JSON):
        return "it stands in quotes"
    after = content[found.end :].lstrip()
    if not found.complete and host is Host.PYTHON:
        return "it does not end in its string"
    if not found.complete and after and not after.startswith(("```", "~~~")):
        return "it has no end, and other text follows"
    if found.gaps:
        return "it is divided over two fences"
    return ""


def _context(svg: str, host: Host, before: str) -> list[Edit]:
    """What the host lets an SVG leave unsaid, as edits that say it; they are for reading and are never written."""
    root = re.search(r"<(?:[\w.-]+:)?svg\b", svg)
    if root is None or host not in (Host.HTML, Host.XHTML, Host.JSX):
        return []
    tag = svg[root.start() : svg.find(">", root.end()) + 1 or len(svg)]
    said = ""
    if host is not Host.XHTML and not re.search(r"\sxmlns\s*=", tag):
        said += f' xmlns="{SVG_NAMESPACE}"'
    names = dict(_DECLARED.findall(before)) if host is Host.XHTML else {}
    if host is not Host.XHTML and "xlink:" in svg:
        names["xlink"] = '"http://www.w3.org/1999/xlink"'
    for prefix, value in names.items():
        if f"{prefix}:" in svg and f"xmlns:{prefix}" not in tag:
            said += f" xmlns:{prefix}={value}"
    changes = [Edit(root.end(), root.end(), said)] if said else []
    if host is Host.HTML:
        named = (m for m in _ENTITY.finditer(svg) if m[1] in html5 and m[1] not in _XML_ENTITIES)
        changes += [Edit(m.start(), m.end(), html5[m[1]]) for m in named]
    if host is Host.JSX:
        known = every_attribute()
        for m in _CAMEL.finditer(svg):
            name = "class" if m[1] == "className" else re.sub("[A-Z]", lambda c: f"-{c[0].lower()}", m[1])
            name = name.replace("xlink-", "xlink:")
            if m[1] not in known and (name in known or name.startswith(("xlink:", "class"))):
                changes.append(Edit(m.start(1), m.end(1), name))
    return sorted(changes)
