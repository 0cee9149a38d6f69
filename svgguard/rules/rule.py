"""`Rule`: one kind of fault, and the decorator that makes a rule of a detector."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Never, TypeVar

from svgguard.types import Blame, Finding, Safety, Severity

if TYPE_CHECKING:
    from svgguard.document.drawing import Drawing
    from svgguard.document.survey import Survey
    from svgguard.extraction import Extraction
    from svgguard.syntax import SyntaxTree

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Stage(Generic[Subject]):
    """What a rule must see. A detector under another stage's subject does not pass mypy."""

    name: str

    def __str__(self) -> str:
        return self.name


REPLY: Stage[Extraction] = Stage("reply")
"""The whole answer, and how the SVG stood in it."""
SYNTAX: Stage[SyntaxTree] = Stage("syntax")
"""The recovering reading of a text that is not well-formed."""
DOCUMENT: Stage[Survey] = Stage("document")
"""Strict XML, its names and values sorted against the vocabulary."""
PARTS: Stage[Never] = Stage("parts")
"""What became of each part that was asked for; `parts` itself names the faults."""
ENDPOINT: Stage[Never] = Stage("endpoint")
"""A request; `endpoint` itself names the faults."""
LIMIT: Stage[Never] = Stage("limit")
"""The text itself; `document` names why it is none."""
DRAWING: Stage[Drawing] = Stage("drawing")
"""The document as it is seen, and the attempt to draw it; `rendering` names what the document did to that."""
GUARD: Stage[Never] = Stage("guard")
"""The flow itself; `guard` names what went wrong in it."""
STAGES: tuple[Stage[Any], ...] = (ENDPOINT, REPLY, LIMIT, SYNTAX, DOCUMENT, PARTS, DRAWING, GUARD)
"""Every stage, in the order of the flow."""


@dataclass(frozen=True, slots=True)
class Example:
    """An answer with exactly one kind of fault, and what its repair makes of it."""

    before: str
    after: str | None
    """The document after the repair; `before` itself where the fault stays; None when nothing can be drawn."""
    safety: Safety = Safety.MANUAL
    """The grade of that repair."""


STAYS = Ellipsis
"""In an example's second place: there is no repair, and the fault stays in the text."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault: found by a detector in the rule's own file, or named by another room's reading."""

    code: str
    name: str
    severity: Severity
    blame: Blame
    stage: Stage[Any]
    page: str
    """What it is, why it is bad, what the repair does, why that is safe or not, and where it is from: Markdown."""
    examples: tuple[Example, ...] = ()
    detect: Callable[[Any], Iterable[Finding]] | None = None
    """Takes what the stage shows; None when `found_by` finds it."""
    found_by: str = ""
    """The file that names this fault, from the top of the checkout; empty when the rule has a detector."""

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.split("\n", 1)[0].rstrip(".")


def rule(
    code: str,
    name: str,
    stage: Stage[Subject],
    severity: Severity,
    *,
    blame: Blame = Blame.MODEL,
    examples: Iterable[tuple[str, Any] | tuple[str, Any, Safety]] = (),
) -> Callable[[Callable[[Subject], Iterable[Finding]]], Rule]:
    """Make the decorated detector a rule; its page is the docstring of the file it stands in.

    An example is the text before, the text after (`STAYS`, or None for no document) and the grade of the repair.
    """

    def decorate(detect: Callable[[Subject], Iterable[Finding]]) -> Rule:
        page = (sys.modules[detect.__module__].__doc__ or "").strip()
        shown = tuple(example(*each) for each in examples)
        return Rule(code, name, severity, blame, stage, page, shown, detect)

    return decorate


def example(before: str, after: Any, safety: Safety = Safety.MANUAL) -> Example:
    """An example as rules and pages write it."""
    return Example(before, before if after is STAYS else after, safety)
