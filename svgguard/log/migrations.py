"""Brings the tables of a log up to date: forward only, all or nothing, and no table that is not svgguard's is touched.

Logs of the schemas 1 and 2 were one table ``attempts`` with the faults as JSON and the answers as text; they are read
into the tables of today and removed in one transaction.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from svgguard import __version__
from svgguard.log.database import LogError, write
from svgguard.log.entry import Entry, entry
from svgguard.log.grades import Grade
from svgguard.log.row import CANCELLED, PICTURELESS, Row
from svgguard.log.run import Run
from svgguard.types import Blame, Fault, Safety, Severity

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

OLD_TABLE = "attempts"
OLD_COLUMNS = frozenset(
    "id schema version time call attempt endpoint prompt prompt_hash prompt_version parameters"
    " found applied remaining blame severity status reply".split()
)
"""What tells that table from another program's."""

_MOVED = "svgguard_attempts_2"
_LOCK = 0x737667
"""The number of the advisory lock in PostgreSQL under which tables are made and changed."""
_CHUNK = 500


class Contents(Enum):
    """What is in a database."""

    EMPTY = "nothing of a log"
    OLD = "the one table of schema 1 or 2"
    CURRENT = "the tables of this version"


class ForeignTableError(LogError):
    """A table stands where the log's would, and is another program's or a later version's."""


def state(connection: Connection) -> Contents:
    """What is there; raises `ForeignTableError` for tables that must not be touched."""
    from sqlalchemy import inspect, select

    from svgguard.log.schema import SCHEMA, metadata, schema_versions

    inspector = inspect(connection)
    there = {*inspector.get_table_names(), *inspector.get_view_names()}
    if schema_versions.name in there:
        newest = connection.execute(select(schema_versions).order_by(schema_versions.c.version.desc()).limit(1)).first()
        if newest is not None and newest.version > SCHEMA:
            made = f"svgguard {newest.svgguard} made it (schema {newest.version}; this version writes {SCHEMA})"
            raise ForeignTableError(f"{made}; update svgguard, or name another file or database")
        return Contents.EMPTY if newest is None else Contents.CURRENT
    ours = {table.name for table in metadata.sorted_tables} & there
    if OLD_TABLE in ours:
        columns = {column["name"] for column in inspector.get_columns(OLD_TABLE)}
        if columns >= OLD_COLUMNS and OLD_TABLE in inspector.get_table_names():
            return Contents.OLD
    if ours:
        raise ForeignTableError(f"its table {min(ours)!r} is another program's; name another file or database")
    return Contents.EMPTY


def migrate(engine: Engine) -> None:
    """Make what is missing and bring up to date what is old; processes that do so at once wait for each other."""
    from sqlalchemy import text

    from svgguard.log.schema import metadata

    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        found = state(connection)
        if found is Contents.OLD:
            connection.execute(text(f"ALTER TABLE {OLD_TABLE} RENAME TO {_MOVED}"))
            for index in ("call", "key"):
                connection.execute(text(f"DROP INDEX IF EXISTS ix_{OLD_TABLE}_{index}"))
        if found is not Contents.CURRENT:
            metadata.create_all(connection)
            _stamp(connection)
        if found is Contents.OLD:
            _copy(connection)
            connection.execute(text(f"DROP TABLE {_MOVED}"))
        connection.commit()


def _stamp(connection: Connection) -> None:
    from svgguard.log.schema import SCHEMA, schema_versions

    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(schema_versions.insert(), {"version": SCHEMA, "svgguard": __version__, "time": now})


def _copy(connection: Connection) -> None:
    from sqlalchemy import text

    best: dict[str, Grade | None] = {}
    last = -1
    query = text(f"SELECT * FROM {_MOVED} WHERE id > :last ORDER BY id LIMIT {_CHUNK}")  # noqa: S608 -- no input in it
    while rows := connection.execute(query, {"last": last}).mappings().all():
        last = rows[-1]["id"]
        write(connection, [_converted(dict(row), best) for row in rows])


def _converted(old: Mapping[str, Any], best: dict[str, Grade | None]) -> Entry:
    """A row of the old table as an entry; `best` has, by call, the best grade so far.

    What was handed out is not told by an old log; it is taken to be the best answer.
    """
    kept: dict[str, Any] = {name: old[name] for name in _SAME if old.get(name) is not None}
    kept |= {name: _json(old[name]) for name in ("parameters", "parts") if old.get(name) is not None}
    row = Row(**kept, model=old["model"], faults=tuple(_faults(old)), run=Run(version=old["version"]))
    if row.step not in PICTURELESS and row.stopped != CANCELLED:
        opening, before, found = row.call not in best, best.get(row.call), row.left_grade
        best[row.call] = min((one for one in (before, found) if one is not None), default=None)
        row = replace(row, opening=opening, before=before, handed=best[row.call])
    made = entry(row)
    renumbered = tuple({**fault, "attempt": old["id"]} for fault in made.faults)
    artefacts = tuple({**artefact, "attempt": old["id"]} for artefact in made.artefacts)
    return replace(made, attempt={**made.attempt, "id": old["id"]}, faults=renumbered, artefacts=artefacts)


_SAME = (
    "call attempt time endpoint prompt prompt_hash prompt_version served_model finish_reason prompt_tokens"
    " completion_tokens reply reasoning status seconds step why stopped cost saved_tokens key"
).split()


def _faults(old: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of an old row, as far as it tells of them."""
    applied, blame, severity = Counter(_json(old["applied"])), _json(old["blame"]), _json(old["severity"])
    for code in _json(old["found"]):
        repaired = applied[code] > 0
        applied[code] -= repaired
        kinds = (Severity(severity[code]), Blame(blame[code]), Safety.MANUAL)
        yield Fault(code, "", *kinds, 0, 0, 0, 0, "", applied=repaired)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
