"""Small documents to draw, the pixels that they give, and an engine that draws nothing."""

from __future__ import annotations

from typing import Any

from svgguard.rendering import Drawn, Failure, FailureKind, Job, render

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
RED, TRANSPARENT = (255, 0, 0, 255), (0, 0, 0, 0)


def svg(body: str = "", attributes: str = 'viewBox="0 0 100 100"') -> str:
    return f"<svg {NS} {attributes}>{body}</svg>"


def rect(colour: str = "red", more: str = "") -> str:
    return f'<rect width="100" height="100" fill="{colour}" {more}/>'


def pixel(text: str, **options: Any) -> Any:
    raster = render(text, size=20, **options)
    return raster.image.getpixel((raster.width // 2, raster.height // 2))


class Broken:
    """An engine that fails, or is not there."""

    uses_given_fonts = True
    distribution = "svgguard"

    def __init__(self, name: str, *, unavailable: bool = False) -> None:
        self.name = name
        kind = FailureKind.UNAVAILABLE if unavailable else FailureKind.COMPLAINT
        self.failure = Failure(name, f"{name} says no", kind)

    def problem(self) -> Failure | None:
        return self.failure if self.failure.kind is FailureKind.UNAVAILABLE else None

    def draw(self, job: Job) -> Drawn | Failure:
        return self.failure
