"""The log: one file shared by threads and processes, never in the way, and the rates read from it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from svgguard.log import Grade, Log, LogError, LogWarning, Row, Selection, open_log, stats
from svgguard.log.place import data_directory, location, user_location
from svgguard.types import Blame, Fault, Safety, Severity

ROW = Row(
    call="c1",
    attempt=1,
    time="2026-01-01T00:00:00.000+00:00",
    model="gemma",
    endpoint="http://x.test/v1",
    prompt="a dot",
    prompt_hash="0" * 64,
    prompt_version="system-1 ask-1",
    parameters={"temperature": 1.0},
    faults=(),
    reply="<svg/>",
    status="clean",
)


def fault(
    code: str, severity: Severity = Severity.ERROR, blame: Blame = Blame.MODEL, *, applied: bool = False
) -> Fault:
    return Fault(code, code.lower(), severity, blame, Safety.SAFE, 0, 0, 1, 1, "wrong", applied=applied)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return open_log(tmp_path / "new" / "log.sqlite")


def test_a_row_comes_back(log: Log) -> None:
    faults = (fault("X001", applied=True), fault("X001"), fault("R002", Severity.INFO, Blame.SERVER))
    log.record(replace(ROW, faults=faults, completion_tokens=3, seconds=0.5, reply="ä\x00<svg/>"))
    (row,) = log.rows()
    assert (row["model"], row["reply"], row["parameters"]) == ("gemma", "ä\x00<svg/>", {"temperature": 1.0})
    assert (row["found"], row["applied"], row["remaining"]) == (["X001", "X001", "R002"], ["X001"], ["X001", "R002"])
    assert row["blame"] == {"X001": "model", "R002": "server"} and row["severity"]["X001"] == "error"
    assert row["prompt_tokens"] is None and row["completion_tokens"] == 3, "unknown is not zero"
    assert row["version"] and row["prompt"] == "a dot"


FIRST_SCHEMA = """
CREATE TABLE attempts (id INTEGER PRIMARY KEY, schema INTEGER NOT NULL, version VARCHAR(32) NOT NULL,
time VARCHAR(32) NOT NULL, call VARCHAR(36) NOT NULL, attempt INTEGER NOT NULL, model VARCHAR(255),
served_model VARCHAR(255), endpoint VARCHAR(1024) NOT NULL, prompt TEXT NOT NULL, prompt_hash VARCHAR(64) NOT NULL,
prompt_version VARCHAR(255) NOT NULL, parameters JSON NOT NULL, finish_reason VARCHAR(64), prompt_tokens INTEGER,
completion_tokens INTEGER, reply TEXT, reasoning TEXT, status VARCHAR(16), found JSON NOT NULL, applied JSON NOT NULL,
remaining JSON NOT NULL, blame JSON NOT NULL, severity JSON NOT NULL, seconds FLOAT)
"""
OLD_ROW = "VALUES (1, 1, '0', 't', 'old', 1, 'gemma', null, 'e', 'p', 'h', 'v', '{}', null, null, null, 'x', null,"


class TestAnEarlierLog:
    @pytest.fixture
    def old(self, tmp_path: Path) -> Path:
        path = tmp_path / "old.sqlite"
        connection = sqlite3.connect(path)
        connection.execute(FIRST_SCHEMA)
        connection.execute(f"INSERT INTO attempts {OLD_ROW} 'rejected', '[]', '[]', '[]', '{{}}', '{{}}', 1.5)")
        connection.commit()
        connection.close()
        return path

    def test_it_is_brought_up_to_date_when_read(self, old: Path) -> None:
        (row,) = open_log(old).rows()
        assert (row["id"], row["call"], row["seconds"], row["step"], row["key"]) == (1, "old", 1.5, "ask", None)
        assert (row["prompt"], row["reply"], row["version"]) == ("p", "x", "0")
        assert list(open_log(old).rows(where=Selection(key="k"))) == []
        assert stats(old)[0].first_pass.unusable == 1

    def test_it_is_given_what_it_lacks_when_written_to(self, old: Path) -> None:
        log = open_log(old)
        log.record(replace(ROW, step="patch", why="X001", cost=0.5, key="k"))
        first, second = log.rows()
        assert (first["call"], first["step"]) == ("old", "ask")
        assert (second["step"], second["why"], second["cost"]) == ("patch", "X001", 0.5)
        assert [row["call"] for row in log.rows(where=Selection(key="k"))] == ["c1"]

    def test_processes_bring_it_up_to_date_together(self, old: Path) -> None:
        command = [sys.executable, "-W", "error", "-c", WRITER, str(old)]
        writers = [subprocess.Popen([*command, str(n)], stderr=subprocess.PIPE, text=True) for n in range(3)]
        for writer in writers:
            assert (writer.communicate()[1], writer.returncode) == ("", 0)
        assert len(list(open_log(old).rows())) == 46


def test_opening_and_reading_create_nothing(log: Log) -> None:
    assert list(log.rows()) == [] and stats(log) == []
    assert log.path is not None and not log.path.parent.exists()


def test_the_file_is_in_wal_mode(log: Log) -> None:
    log.record(ROW)
    assert log.path is not None
    connection = sqlite3.connect(log.path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_threads_share_a_log(log: Log) -> None:
    logs = [log, open_log(log.path)]
    threads = [
        threading.Thread(target=lambda i=i: [logs[i % 2].record(replace(ROW, call=f"{i}-{n}")) for n in range(10)])
        for i in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one.flush(20) for one in logs)
    assert len({row["call"] for row in log.rows()}) == 60


WRITER = """
import sys
from svgguard.log import Row, open_log
log = open_log(sys.argv[1])
for n in range(15):
    log.record(Row(f"{sys.argv[2]}-{n}", 1, "t", "m", "e", "p", "h", "v", {}, (), reply="x" * 1000, status="clean"))
