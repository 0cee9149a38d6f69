"""The log survives what befalls it and holds nobody up: locks, kills, forks, foreign tables; it shows no key."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from loopback_server import SVG, chunk, reply, serving, stream, streamed
from openai import OpenAI
from test_log import FIRST_SCHEMA, ROW

from svgguard import EndpointError, agenerate_many, generate
from svgguard.log import LogError, LogWarning, open_log
from svgguard.log.place import data_directory

KEY = "sk-very-secret"


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's transaction, as far as SQLite can tell."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "log.sqlite"
    open_log(path).record(ROW)
    return path


class TestLocks:
    def test_rows_are_written_behind_a_lock(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("svgguard.log.writer.PATIENCE", 0.05)
        log = open_log(path)
        with locked(path):
            for n in range(20):
                log.record(replace(ROW, call=str(n)))
            assert not log.flush(0.0), "nobody waited for all of them"
        assert log.flush(20)
        assert [row["call"] for row in log.rows()] == ["c1", *map(str, range(20))]

    def test_a_process_that_ends_waits_a_little_and_says_what_is_lost(self, path: Path) -> None:
        code = (
            "import sys, svgguard.log.writer as w; w.PATIENCE = w.EXIT_SECONDS = 0.1\n"
            "from svgguard.log import Row, open_log\n"
            "log = open_log(sys.argv[1])\n"
            "for n in range(3): log.record(Row(str(n), 1, 't', 'm', 'e', 'p', 'h', 'v', {}, ()))\n"
        )
        with locked(path):
            run = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, timeout=20)
        assert run.returncode == 0 and run.stderr.count("LogWarning") == 1
        assert "locked, and 3 could not be written" in run.stderr

    def test_what_was_given_out_is_in_the_log(self, path: Path) -> None:
        code = (
            "import os, signal, sys\n"
            "from svgguard import generate\n"
            "for n in range(3): generate('a dot', client=lambda _: '<svg/>', log=sys.argv[1])\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        run = subprocess.run([sys.executable, "-c", code, path], capture_output=True, timeout=60)
        if os.name == "posix":
            assert run.returncode == -signal.SIGKILL
        assert len({row["call"] for row in open_log(path).rows()}) == 4

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
    def test_a_fork_writes_its_own_rows_and_no_other_s(self, path: Path) -> None:
        code = (
            "import os, sys, threading, svgguard.log.writer as w; w.PATIENCE = 0.05\n"
            "from svgguard.log import Row, open_log\n"
            "row = lambda call: Row(call, 1, 't', 'm', 'e', 'p', 'h', 'v', {}, ())\n"
            "log = open_log(sys.argv[1])\n"
            "import sqlite3; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE')\n"
            "log.record(row('parent'))\n"
            "if (child := os.fork()) == 0:\n"
            "    log.record(row('child')); log.flush(20); os._exit(0)\n"
            "c.close(); os.waitpid(child, 0); log.flush(20)\n"
        )
        run = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stderr
        calls = [row["call"] for row in open_log(path).rows()]
        assert calls.count("parent") == 1 and calls.count("c1") == 1

    def test_one_warning_per_process(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.warns(LogWarning) as caught:
            for _ in range(3):
                open_log(tmp_path / "file" / "log.sqlite").record(ROW)
        assert len(caught) == 1


class TestOtherTables:
    OTHERS = (
        "CREATE TABLE attempts (id INTEGER PRIMARY KEY, user TEXT, password TEXT)",
        "CREATE TABLE attempts (id INTEGER PRIMARY KEY)",
        "CREATE TABLE attempts (id INTEGER PRIMARY KEY, call TEXT, attempt INTEGER, time TEXT, prompt TEXT)",
        "CREATE VIEW attempts AS SELECT 1 AS id, 2 AS schema",
        FIRST_SCHEMA.replace("blame JSON NOT NULL, ", ""),
    )

    @pytest.mark.parametrize("made", OTHERS)
    def test_another_program_s_is_left_alone(self, made: str, tmp_path: Path) -> None:
        path = tmp_path / "theirs.sqlite"
        with sqlite3.connect(path) as connection:
            connection.execute(made)
        connection.close()
        before = path.read_bytes()
        with pytest.warns(LogWarning, match="another program's|no such column"):
            open_log(path).record(ROW)
        assert path.read_bytes() == before and len(list(tmp_path.iterdir())) == 1

    def test_a_later_version_s_is_named_and_not_written(self, path: Path) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("INSERT INTO svgguard_schema VALUES (4, '9.1', 't')")
        connection.close()
        with pytest.warns(LogWarning, match=r"svgguard 9\.1 made it \(schema 4; this version writes 3\); update"):
            open_log(path).record(ROW)
        with pytest.raises(LogError, match="schema 4"):
            list(open_log(path).rows())


class TestKeys:
    @pytest.mark.parametrize("streaming", [True, False])
    def test_one_that_the_model_repeats_is_masked(self, streaming: bool, tmp_path: Path) -> None:
        echo = SVG.replace("<g", f"<title>Bearer {KEY}</title><g")
        answer = streamed(echo) if streaming else reply({"choices": [{"message": {"content": echo, "reasoning": KEY}}]})
        log = open_log(tmp_path / "log.sqlite")
        with serving(answer) as server:
            where: Any = {"base_url": server.url, "api_key": KEY, "model": "m"}
            result = generate(f"a dot for {KEY}", extra={"user": KEY}, stream=streaming, log=log, **where)
        assert result.svg is not None and KEY in result.svg, "the drawing is the model's"
        (row,) = log.rows()
        assert KEY not in str(row) and "Bearer ***" in row["reply"] and row["parameters"]["user"] == "***"
        assert all(KEY.encode() not in file.read_bytes() for file in tmp_path.iterdir())

    def test_one_in_a_header_too(self, tmp_path: Path) -> None:
        log = open_log(tmp_path / "log.sqlite")
        with serving(streamed(f"<!--hush-hush-->{SVG}")) as server:
            generate("a dot", base_url=server.url, model="m", headers={"X-Api-Token": "hush-hush"}, log=log)
        assert "hush-hush" not in str(list(log.rows()))

    @pytest.mark.parametrize("spell", [str, escape, partial(escape, quote=False), quote, partial(quote, safe="")])
    @pytest.mark.parametrize("way", ["api_key", "header", "password", "client", "client's header", "its connection's"])
    def test_however_it_is_given_and_spelt(self, way: str, spell: Callable[[str], str], tmp_path: Path) -> None:
        key = "sk+very/secret&<'x'"
        log = open_log(tmp_path / "log.sqlite")
        with serving(streamed(f"<!-- {spell(key)} -->{SVG}")) as server:
            url = {"base_url": server.url}
            http = httpx2.Client(headers={"X-Auth-Token": key})
            where: dict[str, Any] = {
                "api_key": {**url, "api_key": key},
                "header": {**url, "headers": {"Authorization": f"Bearer {key}"}},
                "password": {"base_url": server.url.replace("//", f"//me:{quote(key, safe='')}@")},
                "client": {"client": OpenAI(**url, api_key=key)},
                "client's header": {"client": OpenAI(**url, api_key="none", default_headers={"X-Api-Key": key})},
                "its connection's": {"client": OpenAI(**url, api_key="none", http_client=http)},
            }
            generate("a dot", model="m", attempts=1, log=log, **where[way])
        row, *others = log.rows()
        assert row["reply"] == f"<!-- *** -->{SVG}" and key not in str(others)


class TestWhatIsWritten:
    @pytest.fixture(autouse=True)
    def home(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hermetic: None) -> None:
        monkeypatch.delenv("SVGGUARD_LOG")
        for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME", "USERPROFILE"):
            monkeypatch.setenv(name, str(tmp_path / "home"))

    def test_nothing_unasked(self, tmp_path: Path) -> None:
        assert generate("a dot", client=lambda _: SVG).ok
        assert not data_directory().exists() and not (tmp_path / "home").exists()

    def test_what_the_variable_names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SVGGUARD_LOG", str(tmp_path / "log.sqlite"))
        generate("a dot", client=lambda _: SVG)
        assert len(list(open_log().rows())) == 1

    def test_resuming_without_a_log_is_refused_at_once(self) -> None:
        asked: list[object] = []

        with pytest.raises(ValueError, match="needs the log of the earlier run: give log="):
            agenerate_many(["a dot"], client=asked.append, resume=True)
        assert asked == []


class TestRecords:
    def test_every_attempt_is_one(self, caplog: pytest.LogCaptureFixture, hermetic: None) -> None:
        caplog.set_level(logging.INFO, "svgguard")
        bad = SVG.replace("<circle", '<path d="banana"/><circle')
        answers = [reply({"error": "busy"}, 500), stream(chunk(bad), chunk(finish="stop"))]
        with serving(*answers) as server:
            result = generate("a dot", base_url=server.url, model="m", attempts=1, retries=1)
        records = [record for record in caplog.records if record.name == "svgguard" and hasattr(record, "step")]
        assert [record.levelname for record in records] == ["INFO"] * len(result.attempts) == ["INFO"] * 2
        for record, attempt in zip(records, result.attempts, strict=True):
            facts = vars(record)
            assert (facts["step"], facts["model"], facts["tokens"]) == (attempt.step, "m", attempt.completion_tokens)
            assert set(facts["codes"]) == {fault.code for fault in attempt.faults}
            assert facts["seconds"] == attempt.seconds
        assert "attempt 1 (ask) of m: no answer, E003" in caplog.text

    def test_one_that_fails_too(self, caplog: pytest.LogCaptureFixture, hermetic: None) -> None:
        caplog.set_level(logging.INFO, "svgguard")
        with serving(reply({"error": f"no key {KEY}"}, 401)) as server, pytest.raises(EndpointError):
            generate("a dot", base_url=server.url, model="m", api_key=KEY)
        assert "no answer, E004" in caplog.text and KEY not in caplog.text


def test_nothing_is_waited_for_where_all_is_well(path: Path) -> None:
    """Rows are there when `record` returns: no thread is left, and no warning."""
    log = open_log(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n in range(50):
            log.record(replace(ROW, call=str(n)))
            assert log.flush(0.0)
    assert len(list(log.rows())) == 51
