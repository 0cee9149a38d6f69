"""`svgguard import` and `svgguard log`, and the exports: a log that can be filled, asked and emptied."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import ANSWER, BROKEN, CLEAN, NO_SVG, Run

from svgguard.log import Log, LogError, Row, Selection, export, frame, open_log, stats


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Answers as somebody may have collected them: a folder of files, and an index that says who wrote what."""
    folder = tmp_path / "answers" / "raw"
    folder.mkdir(parents=True)
    texts = {"a.txt": ANSWER, "b.txt": BROKEN, "c.txt": NO_SVG, "d.txt": CLEAN}
    with (folder.parent / "index.jsonl").open("w", encoding="utf-8") as index:
        for number, (name, text) in enumerate(texts.items()):
            (folder / name).write_text(text, encoding="utf-8")
            model = f"model-{number % 2}"
            said = {"file": f"raw/{name}", "model": model, "prompt": f"a dot {number}", "finish_reason": "stop"}
            index.write(json.dumps(said) + "\n")
    return folder.parent


class TestImport:
    def test_a_folder_with_a_mapping(self, run: Run, answers: Path) -> None:
        ask = ["import", answers / "raw", "--mapping", answers / "index.jsonl", "--run", "old", "--log", "l.sqlite"]
        assert "4 answers taken into the run 'old'" in run(*ask).err
        assert "0 answers taken" in run(*ask).err, "an answer is not taken twice"
        even, odd = stats("l.sqlite")
        assert (even.answers, even.first_pass.failures, even.first_pass.unusable) == (2, 1, 1)
        assert (odd.first_pass.failures, odd.after_repair.failures) == (1, 0)

    def test_a_folder_of_one_model(self, run: Run, answers: Path) -> None:
        done = run("import", answers / "raw", "-m", "gemma", "--prompt", "a dot", "--log", "l.sqlite", "--part", "dot")
        assert done.code == 0, done.err
        rows = list(open_log("l.sqlite").rows())
        assert len(rows) == 4 and {row["run"] for row in rows} == {"raw"}
        assert {row["endpoint"] for row in rows} == {"collected"}
        assert any(row["parts_unknown"] or row["parts_missing"] or row["parts_there"] for row in rows)

    @pytest.mark.parametrize("form", ["jsonl", "csv"])
    def test_lines_with_fields_of_other_names(self, run: Run, tmp_path: Path, form: str) -> None:
        rows = [
            {"out": text, "who": "m", "q": "a dot", "cut": cut}
            for text, cut in ((ANSWER, "stop"), (CLEAN[:60], "length"))
        ]
        path = tmp_path / f"answers.{form}"
        with path.open("w", encoding="utf-8", newline="") as file:
            if form == "csv":
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            else:
                file.writelines(json.dumps(row) + "\n" for row in [*rows, rows[0]])
        names = [f"{meaning}={name}" for meaning, name in
                 {"answer": "out", "model": "who", "prompt": "q", "finish_reason": "cut"}.items()]  # fmt: skip
        done = run("import", path, *(word for name in names for word in ("--field", name)), "--log", "l.sqlite")
        assert done.code == 0, done.err
        (figures,) = stats("l.sqlite")
        assert figures.answers == (2 if form == "csv" else 3), "equal answers are answers"
        assert figures.first_pass.failures == 0 and figures.apart == {"budget": 1}, (
            "what a limit cut is not the model's"
        )

    def test_many_go_through_several_processes(self, run: Run, tmp_path: Path) -> None:
        lines = [json.dumps({"answer": CLEAN, "model": "m", "prompt": f"dot {n % 30}"}) + "\n" for n in range(300)]
        (tmp_path / "many.jsonl").write_text("".join(lines), encoding="utf-8")
        assert "300 answers taken" in run("import", "many.jsonl", "--log", "l.sqlite", "-j", 2).err
        (figures,) = stats("l.sqlite")
        assert (figures.answers, figures.prompts) == (300, 30)

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            (["raw"], "nothing says the model"),
            (["raw", "-m", "m"], "nothing says the prompt"),
            (["index.jsonl", "--field", "answer=text", "--field", "file=path"], "give --field answer=NAME"),
            (["index.jsonl", "--field", "colour=red"], "MEANING=NAME"),
            (["raw/a.txt", "--mapping", "gone"], "gone"),
            (["broken.jsonl"], "broken.jsonl:1: no JSON"),
        ],
    )
    def test_mistakes_are_one_line(
        self, run: Run, answers: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], word: str
    ) -> None:
        monkeypatch.chdir(answers)
        Path("broken.jsonl").write_text("nothing\n", encoding="utf-8")
        done = run("import", *arguments, "--log", "l.sqlite")
        assert done.code == 2 and done.err.count("\n") == 1 and word in done.err


