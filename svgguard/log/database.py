"""The database of a log: makes and checks its tables, writes entries and reads rows. It waits as long as it must.

An SQLite file is put in WAL mode; every write is one short transaction on a connection of its own, with a busy timeout,
so threads and processes may share a log. PostgreSQL is reached by an SQLAlchemy URL. An entry has its number before it
is written, so that one whose fate is not known is simply written again.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svgguard.log.entry import ARTEFACTS, Entry, unpacked
from svgguard.log.selection import ALL, Selection
from svgguard.types import SvgguardError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

BUSY_SECONDS = 30.0
"""How long a write waits for another process's transaction, and for a server that went away."""

PAUSE = 0.2
"""Seconds between two tries to reach a server that went away."""

FAULT_COLUMNS = ("found", "applied", "remaining", "blame", "severity")
"""What the rows that are read say of faults: lists of codes, and by code whom it blames and how bad it is."""

CHUNK = 500
"""Rows whose faults and artefacts are fetched at once."""


class LogError(SvgguardError):
    """The log exists but cannot be read, or must not be written."""


class Database:
    """The tables of a log, in an SQLite file (a path) or in another database (an SQLAlchemy URL)."""

    def __init__(self, where: str | Path) -> None:
        self._where = where
        self._lock = threading.Lock()
        self._ready = False

    def __str__(self) -> str:
        """Where it is, with any password hidden."""
        return re.sub(r"(://[^:/@]*):[^/]*@", r"\1:***@", str(self._where))

    def insert(self, entries: Sequence[Entry]) -> None:
        """Write entries, all or none; raises whatever is wrong, `LogError` for tables that must not be written."""
        from sqlalchemy.exc import DBAPIError

        self._prepare()
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                with self._engine.begin() as connection:
                    write(connection, entries)
                return
            except DBAPIError as error:
                if not self._is_away(error) or time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE)

    def select(self, *columns: str, where: Selection = ALL) -> Iterator[dict[str, Any]]:
        """As `Log.rows`."""
        from sqlalchemy import select

        from svgguard.log.schema import attempts, runs, texts

        table: dict[str, Any] = {column.name: column for column in attempts.c}
        table |= {"prompt": texts.c.text, "prompt_id": attempts.c.prompt, "run": runs.c.name, "run_id": attempts.c.run}
        table |= {"version": runs.c.version, "tag": runs.c.tag, "policy": runs.c.policy}
        names = columns or (*table, *FAULT_COLUMNS, "faults", *(kind for kind in ARTEFACTS if kind != "thumbnail"))
        wanted = [table[name].label(name) for name in dict.fromkeys((*names, "id")) if name in table]
        source = attempts.join(runs, attempts.c.run == runs.c.id).outerjoin(texts, attempts.c.prompt == texts.c.hash)
        query = where.applied(select(*wanted).select_from(source)).order_by(attempts.c.id)
        with self.reading() as connection:
            if connection is None:
                return
            # One statement at a time: what belongs to the rows is fetched between them.
            rows = connection.execute(query).mappings().all()
            for chunk in (rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK)):
                further = _further(connection, [row["id"] for row in chunk], names)
                for row in chunk:
                    merged = {**row, **further[row["id"]]}
                    yield {name: merged.get(name) for name in names}

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection to read by, the tables brought up to date; None when there is no log yet. Raises `LogError`."""
        from sqlalchemy.exc import SQLAlchemyError

        from svgguard.log.migrations import Contents, state

        try:
            with self._engine.connect() as connection:
                found = state(connection)
            if found is Contents.EMPTY:
                yield None
                return
            if found is not Contents.CURRENT:
                self._prepare()
            with self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, ImportError) as error:
            raise LogError(f"the log {self} cannot be read: {_reason(error)}") from error

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction to change the log by; raises `LogError`."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self._prepare()
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, ImportError) as error:
            raise LogError(f"the log {self} cannot be changed: {_reason(error)}") from error

    def compact(self) -> None:
        """Give back the space of what was deleted."""
        from sqlalchemy import text

        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy import URL, create_engine, make_url
        from sqlalchemy.pool import NullPool

        is_file = isinstance(self._where, Path)
        url = URL.create("sqlite", database=str(self._where)) if is_file else make_url(str(self._where))
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        wait: dict[str, Any] = {"timeout": BUSY_SECONDS} if url.get_backend_name() == "sqlite" else {}
        try:
            # No pool: a connection belongs to one thread and one process, and none is left open unasked.
            return create_engine(url, poolclass=NullPool, connect_args=wait)
        except ModuleNotFoundError as error:
            if url.get_backend_name() != "postgresql":
                raise
            needed = "a log in PostgreSQL needs: pip install 'svgguard[postgres]'"
            raise LogError(f"{error.name} is not installed; {needed}") from error

    def _is_away(self, error: Any) -> bool:
        """True if the database was there and is not just now: what was to be written may be tried again."""
        from sqlalchemy.exc import InterfaceError, OperationalError

        if self._engine.url.get_backend_name() == "sqlite":
            return False
        return bool(error.connection_invalidated) or isinstance(error, (OperationalError, InterfaceError))

    def _prepare(self) -> None:
        """Create folder, file and tables where they are missing, and bring old ones up to date; once per process."""
        from svgguard.log.migrations import migrate, state

        with self._lock:
            if self._ready:
                return
            if isinstance(self._where, Path):
                # Prompts may be private.
                self._where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._engine.connect() as connection:
                # Before anything is written: the tables may be another program's.
                state(connection)
            if self._engine.url.get_backend_name() == "sqlite":
                self._use_wal()
            migrate(self._engine)
            self._ready = True

    def _use_wal(self) -> None:
        from sqlalchemy import text
        from sqlalchemy.exc import OperationalError

        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                with self._engine.connect() as connection:
                    if connection.execute(text("PRAGMA journal_mode")).scalar() != "wal":
                        connection.execute(text("PRAGMA journal_mode=WAL"))
                    return
            except OperationalError as error:
                # SQLite does not wait by itself when two processes change the mode of a new file at once.
                if "locked" not in str(error.orig) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error)


def write(connection: Connection, entries: Sequence[Entry]) -> None:
    """Write entries in the transaction of `connection`; what is there already stays as it is."""
    from svgguard.log.schema import artefacts, attempts, faults, runs, texts

    _put(connection, runs, {entry.run["id"]: entry.run for entry in entries}.values())
    shown = {name: text for entry in entries for name, text in entry.texts.items()}
    _put(connection, texts, ({"hash": name, "text": text} for name, text in shown.items()))
    _put(connection, attempts, (entry.attempt for entry in entries))
    _put(connection, faults, (fault for entry in entries for fault in entry.faults))
    _put(connection, artefacts, (artefact for entry in entries for artefact in entry.artefacts))


def _put(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows; those that are there already stay as they are."""
    from sqlalchemy.dialects import postgresql, sqlite

    if values := [dict(row) for row in rows]:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(table).on_conflict_do_nothing(), values)


