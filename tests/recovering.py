"""What a safe repair may not do, measured against what a recovering viewer reads.

The text as the HTML parsing algorithm reads it, and the same text after safe repairs only, are drawn with every element
hidden on which the two readings differ: those are what was edited. What then vanishes or moves was never to be touched.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from typing import Any, TypeAlias

import html5lib
from lxml import etree

import svgguard
from svgguard.rendering import RenderError
from svgguard.svg import vocabulary
from svgguard.types import Policy, Safety

Node: TypeAlias = Any
"""An element of lxml, whose stubs make every name `str | bytes`."""
SAFE = Policy(apply=Safety.SAFE)
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"#([^)\"'\s]+)")
_WORD = re.compile(r"\w+")
_LARGEST = 2_000
"""Elements beyond which the two readings are not compared."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a safe repair did to a text; all empty when it kept its promise."""

    svg: str | None
    """The document after safe repairs only; None when they make none."""
    lost: tuple[str, ...] = ()
    """Elements, attributes and text that the viewer reads and the document lacks."""
    moved: float = 0.0
    """Share of the pixels that differ where nothing was edited."""
    codes: tuple[str, ...] = field(default=())
    """The rules whose repairs were applied."""

    @property
    def kept(self) -> bool:
        """True if nothing was lost and nothing moved."""
        return not self.lost and not self.moved


def compare(text: str) -> Comparison:
    """The promise of *safe*, looked at for one text."""
    result = svgguard.repair(text, policy=SAFE)
    codes = tuple(sorted({fault.code for fault in result.faults if fault.applied}))
    viewed = _viewed(text) if result.svg and codes else None
    if result.svg is None or viewed is None:
        return Comparison(result.svg, codes=codes)
    document = etree.fromstring(result.svg.encode(), etree.XMLParser(encoding="utf-8", resolve_entities=False))
    theirs, ours = list(_elements(viewed)), list(_elements(document))
    if len(theirs) > _LARGEST or len(ours) > _LARGEST:
        return Comparison(result.svg, codes=codes)
    pairs = _aligned(theirs, ours)
    lost = tuple(_lost(theirs, ours, pairs))
    return Comparison(result.svg, lost, 0.0 if lost else _moved(theirs, ours, pairs), codes)


def _viewed(text: str) -> Node | None:
    """The first drawing in `text` as the HTML parsing algorithm reads it, without what it leaves SVG for."""
    page = html5lib.parse(text, treebuilder="etree")
    found = next((e for e in page.iter() if e.tag == f"{_SVG}svg"), None)
    return None if found is None else _copied(found)


