"""Answers of some 40 models that others published, and of two small ones asked here, in a log: how they fail.

    python benchmarks/published.py published.sqlite               # four runs: answers, documents, malformed, real
    python benchmarks/published.py many.sqlite --attempts 20000   # the same again and again, to time the import

What it shows and what it does not stands in README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

DATA = Path(__file__).parents[2] / "shared" / "data"
RUNS = {"answers": "answers", "clean": "documents", "malformed": "malformed", "real": "real"}
"""What the run of each folder is called."""


def records(folder: Path) -> Iterator[dict[str, str]]:
    """The answers of a folder, with who was asked what."""
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        file = folder / said["file"]
        file = file if file.exists() else folder / "raw" / said["file"]
        answer = file.read_bytes().decode("utf-8", "replace")
        yield {"answer": answer, "model": said["model"], "prompt": said["prompt"] or said["file"]}


def imported(log: Path, run: str, answers: list[dict[str, str]], jobs: int) -> float:
    """Seconds that `svgguard import` takes for these answers."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / f"{run}.jsonl"
        lines.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
        begun = time.perf_counter()
        command = [sys.executable, "-m", "svgguard", "import", str(lines), "--run", run, "--log", str(log)]
        subprocess.run([*command, "-j", str(jobs)], check=True)
        return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", type=Path)
    parser.add_argument("--attempts", type=int, default=0, help="so many in one run, in place of four runs")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    if not DATA.is_dir():
        print(f"{DATA} is not there: nothing is measured")
        return
    runs = {run: list(records(DATA / folder)) for folder, run in RUNS.items()}
    if given.attempts:
        every = [answer for answers in runs.values() for answer in answers]
        runs = {f"{given.attempts} attempts": list(islice(cycle(every), given.attempts))}
    for run, answers in runs.items():
        print(f"{run}: {len(answers):,} answers in {imported(given.log, run, answers, given.jobs):.0f} s", flush=True)
    for by in ("run", "run,model"):
        subprocess.run([sys.executable, "-m", "svgguard", "stats", "--log", str(given.log), "--by", by], check=True)


if __name__ == "__main__":
    main()
