"""Rendering: strict XML in, pixels out. resvg draws; when it fails, CairoSVG tries; neither fetches anything.

The flow inside: `preparation` makes a document fit to be drawn, an engine (`resvg`, `cairo`) draws it as a `Job`, and
what could not be drawn as written stands in the warnings of the `Raster`.
"""

from __future__ import annotations

import importlib.metadata
import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from svgguard.document import Document
from svgguard.rendering import fonts as font_files
from svgguard.rendering.cairo import Cairo
from svgguard.rendering.engine import EngineUnavailableError, Failure, Job, Renderer, RenderError
from svgguard.rendering.preparation import prepare
from svgguard.rendering.resvg import Resvg

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "ENGINES",
    "LARGEST",
    "EngineStatus",
    "EngineUnavailableError",
    "Failure",
    "Job",
    "Raster",
    "RenderError",
    "Renderer",
    "engines",
    "export",
    "missing_glyphs",
    "render",
    "render_svg",
]  # fmt: skip

_CAIRO = Cairo()
ENGINES: dict[str, Renderer] = {engine.name: engine for engine in (Resvg(), _CAIRO)}
"""The engines by name, in the order in which they are tried."""
LARGEST = 16_384
"""Longest side of a picture in pixels; a square one takes 1 GiB while it is drawn."""


class HasSvg(Protocol):
    """Anything that carries a document, as a `svgguard.Result` does."""

    @property
    def svg(self) -> str | None:
        """The document; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture."""

    png: bytes = field(repr=False)
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    engine: str
    """The name of the engine that drew it."""
    warnings: tuple[str, ...] = ()
    """What could not be drawn as the document says."""

    @property
    def image(self) -> Image:
        """A new Pillow image, RGBA."""
        from PIL import Image

        with Image.open(io.BytesIO(self.png)) as image:
            return image.convert("RGBA")

    def save(self, path: str | Path) -> Path:
        """Write the PNG to `path`."""
        path = Path(path)
        path.write_bytes(self.png)
        return path

    def _repr_png_(self) -> bytes:
        return self.png


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine can run on this machine."""

    name: str
    version: str | None
    """None when it is unavailable."""
    hint: str = ""
    """What is missing and how to get it."""


def render(
    source: str | bytes | Document | HasSvg,
    *,
    size: int = 512,
    background: str | None = None,
    engine: str | None = None,
    fonts: Sequence[str | Path] = (),
) -> Raster:
    """The picture of an SVG document: text, bytes, a `Document`, or a `svgguard.Result`.

    `size` is the longest side in pixels; `background` a CSS colour, transparent by default; `engine` the only one to
    ask (``resvg`` or ``cairosvg``) instead of the first that succeeds; `fonts` are font files to draw with besides the
    ones that ship with svgguard. Raises `RenderError` for what is not strict XML and for what no engine draws, and
    ValueError for an option that makes no sense.
    """
    text = _text_of(source)
    if text is None:
        raise RenderError("not rendered: there is no document")
    if not 1 <= size <= LARGEST:
        raise ValueError(f"a picture cannot be {size} pixels long; 1 to {LARGEST} are possible")
    if engine is not None and engine not in ENGINES:
        raise ValueError(f"no engine is called {engine!r}; there are {', '.join(ENGINES)}")
    available = (*font_files.PINNED, *map(Path, fonts))
    colour = None if background is None else _rgba(background)
    drawing = prepare(text, size)
    # A missing glyph can only be told with the fonts read, so a font that is none raises here and not in an engine.
    missing = font_files.missing(drawing.text, available) if drawing.text.strip() or fonts else ""
    job = Job(drawing.svg, int(drawing.width), int(drawing.height), colour, available)
    drawn_by, png, failures = _draw(job, ENGINES if engine is None else (engine,))
    warnings = [*drawing.warnings, *(f"{failure.engine} failed: {failure.reason}" for failure in failures)]
    if drawing.text.strip():
        warnings += _text_warnings(ENGINES[drawn_by], missing)
    width, height = struct.unpack(">II", png[16:24])
    return Raster(png, width, height, drawn_by, tuple(warnings))


def _text_of(source: str | bytes | Document | HasSvg) -> str | bytes | None:
    if isinstance(source, Document):
        return source.text
    return source if isinstance(source, (str, bytes)) else source.svg


def render_svg(svg: str, *, size: int = 512, background: str | None = None) -> Raster:
    """The picture of a document that is already known to be strict XML; see `render`."""
    return render(svg, size=size, background=background)


def export(svg: str, kind: str) -> bytes:
    """The document as ``png`` (see `render`), or in its own size as ``pdf``, ``ps`` or ``eps``, which CairoSVG makes.

    Raises `RenderError` (`EngineUnavailableError` where cairo is missing), and ValueError for another kind.
    """
    if kind == "png":
        return render(svg).png
    if kind not in ("pdf", "ps", "eps"):
        raise ValueError(f"cannot export {kind!r}; the kinds are png, pdf, ps and eps")
    outcome = _CAIRO.export(prepare(svg, None).svg, kind)
    if isinstance(outcome, Failure):
        raise _error([outcome])
    return outcome


def missing_glyphs(svg: str | bytes, *, fonts: Sequence[str | Path] = ()) -> str:
    """The characters of the document's text that no font at hand can draw, each once; raises as `render` does."""
    drawing = prepare(svg, 1)
    return font_files.missing(drawing.text, (*font_files.PINNED, *map(Path, fonts)))


def engines() -> tuple[EngineStatus, ...]:
    """Which engines can run on this machine, in the order in which they are tried."""
    table = []
    for name, engine in ENGINES.items():
        problem = engine.problem()
        version = importlib.metadata.version(engine.distribution) if problem is None else None
        table.append(EngineStatus(name, version, "" if problem is None else problem.reason))
    return tuple(table)


def _draw(job: Job, names: Sequence[str] | dict[str, Renderer]) -> tuple[str, bytes, list[Failure]]:
    """The first engine that succeeds, its picture, and the failures before it."""
    failures: list[Failure] = []
    for name in names:
        outcome = ENGINES[name].draw(job)
        if isinstance(outcome, bytes):
            return name, outcome, failures
        failures.append(outcome)
    raise _error(failures)


def _error(failures: list[Failure]) -> RenderError:
    """What to raise when every engine asked has failed."""
    if all(failure.unavailable for failure in failures):
        return EngineUnavailableError("no engine to draw with", failures)
    return RenderError("cannot be rendered", failures)


def _text_warnings(engine: Renderer, missing: str) -> list[str]:
    """What to know about the text in a picture by `engine`."""
    if not engine.uses_given_fonts:
        return [f"{engine.name} draws text with the fonts of this machine"]
    codes = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing[:10])
    more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
    return [f"no font at hand has {codes}{more}"] if missing else []


def _rgba(colour: str) -> str:
    """A CSS colour in the one spelling that every engine reads; raises ValueError for what is none."""
    from PIL import ImageColor

    if colour == "transparent":
        return "rgba(0,0,0,0)"
    red, green, blue, alpha = (*ImageColor.getrgb(colour), 255)[:4]
    return f"rgba({red},{green},{blue},{alpha / 255:.4g})"
