"""What hostile documents cost whoever draws them.

    python -m benchmarks.hostile [--class NAME …] [--documents FILE.py] [--ways NAME …] [--all]

Each document goes through `render`, `Result.png` and `generate` (from a server on loopback), each in a process of its
own with its workers. Measured: processor time and the largest resident memory of that process and its workers, bytes on
its standard error, whether it lives and draws a good document right after. The bounds are 300 MB, none, yes, and 2 s
more than a plain drawing takes in the same way, most of which is the start of Python and what it imports.

`--documents` takes a file with a function ``cases(folder, port)`` that gives documents by name.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.hostile.documents import CLASSES, SHAPE, documents, svg
from svgguard.testing.loopback import Answer, LoopbackServer, as_json
from svgguard.testing.loopback.wire import as_events

CPU_SECONDS, MEGABYTES = 2.0, 300
PLAIN = svg(SHAPE)
WAYS = ("render", "png", "generate")
CHILD = Path(__file__).with_name("one.py")


class Always:
    """A model that gives one answer to everything."""

    def __init__(self) -> None:
        self.text = ""
        self.requests: list[Mapping[str, Any]] = []

    @property
    def models(self) -> list[str]:
        return ["none"]

    def answer(self, request: Mapping[str, Any]) -> Answer:
        head = {"id": "c", "created": 1, "model": "none"}
        if request.get("stream"):
            chunk = head | {"object": "chat.completion.chunk"}
            said = {"index": 0, "delta": {"role": "assistant", "content": self.text}, "finish_reason": None}
            end = {"index": 0, "delta": {}, "finish_reason": "stop"}
            return as_events(iter([chunk | {"choices": [said]}, chunk | {"choices": [end]}]))
        message = {"role": "assistant", "content": self.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return as_json(head | {"object": "chat.completion", "choices": [choice]})


def measure(way: str, path: Path, server: str, errors: Path) -> dict[str, object]:
    began = time.monotonic()
    with errors.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, str(CHILD), way, str(path), server], stdout=subprocess.PIPE, stderr=err
        )
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, _ = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    row = json.loads(out) if out else {"outcome": "no answer", "cpu": 0.0, "rss": 0, "after": False}
    return row | {"wall": time.monotonic() - began, "code": process.returncode, "stderr": errors.stat().st_size}


def over(row: dict[str, object], start: float) -> list[str]:
    """Which bounds were not kept, when starting takes so many seconds."""
    checks = {
        "cpu": float(str(row["cpu"])) <= start + CPU_SECONDS,
        "memory": float(str(row["rss"])) <= MEGABYTES,
        "stderr": row["stderr"] == 0,
        "alive": row["code"] == 0 and bool(row["after"]),
    }
    return [name for name, kept in checks.items() if not kept]


def given(path: str) -> list[tuple[str, str]]:
    spec = importlib.util.spec_from_file_location("given", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.cases(tempfile.mkdtemp(), 9).items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--class", dest="classes", nargs="*", choices=CLASSES)
    parser.add_argument("--documents")
    parser.add_argument("--ways", nargs="*", choices=WAYS, default=WAYS)
    parser.add_argument("--all", action="store_true", help="Print every run, not only those over a bound.")
    options = parser.parse_args()
    cases = given(options.documents) if options.documents else list(documents())
    if options.classes:
        cases = [case for case in cases if case[0].rpartition("-")[0] in options.classes]
    outcomes: Counter[str] = Counter()
    worst = {"cpu": 0.0, "rss": 0.0}
    failed = 0
    model = Always()
    start: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, LoopbackServer(model) as server:
        for name, text in [("plain", PLAIN), *cases]:
            path = Path(folder, "document.svg")
            path.write_text(text, encoding="utf-8")
            model.text = text
            for way in options.ways:
                row = measure(way, path, server.base_url, Path(folder, "stderr"))
                outcomes[str(row["outcome"]).partition(":")[0]] += 1
                worst = {key: max(most, float(str(row[key]))) for key, most in worst.items()}
                start.setdefault(way, float(str(row["cpu"])))  # the first document is the plain one
                broken = over(row, start[way])
                failed += bool(broken)
                if broken or name == "plain" or options.all:
                    took = f"{row['cpu']:5.2f} s {row['rss']:4.0f} MB"
                    print(f"{name:18} {way:8} {took} {row['outcome']} {broken or ''}", flush=True)
    print(f"{len(cases)} documents, {len(cases) * len(options.ways)} runs: {failed} over a bound; {dict(outcomes)}")
    print(f"most: {worst['cpu']:.2f} s of processor time, {worst['rss']:.0f} MB")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
