"""Rendering: strict XML in, pixels out. resvg draws; when it complains, CairoSVG tries; neither fetches anything.

The flow inside: `preparation` makes a document fit to be drawn, or refuses it for what it would cost; an engine
(`resvg`, `cairo`) draws it as a `Job` in a `worker` of its `pool`, within `limits`; and what could not be drawn as
written stands in the warnings of the `Raster`.
"""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from svgguard.document import Document
from svgguard.rendering import fonts as font_files
from svgguard.rendering.engine import (
    PAGES,
    CostError,
    Drawn,
    EngineUnavailableError,
    Failure,
    FailureKind,
    Form,
    Job,
    Renderer,
    RenderError,
)
from svgguard.rendering.engines import HOMES, ON_REQUEST
from svgguard.rendering.isolation import Isolated
from svgguard.rendering.limits import grant as granted
from svgguard.rendering.limits import limits_in_force
from svgguard.rendering.preparation import prepare
from svgguard.rendering.raster import FORMATS, Raster

__all__ = [
    "ENGINES",
    "FORMATS",
    "LARGEST",
    "CostError",
    "Drawn",
    "EngineStatus",
    "EngineUnavailableError",
    "Failure",
    "FailureKind",
    "Form",
    "Job",
    "Raster",
    "RenderError",
    "Renderer",
    "engines",
    "export",
    "limits_in_force",
    "missing_glyphs",
    "render",
    "render_svg",
]  # fmt: skip

ENGINES: dict[str, Renderer] = {name: Isolated(name) for name in HOMES if name not in ON_REQUEST}
"""The engines by name, in the order in which they are tried."""
BROWSERS: dict[str, Renderer] = {name: Isolated(name) for name in ON_REQUEST}
"""Those that draw only for who names them."""
LARGEST = 16_384
"""Longest side of a picture in pixels; a square one takes 1 GiB while it is drawn."""
Isolation: TypeAlias = Literal["process", "none"]
"""Where an engine draws: in a worker process, or in the caller's own."""


class HasSvg(Protocol):
    """Anything that carries a document, as a `svgguard.Result` does."""

    @property
    def svg(self) -> str | None:
        """The document; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """True if an engine can run on this machine."""

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
    seconds: float | None = None,
    isolation: Isolation = "process",
    form: Form = Form.PNG,
) -> Raster:
    """The picture of an SVG document: text, bytes, a `Document`, or a `svgguard.Result`.

    `size` is the longest side in pixels; `background` a CSS colour, transparent by default; `engine` the only one to
    ask (``resvg``, ``cairosvg`` or ``chromium``) instead of the first of the first two that succeeds; `fonts` are font
    files to draw with besides the ones that ship with svgguard. The engine draws in a worker process, within limits
    that `limits_in_force` names, and for `seconds` at most (None: about 5 s, more for a picture of more than a
    megapixel). With `isolation` ``none`` it draws in this process without any limit, and may hang or end it. `form`
    ``rgba`` saves the time of packing a PNG.

    Raises `RenderError` for what is not strict XML and for what no engine draws, its subclass `CostError` for what
    would cost too much, and ValueError for an option that makes no sense.
    """
    text = _text_of(source)
    if text is None:
        raise RenderError("not rendered: there is no document")
    if not 1 <= size <= LARGEST:
        raise ValueError(f"a picture cannot be {size} pixels long; 1 to {LARGEST} are possible")
    if engine is not None and engine not in HOMES:
        raise ValueError(f"no engine is called {engine!r}; there are {', '.join(HOMES)}")
    available = (*font_files.PINNED, *map(Path, fonts))
    colour = None if background is None else _rgba(background)
    drawing = prepare(text, size, reads_css=engine in BROWSERS)
    # A missing glyph can only be told with the fonts read: a file that is not a font raises here, not in an engine.
    missing = font_files.missing(drawing.text, available) if drawing.text.strip() or fonts else ""
    asked = list(ENGINES.values()) if engine is None else [{**ENGINES, **BROWSERS}[engine]]
    if isolation == "none":
        asked = [one.here if isinstance(one, Isolated) else one for one in asked]
    used_fonts = available if drawing.text.strip() else ()
    job = Job(drawing.svg, int(drawing.width), int(drawing.height), colour, used_fonts, form, seconds)
    drawn_by, drawn, failures = _draw(job, asked)
    warnings = [*drawing.warnings, *(f"{failure.engine} failed: {failure.reason}" for failure in failures)]
    if drawing.text.strip():
        warnings += _text_warnings(drawn_by, missing)
    return Raster(drawn, job.width, job.height, drawn_by.name, tuple(warnings))


def _text_of(source: str | bytes | Document | HasSvg) -> str | bytes | None:
    if isinstance(source, Document):
        return source.text
    return source if isinstance(source, (str, bytes)) else source.svg


def render_svg(svg: str, *, size: int = 512, background: str | None = None) -> Raster:
    """The picture of a document to be looked at rather than handed out; see `render`."""
    return render(svg, size=size, background=background, form=Form.RGBA)


def export(svg: str, kind: str) -> bytes:
    """The document as ``png``, ``webp`` or ``jpeg`` (see `render`), or in its own size as ``pdf``, ``ps`` or ``eps``.

    Raises `RenderError` (`EngineUnavailableError` where cairo is missing), and ValueError for another kind.
    """
    if kind in FORMATS:
        return render(svg).encode(kind)
    if kind not in PAGES:
        raise ValueError(f"cannot export {kind!r}; the kinds are {', '.join((*FORMATS, *PAGES))}")
    drawing = prepare(svg, None)
    job = Job(drawing.svg, int(drawing.width), int(drawing.height), form=Form(kind))
    return _draw(job, [ENGINES["cairosvg"]])[1].data


def missing_glyphs(svg: str | bytes, *, fonts: Sequence[str | Path] = ()) -> str:
    """The characters of the document's text that no font at hand can draw, each once; raises as `render` does."""
    drawing = prepare(svg, 1)
    return font_files.missing(drawing.text, (*font_files.PINNED, *map(Path, fonts)))


def engines() -> tuple[EngineStatus, ...]:
    """Which engines can run on this machine, in the order in which they are tried."""
    table = []
    for name, engine in {**ENGINES, **BROWSERS}.items():
        problem = engine.problem()
        version = importlib.metadata.version(engine.distribution) if problem is None else None
        table.append(EngineStatus(name, version, "" if problem is None else problem.reason))
    return tuple(table)


def _draw(job: Job, engines: Iterable[Renderer]) -> tuple[Renderer, Drawn, list[Failure]]:
    """The first engine that succeeds, its drawing, and the failures before it; all within the time of the job."""
    failures: list[Failure] = []
    ends = time.monotonic() + (granted(job.width, job.height).wall if job.seconds is None else job.seconds)
    for engine in engines:
        outcome = engine.draw(replace(job, seconds=max(0.0, ends - time.monotonic())))
        if isinstance(outcome, Drawn):
            return engine, outcome, failures
        failures.append(outcome)
        if outcome.final:
            break
    raise _error(failures)


def _error(failures: list[Failure]) -> RenderError:
    """What to raise when every engine asked has failed."""
    if all(failure.kind is FailureKind.UNAVAILABLE for failure in failures):
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
    """A CSS colour in the one spelling that every engine reads; raises ValueError for anything else."""
    from PIL import ImageColor

    if colour == "transparent":
        return "rgba(0,0,0,0)"
    red, green, blue, alpha = (*ImageColor.getrgb(colour), 255)[:4]
    return f"rgba({red},{green},{blue},{alpha / 255:.4g})"
