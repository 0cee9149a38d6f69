"""`Log`: writes and reads rows, one per attempt, and never lets its own trouble cost a result.

An SQLite file is put in WAL mode; every write is one short transaction on a connection of its own, with a busy timeout,
so threads and processes may share a log. Other databases are reached by an SQLAlchemy URL.
"""

from __future__ import annotations

import logging
import re
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svgguard import __version__
from svgguard.log.place import VARIABLE, location
from svgguard.types import Blame, Fault, SvgguardError

if TYPE_CHECKING:
    from sqlalchemy import Engine

SCHEMA = 2
"""Version of the table's columns; every row carries it."""

BUSY_SECONDS = 30.0
"""How long a write waits for another process's transaction."""

_logger = logging.getLogger("svgguard")
_announced: set[str] = set()
_announcing = threading.Lock()


class LogWarning(UserWarning):
    """The log could not be written; the result it should have recorded is unharmed."""


class LogError(SvgguardError):
    """The log exists but cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt, as it is logged."""

    call: str
    """A UUID shared by the attempts of one `generate`."""
    attempt: int
    """1-based, counted over every request of the call, retries included."""
    time: str
    """When the request was sent: UTC, ISO 8601."""
    model: str | None
    endpoint: str
    """The base URL without credentials, or what stood in for one."""
    prompt: str
    prompt_hash: str
    """SHA-256 of the messages sent."""
    prompt_version: str
    """Names and versions of the prompt files used; empty for the caller's own messages."""
    parameters: dict[str, Any]
    faults: tuple[Fault, ...]
    served_model: str | None = None
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    """None when the server did not say."""
    completion_tokens: int | None = None
    reply: str | None = None
    """The raw text received; None when there was no answer."""
    reasoning: str | None = None
    """Thinking that the server kept apart from the text."""
    status: str | None = None
    seconds: float | None = None
    step: str = "ask"
    """The step taken: a request of that kind, or ``repair`` or ``cut-loop``, which ask nothing."""
    why: str = ""
    """What was wrong before this step was taken."""
    stopped: str = ""
    """Why the stream was ended from this side, else empty."""
    cost: float | None = None
    """What the request cost by the caller's prices; None when it is not known."""
    saved_tokens: int | None = None
    """About how many tokens of the limit were saved by ending a loop or an endless plan; None when none was ended."""
    key: str | None = None
    """What a batch knows this question by, so that it is not asked again; None outside a batch."""

    def columns(self) -> dict[str, Any]:
        """The values to insert, by column name."""
        values = {name: getattr(self, name) for name in self.__slots__ if name != "faults"}
        # One code in one reply has one blame, save by accident; then what is held against the model wins.
        ordered = sorted(self.faults, key=lambda f: f.blame is Blame.MODEL)
        return values | {
            "schema": SCHEMA,
            "version": __version__,
            "found": [f.code for f in self.faults],
            "applied": [f.code for f in self.faults if f.applied],
            "remaining": [f.code for f in self.faults if not f.applied],
            "blame": {f.code: str(f.blame) for f in ordered},
            "severity": {f.code: str(f.severity) for f in ordered},
        }


class Log:
    """A database of attempts; `record` writes a row, `rows` reads them. One that is off accepts and gives nothing."""

    def __init__(self, where: str | Path | None) -> None:
        self.path = where if isinstance(where, Path) else None
        """The SQLite file; None for another database, and for a log that is off."""
        self._where = where
        self._lock = threading.Lock()
        self._ready = False

    @property
    def enabled(self) -> bool:
        """Whether anything is recorded."""
        return self._where is not None

    @property
    def url(self) -> str:
        """The SQLAlchemy URL with any password hidden; empty when the log is off."""
        if self.path is not None:
            return f"sqlite:///{self.path.as_posix()}"
        return re.sub(r"(://[^:/@]*):[^/]*@", r"\1:***@", str(self._where or ""))

    def __repr__(self) -> str:
        return f"<Log {self.path or self.url or 'off'}>"

    def record(self, row: Row) -> None:
        """Write one row; a log that cannot be written warns (`LogWarning`) and nothing else."""
        if not self.enabled:
            return
        from sqlalchemy.exc import SQLAlchemyError

        from svgguard.log.schema import attempts

        try:
            self._prepare()
            with self._engine.begin() as connection:
                connection.execute(attempts.insert(), row.columns())
        except (SQLAlchemyError, OSError, ImportError, TypeError, ValueError) as error:
            # A driver not installed, a value JSON cannot hold, a disk that is full: none may cost the caller a result.
            reason = str(getattr(error, "orig", None) or error)
            warnings.warn(f"this attempt is not in the log {self!r}: {reason}", LogWarning, stacklevel=2)

    def rows(self, *columns: str, key: str | None = None) -> Iterator[dict[str, Any]]:
        """Every row, oldest first, as column name → value (all columns, or those named); with `key` only its rows.

        Nothing when there is no log yet; raises `LogError` when it cannot be read. What a log written by an earlier
        version does not hold is None.
        """
        if not self.enabled or (self.path is not None and not self.path.exists()):
            return
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
            raise LogError(f"the log {self!r} cannot be read: {getattr(error, 'orig', None) or error}") from error

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy import URL, create_engine, make_url
        from sqlalchemy.pool import NullPool

        url = URL.create("sqlite", database=str(self.path)) if self.path else make_url(str(self._where))
        wait = {"timeout": BUSY_SECONDS} if url.get_backend_name() == "sqlite" else {}
        # No pool: a connection belongs to one thread and one process, and none is left open behind the caller's back.
        return create_engine(url, poolclass=NullPool, connect_args=wait)

    def _prepare(self) -> None:
        """Create folder, file and table where they are missing; announce the log once per process."""
        with self._lock:
            if self._ready:
                return
            if self.path is not None:
                # Prompts may be private.
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._engine.url.get_backend_name() == "sqlite":
                self._use_wal()
            self._create()
            self._ready = True
        with _announcing:
            if self.url not in _announced:
                _announced.add(self.url)
                _logger.info("attempts are recorded in %s (%s=off turns this off)", self.path or self.url, VARIABLE)

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


def open_log(where: str | Path | None = None) -> Log:
    """The log at `where`: a path, an SQLAlchemy URL, ``off``; None for ``SVGGUARD_LOG`` or the user's own log.

    Opening touches no file; the first `record` creates it.
    """
    return Log(location(where))