@pytest.fixture
def log(run: Run, answers: Path) -> Log:
    """A log of two runs."""
    run("import", answers / "raw", "--mapping", answers / "index.jsonl", "--run", "old", "--log", "l.sqlite")
    run("import", answers / "raw" / "a.txt", "-m", "m", "--prompt", "a secret", "--run", "new", "--log", "l.sqlite")
    return open_log("l.sqlite")


class TestLog:
    def test_runs_are_listed_and_tagged(self, run: Run, log: Log) -> None:
        shown = run("log", "list", "--log", "l.sqlite").out.splitlines()
        assert [line.split()[1:2] for line in shown[1:]] == [["old"], ["new"]]
        assert run("log", "tag", "old", "kept", "--log", "l.sqlite").code == 0
        (only,) = [
            json.loads(line)
            for line in run("log", "list", "--run", "kept", "--json", "--log", "l.sqlite").out.splitlines()
        ]
        assert (only["name"], only["attempts"], only["models"]) == ("old", 4, ["model-0", "model-1"])
        assert run("log", "tag", "gone", "x", "--log", "l.sqlite").code == 2

    def test_attempts_are_searched_and_shown(self, run: Run, log: Log) -> None:
        found = run("log", "search", "DOT 1", "--code", "x0", "--log", "l.sqlite").out.splitlines()
        assert len(found) == 2 and "X001" in found[1]
        attempt = found[1].split()[0]
        shown = run("log", "show", attempt, "--log", "l.sqlite").out
        assert "a dot 1" in shown and "X001 fatal (model, repaired)" in shown
        assert run("log", "show", attempt, "--kept", "reply", "--log", "l.sqlite").out == BROKEN + "\n"
        assert run("log", "show", attempt, "--kept", "before", "--log", "l.sqlite").out == BROKEN + "\n"
        assert 'fill="red" fill' not in run("log", "show", attempt, "--kept", "svg", "--log", "l.sqlite").out
        assert json.loads(run("log", "show", attempt, "--json", "--log", "l.sqlite").out)["found"] == ["X001"]
        assert len(run("log", "search", "--failed", "--log", "l.sqlite").out.splitlines()) == 3
        assert run("log", "search", "--model", "nobody", "--log", "l.sqlite").code == 1
        assert run("log", "show", "ffffffff-no", "--log", "l.sqlite").code == 2

    def test_where_it_is(self, run: Run, log: Log) -> None:
        assert run("log", "path", "--log", "l.sqlite").out == "l.sqlite\n"
        assert run("log", "path").code == 2, "it is off in tests"

    def test_what_is_pruned_is_gone(self, run: Run, log: Log) -> None:
        assert run("log", "prune", "--log", "l.sqlite").code == 2, "say what is to go"
        assert "0 attempts pruned" in run("log", "prune", "--older-than", "1d", "--log", "l.sqlite").err
        assert "4 attempts pruned" in run("log", "prune", "--run", "old", "-y", "--log", "l.sqlite").err
        assert [row["prompt"] for row in log.rows()] == ["a secret"]
        assert run("log", "list", "--log", "l.sqlite").out.count("\n") == 2

    def test_figures_stay_where_only_the_texts_are_to_go(self, run: Run, log: Log) -> None:
        before = stats(log)
        assert run("log", "prune", "--run", "new", "--only", "answers", "-y", "--log", "l.sqlite").code == 0
        assert b"I would rather" not in Path("l.sqlite").read_bytes(), "answers are compressed"
        (row,) = log.rows(where=Selection(runs=("new",)))
        assert (row["prompt"], row["reply"], row["svg"]) == ("a secret", None, None)
        assert run("log", "prune", "--since", "1d", "--only", "texts", "-y", "--log", "l.sqlite").code == 0
        assert stats(log) == before
        assert b"secret" not in Path("l.sqlite").read_bytes()
        assert {row["prompt"] for row in log.rows()} == {None}


