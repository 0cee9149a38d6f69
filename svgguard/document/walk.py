"""The walk through a document, as a viewer takes it, that makes its display list.

It goes through groups, `use`, symbols and nested viewports, with the cascade and what is inherited.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from svgguard.document import geometry, viewports
from svgguard.document.cascade import Cascade
from svgguard.document.display import Absence, DisplayList, Mark, extent_of, placed
from svgguard.document.lettering import font_size
from svgguard.document.paints import FAINT, NOTHING, UNKNOWN, Paint, paint
from svgguard.document.styles import alpha
from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.svg import vocabulary
from svgguard.svg.geometry import IDENTITY, Box, Matrix, Point, ViewBox
from svgguard.svg.length import length
from svgguard.svg.matrix import read as matrix_of
from svgguard.text.pattern import lazy_pattern

_MOST_STEPS = 8_000
"""Elements that are visited; `use` can make any number of a few."""
_MOST_CHARACTERS = 300_000
"""Of path data and points that are read."""
_SAMPLE = 120
"""Characters of path data that are read at first: what they draw mostly shows where the rest is."""
_DEEPEST_USE = 8
_UNDRAWN = vocabulary.group("undrawn") | {"clipPath", "mask", "marker", "pattern", "filter", "style", "script"}
_SVG = f"{{{vocabulary.SVG_NAMESPACE}}}"
_ROOMS = frozenset(("svg", "g", "a", "switch", "symbol"))
_SHAPES = vocabulary.group("shape")
_EFFECTS = ("clip-path", "mask", "filter", "mix-blend-mode")
_PAINTS = ("fill", "fill-opacity", "stroke", "stroke-opacity", "color")
_FROM_CSS = frozenset(
    "display visibility opacity fill stroke fill-opacity stroke-opacity stroke-width transform animation"
    " animation-name clip-path mask filter".split()
)
_INHERITED = frozenset(
    "fill stroke fill-opacity stroke-opacity stroke-width visibility color font-size font-family font-weight"
    " text-anchor dominant-baseline writing-mode letter-spacing font direction vector-effect marker marker-start"
    " marker-end marker-mid stroke-linecap".split()
)
_CHANGES = _INHERITED | frozenset((*_EFFECTS, "animation", "animation-name", "opacity", "display", "transform"))
"""Properties by which an element differs from what it stands in."""
_DRAWS = lazy_pattern(r"[^MmeE\s\d.,+-]")
_EVENT = lazy_pattern(r"[a-z]", re.I)
_CLOCK = lazy_pattern(r"\s*[-+]?[\d:.]+(?:h|min|s|ms)?\s*", re.I)


@dataclass(frozen=True, slots=True)
class _State:
    """What an element inherits."""

    matrix: Matrix
    style: Mapping[str, str]
    extent: tuple[float, float]
    window: Box | None
    frame: etree._Element | None = None
    shown: bool = True
    sure: bool = True
    opacity: float = 1.0
    uses: int = 0
    moves: bool = False


def display_list(survey: Survey) -> DisplayList:
    """The display list of a document."""
    root = survey.document.root
    canvas = survey.canvas or ViewBox(0.0, 0.0, *viewports.DEFAULT)
    found = DisplayList(survey, canvas.box, framed=survey.canvas is not None)
    walk = _Walk(survey, found)
    walk.run(_State(IDENTITY, {}, (canvas.width, canvas.height), None))
    found.cascade_of = walk.cascade.of
    found.whole = found.whole and root.find(".//{*}script") is None
    return found


class _Walk:
    """The walk of one document."""

    def __init__(self, survey: Survey, found: DisplayList) -> None:
        self.root = survey.document.root
        self.ids = survey.ids
        self.cascade = Cascade(self.root, survey.styles)
        self.found = found
        self.moving = frozenset(_animated(self.root, survey.ids))
        doubtful = self.cascade.doubtful
        self.doubted = "*" in doubtful or bool(doubtful & _FROM_CSS)
        self.characters = _MOST_CHARACTERS
        self.known: dict[tuple[str | None, ...], tuple[Paint, Paint]] = {}

    def run(self, first: _State) -> None:
        pending: list[tuple[etree._Element, _State]] = [(self.root, first)]
        steps = _MOST_STEPS
        while pending:
            element, state = pending.pop()
            steps -= 1
            if steps < 0 or self.characters < 0:
                self.found.whole = False
                return
            pending.extend(reversed(list(self.visit(element, state))))

    def visit(self, element: etree._Element, state: _State) -> Iterator[tuple[etree._Element, _State]]:
        """Note what an element paints; what is to be visited inside it."""
        name = local_name(element)
        if (name in _UNDRAWN and not (name == "symbol" and state.uses)) or not element.tag.startswith(_SVG):
            return
        own = self.cascade.of(element)
        state = self.inside(element, name, own, state)
        if name in _ROOMS:
            if name in ("svg", "symbol") and element is not self.root:
                nested = viewports.nested(own, state.extent, state.matrix, state.window)
                if nested is None:
                    state = replace(state, shown=False)
                else:
                    matrix, extent, window = nested
                    state = replace(state, matrix=matrix, extent=extent, window=window, frame=element)
            children = [child for child in element if isinstance(child.tag, str)]
            if name == "switch":
                children = [child for child in children if _chosen(child)][:1]
            yield from ((child, state) for child in children)
        elif name == "use":
            yield from self.used(element, own, state)
        elif name in _SHAPES or name in ("text", "image"):
            self.found.marks.append(self.mark(element, name, own, state))
        elif name not in vocabulary.group("animation"):
            # What holds HTML, or what is unknown, may paint anything.
            points = tuple(map(state.matrix.apply, _outline(name, element, own, state)))
            absence = None if state.shown else Absence.HIDDEN
            if len(element) or name != "foreignObject":
                self.found.marks.append(
                    Mark(element, name, points, absence, state.shown is False and state.sure, UNKNOWN, NOTHING, 0.0,
                         state.style, state.matrix, state.window, state.opacity, state.moves)
                )  # fmt: skip

    def inside(self, element: etree._Element, name: str, own: Mapping[str, str], state: _State) -> _State:
        """What holds of an element, and for what stands in it."""
        if state.sure and not self.doubted and element not in self.moving and _CHANGES.isdisjoint(own):
            return state
        said = {p: v for p, v in own.items() if p in _INHERITED and v != "inherit"}
        if "font-size" in said:
            size = font_size(said["font-size"], font_size(state.style.get("font-size", ""), 16.0))
            said["font-size"] = f"{size!r}"
        style = {**state.style, **said} if said else state.style
        opacity = alpha(own.get("opacity"))
        display = own.get("display")
        moves = state.moves or element in self.moving or "animation" in own or "animation-name" in own
        sure = state.sure and not self.doubted and not moves
        sure = sure and all(own.get(p, "none") in ("none", "normal") for p in _EFFECTS)
        transform = own.get("transform", "")
        matrix = state.matrix @ matrix_of(transform) if transform and element is not self.root else state.matrix
        if transform and ("deg" in transform or "%" in transform or "px" in transform or "var(" in transform):
            sure = False
        return replace(
            state,
            style=style,
            matrix=matrix,
            sure=sure,
            moves=moves,
            shown=state.shown and display != "none",
            opacity=state.opacity * (1.0 if opacity is None else max(0.0, min(1.0, opacity))),
        )

    def used(
        self, element: etree._Element, own: Mapping[str, str], state: _State
    ) -> Iterator[tuple[etree._Element, _State]]:
        """What a `use` draws."""
        target = next(iter(self.ids.get(geometry.target(element), ())), None)
        if target is None or state.uses >= _DEEPEST_USE:
            return
        x = length(own.get("x"), state.extent[0]) or 0.0
        y = length(own.get("y"), state.extent[1]) or 0.0
        state = replace(state, matrix=state.matrix @ Matrix(e=x, f=y), uses=state.uses + 1)
        if local_name(target) in ("symbol", "svg"):
            sides = {side: own[side] for side in ("width", "height") if side in own}
            box = {**self.cascade.of(target), **({"width": "100%", "height": "100%"} | sides)}
            yield from self.through(target, box, replace(state, frame=element))
        else:
            yield target, state

    def through(
        self, target: etree._Element, box: Mapping[str, str], state: _State
    ) -> Iterator[tuple[etree._Element, _State]]:
        """What a symbol draws, in the viewport that its `use` gives it."""
        state = self.inside(target, "symbol", self.cascade.of(target), state)
        nested = viewports.nested(box, state.extent, state.matrix, state.window)
        if nested is not None:
            matrix, extent, window = nested
            state = replace(state, matrix=matrix, extent=extent, window=window)
            yield from ((child, state) for child in target if isinstance(child.tag, str))

    def mark(self, element: etree._Element, name: str, own: Mapping[str, str], state: _State) -> Mark:
        """A shape, a text or an image."""
        outline, rest = _sampled(element) if name == "path" else (_outline(name, element, own, state), "")
        if not rest and _is_point(element, name, outline, state.style):
            outline = []
        self.characters -= len(element.get("d") or element.get("points") or "")
        points = placed(outline, state.matrix)
        extent = extent_of(outline)
        style, scale = state.style, math.sqrt(abs(state.matrix.a * state.matrix.d - state.matrix.b * state.matrix.c))
        fill, stroke = self.paints(name, style, extent)
        width = length(style.get("stroke-width", "1"), 0.0)
        if width == 0:
            stroke = NOTHING
        flat = not rest and _is_flat(name, outline)
        if flat:
            fill = replace(fill, marks=False)
        sure = state.sure and (bool(points) or not outline)
        absence: Absence | None = None
        if not state.shown or style.get("visibility", "visible") != "visible":
            absence = Absence.HIDDEN
            sure = sure and name != "text"
        elif state.opacity < FAINT:
            absence = Absence.CLEAR
        elif name != "text" and (not outline or scale == 0):
            absence = Absence.SIZE
            sure = sure and _tells_size(name, element, own)
        elif name == "image":
            absence, fill = (None, UNKNOWN) if geometry.target(element) else (Absence.PAINT, NOTHING)
        elif name == "text":
            absence = _silent(element, style, scale)
            sure = sure and element.find(".//*") is None
        elif fill.marks is False and stroke.marks is False:
            absence = Absence.PAINT
            sure = sure and not any(p.startswith("marker") and style[p] != "none" for p in style)
        reach = 0.0 if stroke.marks is False else 0.5 * (width or 1.0) * max(scale, 1e-9)
        return Mark(
            element, name, points, absence, sure, fill, stroke, reach, style, state.matrix, state.window,
            state.opacity, state.moves, state.extent, state.frame, rest,
        )  # fmt: skip

    def paints(self, name: str, style: Mapping[str, str], extent: Box | None) -> tuple[Paint, Paint]:
        """The fill and the stroke of a shape."""
        said = tuple(map(style.get, _PAINTS))
        if (known := self.known.get(said)) is None:
            known = self.read_paints(style, extent)
            # A gradient may depend on the extent of what it paints.
            if not any(paint.server is not None for paint in known):
                self.known[said] = known
        return (NOTHING if name == "line" else known[0]), known[1]

    def read_paints(self, style: Mapping[str, str], extent: Box | None) -> tuple[Paint, Paint]:
        """As `paints`, of a style that was not met before."""
        clear = [alpha(style.get(f"{p}-opacity", "1")) for p in ("fill", "stroke")]
        current = style.get("color", "black")
        fill = paint(style.get("fill", "black"), 1.0 if clear[0] is None else clear[0], extent, self.ids, current)
        stroke = paint(style.get("stroke", "none"), 1.0 if clear[1] is None else clear[1], extent, self.ids, current)
        return fill, stroke


def _sampled(path: etree._Element) -> tuple[list[Point], str]:
    """Points that a path passes through, and its data where that is not read to its end."""
    data = path.get("d", "")
    if len(data) <= 2 * _SAMPLE:
        return geometry.path(data), ""
    last = max(map(data[:_SAMPLE].rfind, "MmLlHhVvCcSsQqTtAaZz"))
    points = geometry.path(data[:last])
    return (points, data) if len(points) > 2 else (geometry.path(data), "")


def _outline(name: str, element: etree._Element, own: Mapping[str, str], state: _State) -> list[Point]:
    """Points that a shape passes through, in its own user space."""
    if name not in geometry.CORNERS:
        return [] if name == "text" else geometry.outline(element)
    width, height = state.extent
    diagonal = math.hypot(width, height) / math.sqrt(2)
    sides = {"x": width, "y": height, "r": diagonal}
    values: list[float] = []
    for part in vocabulary.geometry(name):
        whole = sides["x" if part in _ACROSS else "y" if part in _DOWN else "r"]
        value = length(own.get(part), whole, 0.0)
        if part in ("rx", "ry") and name == "ellipse" and own.get(part, "auto") == "auto":
            value = length(own.get("ry" if part == "rx" else "rx"), whole, 0.0)
        values.append(value or 0.0)
    if name == "image" and len(values) >= 4:
        # Without a size an image has its own.
        values[2:4] = [v or whole for v, whole in zip(values[2:4], state.extent, strict=True)]
    return geometry.CORNERS[name](*values)


_ACROSS = frozenset(("x", "x1", "x2", "cx", "rx", "width"))
_DOWN = frozenset(("y", "y1", "y2", "cy", "ry", "height"))


def _tells_size(name: str, element: etree._Element, own: Mapping[str, str]) -> bool:
    """True if a shape without an outline surely has none: its values were understood."""
    if name in geometry.CORNERS:
        return all(
            own.get(part) is None or length(own.get(part), 1.0) is not None for part in vocabulary.geometry(name)
        )
    return True


def _is_point(element: etree._Element, name: str, outline: Sequence[Point], style: Mapping[str, str]) -> bool:
    """True if a line goes nowhere: it shows only where its caps reach beyond it (SVG 2, section 13.5.4)."""
    if name not in ("path", "line", "polyline", "polygon") or len(set(outline)) != 1:
        return False
    moves_only = name == "path" and not _DRAWS.search(element.get("d", ""))
    return moves_only or style.get("stroke-linecap", "butt") == "butt"


def _is_flat(name: str, outline: list[Point]) -> bool:
    """True if there is nothing inside a shape to fill: a line, or points on one."""
    if name == "line":
        return True
    if name not in ("path", "polyline", "polygon") or not outline:
        return False
    (ax, ay), *rest = outline
    far = max(outline, key=lambda p: (p[0] - ax) ** 2 + (p[1] - ay) ** 2)
    dx, dy = far[0] - ax, far[1] - ay
    most = 1e-6 * (dx * dx + dy * dy)
    return all(abs(dx * (y - ay) - dy * (x - ax)) <= most for x, y in rest)


def _silent(element: etree._Element, style: Mapping[str, str], scale: float) -> Absence | None:
    """Why a text shows nothing."""
    if scale == 0 or font_size(style.get("font-size", ""), 16.0) == 0:
        return Absence.SIZE
    return None if any(str(piece).strip() for piece in element.itertext()) else Absence.SIZE


def _chosen(child: etree._Element) -> bool:
    """True if a `switch` may choose this child."""
    language = child.get("systemLanguage")
    return language is None or any(one.strip().lower().startswith("en") for one in language.split(","))


def waits(begin: str) -> bool:
    """True if an animation begins only when something happens."""
    times = begin.split(";")
    follows = re.search(r"\.(?:begin|end)", begin)
    return not follows and not any(_CLOCK.fullmatch(one) for one in times) and bool(_EVENT.search(begin))


def _animated(root: etree._Element, ids: geometry.Ids) -> Iterator[etree._Element]:
    """The elements that an animation changes which begins by itself."""
    for element in root.iter(etree.Element):
        if not local_name(element).startswith("animate") and local_name(element) != "set":
            continue
        begin = element.get("begin")
        if begin is not None and waits(begin):
            continue
        name = geometry.target(element)
        target = next(iter(ids.get(name, ())), None) if name else element.getparent()
        if target is not None:
            yield target
