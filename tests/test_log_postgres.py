"""The log on a real PostgreSQL, and on SQLite, with two processes of eight threads each: no row is lost or doubled.

The server is Debian's, or any whose ``initdb`` can be found; it listens on this machine alone, is started by the test
(as the user postgres where that is root), and is killed in the middle. Without one the tests skip, saying so.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from test_log import ROW, fault

from svgguard.log import LogWarning, Selection, open_log, stats

PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
WORKER = """
import logging, sys, threading, warnings
from svgguard.log import Row, open_log
warnings.simplefilter("error")
logging.getLogger("psycopg").disabled = True  # it tells of the lost connection itself
log, name, rows = open_log(sys.argv[1]), sys.argv[2], int(sys.argv[3])
def work(thread):
    for n in range(rows):
        row = Row(f"{name}-{thread}-{n}", 1, "t", "m", "e", f"prompt {n % 50}", "h", "v", {}, (), reply="x" * 500)
        log.record(row)
threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert log.flush(60), "not all could be written"
"""


class Postgres:
    """A server of its own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        found = [place for place in PLACES if (place / "initdb").exists()]
        self.bin = found[0] if found else Path(shutil.which("initdb") or "").parent
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, name: str, *arguments: str) -> list[str]:
        # PostgreSQL will not run as root.
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        return [*prefix, str(self.bin / name), *arguments]

    def start(self) -> None:
        listening = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder), "-D", str(self.folder / "data")]
        command = self.command("postgres", *listening)
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        self.wait()

    def wait(self) -> None:
        import psycopg

        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "the server does not start"
                time.sleep(0.1)

    def kill(self) -> None:
        """End all of it at once, as a loss of power would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # Its workers are gone a moment later; what they leave would keep a new server from starting.
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    if not (PLACES or shutil.which("initdb")) or sys.platform == "win32":
        pytest.skip("there is no PostgreSQL on this machine: apt-get install postgresql")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("PostgreSQL does not run as root, and there is no setpriv to become the user postgres")
    folder = Path("/tmp") / f"svgguard-postgres-{os.getpid()}"  # noqa: S108 -- pytest's own folder is closed to others
    folder.mkdir()
    made = Postgres(folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        settings = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C"]
        init = made.command("initdb", "-D", str(folder / "data"), *settings)
        subprocess.run(init, check=True, capture_output=True)
        made.start()
        yield made
    finally:
        if made.process is not None:
            made.kill()
        shutil.rmtree(folder, ignore_errors=True)


def written(where: str, rows: int) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen([sys.executable, "-c", WORKER, where, name, str(rows)], stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]


def assert_all_there(where: str, workers: list[subprocess.Popen[str]], rows: int) -> None:
    for worker in workers:
        assert (worker.communicate(timeout=400)[1], worker.returncode) == ("", 0)
    calls = [row["call"] for row in open_log(where).rows("call")]
    assert len(calls) == len(set(calls)) == 2 * 8 * rows


def test_two_processes_of_eight_threads_on_sqlite(tmp_path: Path) -> None:
    where = str(tmp_path / "log.sqlite")
    assert_all_there(where, written(where, 625), 625)


def test_two_processes_on_postgres_that_is_killed_in_the_middle(server: Postgres) -> None:
    workers = written(server.url, 625)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (done := sum(1 for _ in open_log(server.url).rows("id"))) > 1_000:
            break
        time.sleep(0.05)
    assert 0 < done < 10_000, "in the middle"
    server.kill()
    time.sleep(0.5)
    server.start()
    assert_all_there(server.url, workers, 625)


def test_the_same_is_read_from_both(server: Postgres, tmp_path: Path) -> None:
    rows = [
        replace(
            ROW, call=f"{model}{n}", model=model, prompt=f"{n % 7}", reply="ä\0\ud800<svg/>", why="\0",
            thinking=n % 2 == 0, status="repaired",
            faults=(fault("X001", applied=n % 2 == 0), fault("S001")) if n % 3 == 0 else (),
            parts={"there": 3, "missing": n % 2}, parameters={"grammar": "root ::= x" * 500},
        )
        for model in ("both-a", "both-b")
        for n in range(20)
    ]  # fmt: skip
    file, there = open_log(tmp_path / "log.sqlite"), open_log(server.url)
    for row in rows:
        file.record(row)
        there.record(row)
    only = Selection(models=("both-a", "both-b"))
    for by in (("model",), ("thinking", "model"), ("prompt",), ("run",)):
        assert stats(file, by, only) == stats(there, by, only) != []
    one, other = next(file.rows(where=only)), next(there.rows(where=only))
    assert {**one, "id": 0} == {**other, "id": 0} and one["reply"] == "ä\0\ud800<svg/>"
    assert "grammar" in one["parameters"] and len(str(one["parameters"])) < 200, "a long text stands apart"


def test_a_database_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.warns(LogWarning, match=r"pip install 'svgguard\[postgres\]'"):
        open_log("postgresql://127.0.0.1:9/nowhere").record(ROW)
