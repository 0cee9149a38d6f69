"""`Writer`: writes rows behind the result, so that a log that is locked or slow holds nobody up.

A row is waited for as long as a healthy log takes many times over; then the caller goes on, and it is written when the
log lets it be. Where all is well, a row is therefore in the log before its result is out.
"""

from __future__ import annotations

import atexit
import os
import threading
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

from svgguard.log.entry import Entry

PATIENCE = 1.0
"""Seconds that a caller waits for its row."""

EXIT_SECONDS = 5.0
"""Seconds that a process waits at its end for the rows that are not yet written."""

TOGETHER = 200
"""The most entries of one transaction."""


class LogWarning(UserWarning):
    """The log could not be written; the results it should have recorded are unharmed."""


_told: set[str] = set()
"""The logs whose trouble this process has told of."""


class Writer:
    """Calls `write` with the entries that wait, in order, in a thread that lives while there are any.

    The first failure is told. What cannot be written together is tried one by one, so that one entry spoils no other.

    `name` is what a warning calls the log.
    """

    def __init__(self, write: Callable[[Sequence[Entry]], None], name: str) -> None:
        self._write = write
        self._name = name
        self._failure = ""
        self._reset()

    def _reset(self) -> None:
        self._process = os.getpid()
        self._rows: deque[Entry] = deque()
        self._changed = threading.Condition()
        self._put = self._done = 0
        """How many rows have come, and how many have been dealt with."""
        self._working = False
        self._late = False
        """True if rows wait that a caller has given up waiting for."""

    def put(self, row: Entry) -> None:
        """Write a row, now or as soon as it can be; warns (`LogWarning`), once, when a row cannot be written."""
        if self._process != os.getpid():
            # A fork has neither the thread nor a right to its rows.
            self._reset()
        with self._changed:
            self._rows.append(row)
            self._put += 1
            number = self._put
            if not self._working:
                self._working = True
                atexit.register(self._finish)
                threading.Thread(target=self._work, name="svgguard-log", daemon=True).start()
            if not self._late:
                self._late = not self._changed.wait_for(lambda: self._done >= number, PATIENCE)
        self._tell(self._failure)

    def flush(self, seconds: float) -> bool:
        """Wait until every row that has come is written, for so many seconds at most; whether that is so."""
        with self._changed:
            number = self._put
            return self._changed.wait_for(lambda: self._done >= number, seconds)

    def _work(self) -> None:
        while True:
            with self._changed:
                if not self._rows:
                    self._late = self._working = False
                    atexit.unregister(self._finish)
                    return
                rows = list(islice(self._rows, TOGETHER))
            if not self._written(rows) and len(rows) > 1:
                for row in rows:
                    self._written([row])
            with self._changed:
                for _ in rows:
                    self._rows.popleft()
                self._done += len(rows)
                self._changed.notify_all()

    def _written(self, rows: Sequence[Entry]) -> bool:
        try:
            self._write(rows)
        except Exception as error:  # noqa: BLE001 -- a full disk, no driver, no permission: none may cost a result
            self._failure = self._failure or str(getattr(error, "orig", None) or error)
            return False
        return True

    def _finish(self) -> None:
        if not self.flush(EXIT_SECONDS):
            self._tell(f"it is locked, and {len(self._rows)} could not be written")
        self._tell(self._failure)

    def _tell(self, failure: str) -> None:
        if failure and self._name not in _told:
            _told.add(self._name)
            warnings.warn(f"attempts are not in the log {self._name}: {failure}", LogWarning, stacklevel=4)
