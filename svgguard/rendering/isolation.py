"""The engines as callers see them: each draws in worker processes, or in this process for those who know."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from svgguard.rendering.engine import Drawn, Failure, Job, Renderer
from svgguard.rendering.engines import load
from svgguard.rendering.pool import pool


@dataclass(frozen=True)
class Isolated:
    """An engine that draws in worker processes, so that nothing a document does to it reaches its caller."""

    name: str

    @cached_property
    def here(self) -> Renderer:
        """The same engine, drawing in this process: without limits, and with it should it crash."""
        return load(self.name)

    @property
    def uses_given_fonts(self) -> bool:
        """True if text is drawn with the fonts of the job."""
        return self.here.uses_given_fonts

    @property
    def distribution(self) -> str:
        """The package that brings it."""
        return self.here.distribution

    def problem(self) -> Failure | None:
        """Why it cannot run on this machine; None when it can."""
        return self.here.problem()

    def draw(self, job: Job) -> Drawn | Failure:
        """The job's document in the form asked for."""
        return pool(self.name).draw(job)
