"""The report for reading: each fault with its place in the source and what would repair it."""

from __future__ import annotations

from collections.abc import Iterator

from svgguard.cli.report.change import change
from svgguard.cli.report.concise import header, rejection
from svgguard.cli.report.text import SEVERITY_COLOURS, Paint, excerpt, painter, visible
from svgguard.result import Result


def _painted(sign: str, text: str, paint: Paint) -> str:
    line = f"      {sign} {text}".rstrip()
    return line if sign == " " else paint(line, fg="red" if sign == "-" else "green")


def full(path: str, result: Result, *, colour: bool = False, width: int = 100) -> Iterator[str]:
    """One block of lines for each fault that remains in `result`; `width` is in terminal columns."""
    paint = painter(colour)
    for fault in result.remaining:
        line, marks = excerpt(result.source, fault.start, fault.end, width - 8)
        gutter = paint("|", fg="blue")
        block = [
            header(path, fault, paint),
            f"{fault.line:>5} {gutter} {line}".rstrip(),
            f"      {gutter} {paint(marks, fg=SEVERITY_COLOURS[fault.severity], bold=True)}",
        ]
        if fault.repair:
            block.append(f"      = {paint('help:', fg='cyan', bold=True)} {visible(fault.repair)}")
            block += [_painted(sign, text, paint) for sign, text in change(result.source, fault.edits, width - 8)]
        yield "\n".join(block)
    yield from rejection(path, result)
