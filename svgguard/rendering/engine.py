"""What a renderer takes and gives: a job in, a drawing or a failure out, all plain data that a worker can be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from svgguard.types import SvgguardError


class Form(StrEnum):
    """The form in which a drawing is asked for and handed out."""

    PNG = "png"
    RGBA = "rgba"
    """Four bytes a pixel, row by row from the top left, the colours not multiplied by alpha."""
    PDF = "pdf"
    PS = "ps"
    EPS = "eps"


PAGES = (Form.PDF, Form.PS, Form.EPS)
"""The forms that are drawn in the document's own size."""


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
    form: Form = Form.PNG
    """What is asked for; an engine that gives no pixels answers ``rgba`` with PNG."""
    seconds: float | None = None
    """How long it may take; None: as long as is granted for the size. Drawn in the caller's process nothing ends it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an engine made of a job."""

    form: Form
    data: bytes = field(repr=False)


class FailureKind(StrEnum):
    """Why there is no drawing."""

    COMPLAINT = "complaint"
    """The engine says that it cannot draw this document."""
    CRASH = "crash"
    """The engine panicked, or its process ended."""
    TIMEOUT = "timeout"
    """The time for the drawing ran out."""
    MEMORY = "memory"
    """The drawing took more memory than it may."""
    UNAVAILABLE = "unavailable"
    """The engine cannot run on this machine, which says nothing about the document."""


class DrawingFault(StrEnum):
    """What a document may do to what draws it; the value is the name of the rule."""

    COST = "drawing-cost"
    TIMEOUT = "drawing-timeout"
    CRASH = "drawing-crash"
    MEMORY = "drawing-memory"


_FAULTS = {
    FailureKind.TIMEOUT: DrawingFault.TIMEOUT,
    FailureKind.CRASH: DrawingFault.CRASH,
    FailureKind.MEMORY: DrawingFault.MEMORY,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an engine gave no drawing."""

    engine: str
    reason: str
    kind: FailureKind = FailureKind.COMPLAINT

    @property
    def final(self) -> bool:
        """True if no other engine should be given the document: it may do to the next what it did to this one."""
        return self.kind in _FAULTS

    def __str__(self) -> str:
        unavailable = self.kind is FailureKind.UNAVAILABLE
        return f"{self.engine}{' is unavailable' if unavailable else ''}: {self.reason}"


class Renderer(Protocol):
    """One engine. It never raises for what a document holds, and never reads or fetches anything a document names."""

    @property
    def name(self) -> str:
        """The name by which callers ask for it."""
        ...

    @property
    def uses_given_fonts(self) -> bool:
        """True if text is drawn with the fonts of the job rather than those of the machine."""
        ...

    @property
    def distribution(self) -> str:
        """The package that brings it."""
        ...

    def problem(self) -> Failure | None:
        """Why it cannot run on this machine; None when it can."""
        ...

    def draw(self, job: Job) -> Drawn | Failure:
        """The job's document in the form asked for."""
        ...


class RenderError(SvgguardError):
    """Raised for a document that was refused before any engine saw it, or that every engine asked failed to draw."""

    def __init__(self, message: str, failures: Sequence[Failure] = ()) -> None:
        self.failures = tuple(failures)
        """One for each engine asked; empty when the document was refused first."""
        super().__init__("; ".join([message, *map(str, failures)]))

    @property
    def fault(self) -> DrawingFault | None:
        """What the document did to what draws it; None where that is not the document's doing."""
        return next((_FAULTS[failure.kind] for failure in self.failures if failure.final), None)


class CostError(RenderError):
    """Raised for a document that was not drawn because drawing it would take too much; the message says of what."""

    @property
    def fault(self) -> DrawingFault:
        """What the document would do to what draws it."""
        return DrawingFault.COST


class EngineUnavailableError(RenderError):
    """Raised when no engine that was asked for can run on this machine."""
