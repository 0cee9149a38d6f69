"""The cases of a corpus as pytest sees them: a file to collect, and the one test in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from svgguard.testing.corpus import Case, CorpusError, load_case, strays
from svgguard.testing.failures import FailureFolder, pictures_of
from svgguard.testing.report import report
from svgguard.types import SvgguardError

UPDATED = "svgguard_updated"
"""The property of a test report that says which expectations were rewritten; it survives the way from a worker."""

_looked_through = pytest.StashKey[set[Path]]()


class ObsoleteFileWarning(pytest.PytestWarning):
    """A file in a folder of cases that belongs to none."""


class UnexpectedResultError(AssertionError):
    """A case whose answer became something else than it must; the message is the whole report."""


class CaseFile(pytest.File):
    """The ``.toml`` file of a case."""

    def collect(self) -> Iterable[pytest.Item]:
        """Its one test, named like the case; ``-k`` also matches the codes expected and the model."""
        yield from self._obsolete()
        try:
            case = load_case(self.path, self.path.parent.parent)
        except CorpusError as error:
            # Not an error of collection, which would keep every other case from being run.
            yield IncompleteItem.from_parent(self, name=self.path.stem, message=str(error))
        else:
            yield CaseItem.from_parent(self, name=self.path.stem, case=case)

    def _obsolete(self) -> Iterable[pytest.Item]:
        """Warn of what belongs to no case, once for each folder; where warnings are errors, tests that fail."""
        known = self.config.stash.setdefault(_looked_through, set())
        folder = self.path.parent
        if folder in known:
            return
        known.add(folder)
        for stray in strays(folder):
            if not stray.incomplete:
                try:
                    self.warn(ObsoleteFileWarning(stray.message))
                except ObsoleteFileWarning as warning:
                    yield IncompleteItem.from_parent(self, name=stray.path.name, message=str(warning))


class StrayFile(pytest.File):
    """A file that is the beginning of a case, without the rest."""

    def collect(self) -> Iterable[pytest.Item]:
        """A test that fails and says what is missing."""
        message = f"{self.path}: incomplete, there is no .toml file beside it; write one"
        yield IncompleteItem.from_parent(self, name=self.path.name, message=message)


class _Item(pytest.Item):
    """A test whose failure is told in its own words."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The report alone where the case failed; the traceback where svgguard did."""
        if not isinstance(excinfo.value, (UnexpectedResultError, SvgguardError)):
            return super().repr_failure(excinfo, style)
        told = excinfo.getrepr(style="value")
        if told.reprcrash is not None:
            # What the summary at the end shows of it.
            told.reprcrash.message = str(excinfo.value).removeprefix(f"{self.path}: ").partition("\n")[0]
        return told


class IncompleteItem(_Item):
    """A case that cannot be run."""

    def __init__(self, *, message: str, **known: Any) -> None:
        super().__init__(**known)
        self.message = message

    def runtest(self) -> None:
        """Raise `CorpusError`."""
        raise CorpusError(self.message)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, twice over: as place and as headline."""
        return self.path, 0, self.name


class CaseItem(_Item):
    """Repairs the raw answer of a case and compares status, faults, document and picture with what they must be."""

    def __init__(self, *, case: Case, **known: Any) -> None:
        super().__init__(**known)
        self.case = case
        self.extra_keyword_matches.update((*case.codes, case.model))
        self.user_properties += [("model", case.model), ("codes", " ".join(case.codes))]

    def runtest(self) -> None:
        """Raise `UnexpectedResultError` when anything differs; under ``--svgguard-update`` make it the expectation."""
        from svgguard.testing.corpus.outcome import judge

        evidence = FailureFolder(self.config.rootpath, self.case.id)
        evidence.clear()
        verdict = judge(self.case, renderer=self.config.getoption("svgguard_renderer"))
        if verdict.passed:
            return
        if self.config.getoption("svgguard_update"):
            from svgguard.testing.corpus.writing import rewrite

            self.user_properties.append((UPDATED, f"{self.case.id}: {'; '.join(rewrite(verdict))}"))
            return
        evidence.write(pictures_of(verdict))
        raise UnexpectedResultError("\n".join((*report(verdict), *evidence.lines())))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, and the id of the case as headline."""
        return self.path, 0, self.case.id
