"""The database of a log: makes and checks its table, writes rows and reads them. It waits as long as it must.

An SQLite file is put in WAL mode; every write is one short transaction on a connection of its own, with a busy timeout,
so threads and processes may share a log. Other databases are reached by an SQLAlchemy URL.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svgguard.log.row import SCHEMA
from svgguard.types import SvgguardError

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUSY_SECONDS = 30.0
"""How long a write waits for another process's transaction."""


class LogError(SvgguardError):
    """The log exists but cannot be read, or must not be written."""


class Database:
    """One table of attempts, in an SQLite file (a path) or in another database (an SQLAlchemy URL)."""

    def __init__(self, where: str | Path) -> None:
        self._where = where
        self._lock = threading.Lock()
        self._ready = False

    def __str__(self) -> str:
        """Where it is, with any password hidden."""
        return re.sub(r"(://[^:/@]*):[^/]*@", r"\1:***@", str(self._where))

    def insert(self, values: Mapping[str, Any]) -> None:
        """Write one row, by column name; raises whatever is wrong, `LogError` for a table that must not be written."""
        from svgguard.log.schema import attempts

        self._prepare()
        with self._engine.begin() as connection:
            connection.execute(attempts.insert(), dict(values))

    def select(self, *columns: str, key: str | None = None) -> Iterator[dict[str, Any]]:
        """As `Log.rows`."""
        from sqlalchemy import inspect, select
        from sqlalchemy.exc import SQLAlchemyError

        from svgguard.log.schema import attempts

        try:
            with self._engine.connect() as connection:
                inspector = inspect(connection)
                if not inspector.has_table(attempts.name):
                    return
                there = {column["name"] for column in inspector.get_columns(attempts.name)}
                if key is not None and "key" not in there:
                    return
                names = columns or tuple(attempts.c.keys())
                wanted = select(*(attempts.c[name] for name in names if name in there)).order_by(attempts.c.id)
                for row in connection.execute(
                    wanted if key is None else wanted.where(attempts.c.key == key)
                ).mappings():
                    yield {name: row.get(name) for name in names}
        except (SQLAlchemyError, ImportError) as error:
            raise LogError(f"the log {self} cannot be read: {getattr(error, 'orig', None) or error}") from error

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy import URL, create_engine, make_url
        from sqlalchemy.pool import NullPool

        is_file = isinstance(self._where, Path)
        url = URL.create("sqlite", database=str(self._where)) if is_file else make_url(str(self._where))
        wait = {"timeout": BUSY_SECONDS} if url.get_backend_name() == "sqlite" else {}
        # No pool: a connection belongs to one thread and one process, and none is left open behind the caller's back.
        return create_engine(url, poolclass=NullPool, connect_args=wait)

    def _prepare(self) -> None:
        """Create folder, file and table where they are missing; once per process."""
        with self._lock:
            if self._ready:
                return
            if isinstance(self._where, Path):
                # Prompts may be private.
                self._where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check()
            if self._engine.url.get_backend_name() == "sqlite":
                self._use_wal()
            self._create()
            self._ready = True

    def _check(self) -> None:
        """Raise `LogError` for a table of this name that another program, or a later version, made."""
        from sqlalchemy import inspect, select

        from svgguard.log.schema import attempts

        with self._engine.connect() as connection:
            inspector = inspect(connection)
            if not inspector.has_table(attempts.name):
                return
            there = {column["name"] for column in inspector.get_columns(attempts.name)}
            if {column.name for column in attempts.c if not column.nullable} - there:
                raise LogError(f"its table {attempts.name!r} is another program's; name another file or database")
            last = select(attempts.c.schema, attempts.c.version).order_by(attempts.c.id.desc()).limit(1)
            row = connection.execute(last).first()
        if row is not None and row.schema > SCHEMA:
            made = f"svgguard {row.version} made it (schema {row.schema}; this version writes {SCHEMA})"
            raise LogError(f"{made}; update svgguard, or name another file or database")

    def _create(self) -> None:
        from sqlalchemy.schema import CreateIndex, CreateTable

        from svgguard.log.schema import attempts

        with self._engine.begin() as connection:
            connection.execute(CreateTable(attempts, if_not_exists=True))
        self._add_columns()
        with self._engine.begin() as connection:
            for index in attempts.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))

    def _add_columns(self) -> None:
        """Give a log made by an earlier version the columns it lacks; its rows stay as they are."""
        from sqlalchemy import inspect, text
        from sqlalchemy.exc import DBAPIError
        from sqlalchemy.schema import CreateColumn

        from svgguard.log.schema import attempts

        def missing() -> list[str]:
            there = {column["name"] for column in inspect(self._engine).get_columns(attempts.name)}
            return [column.name for column in attempts.c if column.name not in there]

        for name in missing():
            column = CreateColumn(attempts.c[name]).compile(self._engine)
            try:
                with self._engine.begin() as connection:
                    connection.execute(text(f"ALTER TABLE {attempts.name} ADD COLUMN {column}"))
            except DBAPIError:
                # Another process may have added it just now.
                if name in missing():
                    raise

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
