"""What a corpus holds: cases by family, model, endpoint, status, form and code, and the codes of which it has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from svgguard.rules import all_rules
from svgguard.testing.corpus.case import Case
from svgguard.testing.corpus.families import family


@dataclass(frozen=True, slots=True)
class Census:
    """Counts of cases."""

    cases: int
    family: Mapping[str, int]
    model: Mapping[str, int]
    endpoint: Mapping[str, int]
    """Those that name none are counted under the empty string."""
    status: Mapping[str, int]
    form: Mapping[str, int]
    """By the suffix of the answer."""
    code: Mapping[str, int]
    """Cases in which it must be found; in order of code."""
    uncovered: tuple[str, ...]
    """The codes that no case expects."""

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON."""
        counts = {name: dict(getattr(self, name)) for name in ("family", "model", "endpoint", "status", "form", "code")}
        return {"cases": self.cases, **counts, "uncovered": list(self.uncovered)}


def census(cases: Iterable[Case]) -> Census:
    """Count `cases`."""
    every = list(cases)
    codes = Counter(code for case in every for code in case.codes)
    return Census(
        cases=len(every),
        family=_most_first(family(case.codes) for case in every),
        model=_most_first(case.model for case in every),
        endpoint=_most_first(case.endpoint for case in every),
        status=_most_first(str(case.status) for case in every),
        form=_most_first(str(case.recording.form) for case in every),
        code=dict(sorted(codes.items())),
        uncovered=tuple(code for code in all_rules() if code not in codes),
    )


def _most_first(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))
