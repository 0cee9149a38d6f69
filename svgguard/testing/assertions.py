"""`assert_svg`: what a test wants to say of an SVG in one line, and a message that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from svgguard.extraction.reply import Reply
from svgguard.guard import check
from svgguard.result import Result
from svgguard.testing.corpus.case import TOLERANCE
from svgguard.testing.failures import FailureFolder, drawn, of_comparison, side_by_side
from svgguard.types import Fault, Policy, Severity

Subject = str | bytes | Path | Result | Reply | Mapping[str, object]
Look = str | bytes | Path


class UnexpectedSvgError(AssertionError):
    """An SVG that is not as a test wants it; the message says in what."""


def assert_svg(
    svg: Subject,
    *,
    parts: Sequence[str] | None = None,
    drawing: str | None = None,
    looks_like: Look | None = None,
    allow: Collection[str] = (),
    policy: Policy | None = None,
    fail_on: Severity | None = Severity.WARNING,
    tolerance: float = TOLERANCE,
    renderer: str | None = None,
    evidence: FailureFolder | None = None,
) -> Result:
    """Assert that `svg` can be drawn, has no fault, shows what it should and looks as it should; its `Result`.

    `svg` is text, bytes, a file, an answer, or a `Result`, of which the repaired faults do not count. Faults below the
    severity `fail_on` do not count (None: none does), nor do those whose code begins with one of `allow`. `parts` (such
    as ``"beak"`` or ``"two wheels"``) and `drawing` say what it must show, as for `svgguard.check`; a drawing that
    names too little to tell whether a part is there fails, too. `looks_like` is a picture (PNG) or another SVG: bytes,
    a path, or the text of an SVG; of its pixels, the share `tolerance` may differ when `renderer` (by default, the
    first engine that can) has drawn both. Raises `UnexpectedSvgError`; pictures of what is wrong are left in
    `evidence`.
    """
    __tracebackhide__ = True  # what failed is the line of the test
    result = _checked(svg, policy, parts, drawing)
    problems = [*_faults(result, tuple(allow), fail_on), *_doubts(result)]
    files: dict[str, bytes] = {}
    if looks_like is not None and result.svg is not None:
        from svgguard.testing.corpus.pictures import compare

        look = compare(_picture(looks_like, renderer), result.svg, engine=renderer)
        if problem := look.problem(tolerance):
            problems.append(problem)
            files = of_comparison(look)
    if not problems:
        return result
    if evidence is not None:
        evidence.write(files or side_by_side(None, drawn(result.svg)))
        problems += evidence.lines()
    raise UnexpectedSvgError("\n".join(problems))


def _checked(svg: Subject, policy: Policy | None, parts: Sequence[str] | None, drawing: str | None) -> Result:
    if isinstance(svg, Result):
        if svg.svg is None or (parts is None and drawing is None):
            return svg
        svg = svg.svg
    source = svg.read_bytes() if isinstance(svg, Path) else svg
    return check(source, policy=policy, parts=parts, drawing=drawing)


def _faults(result: Result, allow: tuple[str, ...], fail_on: Severity | None) -> Iterator[str]:
    counted = [fault for fault in result.remaining if _counts(fault, allow, fail_on)]
    if result.svg is None and not any(fault.severity is Severity.FATAL for fault in counted):
        yield f"there is no document to draw: {result!r}"
    if counted:
        yield f"{len(counted)} fault{'' if len(counted) == 1 else 's'}: {' '.join(sorted({f.code for f in counted}))}"
        yield from (f"  {fault}" for fault in counted)


def _doubts(result: Result) -> Iterator[str]:
    if unknown := [sighting.part for sighting in result.parts if sighting.open]:
        yield f"nothing tells whether it shows {', '.join(unknown)}: have parts named by id, class, title or comment"


def _counts(fault: Fault, allow: tuple[str, ...], fail_on: Severity | None) -> bool:
    return fail_on is not None and fault.severity.reaches(fail_on) and not fault.code.startswith(allow)


def _picture(look: Look, renderer: str | None) -> bytes:
    """The PNG that is meant."""
    __tracebackhide__ = True
    from svgguard.rendering import render
    from svgguard.testing.failures import SIZE

    if isinstance(look, str) and not look.lstrip().startswith("<"):
        look = Path(look)
    if isinstance(look, Path):
        if not look.is_file():
            raise UnexpectedSvgError(f"{look}: there is no such picture; save one there once it looks as it should")
        look = look.read_bytes()
    if isinstance(look, bytes) and look.startswith(b"\x89PNG"):
        return look
    return render(look, size=SIZE, engine=renderer).png