def _further(connection: Connection, ids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, Any]]:
    """By attempt, what the other tables hold of it."""
    from sqlalchemy import select

    from svgguard.log.schema import artefacts, faults

    found: dict[int, dict[str, Any]] = {number: {} for number in ids}
    if {*FAULT_COLUMNS, "faults"} & set(names):
        by_attempt: dict[int, list[Mapping[str, Any]]] = {number: [] for number in ids}
        query = select(faults).where(faults.c.attempt.in_(ids)).order_by(faults.c.attempt, faults.c.number)
        for row in connection.execute(query).mappings():
            by_attempt[row["attempt"]].append(dict(row))
        for number, rows in by_attempt.items():
            found[number] = _codes(rows)
    if kinds := [kind for kind in ARTEFACTS if kind in names]:
        wanted = select(artefacts).where(artefacts.c.attempt.in_(ids), artefacts.c.kind.in_(kinds))
        for row in connection.execute(wanted).mappings():
            found[row["attempt"]][row["kind"]] = _artefact(row["kind"], row["data"])
    return found


def _artefact(kind: str, data: bytes) -> Any:
    if kind == "thumbnail":
        return data
    return json.loads(unpacked(data)) if kind == "passes" else unpacked(data)


def _codes(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    # One code in one reply has one blame, save by accident; then what is held against the model wins.
    ordered = sorted(rows, key=lambda row: row["blame"] == "model")
    return {
        "found": [row["code"] for row in rows],
        "applied": [row["code"] for row in rows if row["applied"]],
        "remaining": [row["code"] for row in rows if not row["applied"]],
        "blame": {row["code"]: row["blame"] for row in ordered},
        "severity": {row["code"]: row["severity"] for row in ordered},
        "faults": [{k: v for k, v in row.items() if k not in ("attempt", "number", "repeated")} for row in rows],
    }
