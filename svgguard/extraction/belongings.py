"""What an SVG uses of what stands around it in an answer: rules of a style sheet, and definitions in another piece.

A copy of it goes in behind the root's start tag, so that the SVG is drawn alone as it was meant to be drawn there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from svgguard.extraction.wrapping import Wrapped, Wrapping, wrapping
from svgguard.types import Edit

_ROOT = re.compile(r"<(?:svg:)?svg\b(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+(?<!/)>")
_STYLE = re.compile(
    r"<style\b[^<>]*+>([^<]*+(?:<(?!/?style\b)[^<]*+)*+)</style\s*+>|(?:```|~~~)[ \t]*css[ \t]*\r?\n(.*?)(?:```|~~~)",
    re.S | re.I,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_CLASSES = re.compile(r"""\bclass(?:Name)?\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_IDS = re.compile(r"""(?<![\w:-])id\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SIMPLE = re.compile(r"([.#])([\w-]+)")
_USED = re.compile(r"var\(\s*(--[\w-]+)")
_MOVED = re.compile(r"animation(?:-name)?\s*:([^;}]*)")
_WORD = re.compile(r"[\w-]+")
_DEFINED = re.compile(r"(--[\w-]+)\s*:")
_REFERENCE = re.compile(r"""url\(\s*["']?#([^\s"')]+)|(?<![\w-])(?:xlink:)?href\s*=\s*["']#([^\s"']+)["']""")
_LONGEST = 200_000
"""Characters around an SVG; among more nothing is looked for."""
_MOST = 100
"""Definitions that are brought along."""


def belongings(svg: str, around: str, start: int) -> tuple[Edit, Wrapped] | None:
    """The insertion of what `svg`, begun at `start`, uses and only `around` has, and its name; None for nothing."""
    root = _ROOT.search(svg)
    if root is None or len(around) > _LONGEST or ("<" not in around.replace("</", "") and "css" not in around):
        return None
    definitions = "".join(_definitions(svg, around))
    sheet = "\n".join(_rules(svg + definitions, around))
    made = f"<style>{_escaped(sheet)}</style>" if sheet else ""
    made += f"<defs>{definitions}</defs>" if definitions else ""
    if not made:
        return None
    found = wrapping(Wrapping.LEFT_AROUND, start, start, "what the SVG uses stands outside of it; a copy goes in")
    return Edit(root.end(), root.end(), made), found


def _escaped(sheet: str) -> str:
    return sheet.replace("&", "&amp;").replace("<", "&lt;")


def _groups(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for m in pattern.finditer(text):
        yield next((group for group in m.groups() if group is not None), "")


def _rules(svg: str, around: str) -> Iterator[str]:
    """The rules of sheets around that name a class or an id of the SVG, define a custom property or move it."""
    names = {f".{name}" for value in _groups(_CLASSES, svg) for name in value.split()}
    names |= {f"#{name}" for name in _groups(_IDS, svg)}
    wanted = set(_USED.findall(svg))
    kept: dict[str, None] = {}
    rules = [rule for sheet in _groups(_STYLE, around) for rule in _parted(_COMMENT.sub("", sheet))]
    for prelude, block in rules:
        if any("".join(one) in names for one in _SIMPLE.findall(prelude)) and not prelude.startswith("@"):
            kept[f"{prelude}{{{block}}}"] = None
            wanted |= set(_USED.findall(block))
    moved = set(_WORD.findall(" ".join(_MOVED.findall("".join(kept)))))
    for prelude, block in rules:
        rule = f"{prelude}{{{block}}}"
        defines = not prelude.startswith("@") and wanted.intersection(_DEFINED.findall(block))
        moves = prelude.startswith("@keyframes") and prelude.split()[-1] in moved
        if rule not in kept and (defines or moves):
            yield rule
    yield from kept


def _parted(sheet: str) -> Iterator[tuple[str, str]]:
    """Prelude and block of each rule at the top level; the block of an at-rule holds rules."""
    depth = begun = opened = 0
    for m in re.finditer(r"[{}]", sheet):
        if m[0] == "{":
            opened = m.start() if depth == 0 else opened
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield " ".join(sheet[begun:opened].split()), sheet[opened + 1 : m.start()].strip()
                begun = m.end()
        else:
            begun = m.end()


def _definitions(svg: str, around: str) -> Iterator[str]:
    """The elements around that the SVG refers to by an id that nothing in it has, and those that they refer to."""
    known = set(_groups(_IDS, svg))
    pending = list(dict.fromkeys(_groups(_REFERENCE, svg)))
    for _ in range(_MOST):
        if not pending:
            return
        name = pending.pop(0)
        if name in known:
            continue
        known.add(name)
        if (element := _element(name, around)) is not None:
            yield element
            known |= set(_groups(_IDS, element))
            pending += _groups(_REFERENCE, element)


def _element(name: str, around: str) -> str | None:
    """The element of that id, from its start tag to its end tag."""
    begun = re.search(rf"<([\w:]+)(?=\s)[^<>]*?(?<![\w:-])id\s*=\s*[\"']{re.escape(name)}[\"'][^<>]*>", around)
    if begun is None or begun[1].lower() in ("svg", "html", "body", "div"):
        return None
    if begun[0].endswith("/>"):
        return begun[0]
    depth = 1
    for m in re.finditer(rf"<(/?){re.escape(begun[1])}(?![\w:-])[^<>]*?(/?)>", around[begun.end() :]):
        depth += -1 if m[1] else 0 if m[2] else 1
        if depth == 0:
            return around[begun.start() : begun.end() + m.end()]
    return None
