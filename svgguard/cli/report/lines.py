"""One line per fault, for grep, for editors and for standard error."""

from __future__ import annotations

from collections.abc import Iterator

from svgguard.cli.report.text import SEVERITY_COLOURS, Paint, painter, visible
from svgguard.result import Result
from svgguard.types import Fault, Safety, Status


def concise(path: str, result: Result, *, colour: bool = False) -> Iterator[str]:
    """One line for each fault that remains in `result`."""
    paint = painter(colour)
    for fault in result.remaining:
        yield header(path, fault, paint)
    yield from rejection(path, result)


def header(path: str, fault: Fault, paint: Paint) -> str:
    """``path:line:column: severity CODE name [safety] message``."""
    place = f"{paint(visible(path), bold=True)}:{fault.line}:{fault.column}:"
    return f"{place} {told(fault, paint)}"


def told(fault: Fault, paint: Paint) -> str:
    """``severity CODE name [safety] message``."""
    code = paint(f"{fault.severity} {fault.code}", fg=SEVERITY_COLOURS[fault.severity], bold=True)
    return f"{code} {fault.name} [{fault.safety}] {visible(fault.message)}"


def rejection(path: str, result: Result) -> Iterator[str]:
    """A line that says there is no document, when no fault that remains says so already."""
    if result.status is Status.REJECTED and not result.remaining:
        yield f"{visible(path)}: no well-formed SVG could be had from this"


def guesses(path: str, result: Result) -> Iterator[str]:
    """A line for each unsafe repair that is part of the document: a reader should look at those."""
    for fault in result.faults:
        if fault.applied and fault.safety is Safety.UNSAFE:
            repair = visible(fault.repair or fault.message)
            yield f"{visible(path)}:{fault.line}:{fault.column}: guessed at {fault.code} {fault.name}: {repair}"
