"""`Log`: records attempts and reads them back, and never lets its own trouble cost a result or hold one up."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svgguard.log.database import Database, LogError
from svgguard.log.entry import KEEPABLE, KEPT, entry
from svgguard.log.place import VARIABLE, location, user_location
from svgguard.log.row import LOCAL, Row
from svgguard.log.selection import ALL, Selection
from svgguard.log.spans import span
from svgguard.log.writer import EXIT_SECONDS, LogWarning, Writer

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEEP_VARIABLE = "SVGGUARD_LOG_KEEP"
"""Names what of each attempt is kept besides its figures, in place of the usual."""

_logger = logging.getLogger("svgguard")
_announced: set[str] = set()
_announcing = threading.Lock()


class Log:
    """A database of attempts; `record` writes a row, `rows` reads them. One that is off accepts and gives nothing.

    Either way, every attempt is a record of the logger ``svgguard``, at level INFO, with the attributes ``call``,
    ``step``, ``model``, ``codes``, ``tokens`` (of the answer; None where the server did not count) and ``seconds``.
    """

    def __init__(self, where: str | Path | None, keep: Collection[str] | None = None) -> None:
        self.path = where if isinstance(where, Path) else None
        """The SQLite file; None for another database, and for a log that is off."""
        self.keep = _kept(keep)
        """What of each attempt is kept besides its figures: any of `KEEPABLE`."""
        self._database = None if where is None else Database(where)
        self._writer = None if self._database is None else Writer(self._database.insert, repr(str(self._database)))

    @property
    def enabled(self) -> bool:
        """True if anything is recorded."""
        return self._database is not None

    @property
    def url(self) -> str:
        """The SQLAlchemy URL with any password hidden; empty when the log is off."""
        if self.path is not None:
            return f"sqlite:///{self.path.as_posix()}"
        return str(self._database or "")

    def __repr__(self) -> str:
        return f"<Log {self._database or 'off'}>"

    def record(self, row: Row) -> None:
        """Write one row; a log that cannot be written warns (`LogWarning`) once, and nothing else.

        A log that is locked is written later, when the lock is gone.
        """
        if row.step not in LOCAL:
            _report(row)
            span(row)
        if self._writer is None:
            return
        self._announce()
        # The imports are not the log's delay: a fifth of a second, once.
        import svgguard.log.schema  # noqa: F401

        try:
            made = entry(row, self.keep)
        except (TypeError, ValueError) as error:
            # A caller's own parameters may be no JSON, and that must not cost a result.
            warnings.warn(f"an attempt is not in the log: {error}", LogWarning, stacklevel=2)
            return
        self._writer.put(made)

    def flush(self, seconds: float) -> bool:
        """Wait for rows that are still to be written, for so many seconds at most; whether all are."""
        return self._writer is None or self._writer.flush(seconds)

    def rows(self, *columns: str, where: Selection = ALL) -> Iterator[dict[str, Any]]:
        """The rows meant by `where`, oldest first, as column name → value: all columns, or those named.

        Nothing when there is no log yet; raises `LogError` when it cannot be read.
        """
        self.flush(EXIT_SECONDS)
        if self._database is not None and self._exists:
            yield from self._database.select(*columns, where=where)

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection to read by, for SQLAlchemy; None when there is no log yet. Raises `LogError`."""
        self.flush(EXIT_SECONDS)
        if self._database is None or not self._exists:
            yield None
            return
        with self._database.reading() as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction to change a log by that is there; raises `LogError`."""
        self.flush(EXIT_SECONDS)
        if self._database is None or not self._exists:
            raise LogError(f"there is no log {self.path or 'to change'}")
        with self._database.changing() as connection:
            yield connection

    def compact(self) -> None:
        """Give the space of what was deleted back to the file system."""
        if self._database is not None:
            self._database.compact()

    def keep_calibration(self, number: str, model: str, time: str, data: Mapping[str, Any]) -> None:
        """Record what was found out about a judge, in place of an earlier record of this number; warns as `record`."""
        if self._database is None:
            return
        from svgguard.log.schema import calibrations

        try:
            with self._database.changing() as connection:
                connection.execute(calibrations.delete().where(calibrations.c.id == number))
                made = {"id": number, "model": model, "time": time, "data": dict(data)}
                connection.execute(calibrations.insert(), made)
        except LogError as error:
            warnings.warn(str(error), LogWarning, stacklevel=2)

    @property
    def _exists(self) -> bool:
        return self.path is None or self.path.exists()

    def _announce(self) -> None:
        """Say once per process where attempts go."""
        with _announcing:
            if self.url not in _announced:
                _announced.add(self.url)
                _logger.info("attempts are recorded in %s (%s=off turns this off)", self.path or self.url, VARIABLE)


def _report(row: Row) -> None:
    codes = list(dict.fromkeys(fault.code for fault in row.faults))
    _logger.info(
        "attempt %d (%s) of %s: %s%s",
        row.attempt,
        row.step,
        row.model or "a model without a name",
        row.status or "no answer",
        f", {' '.join(codes)}" if codes else "",
        extra={
            "call": row.call,
            "step": row.step,
            "model": row.model,
            "codes": codes,
            "tokens": row.completion_tokens,
            "seconds": row.seconds,
        },
    )


def _kept(keep: Collection[str] | None) -> frozenset[str]:
    if keep is None:
        said = os.environ.get(KEEP_VARIABLE)
        keep = KEPT if said is None else [word for word in said.replace(",", " ").split() if word != "nothing"]
    if unknown := sorted(set(keep) - set(KEEPABLE)):
        raise LogError(f"a log keeps no {unknown[0]!r}; what it may keep is {', '.join(KEEPABLE)}, or nothing")
    return frozenset(keep)


def open_log(where: str | Path | None = None) -> Log:
    """The log at `where`: a path, an SQLAlchemy URL, ``off``; None for ``SVGGUARD_LOG``, and without that for none.

    Opening touches no file; the first `record` creates it.
    """
    return Log(location(where))


def user_log(where: str | Path | None = None) -> Log:
    """As `open_log`, but without an argument and without ``SVGGUARD_LOG`` the log in the user's data directory.

    The command line writes this one; as a library, svgguard writes nothing that it was not told to.
    """
    return Log(user_location(where))
