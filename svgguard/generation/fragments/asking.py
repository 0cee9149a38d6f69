"""The question for one missing part: what is missing, where it goes, and all around it that it must fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from string import Template

from lxml import etree

from svgguard.ask import Question, Step, prompt_file, without_control_tokens
from svgguard.document import Document
from svgguard.document.suspects import local_name
from svgguard.parts.by_label.claims import within
from svgguard.parts.by_label.structure import Structure
from svgguard.parts.by_picture.pieces import extent
from svgguard.parts.by_picture.unseen import canvas
from svgguard.parts.inventory import FAULTS, Importance, Presence, Sighting
from svgguard.parts.places import Place, neighbours, painted, place_for
from svgguard.parts.relations import keys, relation
from svgguard.parts.specification import Part
from svgguard.parts.words import split
from svgguard.rules import rule_named
from svgguard.svg.geometry import Box

MOST_NEIGHBOURS = 6
LONGEST_SOURCE = 1_500
"""Characters of the source of one neighbour, or of a style sheet, that are shown."""
MOST_COLOURS = 8

_ASKABLE = (Presence.MISSING, Presence.EMPTY, Presence.ELIDED, Presence.FEW)
"""What more drawing can repair; a part that is there and cannot be seen has to be changed."""
_RANK = {Importance.ESSENTIAL: 0, Importance.NORMAL: 1}
"""Which parts are asked for first; an ornament is not worth a question."""


def askable(sightings: Iterable[Sighting]) -> bool:
    """True when a part is missing that is worth asking for."""
    return bool(lacking(sightings))


def lacking(sightings: Iterable[Sighting]) -> list[str]:
    """The parts that are missing and worth asking for."""
    return [s.part for s in sightings if s.presence in _ASKABLE and s.importance in _RANK]


def question_for(
    structure: Structure, sightings: Sequence[Sighting], prompt: str, passed: Collection[str] = ()
) -> Question | None:
    """The question for the most important missing part, a whole before what belongs to it; None when none is.

    Parts that are `passed` over are not asked for, nor what belongs to them.
    """
    specification = structure.reading.specification
    gone = {s.part: s for s in sightings if s.presence in _ASKABLE and s.importance in _RANK}
    outermost = [s for s in gone.values() if specification.part(s.part).of not in gone and s.part not in passed]
    if not outermost:
        return None
    sighting = min(outermost, key=lambda s: _RANK[s.importance])
    part = specification.part(sighting.part)
    place = place_for(structure, part)
    document = structure.reading.document
    file = prompt_file("parts")
    said = file.fill(
        prompt=prompt.strip() or specification.prompt or "a picture",
        missing=_missing(structure, part, sighting),
        relations=_relations(structure, part),
        around=_clean("\n".join(_tag(document, e) for e in (*reversed(list(_above(place.parent))), place.parent))),
        canvas=_canvas(document, place),
        before=_clean(_source(document, place.before) or "nothing: it is painted first"),
        after=_clean(_source(document, place.after) or "nothing: it is painted last"),
        neighbours=_clean("\n\n".join(_neighbours(structure, part, place)) or "nothing that is known by name"),
        style=_clean(_style(document)),
        id=slug(part.name),
    )
    start, end = place.spans[0]
    return Question(
        Step.PARTS,
        ({"role": "user", "content": said},),
        file.label,
        f"{_code(sighting.presence)} {part.name}",
        base=document.text,
        start=start,
        end=end,
        part=part.name,
    )


def slug(name: str) -> str:
    """A name as an id."""
    return "-".join(split(name)) or "part"


def _code(presence: Presence) -> str:
    """The code of the rule that tells of a presence."""
    return rule_named(FAULTS[presence]).code


def _said(phrase: str, **values: object) -> str:
    return prompt_file("parts").phrase(phrase, **values)


def _clean(text: str) -> str:
    return without_control_tokens(text)


def _missing(structure: Structure, part: Part, sighting: Sighting) -> str:
    if sighting.presence is Presence.FEW:
        there = sighting.counted or 0
        return _said("more", count=sighting.wanted - there, part=part.name, there=there, wanted=sighting.wanted)
    many = f"{part.name} (×{part.count})" if part.count > 1 else part.name
    inside = [p.name for p in structure.reading.specification.inside(part)]
    lacking = [n for n in inside if structure.evidence[n].presence in _ASKABLE or sighting.presence in _ASKABLE]
    return _said("one", part=many) + (_said("inside", parts=", ".join(lacking)) if lacking else "")


def _relations(structure: Structure, part: Part) -> str:
    """What holds between a part and others, said of those that can be seen: of what is not there nothing is true."""
    specification = structure.reading.specification
    joined = [(b if a is part else a).name for a, b in specification.joints() if part in (a, b)]
    stated = {key: joined if key == "joins" else list(part.related(key)) for key in keys()}
    shown = {key: [name for name in names if structure.evidence[name].elements] for key, names in stated.items()}
    said = (Template(relation(key).said).substitute(parts=_listed(names)) for key, names in shown.items() if names)
    return " ".join(said)


def _listed(names: Sequence[str]) -> str:
    named = [f"the {name}" for name in names]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _above(element: etree._Element) -> Iterable[etree._Element]:
    return element.iterancestors(etree.Element)


def _tag(document: Document, element: etree._Element) -> str:
    token = document.start_tag(element)
    return document.text[token.start : token.end]


def _source(document: Document, element: etree._Element | None) -> str:
    if element is None:
        return ""
    start, end = document.start_tag(element), document.end_tag(element)
    source = document.text[start.start : (end or start).end]
    # Cut after a whole tag: dots in place of the rest would be copied.
    return source if len(source) <= LONGEST_SOURCE else source[: source.rfind(">", 0, LONGEST_SOURCE) + 1]


def _canvas(document: Document, place: Place) -> str:
    box = canvas(document).box
    at_root = place.local(box) == box
    return _said("root" if at_root else "local", **_sides(box if at_root else place.local(box)))


def _sides(box: Box) -> dict[str, str]:
    return dict(zip(("left", "top", "right", "bottom"), (f"{n:.4g}" for n in box), strict=True))


def _neighbours(structure: Structure, part: Part, place: Place) -> Iterable[str]:
    document = structure.reading.document
    # What draws several parts is shown once, under all their names.
    together: dict[tuple[etree._Element, ...], list[str]] = {}
    for one in neighbours(structure, part):
        together.setdefault(one.elements, []).append(one.part.name)
    shown = {tuple(painted(elements, document)): names for elements, names in list(together.items())[:MOST_NEIGHBOURS]}
    for elements in sorted(shown, key=lambda elements: document.start_tag(elements[0]).start):
        source = "\n".join(_source(document, element) for element in elements)
        box = extent(within(elements), structure.reading.ids)
        name = " and ".join(shown[elements])
        head = f"{name}:" if box is None else _said("box", part=name, **_sides(place.local(box)))
        yield f"{head}\n{source[:LONGEST_SOURCE]}"


def _style(document: Document) -> str:
    """The colours most used, the paints defined, and the style sheets."""
    used: Counter[str] = Counter()
    paints, sheets = [], []
    for element in document.root.iter(etree.Element):
        name = local_name(element)
        styled = f";{element.get('style', '')}"
        for key in ("fill", "stroke", "stroke-width"):
            value = element.get(key) or next(iter(re.findall(rf";\s*{key}\s*:\s*([^;]+)", styled)), "")
            if value.strip() not in ("", "none"):
                used[f'{key}="{value.strip()}"'] += 1
        if (name.endswith("Gradient") or name == "pattern") and element.get("id"):
            paints.append(f"url(#{element.get('id')})")
        if name == "style":
            sheets.append(" ".join("".join(map(str, element.itertext())).split())[:LONGEST_SOURCE])
    said = ", ".join(value for value, _ in used.most_common(MOST_COLOURS)) or "no colours are given"
    if paints:
        said += f"; paints that are defined: {', '.join(paints[:MOST_COLOURS])}"
    return said + "".join(f"; style sheet: {sheet}" for sheet in sheets)
