"""What a log holds, run by run."""

from __future__ import annotations

from dataclasses import dataclass

from svgguard.log.selection import ALL, Selection
from svgguard.log.store import Log


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run, and how much of it there is."""

    id: str
    name: str
    tag: str
    version: str
    attempts: int
    """Rows: requests, and steps that asked nothing."""
    models: tuple[str, ...]
    first: str
    """When its first request was sent; empty for a run without attempts."""
    last: str


def runs(log: Log, where: Selection = ALL) -> list[RunSummary]:
    """The runs that have attempts meant by `where`, the oldest first; raises `LogError`."""
    from sqlalchemy import func, select

    from svgguard.log.schema import attempts
    from svgguard.log.schema import runs as table

    columns = (table.c.id, table.c.name, table.c.tag, table.c.version)
    counted = (func.count(attempts.c.id), func.min(attempts.c.time), func.max(attempts.c.time))
    source = attempts.join(table, attempts.c.run == table.c.id)
    with log.reading() as connection:
        if connection is None:
            return []
        query = where.applied(select(*columns, *counted).select_from(source)).group_by(*columns)
        found = connection.execute(query).all()
        asked = where.applied(select(attempts.c.run, attempts.c.model).select_from(source)).distinct()
        models: dict[str, set[str]] = {}
        for run, model in connection.execute(asked):
            models.setdefault(run, set()).add(model or "")
    made = [
        RunSummary(number, name, tag, version, count, tuple(sorted(models[number])), first, last)
        for number, name, tag, version, count, first, last in found
    ]
    return sorted(made, key=lambda run: (run.first, run.name))


def tag(log: Log, run: str, word: str) -> int:
    """Tag the runs of this name, tag or beginning of an id; how many there are. Raises `LogError`."""
    from sqlalchemy import or_

    from svgguard.log.schema import runs as table

    with log.changing() as connection:
        meant = or_(table.c.name == run, table.c.tag == run, table.c.id.startswith(run, autoescape=True))
        return connection.execute(table.update().where(meant).values(tag=word)).rowcount
