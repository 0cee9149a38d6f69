"""The cache: what was found in a text, kept under everything that it depends on, for runs that meet it again.

One SQLite file in a folder of its own, so that several runs and processes can use it at once. It is never more than a
saving of time: where it cannot be read or written, all is found anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svgguard import __version__
from svgguard.text import edits
from svgguard.types import Blame, Policy

if TYPE_CHECKING:
    from svgguard.extraction import Extraction
    from svgguard.parts.specification import Specification
    from svgguard.result import Result

_FILE = "results.sqlite"
_SECONDS = 10.0
"""How long another process is waited for."""
_MOST = 200_000
"""Results kept; beyond them the cache is emptied."""
_PASSING = (Blame.SVGGUARD, Blame.RENDERER)
"""Whom faults blame that may be gone the next time, when the machine has less to do."""
_TABLE = "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, result BLOB NOT NULL) WITHOUT ROWID"


class ResultCache:
    """The results of one folder, as one process reads and writes them."""

    def __init__(self, folder: Path) -> None:
        self._new: dict[bytes, bytes] = {}
        self._database: sqlite3.Connection | None = None
        with contextlib.suppress(OSError, sqlite3.Error):
            folder.mkdir(parents=True, exist_ok=True)
            if not (ignored := folder / ".gitignore").exists():
                ignored.write_text("*\n", encoding="ascii")
            self._database = _opened(folder / _FILE)

    def get(self, key: bytes, source: bytes | str | Extraction) -> Result | None:
        """What was found in `source`, if that is known."""
        if self._database is None:
            return None
        try:
            row = self._database.execute("SELECT result FROM results WHERE key = ?", (key,)).fetchone()
            return None if row is None else _read(json.loads(zlib.decompress(row[0])), source)
        except (sqlite3.Error, zlib.error, ValueError, KeyError, TypeError):
            # Damaged, or of a version that calls itself as this one does.
            return None

    def put(self, key: bytes, result: Result) -> None:
        """Keep what was found, from the next `flush` on."""
        # The source is at hand whenever this is read, and the document follows from it.
        if any(fault.blame in _PASSING for fault in result.faults):
            return
        if result.svg is not None and edits.replay(result.source, result.passes) != result.svg:
            return
        told = result.to_dict() | {"source": "", "svg": result.svg is not None}
        with contextlib.suppress(UnicodeEncodeError):
            self._new[key] = zlib.compress(json.dumps(told).encode(), 1)

    def flush(self) -> None:
        """Write what was found since the last time, all of it at once."""
        if self._database is None or not self._new:
            return
        with contextlib.suppress(sqlite3.Error), self._database:
            self._database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", self._new.items())
            if self._database.execute("SELECT count(*) FROM results").fetchone()[0] > _MOST:
                self._database.execute("DELETE FROM results")
        self._new.clear()


@cache
def opened(folder: Path) -> ResultCache:
    """The cache in `folder`, once in each process."""
    return ResultCache(folder)


def _opened(file: Path) -> sqlite3.Connection:
    """A database that can be used; one that is damaged is begun anew."""
    for _ in range(2):
        database = sqlite3.connect(file, timeout=_SECONDS, check_same_thread=False)
        try:
            # Lost with the power, it is made again.
            database.execute("PRAGMA synchronous = OFF")
            with database:
                database.execute(_TABLE)
            return database
        except sqlite3.DatabaseError as error:
            database.close()
            if isinstance(error, sqlite3.OperationalError):
                raise
            file.unlink(missing_ok=True)
    raise sqlite3.DatabaseError("it cannot be begun anew")


def key_of(source: bytes | str | Extraction, policy: Policy, parts: Specification | None, *, repair: bool) -> bytes:
    """Under what the result for `source` is kept: its content, what is done with it, and what svgguard is."""
    return hashlib.sha256(b"\0".join((_house(), _asked(policy, parts, repair), *_content(source)))).digest()


def _content(source: bytes | str | Extraction) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield b"bytes"
        yield source
    elif isinstance(source, str):
        yield b"text"
        yield source.encode("utf-8", "surrogatepass")
    else:
        yield f"{source.start}:{source.end}:{source.passes!r}".encode("utf-8", "surrogatepass")
        yield source.source.encode("utf-8", "surrogatepass")


def _asked(policy: Policy, parts: Specification | None, repair: bool) -> bytes:
    told: dict[str, Any] = asdict(policy) | {"parts": repr(parts), "repair": repair}
    return json.dumps(told, default=sorted, sort_keys=True).encode()


@cache
def _house() -> bytes:
    """The version, and the files it is made of by size and time: whoever changes a rule is not told old results."""
    home = Path(__file__).parents[2]
    files = sorted((str(file.relative_to(home)), file.stat()) for file in home.rglob("*.*") if file.suffix != ".pyc")
    seen = ((name, stat.st_size, stat.st_mtime_ns) for name, stat in files)
    return hashlib.sha256(f"{__version__} {list(seen)}".encode("utf-8", "surrogatepass")).digest()


def _read(told: dict[str, Any], source: bytes | str | Extraction) -> Result:
    from svgguard.result import Result
    from svgguard.text.encoding import decode

    text = decode(source)[0] if isinstance(source, bytes) else source if isinstance(source, str) else source.source
    result = Result.from_dict(told | {"source": text, "svg": None})
    return replace(result, svg=edits.replay(text, result.passes)) if told["svg"] else result
