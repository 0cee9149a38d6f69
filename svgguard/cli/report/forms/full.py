"""The report for reading: each fault with its place in the source and what would repair it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.change import change
from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.lines import header, rejection
from svgguard.cli.report.summary import Tally, summary
from svgguard.cli.report.text import SEVERITY_COLOURS, Paint, excerpt, painter, visible

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.result import Result


class FullForm(ReportForm):
    """Blocks of lines with an empty one between them."""

    for_people = True

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """A block for each fault."""
        if outcome.result is not None:
            blocks = full(outcome.path, outcome.result, colour=self.style.colour, width=self.style.width)
            yield from (f"{block}\n\n" for block in blocks)

    def end(self, tally: Tally) -> str:
        """What was found in all."""
        return f"{summary(tally, fixing=self.style.fixing)}\n" if tally.files else ""


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