"""


def test_processes_share_a_log(log: Log) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, str(log.path)]
    writers = [subprocess.Popen([*command, str(n)], stderr=subprocess.PIPE, text=True) for n in range(3)]
    for writer in writers:
        assert (writer.communicate()[1], writer.returncode) == ("", 0)
    assert len({row["call"] for row in log.rows()}) == 45


def test_another_database_by_url(tmp_path: Path) -> None:
    log = open_log(f"sqlite:///{(tmp_path / 'by-url.sqlite').as_posix()}")
    log.record(ROW)
    assert len(list(log.rows())) == 1 and log.path is None
    assert "hush" not in repr(open_log("sqlite://me:hush@/x")), "a password is not shown"


def test_a_folder_that_cannot_be_made_warns(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.warns(LogWarning, match="not in the log"):
        open_log(tmp_path / "file" / "log.sqlite").record(ROW)


def test_a_read_only_database_warns(log: Log) -> None:
    log.record(ROW)
    assert log.path is not None
    with pytest.warns(LogWarning, match="readonly"):
        open_log(f"sqlite:///file:{log.path.as_posix()}?mode=ro&uri=true").record(ROW)


@pytest.mark.parametrize("url", ["nosuchdatabase://x/y", "://"])
def test_a_database_that_is_none_warns(url: str) -> None:
    with pytest.warns(LogWarning):
        open_log(url).record(ROW)


def test_a_value_json_cannot_hold_warns(log: Log) -> None:
    with pytest.warns(LogWarning):
        log.record(replace(ROW, parameters={"x": object()}))
    log.record(ROW)
    assert len(list(log.rows())) == 1


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    path.write_text("something else entirely" * 100, encoding="utf-8")
    with pytest.warns(LogWarning):
        open_log(path).record(ROW)
    with pytest.raises(LogError, match="cannot be read"):
        stats(path)


class TestPlace:
    @pytest.mark.parametrize("value", ["off", "0", "", "OFF", "none"])
    def test_off(self, value: str) -> None:
        log = Log(location(None, {"SVGGUARD_LOG": value}))
        log.record(ROW)
        assert not log.enabled and list(log.rows()) == [] and log.url == "" and log.path is None

    def test_argument_then_variable_then_data_directory(self, tmp_path: Path) -> None:
        chosen = {"SVGGUARD_LOG": "chosen.sqlite"}
        assert location("given.sqlite", chosen) == Path("given.sqlite")
        assert location(tmp_path / "given", chosen) == tmp_path / "given"
        assert location(None, chosen) == Path("chosen.sqlite")
        assert location(None, {}) is None, "as a library, nothing is written unasked"
        assert user_location(None, {}) == data_directory() / "log.sqlite"
        assert user_location(None, chosen) == Path("chosen.sqlite") and user_location("off", {}) is None
        assert location("postgresql://x/y", {}) == "postgresql://x/y"

    def test_the_data_directory_is_the_user_s(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert data_directory().name == "svgguard"
        assert data_directory().parent == tmp_path or sys.platform in ("darwin", "win32")


class TestStats:
    REPAIRED = fault("X001", applied=True)
    LEFT = fault("X002")

    def record(self, log: Log, call: str, *rows: Row) -> None:
        before: Grade | None = None
        for number, row in enumerate(rows, 1):
            handed = min((one for one in (before, row.left_grade) if one is not None), default=None)
            log.record(replace(row, call=call, attempt=number, before=before, handed=handed))
            before = handed

    def test_three_rates_are_kept_apart(self, log: Log) -> None:
        repaired = replace(ROW, status="repaired", faults=(self.REPAIRED,))
        left = replace(ROW, status="faulty", faults=(self.REPAIRED, self.LEFT))
        self.record(log, "a", ROW)
        self.record(log, "b", repaired)
        self.record(log, "c", left, ROW)
        self.record(log, "d", left, left)
        (figures,) = stats(log)
        rates = (figures.first_pass, figures.after_repair, figures.after_reasking)
        assert [rate.failures for rate in rates] == [3, 2, 1]
        assert (figures.attempts, figures.answers, figures.prompts) == (4, 4, 1)
        assert figures.first_pass.share is not None and figures.first_pass.share.value == 0.75
        assert figures.requests == 6
        assert figures.codes == {"X001": 4, "X002": 3}

    def test_a_re_ask_that_is_worse_does_not_undo_the_first_answer(self, log: Log) -> None:
        self.record(log, "a", replace(ROW, status="faulty", faults=(fault("S001", Severity.INFO),)), self.rejected())
        assert stats(log)[0].after_reasking.failures == 0

    def test_endpoint_failures_stand_apart(self, log: Log) -> None:
        failed = replace(ROW, status=None, reply=None, faults=(fault("E003", Severity.FATAL, Blame.SERVER),))
        self.record(log, "a", failed, ROW)
        self.record(log, "b", failed)
        (figures,) = stats(log)
        assert (figures.first_pass.failures, figures.attempts, figures.answers) == (0, 2, 1)
        assert (figures.requests, figures.unanswered, figures.apart) == (3, 2, {})
        assert figures.codes == {"E003": 2}

    def test_what_server_and_budget_broke_is_not_the_model_s(self, log: Log) -> None:
        by_server = fault("R010", Severity.FATAL, Blame.SERVER)
        by_budget = fault("R010", Severity.FATAL, Blame.BUDGET)
        self.record(log, "a", replace(ROW, status="rejected", faults=(by_server,)))
        self.record(log, "b", replace(ROW, status="faulty", faults=(by_budget,)))
        (figures,) = stats(log)
        assert figures.first_pass.failures == figures.after_repair.failures == 0
        assert figures.apart == {"server": 1, "budget": 1}

    def test_steps_that_ask_nothing_and_requests_taken_back_are_no_requests(self, log: Log) -> None:
        local = replace(ROW, step="repair", reply=None, status="repaired", faults=(self.REPAIRED,))
        taken_back = replace(ROW, status=None, stopped="cancelled")
        self.record(log, "a", replace(ROW, status="repaired", faults=(self.REPAIRED,)), local, taken_back)
        (figures,) = stats(log)
        assert (figures.requests, figures.unanswered, figures.codes) == (1, 0, {"X001": 1})

    def test_no_document_is_a_failure_even_without_a_fault(self, log: Log) -> None:
        self.record(log, "a", self.rejected())
        assert stats(log)[0].first_pass.failures == 1

    def test_a_fence_is_no_failure(self, log: Log) -> None:
        self.record(log, "a", replace(ROW, status="repaired", faults=(fault("R001", Severity.INFO, applied=True),)))
        (figures,) = stats(log)
        assert figures.first_pass.failures == 0 and figures.codes == {"R001": 1}

    def test_models_in_order_and_one_without_a_name(self, log: Log) -> None:
        for n, model in enumerate(["z", None, "a"]):
            self.record(log, str(n), replace(ROW, model=model))
        assert [figures.group["model"] for figures in stats(log)] == ["", "a", "z"]

    def test_nothing_answered_has_no_rate(self, log: Log) -> None:
        self.record(log, "a", replace(ROW, status=None, reply=None))
        (figures,) = stats(log)
        assert figures.first_pass.share is None and (figures.attempts, figures.answers) == (1, 0)

    @staticmethod
    def rejected() -> Row:
        return replace(ROW, status="rejected")


def test_the_omission_rate_leaves_out_what_could_not_be_told(log: Log) -> None:
    for call, parts in (("a", {"there": 5, "missing": 1, "unknown": 1, "merged": 1}), ("b", {"there": 4}), ("c", None)):
        log.record(replace(ROW, call=call, parts=parts))
    [found] = stats(log)
    assert (found.omissions.missing, found.omissions.told) == (1, 10)
    assert (found.omissions.unknown, found.omissions.merged) == (1, 1)
    assert found.omissions.share is not None
    assert found.omissions.share.value == pytest.approx(0.1)
