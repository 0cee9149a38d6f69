"""`Case`: one answer and what must become of it, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from svgguard.extraction.reply import Reply
from svgguard.testing.corpus.recording import Recording
from svgguard.types import Fault, Policy, Status, SvgguardError

TOLERANCE = 0.002
"""Share of the pixels that may differ from the expected picture unless a case says otherwise: room for another version
of the renderer to round its edges differently, and for nothing that could be called a part."""

STAND_IN = "stand-in-for-"
"""How the name of a model begins that did not answer itself, so that no rate of it is taken for a measurement."""

_PLACE = re.compile(r"(\d+):(\d+) ([A-Z]\d{3})")


class CorpusError(SvgguardError):
    """A case is incomplete or contradicts itself; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class FaultPlace:
    """Where a fault of one code must be found; written ``3:14 X001``."""

    line: int
    """1-based line in the answer."""
    column: int
    """1-based column, in characters."""
    code: str

    @classmethod
    def parse(cls, text: str) -> FaultPlace:
        """The inverse of ``str()``; raises ValueError for anything else."""
        if (match := _PLACE.fullmatch(text)) is None:
            raise ValueError(f"{text!r} is not of the form 'LINE:COLUMN CODE', as in '3:14 X001'")
        return cls(int(match[1]), int(match[2]), match[3])

    @classmethod
    def of(cls, fault: Fault) -> FaultPlace:
        """Where a fault was found."""
        return cls(fault.line, fault.column, fault.code)

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.code}"


@dataclass(frozen=True, slots=True)
class Case:
    """One answer of a model and what must become of it."""

    id: str
    """The path below the corpus folder, without suffix: ``namespaces/cactus-no-namespace``."""
    path: Path
    """The ``.toml`` file."""
    model: str
    """The model that answered; of an answer that was written in place of one of its, `STAND_IN` and its name."""
    prompt: str
    """What was asked for, without the words of the prompt template around it."""
    recording: Recording
    """What came back."""
    svg: str | None
    """The document it must become, character by character; None when nothing can be drawn."""
    status: Status
    codes: tuple[str, ...]
    """The distinct codes of all faults found, the endpoint's included, in order."""
    why: str
    """What went wrong, and where such a failure has been reported."""
    places: tuple[FaultPlace, ...] | None = None
    """Every fault with its place, in order of place; None when only the codes matter."""
    endpoint: str = ""
    """The server that answered, as in ``vllm 0.12``; empty when unknown."""
    drawing: str = ""
    """The name of the drawing asked for, when it is one of ``prompts/drawings``."""
    parts: tuple[str, ...] = ()
    """The parts asked for, when they are not those of a drawing."""
    missing: tuple[str, ...] | None = None
    """The parts that must be found missing; None when parts are not looked for."""
    policy: Policy = field(default_factory=Policy)
    picture: Path | None = None
    """The ``.png`` file that the document must look like."""
    renderer: str | None = None
    """The engine that drew it; None for the first that can."""
    tolerance: float = TOLERANCE
    """Share of its pixels that may differ, 0 to 1."""

    @property
    def reply(self) -> Reply:
        """The answer as an endpoint gave it; an empty one when it gave none."""
        return self.recording.reply or Reply(model=self.model)

    @property
    def text(self) -> str:
        """The text of the answer."""
        return self.reply.text

    @property
    def finish_reason(self) -> str | None:
        """As the server gave it."""
        return self.reply.finish_reason

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.path.stem
