"""Drawings with one part taken away, each in one of the ways in which models lose parts.

Where a part stands in a drawing is told by a pattern from `prompts.toml` and code of its own: nothing here knows how
svgguard matches names.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {f"{SVG}{name}" for name in "path rect circle ellipse line polyline polygon text image use".split()}
HIDDEN = {
    f"{SVG}{n}" for n in "defs symbol clipPath mask marker pattern filter style linearGradient radialGradient".split()
}
NAMES = ("id", "class", "aria-label", "data-name", "data-part", "data-label")
_TAIL = r"(?:\s+(?:group|shape|main|\d+|[a-d]))*\s*$"
_HEAP = re.compile(r"^\s*(?:an?\s+|the\s+)?(?:group|cluster|row|pair|bunch|stack|pile|set|line|field)s?\s+of\b")
"""Words before the name of many things."""
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_WHERE = re.compile(
    r"\b(?:on|in|at|with|for|from|by|under|over|behind|above|below|near|of|to|holding|touching|around|through|outside|inside|along|into|against|between|across|using|via|showing|cast|drawn|made)\b"
)


@dataclass(frozen=True)
class Place:
    """Where a part stands in a drawing."""

    elements: tuple[etree._Element, ...]
    comments: tuple[etree._Element, ...]
    groups: tuple[etree._Element, ...]
    """Those of the elements that bear its name themselves, or that of what they use."""


@dataclass(frozen=True)
class Mutant:
    """A drawing that lost a part."""

    kind: str
    text: str
    touched: frozenset[int]
    """Numbers, in document order, of the shapes that it lost."""
    left: frozenset[int] = frozenset()
    """Those of them that are still written, and empty groups: numbers among the elements of `text`, see `written`."""


def shapes(root: etree._Element) -> Iterator[etree._Element]:
    """What is drawn, where it stands."""
    for child in root:
        if child.tag in HIDDEN:
            continue
        if child.tag in SHAPES:
            yield child
        elif isinstance(child.tag, str):
            yield from shapes(child)


def written(root: etree._Element) -> list[etree._Element]:
    """The elements that a drawing keeps when it is `stripped`, in order."""
    telling = (f"{SVG}title", f"{SVG}desc")
    return [e for e in root.iter(etree.Element) if not any(a.tag in telling for a in (e, *e.iterancestors()))]


def holds(element: etree._Element) -> bool:
    """True if a node is drawn."""
    return isinstance(element.tag, str) and (element.tag in SHAPES or any(True for _ in shapes(element)))


def names(text: str, pattern: str) -> bool:
    """True if a label is the name of something that the pattern describes: it ends in it, before any preposition."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\-/]", " ", re.sub(r"\([^)]*\)?", " ", text)).lower()
    for piece in re.split(r"[:,;&+=]+|\band\b", plain):
        head = _WHERE.split(re.sub(r"^\s*(?:near|far)\b", "", _HEAP.sub("", piece)), maxsplit=1)[0]
        if re.search(rf"\b(?:{pattern}){_TAIL}", head.strip()):
            return True
    return False


def locate(root: etree._Element, pattern: str) -> Place | None:
    """Where a part stands, by comments and by names that elements bear; None when nothing tells."""
    elements: list[etree._Element] = []
    comments: list[etree._Element] = []
    groups: list[etree._Element] = []
    for node in root.iter():
        if any(a.tag in HIDDEN for a in node.iterancestors()) or node.tag in HIDDEN or node is root:
            continue
        if isinstance(node, etree._Comment):
            if "<" in (node.text or "") or not names(node.text or "", pattern):
                continue
            following = []
            after = node.getnext()
            while after is not None and not isinstance(after, etree._Comment):
                following.append(after)
                after = after.getnext()
            if drawn := [e for e in following if e.tag not in HIDDEN and holds(e)]:
                comments.append(node)
                elements += drawn
        elif isinstance(node.tag, str) and holds(node):
            titles = [t.text or "" for t in node.findall(f"{SVG}title")]
            used = [node.get(n, "").lstrip("#") for n in _HREFS]
            if any(names(t, pattern) for t in (*(node.get(n, "") for n in NAMES), *used, *titles)):
                elements.append(node)
                groups.append(node)
    chosen = set(elements)
    kept = tuple(e for e in dict.fromkeys(elements) if not any(a in chosen for a in e.iterancestors()))
    return Place(kept, tuple(comments), tuple(g for g in groups if g in kept)) if kept else None


