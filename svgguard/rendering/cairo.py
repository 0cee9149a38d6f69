"""The second engine: CairoSVG, which also exports PDF, PS and EPS.

Cairo finds fonts by name among those of the machine (fontconfig on Linux) and cannot be given a file, so its text
differs from machine to machine; that is said in the warnings of its pictures.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from svgguard.rendering.engine import Failure, Job

_SURFACES = {"png": "PNGSurface", "pdf": "PDFSurface", "ps": "PSSurface", "eps": "EPSSurface"}
_CAIRO_HINTS = {
    "darwin": "brew install cairo",
    "win32": "install the GTK 3 runtime and put its bin folder on PATH",
}
_CAIRO_HINT = "install the cairo library (Debian and Ubuntu: apt install libcairo2; Fedora: dnf install cairo)"


class Cairo:
    """Draws with CairoSVG, which is allowed no file and no network."""

    name = "cairosvg"
    distribution = "cairosvg"
    uses_given_fonts = False

    def problem(self) -> Failure | None:
        """What is missing and how to get it, if anything is."""
        try:
            importlib.import_module("cairosvg.surface")
        except ImportError as error:
            return Failure(self.name, f"{error}; try: pip install cairosvg", unavailable=True)
        except OSError:
            hint = _CAIRO_HINTS.get(sys.platform, _CAIRO_HINT)
            return Failure(self.name, f"the cairo library was not found; {hint}", unavailable=True)
        return None

    def draw(self, job: Job) -> bytes | Failure:
        """A PNG of the job's size, or CairoSVG's complaint."""
        options: dict[str, Any] = {"output_width": job.width, "output_height": job.height}
        return self._convert("png", job.svg, background_color=job.background, **options)

    def export(self, svg: bytes, kind: str) -> bytes | Failure:
        """A prepared document as ``pdf``, ``ps`` or ``eps``, in its own size."""
        return self._convert(kind, svg)

    def _convert(self, kind: str, svg: bytes, **options: Any) -> bytes | Failure:
        if problem := self.problem():
            return problem
        surface = getattr(importlib.import_module("cairosvg.surface"), _SURFACES[kind])
        try:
            data: bytes = surface.convert(bytestring=svg, unsafe=False, url_fetcher=_fetch, **options)
        except Exception as error:  # noqa: BLE001 - CairoSVG raises nearly anything, and each is about this document
            return Failure(self.name, f"{type(error).__name__}: {error}")
        return data


def _fetch(url: str, resource_type: str) -> bytes:
    """The content of a ``data:`` URI; an empty picture for any other address."""
    from svgguard.rendering.images import decode

    return decode(url) or b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