def test_what_is_not_kept_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Row(
        "c", 1, "2026-01-01T00:00:00+00:00", "m", "e", "a secret", "h", "v", {}, (), reply="<svg/>", status="clean"
    )
    Log(tmp_path / "l.sqlite", keep=()).record(row)
    monkeypatch.setenv("SVGGUARD_LOG_KEEP", "prompt svg")
    open_log(tmp_path / "m.sqlite").record(row)
    (nothing,), (some,) = open_log(tmp_path / "l.sqlite").rows(), open_log(tmp_path / "m.sqlite").rows()
    assert (nothing["prompt"], nothing["reply"], nothing["status"]) == (None, None, "clean")
    assert (some["prompt"], some["reply"]) == ("a secret", None)
    log = Log(tmp_path / "n.sqlite", keep=("before", "thumbnail"))
    log.record(replace(row, reply=ANSWER, svg=CLEAN))
    (drawn,) = log.rows("before", "thumbnail")
    assert drawn["before"] == CLEAN.strip() and drawn["thumbnail"].startswith(b"\x89PNG")
    with pytest.raises(LogError, match="keeps no 'colour'"):
        Log(tmp_path / "l.sqlite", keep=("colour",))


class TestExports:
    def test_jsonl_and_csv(self, run: Run, log: Log) -> None:
        assert "5 attempts written" in run("log", "export", "all.jsonl", "--log", "l.sqlite").err
        rows = [json.loads(line) for line in Path("all.jsonl").read_text(encoding="utf-8").splitlines()]
        assert len(rows) == 5 and rows[1]["found"] == ["X001"] and rows[1]["found_grade"] == 3
        assert run("log", "export", "m.csv", "--model", "m", "--column", "reply", "--log", "l.sqlite").code == 0
        with Path("m.csv").open(encoding="utf-8", newline="") as file:
            assert [row["reply"] for row in csv.DictReader(file)] == [ANSWER]
        assert run("log", "export", "all.xlsx", "--log", "l.sqlite").code == 2

    def test_parquet(self, log: Log, tmp_path: Path) -> None:
        from pyarrow import parquet

        assert export(log, tmp_path / "all.parquet") == 5
        table = parquet.read_table(tmp_path / "all.parquet")
        assert table.column("found").to_pylist()[1] == ["X001"] and table.num_rows == 5
        assert str(table.schema.field("seconds").type) == "double" and str(table.schema.field("id").type) == "int64"

    @pytest.mark.parametrize("library", ["pandas", "polars"])
    def test_a_frame(self, log: Log, library: Any) -> None:
        made = frame(log, library=library)
        assert made.shape[0] == 5 and set(made["model"]) == {"m", "model-0", "model-1"}
        assert frame(log, "model", "reply", where=Selection(models=("m",)), library=library).shape == (1, 2)
        assert frame(log, where=Selection(models=("nobody",)), library=library).shape[0] == 0


def test_a_request_is_a_span(tmp_path: Path) -> None:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    trace.set_tracer_provider(provider)
    row = Row(
        "c", 1, "2026-01-01T00:00:00+00:00", "gemma", "http://127.0.0.1:9/v1", "a dot", "h", "v", {"temperature": 0.5},
        (), status="clean", seconds=2.0, prompt_tokens=7, completion_tokens=11,
    )  # fmt: skip
    open_log("off").record(row)
    (span,) = kept.get_finished_spans()
    assert span.name == "chat gemma" and span.attributes is not None
    assert span.attributes["gen_ai.request.model"] == "gemma" and span.attributes["gen_ai.usage.output_tokens"] == 11
    assert span.attributes["gen_ai.request.temperature"] == 0.5 and span.attributes["server.port"] == 9
    assert span.start_time is not None and span.end_time == span.start_time + 2_000_000_000
