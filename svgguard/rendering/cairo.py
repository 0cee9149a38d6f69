"""The second engine: CairoSVG, which also exports PDF, PS and EPS.

Cairo finds fonts by name among those of the machine (fontconfig on Linux) and cannot be given a file, so its text
differs from machine to machine; that is said in the warnings of its pictures.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from svgguard.rendering.engine import PAGES, Drawn, Failure, FailureKind, Form, Job

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
            return Failure(self.name, f"{error}; try: pip install cairosvg", FailureKind.UNAVAILABLE)
        except OSError:
            hint = _CAIRO_HINTS.get(sys.platform, _CAIRO_HINT)
            return Failure(self.name, f"the cairo library was not found; {hint}", FailureKind.UNAVAILABLE)
        return None

    def draw(self, job: Job) -> Drawn | Failure:
        """A PNG of the job's size, or a page in the document's own, or CairoSVG's complaint."""
        if problem := self.problem():
            return problem
        form = job.form if job.form in PAGES else Form.PNG
        options: dict[str, Any] = {}
        if form is Form.PNG:
            options = {"output_width": job.width, "output_height": job.height, "background_color": job.background}
        surface = getattr(importlib.import_module("cairosvg.surface"), f"{form.upper()}Surface")
        try:
            data: bytes = surface.convert(bytestring=job.svg, unsafe=False, url_fetcher=_fetch, **options)
        except MemoryError:
            return Failure(self.name, "out of memory", FailureKind.MEMORY)
        except Exception as error:  # noqa: BLE001 - CairoSVG raises nearly anything, and each is about this document
            return Failure(self.name, f"{type(error).__name__}: {error}")
        return Drawn(form, data)


def _fetch(url: str, resource_type: str) -> bytes:
    """The content of a ``data:`` URI; an empty picture for any other address."""
    from svgguard.rendering.images import decode

    return decode(url) or b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
