"""`Question`: one thing to ask a model, as data that any client can send; and the steps that may lead to asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from svgguard.endpoint import Message


class Step(StrEnum):
    """How a picture is come by; the log has a row for each step taken. The answer to a list is no picture."""

    LIST = "list"
    """The parts that the picture needs are asked for, before anything is drawn."""
    ASK = "ask"
    """The first question."""
    REPAIR = "repair"
    """What can be repaired is repaired; nothing is asked."""
    CUT_LOOP = "cut-loop"
    """A loop is cut off, what was drawn before it stays; nothing is asked."""
    CONTINUE = "continue"
    """An answer that broke off is gone on with."""
    PARTS = "parts"
    """One part that is missing is asked for, and nothing else."""
    PATCH = "patch"
    """One faulty element is asked for again, and nothing else."""
    REASK = "reask"
    """The whole is asked for again, with the faults listed."""
    RESAMPLE = "resample"
    """The first question once more, sampled otherwise."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to send, and what its answer is about."""

    step: Step
    messages: tuple[Message, ...]
    """The conversation in the OpenAI shape; send it as it is."""
    wording: str = ""
    """Names and versions of the prompt files used."""
    why: str = ""
    """What is wrong with the answer so far."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What to send besides, by its name on the wire."""
    base: str = ""
    """The SVG that the answer is to become part of: the one to go on with, or the one with the faulty element."""
    start: int = 0
    """Where in `base` the faulty element begins."""
    end: int = 0
    """Where it ends."""
    part: str = ""
    """The missing part that is asked for; the answer goes to `start`."""
