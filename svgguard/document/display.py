"""The display list: every shape of a document in the order of painting, where it is, and whether it leaves a mark.

One walk, as a viewer takes it: through groups, `use`, symbols and nested viewports, with the cascade and what is
inherited. It draws nothing; what a clip, a mask, a filter, an animation or a script may change is not sure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from lxml import etree

from svgguard.document import geometry, viewports
from svgguard.document.cascade import Cascade
from svgguard.document.lettering import Line, font_size, length, lines
from svgguard.document.paints import FAINT, NOTHING, UNKNOWN, Paint, paint
from svgguard.document.styles import alpha, styles
from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.svg import vocabulary
from svgguard.svg.geometry import IDENTITY, Box, Matrix, Point, ViewBox
from svgguard.svg.length import pixels
from svgguard.svg.matrix import read as matrix_of

_MOST_STEPS = 8_000
"""Elements that are visited; `use` can make any number of a few."""
_MOST_CHARACTERS = 300_000
"""Of path data and points that are read."""
_SAMPLE = 120
"""Characters of path data that are read at first: what they draw mostly shows where the rest is."""
_DEEPEST_USE = 8
_UNDRAWN = vocabulary.group("undrawn") | {"clipPath", "mask", "marker", "pattern", "filter", "style", "script"}
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
    " marker-end marker-mid".split()
)
_CHANGES = _INHERITED | frozenset((*_EFFECTS, "animation", "animation-name", "opacity", "display", "transform"))
"""Properties by which an element differs from what it stands in."""
_EVENT = re.compile(r"[a-z]", re.I)
_CLOCK = re.compile(r"\s*[-+]?[\d:.]+(?:h|min|s|ms)?\s*", re.I)


class Absence(StrEnum):
    """Why a shape leaves no mark; the value says it."""

    HIDDEN = "is not shown"
    CLEAR = "is transparent"
    SIZE = "has no size"
    PAINT = "has neither fill nor stroke"


@dataclass(eq=False)
class Mark:
    """One shape, text or image, and what becomes of it; places in the root's user space."""

    element: etree._Element
    name: str
    sample: tuple[Point, ...]
    """Some points that its outline passes through; none where its place cannot be told."""
    absence: Absence | None
    sure: bool
    """True if nothing that is not known can change what is said here."""
    fill: Paint
    stroke: Paint
    reach: float
    """How far its stroke reaches beyond the points."""
    style: Mapping[str, str]
    """Its own properties and those inherited."""
    matrix: Matrix
    """From its user space to the root's."""
    window: Box | None
    """What nested viewports leave of the canvas."""
    opacity: float
    """That of its groups and its own."""
    moves: bool
    """True if an animation may change it."""
    viewport: tuple[float, float] = (0.0, 0.0)
    """Width and height of the viewport it stands in, for percentages."""
    rest: str = ""
    """Path data of which only the beginning was read for the sample."""

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """As `sample`, with nothing left out."""
        return _placed(geometry.path(self.rest), self.matrix) if self.rest else self.sample

    @cached_property
    def box(self) -> Box | None:
        """Its extent without the stroke."""
        return extent_of(self.points)

    @property
    def opaque(self) -> bool:
        """True if nothing shines through where it is filled."""
        return self.sure and self.absence is None and self.fill.solid and self.opacity >= 0.99


@dataclass(frozen=True, slots=True)
class _State:
    """What an element inherits."""

    matrix: Matrix
    style: Mapping[str, str]
    extent: tuple[float, float]
    window: Box | None
    shown: bool = True
    sure: bool = True
    opacity: float = 1.0
    uses: int = 0
    moves: bool = False


@dataclass(eq=False)
class DisplayList:
    """What a document draws."""

    survey: Survey
    canvas: Box
    marks: list[Mark] = field(default_factory=list)
    framed: bool = True
    """False if nothing says how large the canvas is."""
    whole: bool = True
    """False if there is more than was looked at, or a script may change anything."""

    cascade_of: Callable[[etree._Element], Mapping[str, str]] = styles
    """What an element's attributes and the style sheets come to."""
    _lines: dict[Mark, tuple[Line, ...]] = field(default_factory=dict)

    @cached_property
    def painted(self) -> dict[Mark, None]:
        """Those that leave a mark, or may, in order."""
        return {mark: None for mark in self.marks if mark.absence is None or not mark.sure}

    @cached_property
    def seen(self) -> frozenset[Mark]:
        """Those of which something is surely on the canvas, were nothing else there."""
        return frozenset(mark for mark in self.marks if self._sees(mark))

    def _sees(self, mark: Mark) -> bool:
        if not mark.sure or mark.absence is not None:
            return False
        room = self.room(mark)
        if self._reaches(room, mark.sample if mark.rest else self.outline(mark)):
            return mark.name != "image"
        if mark.rest and self._reaches(room, mark.points):
            return True
        return bool(mark.fill.marks) and is_rectangle(mark) and _holds(mark.box or NOWHERE, room)

    @staticmethod
    def _reaches(room: Box, points: Sequence[Point]) -> bool:
        return any(room.left < x < room.right and room.top < y < room.bottom for x, y in points)

    @cached_property
    def spread(self) -> Box | None:
        """What is at least taken by all that leaves a mark; None where no place is known."""
        return extent_of([point for mark in self.painted for point in mark.sample])

    def outside(self, mark: Mark) -> bool:
        """True if nothing of it can be on the canvas."""
        if self._reaches(self.room(mark), mark.sample):
            return False
        points = self.outline(mark)
        if not points:
            return False
        room, reach = self.room(mark), 4 * mark.reach
        box = extent_of(points) or NOWHERE
        return (
            box.right + reach <= room.left
            or box.left - reach >= room.right
            or box.bottom + reach <= room.top
            or box.top - reach >= room.bottom
        )

    def room(self, mark: Mark) -> Box:
        """The part of the canvas on which a mark can be."""
        return self.canvas if mark.window is None else common(self.canvas, mark.window)

    def outline(self, mark: Mark) -> tuple[Point, ...]:
        """Points that a mark passes through; of a text, the corners of its lines."""
        if mark.name != "text":
            return mark.points
        return tuple(point for line in self.lines(mark) for point in line.corners)

    def lines(self, mark: Mark) -> tuple[Line, ...]:
        """The lines of a text; none where their places cannot be told."""
        if mark not in self._lines:
            self._lines[mark] = tuple(lines(mark.element, mark.style, mark.matrix, mark.viewport, self.cascade_of))
        return self._lines[mark]


NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def common(a: Box, b: Box) -> Box:
    """What two boxes have in common; its edges are the wrong way round where that is nothing."""
    return Box(max(a.left, b.left), max(a.top, b.top), min(a.right, b.right), min(a.bottom, b.bottom))


def is_rectangle(mark: Mark) -> bool:
    """True if a mark is its own extent: a rectangle without round corners, upright."""
    if (
        mark.rest
        or len(mark.points) not in (4, 5)
        or (box := mark.box) is None
        or mark.name not in ("rect", "path", "polygon")
    ):
        return False
    round_ = mark.name == "rect" and any(pixels(mark.element.get(r), 0.0) != 0 for r in ("rx", "ry"))
    return not round_ and {*mark.points} == {
        (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)
    }  # fmt: skip


def _holds(outer: Box, inner: Box) -> bool:
    leeway = 0.005 * max(inner.width, inner.height)
    return (
        outer.left <= inner.left + leeway
        and outer.top <= inner.top + leeway
        and outer.right >= inner.right - leeway
        and outer.bottom >= inner.bottom - leeway
    )


def covers(mark: Mark, box: Box) -> bool:
    """True if nothing of a box can be seen behind a mark, as far as rectangles tell."""
    return mark.opaque and is_rectangle(mark) and _holds(mark.box or NOWHERE, box)


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
        if name in _UNDRAWN and not (name == "symbol" and state.uses):
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
                    state = replace(state, matrix=matrix, extent=extent, window=window)
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
        href = element.get("href") or element.get(f"{{{vocabulary.XLINK_NAMESPACE}}}href") or ""
        target = next(iter(self.ids.get(str(href).strip().removeprefix("#"), ())), None)
        if target is None or state.uses >= _DEEPEST_USE:
            return
        x = length(own.get("x"), state.extent[0]) or 0.0
        y = length(own.get("y"), state.extent[1]) or 0.0
        state = replace(state, matrix=state.matrix @ Matrix(e=x, f=y), uses=state.uses + 1)
        if local_name(target) in ("symbol", "svg"):
            sides = {side: own[side] for side in ("width", "height") if side in own}
            box = {**self.cascade.of(target), **({"width": "100%", "height": "100%"} | sides)}
            yield from self.through(target, box, state)
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
        self.characters -= len(element.get("d") or element.get("points") or "")
        points = _placed(outline, state.matrix)
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
            href = element.get("href") or element.get(f"{{{vocabulary.XLINK_NAMESPACE}}}href")
            absence, fill = (None, UNKNOWN) if href else (Absence.PAINT, NOTHING)
        elif name == "text":
            absence = _silent(element, style, scale)
            sure = sure and element.find(".//*") is None
        elif fill.marks is False and stroke.marks is False:
            absence = Absence.PAINT
            sure = sure and not any(p.startswith("marker") and style[p] != "none" for p in style)
        reach = 0.0 if stroke.marks is False else 0.5 * (width or 1.0) * max(scale, 1e-9)
        return Mark(
            element, name, points, absence, sure, fill, stroke, reach, style, state.matrix, state.window,
            state.opacity, state.moves, state.extent, rest,
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


def _placed(outline: list[Point], matrix: Matrix) -> tuple[Point, ...]:
    points = tuple(map(matrix.apply, outline))
    return points if all(math.isfinite(x) and math.isfinite(y) for x, y in points) else ()


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


def extent_of(points: Sequence[Point]) -> Box | None:
    """The extent of points; None for none."""
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _chosen(child: etree._Element) -> bool:
    """True if a `switch` may choose this child."""
    language = child.get("systemLanguage")
    return language is None or any(one.strip().lower().startswith("en") for one in language.split(","))


def _waits(begin: str) -> bool:
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
        if begin is not None and _waits(begin):
            continue
        href = str(element.get("href") or element.get(f"{{{vocabulary.XLINK_NAMESPACE}}}href") or "")
        target = next(iter(ids.get(href.strip().removeprefix("#"), ())), None) if href else element.getparent()
        if target is not None:
            yield target