def _copied(element: Node) -> Node:
    name = element.tag.removeprefix(_SVG)
    # html5lib does not know every name that the algorithm gives back its capitals (feDropShadow).
    name = vocabulary.elements_folded().get(name.casefold(), name)
    copy = etree.Element(f"{_SVG}{name if _NAME.fullmatch(name) else 'unknown'}", nsmap={None: _SVG[1:-1]})  # type: ignore[dict-item]  # the stubs know no default namespace
    for key, value in element.attrib.items():
        local = key.rpartition("}")[2].removeprefix("xlink:")
        if "<" in key:
            copy.set("swallowed", key)
        if _NAME.fullmatch(local) and not local.startswith("xmlns"):
            copy.set(f"{_XLINK}href" if key in ("xlink:href", f"{_XLINK}href") else local, _NO_XML.sub("", value))
    copy.text = _NO_XML.sub("", element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(_SVG):
            copy.append(_copied(child))
            copy[-1].tail = _NO_XML.sub("", child.tail or "")
        elif child.tail:
            before = copy[-1] if len(copy) else None
            if before is None:
                copy.text = (copy.text or "") + _NO_XML.sub("", child.tail)
            else:
                before.tail = (before.tail or "") + _NO_XML.sub("", child.tail)
    return copy


def _elements(root: Node) -> Iterator[Node]:
    return (e for e in root.iter(etree.Element) if etree.QName(e).localname != "unknown")


def _local(element: Node) -> str:
    return etree.QName(element).localname


def _name(element: Node) -> str:
    return _local(element).casefold()


def _attributes(element: Node) -> dict[str, str]:
    return {k.rpartition("}")[2]: re.sub(r"[\t\r\n]", " ", v) for k, v in element.attrib.items()}


def _text(element: Node) -> str:
    text = "\0".join([element.text or "", *(child.tail or "" for child in element)])
    return text if vocabulary.holds_text(_local(element)) else text.strip("\0 \t\r\n")


def _aligned(theirs: list[Node], ours: list[Node]) -> dict[int, int]:
    """Which element of the viewer's reading is which of the document's: by all that is written on it, then by name."""
    signs = [[(_name(e), *sorted(_attributes(e).items())) for e in side] for side in (theirs, ours)]
    pairs: dict[int, int] = {}
    for kind, a, b, c, d in SequenceMatcher(None, signs[0], signs[1], autojunk=False).get_opcodes():
        if kind == "equal":
            pairs.update(zip(range(a, b), range(c, d), strict=True))
        elif kind == "replace":
            names = [[sign[0] for sign in signs[0][a:b]], [sign[0] for sign in signs[1][c:d]]]
            for tag, i, j, k, m in SequenceMatcher(None, names[0], names[1], autojunk=False).get_opcodes():
                if tag == "equal" or (tag == "replace" and j - i == m - k):
                    pairs.update(zip(range(a + i, a + j), range(c + k, c + m), strict=True))
    return pairs


@cache
def _known() -> frozenset[str]:
    return frozenset(name.casefold() for name in vocabulary.elements())


def _lost(theirs: list[Node], ours: list[Node], pairs: dict[int, int]) -> Iterator[str]:
    """Elements, attributes and words of the viewer's reading that the document has not."""
    kept = Counter(map(_name, ours))
    for name, count in (Counter(map(_name, theirs)) - kept).items():
        if name in _known() and any(_name(e) == name for at, e in enumerate(theirs) if at not in pairs):
            yield f"{count} <{name}>"
    for a, b in pairs.items():
        read = vocabulary.attributes(_local(theirs[a]))
        gone = {n for n, v in _attributes(theirs[a]).items() if n in read and v} - set(_attributes(ours[b]))
        if any("<" in value for value in theirs[a].attrib.values()):
            continue
        yield from (f"{name} of <{_name(theirs[a])}>" for name in sorted(gone))
    written = Counter(_WORD.findall(" ".join(ours[0].itertext("*"))))
    for element in theirs:
        said = _text(element) if vocabulary.holds_text(_local(element)) and element is not theirs[0] else ""
        # Markup that lost its sign is text to the viewer, and no text that anybody meant.
        if '="' not in said:
            yield from set(_WORD.findall(said)) - written.keys()


def _moved(theirs: list[Node], ours: list[Node], pairs: dict[int, int]) -> float:
    """The share of pixels that differ when what differs as written is drawn on neither side."""
    if any("<" in value for e in theirs for value in e.attrib.values()):
        # The viewer took tags for a value, so that what follows stands elsewhere for it: it can only gain.
        return 0.0
    for name in list(theirs[0].attrib):
        del theirs[0].attrib[name]
    theirs[0].attrib.update(ours[0].attrib)
    hidden: set[Node] = {e for at, e in enumerate(theirs) if at not in pairs}
    hidden |= {e for at, e in enumerate(ours) if at not in set(pairs.values())}
    for a, b in pairs.items():
        if a and any(of(theirs[a]) != of(ours[b]) for of in (_name, _attributes, _text)):
            if _name(theirs[a]) == "style":
                return 0.0
            hidden |= {theirs[a], ours[b]}
    # What stands in a shape or a text by mistake is not drawn, so there is nothing to lose.
    hidden |= {e for e in theirs[1:] if not vocabulary.may_contain(_local(e.getparent()), _local(e))}
    partner = {theirs[a]: ours[b] for a, b in pairs.items()}
    partner |= {b: a for a, b in partner.items()}
    everything = [*theirs[1:], *ours[1:]]
    size = -1
    while size != len(hidden):
        size = len(hidden)
        hidden |= {e for h in list(hidden) for e in h.iter(etree.Element)}
        hidden |= {partner[h] for h in hidden if h in partner}
        names = {i for h in hidden for e in (h, *h.iterancestors()) if (i := e.get("id"))}
        hidden |= {e for e in everything if names & {m for v in e.attrib.values() for m in _REFERENCE.findall(v)}}
    for element in hidden - {theirs[0], ours[0]}:
        element.attrib.pop("style", None)
        element.set("display", "none")
    one, other = (_pixels(side[0]) for side in (theirs, ours))
    if one is None or other is None or one == other:
        return 0.0
    if len(one) != len(other):
        return 1.0
    return Counter(abs(a - b) > 8 for a, b in zip(one, other, strict=True))[True] / len(one)


def _pixels(root: Node) -> bytes | None:
    try:
        return svgguard.render(etree.tostring(root, encoding="unicode"), size=96).image.tobytes()
    except RenderError:
        return None


_SIGNS = ["<", ">", '"', "=", "/", " ", "\n", "</g>", "</text>", "</svg>", "-->", "<!--", ","]
_JUNK = ["<", ">", '"', "'", "&", "=", "/", "</g>", "<g>", "]]>", "--", ' x="1"', ' fill="red"', " <", ";", "</defs>"]
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r"\s[\w:-]+=\"[^\"]*\"")


def mutated(text: str, chance: random.Random) -> str:
    """`text` after one accident: of a sign, a letter, an attribute, a tag, a line's indentation, or its end."""
    at = chance.randrange(len(text))
    kind = chance.choice(
        ("sign", "letter", "swap", "junk", "attribute", "again", "tag", "close", "flat", "cut", "case")
    )
    if kind == "sign":
        sign = chance.choice(_SIGNS)
        found = text.find(sign, at)
        return text if found < 0 else text[:found] + text[found + len(sign) :]
    if kind == "letter":
        return text[:at] + text[at + 1 :]
    if kind == "swap":
        return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    if kind == "junk":
        return text[:at] + chance.choice(_JUNK) + text[at:]
    if kind == "case":
        return text[:at] + text[at].swapcase() + text[at + 1 :]
    if kind == "cut":
        return text[: len(text) // 3 + at * 2 // 3]
    if kind == "flat":
        return re.sub(r"\n[ \t]*", lambda _: "\n" + " " * chance.randrange(4), text).replace("</g>", "", 1)
    pattern = _ATTRIBUTE if kind in ("attribute", "again") else _TAG
    matches = [m for m in pattern.finditer(text, at) if kind != "close" or m[0].startswith("</")]
    if not matches:
        return text[:at] + text[at + 1 :]
    m = matches[0]
    if kind == "again":
        return text[: m.end()] + re.sub(r"\d", lambda d: str(9 - int(d[0])), m[0]) + text[m.end() :]
    return text[: m.start()] + text[m.end() :]
