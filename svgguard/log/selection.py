"""`Selection`: which attempts of a log are meant; the same words for the rates, the lists and the exports."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

_AGO = re.compile(r"(\d+)\s*([mhdw])\w*")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Query = TypeVar("Query", bound="Select[Any]")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which attempts are meant: those for which all of it holds; by default all."""

    runs: Collection[str] = ()
    """By name, tag, or the beginning of the id; any of them."""
    models: Collection[str] = ()
    """Any of them, as asked for."""
    since: str | None = None
    """When the request was sent, UTC, ISO 8601: this or later."""
    until: str | None = None
    """Before this."""
    key: str | None = None
    call: str | None = None
    """The beginning of the id of a call."""
    attempt: int | None = None
    id: int | None = None
    code: str | None = None
    """A code, or the beginning of one, of a fault that was found."""
    prompt: str | None = None
    """A piece of the prompt, in capitals or not."""
    failed: bool = False
    """Only answers that were wrong or unusable at first."""

    def applied(self, query: Query) -> Query:
        """`query`, whose source joins attempts and runs (and texts for `prompt`), kept to this selection."""
        return query.where(*self._conditions())

    def _conditions(self) -> list[ColumnElement[bool]]:
        from sqlalchemy import exists, or_

        from svgguard.log.grades import Grade
        from svgguard.log.schema import attempts, faults, runs, texts

        found: list[ColumnElement[bool]] = []
        if self.runs:
            named = (runs.c.name.in_(self.runs), runs.c.tag.in_(self.runs))
            found.append(or_(*named, *(runs.c.id.startswith(run, autoescape=True) for run in self.runs if run)))
        if self.models:
            found.append(attempts.c.model.in_(self.models))
        if self.since is not None:
            found.append(attempts.c.time >= self.since)
        if self.until is not None:
            found.append(attempts.c.time < self.until)
        same = {column: getattr(self, column) for column in ("key", "attempt", "id")}
        found.extend(attempts.c[column] == value for column, value in same.items() if value is not None)
        if self.call is not None:
            found.append(attempts.c.call.startswith(self.call, autoescape=True))
        if self.code is not None:
            codes = (faults.c.attempt == attempts.c.id, faults.c.code.startswith(self.code.upper(), autoescape=True))
            found.append(exists().where(*codes))
        if self.prompt is not None:
            found.append(texts.c.text.icontains(self.prompt, autoescape=True))
        if self.failed:
            found.append(attempts.c.found_grade >= int(Grade.WRONG))
        return found


ALL = Selection()


def moment(text: str) -> str:
    """A time as the log has them: of ``2026-11-28``, ``2026-11-28T10:00`` (UTC unless it says so) or ``7d``, ``12h``
    ago; raises ValueError."""
    if ago := _AGO.fullmatch(text.strip()):
        then = datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    else:
        then = datetime.fromisoformat(text.strip())
        then = then.replace(tzinfo=UTC) if then.tzinfo is None else then.astimezone(UTC)
    return then.isoformat(timespec="milliseconds")