# --- ways of losing a part; each changes the tree it is given


def _remove(node: etree._Element) -> None:
    parent, tail = node.getparent(), node.tail
    before = node.getprevious()
    if tail:
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(node)


def delete(place: Place, root: etree._Element) -> bool:
    for node in (*place.elements, *place.comments):
        _remove(node)
    return True


def leave_comment(place: Place, root: etree._Element) -> bool:
    if not place.comments or place.groups:
        return False
    for node in place.elements:
        _remove(node)
    return True


def leave_group(place: Place, root: etree._Element) -> bool:
    if not place.groups or set(place.groups) != set(place.elements):
        return False
    if any(g.tag in SHAPES for g in place.groups):
        return False
    for group in place.groups:
        for child in list(group):
            if holds(child):
                _remove(child)
    return True


def make_transparent(place: Place, root: etree._Element) -> bool:
    for node in place.elements:
        node.set("opacity", "0")
        if node.get("style"):
            node.set("style", f"{node.get('style')};opacity:0")
    return True


def hide(place: Place, root: etree._Element) -> bool:
    for node in place.elements:
        node.set("display", "none")
    return True


def move_off(place: Place, root: etree._Element) -> bool:
    for node in place.elements:
        node.set("transform", f"translate(-20000 0) {node.get('transform', '')}".strip())
    return True


