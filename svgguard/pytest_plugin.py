"""The pytest plugin: every case of a regression corpus is a test.

Loaded in every pytest session of every project in which svgguard is installed, so it costs next to nothing until a
``.toml`` file with a ``.reply.txt`` beside it is collected; only then are the corpus and the engine imported.
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from svgguard.corpus import Case
    from svgguard.result import Result


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare ``--svgguard``."""
    parser.getgroup("svgguard").addoption(
        "--svgguard",
        action="store_true",
        help="Run the cases of svgguard corpora alone: of the paths given or of testpaths, collect nothing else.",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Under ``--svgguard``, ignore every file that is no case."""
    if config.getoption("svgguard") and collection_path.is_file() and not _is_case(collection_path):
        return True
    return None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a case."""
    return CaseFile.from_parent(parent, path=file_path) if _is_case(file_path) else None


def _is_case(path: Path) -> bool:
    if path.suffix != ".toml":
        return False
    from svgguard.corpus import is_case

    return is_case(path)


class CaseFile(pytest.File):
    """The ``.toml`` file of a case."""

    def collect(self) -> Iterable[pytest.Item]:
        """Its one test, named like the case; ``-k`` also matches the codes expected."""
        from svgguard.corpus import CorpusError, load_case

        try:
            case = load_case(self.path, self.path.parent.parent)
        except CorpusError as error:
            raise self.CollectError(str(error)) from error
        item = CaseItem.from_parent(self, name=self.path.stem, case=case)
        item.extra_keyword_matches.update(case.codes)
        yield item


class CaseItem(pytest.Item):
    """Repairs the raw answer of a case and compares status, codes and document with what it must become."""

    def __init__(self, *, case: Case, **known: Any) -> None:
        super().__init__(**known)
        self.case = case

    def runtest(self) -> None:
        """Raise `UnexpectedResultError` when anything differs."""
        from svgguard.guard import repair

        result = repair(self.case.reply)
        found = tuple(sorted({fault.code for fault in result.faults}))
        if (result.status, found, result.svg) != (self.case.status, self.case.codes, self.case.svg):
            raise UnexpectedResultError("\n".join(_report(self.case, result, found)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The report alone where the case failed; the traceback where svgguard did."""
        return (
            str(excinfo.value)
            if isinstance(excinfo.value, UnexpectedResultError)
            else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, and the id of the case as headline."""
        return self.path, 0, self.case.id


class UnexpectedResultError(AssertionError):
    """A case whose answer became something else than it must; the message is the whole report."""


def _report(case: Case, result: Result, found: tuple[str, ...]) -> Iterator[str]:
    """The differences in one line, which is what pytest's summary shows, then what explains them."""
    yield "; ".join(_differences(case, result, found))
    yield ""
    yield f"{case.model} was asked for: {case.prompt}"
    yield from textwrap.wrap(case.why, 100)
    yield ""
    yield f"expected: {case.status}, {' '.join(case.codes) or 'no faults'}"
    yield f"found:    {result.status}, {' '.join(found) or 'no faults'}"
    yield from (f"  {fault}{'' if fault.applied else ' (not repaired)'}" for fault in result.faults)
    if case.svg is not None and result.svg is not None:
        yield from _svg_diff(case.svg, result.svg)


def _differences(case: Case, result: Result, found: tuple[str, ...]) -> Iterator[str]:
    if result.status is not case.status:
        yield f"status is {result.status}, not {case.status}"
    if missing := [code for code in case.codes if code not in found]:
        yield f"not found: {' '.join(missing)}"
    if extra := [code for code in found if code not in case.codes]:
        yield f"unexpected: {' '.join(extra)}"
    if result.svg != case.svg:
        yield (
            "no svg" if result.svg is None else "an svg where none was expected" if case.svg is None else "svg differs"
        )


def _svg_diff(expected: str, found: str) -> Iterator[str]:
    before, after = (f"{svg}\n".splitlines(keepends=True) for svg in (expected, found))
    for line in difflib.unified_diff(before, after, "expected.svg", "found.svg"):
        # A difference in line ends or trailing blanks would be invisible as it stands.
        text = line.removesuffix("\n")
        yield text if text == text.rstrip() or text == " " else text[0] + repr(text[1:])
