"""What a renderer takes and gives: a job in, pixels or a failure out, all plain data that a worker could be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from svgguard.types import SvgguardError


@dataclass(frozen=True, slots=True)
class Job:
    """A document that `svgguard.rendering.preparation` found fit to be drawn, and how to draw it."""

    svg: bytes
    """UTF-8, without a DTD and without any reference to the outside."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    background: str | None = None
    """A CSS ``rgba()`` colour; None for transparent."""
    fonts: tuple[Path, ...] = ()
    """Font files to draw with, the only ones where the engine can be given files."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an engine gave no picture."""

    engine: str
    reason: str
    unavailable: bool = False
    """The engine cannot run on this machine, which says nothing about the document."""

    def __str__(self) -> str:
        return f"{self.engine}{' is unavailable' if self.unavailable else ''}: {self.reason}"


class Renderer(Protocol):
    """One engine. It never raises for what a document holds, and never reads or fetches anything a document names."""

    @property
    def name(self) -> str:
        """The name by which callers ask for it."""
        ...

    @property
    def uses_given_fonts(self) -> bool:
        """Whether text is drawn with the fonts of the job rather than those of the machine."""
        ...

    @property
    def distribution(self) -> str:
        """The package that brings it."""
        ...

    def problem(self) -> Failure | None:
        """Why it cannot run on this machine; None when it can."""
        ...

    def draw(self, job: Job) -> bytes | Failure:
        """A PNG of the job's size."""
        ...


class RenderError(SvgguardError):
    """Raised for a document that was refused before any engine saw it, or that every engine asked failed to draw."""

    def __init__(self, message: str, failures: Sequence[Failure] = ()) -> None:
        self.failures = tuple(failures)
        """One for each engine asked; empty when the document was refused first."""
        super().__init__("; ".join([message, *map(str, failures)]))


class EngineUnavailableError(RenderError):
    """Raised when no engine that was asked for can run on this machine."""
