"""Motion: which shapes of a drawing are shown, hidden or moved while one looks, so that one picture tells little."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from svgguard.document import geometry
from svgguard.document.suspects import local_name

_ANIMATIONS = frozenset("animate animateTransform animateMotion animateColor set".split())
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_MOVES = re.compile(r"\b(?:animation|transition)\b")
_ON_DEMAND = re.compile(r":(?:hover|focus|active|checked|target)")
_NAME = re.compile(r"[.#]?[A-Za-z_][\w-]*")


def still(root: etree._Element, leaves: Iterable[etree._Element]) -> list[etree._Element]:
    """The shapes that neither are nor stand in anything that moves; none where a script may do anything."""
    elements = list(root.iter(etree.Element))
    if any(local_name(e) == "script" for e in elements):
        return []
    names = {name for e in elements if local_name(e) == "style" for name in _moving_names(e.text or "")}
    moving = {_animated(e, root) for e in elements if local_name(e) in _ANIMATIONS}
    moving |= {e for e in elements if _MOVES.search(e.get("style", "")) or names & _names(e)}
    return [leaf for leaf in leaves if not any(e in moving for e in (leaf, *leaf.iterancestors(etree.Element)))]


def _moving_names(sheet: str) -> Iterable[str]:
    """The classes, ids and tags that rules of a style sheet move, or show on demand."""
    for selector, declarations in _RULE.findall(sheet):
        if _MOVES.search(declarations) or _ON_DEMAND.search(selector):
            yield from _NAME.findall(re.sub(r":[\w-]+", "", selector))


def _names(element: etree._Element) -> set[str]:
    """By which a style sheet may speak of an element."""
    return {local_name(element), f"#{element.get('id')}", *(f".{name}" for name in element.get("class", "").split())}


def _animated(animation: etree._Element, root: etree._Element) -> etree._Element | None:
    """What an animation changes."""
    name = geometry.target(animation)
    if not name:
        return animation.getparent()
    return next((e for e in root.iter(etree.Element) if e.get("id") == name), None)
