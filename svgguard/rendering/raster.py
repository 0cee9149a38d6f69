"""`Raster`: a picture, in the forms that people ask a picture for."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from svgguard.rendering.engine import Drawn, Form

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {"png": "PNG", "webp": "WEBP", "jpg": "JPEG", "jpeg": "JPEG"}
"""The kinds of file that a picture is written to, and Pillow's names for them."""
_PAPER = "white"
"""What shows through a JPEG, which knows no transparency."""


@dataclass(frozen=True)
class Raster:
    """A picture."""

    drawn: Drawn = field(repr=False)
    """As PNG or as RGBA, whichever the engine gave."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    engine: str
    """The name of the engine that drew it."""
    warnings: tuple[str, ...] = ()
    """What could not be drawn as the document says."""

    @cached_property
    def png(self) -> bytes:
        """The picture as PNG."""
        return self.drawn.data if self.drawn.form is Form.PNG else self._written("PNG")

    @property
    def image(self) -> Image:
        """A new Pillow image, RGBA."""
        from PIL import Image

        if self.drawn.form is Form.RGBA:
            return Image.frombytes("RGBA", (self.width, self.height), self.drawn.data)
        with Image.open(io.BytesIO(self.drawn.data)) as image:
            return image.convert("RGBA")

    def encode(self, kind: str, quality: int = 90) -> bytes:
        """The picture as ``png``, ``webp`` or ``jpeg`` (on white); `quality` from 1 to 100 is for the latter two.

        Raises ValueError for another kind.
        """
        if kind not in FORMATS:
            raise ValueError(f"cannot write a picture as {kind!r}; the kinds are {', '.join(FORMATS)}")
        return self.png if kind == "png" else self._written(FORMATS[kind], quality)

    def _written(self, name: str, quality: int = 90) -> bytes:
        from PIL import Image

        image = self.image
        if name == "JPEG":
            paper = Image.new("RGBA", image.size, _PAPER)
            paper.alpha_composite(image)
            image = paper.convert("RGB")
        out = io.BytesIO()
        image.save(out, name, quality=quality)
        return out.getvalue()

    def save(self, path: str | Path) -> Path:
        """Write the picture in the form that the suffix of `path` says; raises as `encode` does."""
        path = Path(path)
        path.write_bytes(self.encode(path.suffix.removeprefix(".").lower()))
        return path

    @property
    def data_uri(self) -> str:
        """The PNG as a ``data:`` address."""
        return data_uri("image/png", self.png)

    def img(self, alt: str) -> str:
        """An HTML ``img`` element that shows the PNG; `alt` is what it says to those who do not see it."""
        return img(self.data_uri, alt)

    def _repr_png_(self) -> bytes:
        return self.png


def data_uri(mime: str, data: bytes) -> str:
    """Bytes as a ``data:`` address."""
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def img(source: str, alt: str) -> str:
    """An HTML ``img`` element; in it no script of an SVG runs, and nothing that it names is fetched."""
    return f'<img src="{html.escape(source)}" alt="{html.escape(alt)}">'
