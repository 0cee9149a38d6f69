"""Motion: animations as they stand when they have ended; what never ends, at the end of its first round.

SMIL (SVG Animations 2) is written into attributes or gives declarations, CSS animations give declarations; both are
stronger than all that a document says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from svgguard.document.geometry import Ids
from svgguard.document.sheets import Keyframe
from svgguard.document.walk import waits
from svgguard.rendering.expansion import XLINK_HREF, local_name
from svgguard.svg import vocabulary
from svgguard.svg.css import properties, tokens
from svgguard.svg.path import flat

_FILLS = frozenset(("none", "forwards", "backwards", "both"))
_DIRECTIONS = frozenset(("normal", "reverse", "alternate", "alternate-reverse"))
_OTHER_WORDS = frozenset(
    "linear ease ease-in ease-out ease-in-out step-start step-end infinite running paused normal auto".split()
)


class _Animation(NamedTuple):
    """One entry of the `animation` property."""

    name: str
    fill: str = "none"
    direction: str = "normal"
    rounds: float = 1.0
    paused: bool = False


# --- CSS


def ended(said: Mapping[str, str], keyframes: Mapping[str, Sequence[Keyframe]]) -> dict[str, str]:
    """What the animations of an element declare when they have ended."""
    found: dict[str, str] = {}
    for animation in _animations(said):
        frames = keyframes.get(animation.name)
        if frames is None:
            continue
        unending = math.isinf(animation.rounds) and not animation.paused
        if animation.paused and animation.fill not in ("backwards", "both"):
            continue
        if not unending and not animation.paused and animation.fill not in ("forwards", "both"):
            continue
        share = _last_share(animation)
        for frame in frames:
            if frame.share == share:
                found |= frame.declared
    return found


def _last_share(animation: _Animation) -> float:
    """Where in its keyframes an animation stands in the end."""
    rounds = 1.0 if math.isinf(animation.rounds) else animation.rounds
    way = 0.0 if animation.paused else 1.0
    turned = animation.direction.startswith("alternate") and math.ceil(rounds) % 2 == 0
    reverse = animation.direction.endswith("reverse")
    return 1 - way if turned != reverse else way


def _animations(said: Mapping[str, str]) -> Iterator[_Animation]:
    entries = [_entry(run) for run in tokens.split(tokens.read(said.get("animation", "")))]
    names = [tokens.written(run) for run in tokens.split(tokens.read(said.get("animation-name", "")))]
    if any(names):
        entries = [_Animation(name) for name in names]
    for place, entry in enumerate(entries):

        def listed(name: str, default: str, place: int = place) -> str:
            runs = [tokens.written(run) for run in tokens.split(tokens.read(said.get(name, "")))]
            return runs[place % len(runs)].lower() if any(runs) else default

        count = listed("animation-iteration-count", str(entry.rounds))
        yield _Animation(
            entry.name.strip("\"'"),
            listed("animation-fill-mode", entry.fill),
            listed("animation-direction", entry.direction),
            math.inf if count in ("infinite", "inf") else _number(count),
            listed("animation-play-state", "paused" if entry.paused else "running") == "paused",
        )


def _entry(run: Sequence[object]) -> _Animation:
    """One entry of the shorthand."""
    entry = _Animation("")
    for word in tokens.words(run):
        text = tokens.written(word)
        lower = text.lower()
        if lower in _FILLS and (lower != "none" or entry.name):
            entry = entry._replace(fill=lower)
        elif lower in _DIRECTIONS and lower != "normal":
            entry = entry._replace(direction=lower)
        elif lower == "infinite":
            entry = entry._replace(rounds=math.inf)
        elif lower == "paused":
            entry = entry._replace(paused=True)
        elif word[0].type == "number":
            entry = entry._replace(rounds=float(word[0].value))
        elif word[0].type in ("ident", "string") and lower not in _OTHER_WORDS:
            entry = entry._replace(name=text)
    return entry


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1.0


# --- SMIL


@dataclass
class Motion:
    """What the animation elements of a document come to."""

    declared: dict[etree._Element, dict[str, str]] = field(default_factory=dict)
    """Declarations that win over all others."""


def settled(root: etree._Element, ids: Ids) -> Motion:
    """Carry out the animation elements of a document on its attributes, and take them out."""
    motion = Motion()
    kinds = vocabulary.group("animation")
    animations = [e for e in root.iter(etree.Element) if local_name(e) in kinds]
    for animation in animations:
        target = _target(animation, ids)
        if target is not None and _lasts(animation):
            _settle(animation, target, motion, ids)
    for animation in animations:
        parent = animation.getparent()
        if parent is not None and not animation.tail:
            parent.remove(animation)
    return motion


def _target(animation: etree._Element, ids: Ids) -> etree._Element | None:
    href = animation.get("href") or animation.get(XLINK_HREF)
    if href:
        return next(iter(ids.get(href.strip().removeprefix("#"), ())), None)
    return animation.getparent()


def _lasts(animation: etree._Element) -> bool:
    """True if an animation leaves anything behind."""
    begin = animation.get("begin")
    if begin is not None and (begin.strip() == "indefinite" or waits(begin)):
        return False
    name = local_name(animation)
    if name == "set" and animation.get("dur", "indefinite") == "indefinite" and animation.get("end") is None:
        return True
    if "indefinite" in (animation.get("repeatCount"), animation.get("repeatDur")):
        return True
    return animation.get("fill") == "freeze" or name == "discard"


def _settle(animation: etree._Element, target: etree._Element, motion: Motion, ids: Ids) -> None:
    name = local_name(animation)
    if name == "discard":
        motion.declared.setdefault(target, {})["display"] = "none"
    elif name == "animateMotion":
        moved = _moved(animation, ids)
        if moved:
            _transform(target, f"{target.get('transform', '')} {moved}")
    elif (value := _last(animation)) is not None:
        attribute = animation.get("attributeName", "").strip()
        if name == "animateTransform":
            call = f"{animation.get('type', 'translate')}({value})"
            before = target.get("transform", "") if animation.get("additive") == "sum" else ""
            _transform(target, f"{before} {call}".strip())
        elif attribute:
            _assign(target, attribute, _summed(animation, target, attribute, value), motion)


def _transform(target: etree._Element, value: str) -> None:
    kind = local_name(target)
    gradient = kind in vocabulary.group("gradient")
    target.set("gradientTransform" if gradient else "patternTransform" if kind == "pattern" else "transform", value)


def _assign(target: etree._Element, attribute: str, value: str, motion: Motion) -> None:
    if attribute in vocabulary.presentation() or (attribute in properties.GEOMETRY and attribute != "d"):
        motion.declared.setdefault(target, {})[attribute] = value
    elif attribute in ("href", "xlink:href", "id", "style") or attribute.startswith("on"):
        return
    elif attribute in vocabulary.every_attribute():
        target.set(attribute, value)


def _last(animation: etree._Element) -> str | None:
    """The last value of an animation."""
    values = [value.strip() for value in animation.get("values", "").split(";") if value.strip()]
    if values:
        return values[-1]
    if (to := animation.get("to")) is not None:
        return to.strip()
    by = animation.get("by")
    return None if by is None else _plus(animation.get("from", "0"), by)


def _summed(animation: etree._Element, target: etree._Element, attribute: str, value: str) -> str:
    """A value that is to be added to what was there."""
    relative = animation.get("additive") == "sum" or (
        animation.get("by") is not None and not any(animation.get(n) for n in ("values", "to", "from"))
    )
    return _plus(target.get(attribute, "0"), value) if relative else value


def _plus(a: str, b: str) -> str:
    try:
        return f"{float(a) + float(b):.8g}"
    except ValueError:
        return b


def _moved(animation: etree._Element, ids: Ids) -> str:
    """Where a motion along a path ends, as a transform."""
    data = animation.get("path")
    for child in animation:
        if local_name(child) == "mpath":
            href = (child.get("href") or child.get(XLINK_HREF) or "").strip().removeprefix("#")
            data = next((e.get("d") for e in ids.get(href, ())), data)
    if data is None:
        value = _last(animation)
        if value is None:
            return ""
        data = f"M{animation.get('from', '0,0')}L{value}"
    lines = flat.flat(data)
    keys = [key for key in animation.get("keyPoints", "").split(";") if key.strip()]
    share = _number(keys[-1]) if keys else 1.0
    (x, y), (across, down) = flat.at(lines, share * flat.length(lines))
    rotate = animation.get("rotate", "0")
    turn = math.degrees(math.atan2(down, across)) + (180 if rotate == "auto-reverse" else 0)
    angle = turn if rotate.startswith("auto") else _number(rotate) if rotate != "0" else 0.0
    return f"translate({x:.8g} {y:.8g})" + (f" rotate({angle:.8g})" if angle else "")