def put_behind(place: Place, root: etree._Element) -> bool:
    """Behind everything, under a sheet of paper that covers the canvas; the labels go along."""
    box = [float(n) for n in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    if len(box) != 4 or any(e.getparent() is not root for e in place.elements):
        return False
    first = next((n for n, child in enumerate(root) if holds(child)), None)
    if first is None:
        return False
    ground = list(root)[first]
    covers = ground not in place.elements and _fills(ground, box)
    if not covers:
        x, y, width, height = map(str, box)
        sheet = etree.Element(f"{SVG}rect", x=x, y=y, width=width, height=height, fill="#fff")
        root.insert(first, sheet)
        ground = sheet
        # Otherwise the part's comment would name the paper as well.
        root.insert(first, etree.Comment(" Paper "))
    # A comment right before the ground stays there.
    before = ground.getprevious()
    named = isinstance(before, etree._Comment) and before not in place.comments
    for node in (*(c for c in place.comments if c.getparent() is root), *place.elements):
        _remove(node)
        (before if named else ground).addprevious(node)
    if not named:
        ground.addprevious(etree.Comment(" Ground "))
    return True


def _fills(node: etree._Element, box: list[float]) -> bool:
    """True if a node is a rectangle over the whole canvas."""
    if node.tag != f"{SVG}rect" or node.get("transform"):
        return False
    whole = {"x": (box[0], -1), "y": (box[1], -1), "width": (box[2], 1), "height": (box[3], 1)}
    for name, (wanted, sign) in whole.items():
        value = node.get(name, "0")
        if value != "100%" and not (re.fullmatch(r"-?[\d.]+", value) and sign * float(value) >= sign * wanted):
            return False
    return True


def shrink(place: Place, root: etree._Element) -> bool:
    sizes = {"circle": ("r",), "ellipse": ("rx", "ry"), "rect": ("width", "height")}
    for element in place.elements:
        for node in [element] if element.tag in SHAPES else list(shapes(element)):
            name = etree.QName(node).localname
            for size in sizes.get(name, ()):
                node.set(size, "0")
            if name == "path":
                node.set("d", "M0 0")
            elif name in ("polygon", "polyline"):
                node.set("points", "")
            elif name == "line":
                node.set("x2", node.get("x1", "0"))
                node.set("y2", node.get("y1", "0"))
                node.set("stroke-linecap", "butt")
            elif name in ("text", "use", "image"):
                node.set("transform", f"{node.get('transform', '')} scale(0)".strip())
    return True


KINDS: dict[str, Callable[[Place, etree._Element], bool]] = {
    "deleted": delete,
    "comment left": leave_comment,
    "empty group": leave_group,
    "transparent": make_transparent,
    "not displayed": hide,
    "off canvas": move_off,
    "behind": put_behind,
    "zero size": shrink,
}


def mutants(root: etree._Element, pattern: str, chance: random.Random) -> Iterator[Mutant]:
    """The drawing without the part, in the ways that apply, in an order that chance decides."""
    numbers = {node: n for n, node in enumerate(root.iter())}
    place = locate(root, pattern)
    if place is None:
        return
    touched = frozenset(numbers[s] for e in place.elements for s in ([e] if e.tag in SHAPES else shapes(e)))
    for kind in chance.sample(list(KINDS), len(KINDS)):
        twin = copy.deepcopy(root)
        there = locate(twin, pattern)
        assert there is not None
        if KINDS[kind](there, twin):
            still = {s for e in there.elements for s in ([e] if e.tag in SHAPES or not len(e) else shapes(e))}
            left = frozenset(n for n, e in enumerate(written(twin)) if e in still)
            yield Mutant(kind, etree.tostring(twin, encoding="unicode"), touched, left)


def lost_child(root: etree._Element, pattern: str, count: int, chance: random.Random) -> Mutant | None:
    """The drawing without one unlabelled child of a group that has exactly as many as there must be."""
    place = locate(root, pattern)
    if place is None or count < 2:
        return None
    units = [c for e in place.elements for c in (e if e.tag not in SHAPES else [e]) if holds(c)]
    if len(units) != count:
        return None
    numbers = {node: n for n, node in enumerate(root.iter())}
    victim = numbers[chance.choice(units)]
    twin = copy.deepcopy(root)
    node = list(twin.iter())[victim]
    touched = frozenset(victim + n for n, _ in enumerate(node.iter()))
    _remove(node)
    return Mutant("one of several", etree.tostring(twin, encoding="unicode"), touched)


def stripped(text: str) -> str:
    """A drawing without any label: no comments, titles or descriptions, and ids and classes that say nothing."""
    root = etree.fromstring(text.encode())
    ids = {str(e.get("id")): f"n{k}" for k, e in enumerate(root.iter(etree.Element)) if e.get("id")}
    classes: dict[str, str] = {}
    for node in list(root.iter()):
        if isinstance(node, (etree._Comment, etree._ProcessingInstruction)) or node.tag in (
            f"{SVG}title",
            f"{SVG}desc",
        ):
            if node.getparent() is not None:
                _remove(node)
            continue
        for name, value in list(node.items()):
            if name == "id":
                node.set("id", ids[value])
            elif name == "class":
                new = [classes.setdefault(c, f"k{len(classes)}") for c in value.split()]
                node.set("class", " ".join(new))
            elif name.startswith(("data-", "aria-")):
                del node.attrib[name]
            elif "#" in value:
                node.set(name, re.sub(r"#([\w:.-]+)", lambda m: f"#{ids.get(m[1], m[1])}", value))
    for sheet in root.iter(f"{SVG}style"):
        text = sheet.text or ""
        text = re.sub(r"\.([A-Za-z_][\w-]*)", lambda m: f".{classes.get(m[1], m[1])}", text)
        sheet.text = re.sub(r"#([A-Za-z_][\w-]*)", lambda m: f"#{ids.get(m[1], m[1])}", text)
    return etree.tostring(root, encoding="unicode")
