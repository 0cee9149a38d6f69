"""Ask a live model for pictures, keep its answers, and say what became of them: prompts × models.

    python benchmarks/models/ask.py answers.jsonl --base-url http://127.0.0.1:8090/v1 --model qwen
    python benchmarks/models/ask.py answers.jsonl --model qwen --wording old --system old-system.md
    python benchmarks/models/ask.py answers.jsonl --judge       # asks nothing, judges all that is there

Every answer is kept raw, a line each, so that a run that was interrupted goes on where it was, and all answers are
judged by the same svgguard, whenever they were written. Figures are of first answers alone; nothing is asked again.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from threading import Lock
from typing import Any

import svgguard
from svgguard.types import Blame, Severity, Status

PROMPTS = Path(__file__).with_name("prompts.txt")
BLANK = "D001"
Z = 1.96


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path, help="where the answers are kept, a JSON object in each line")
    parser.add_argument("--base-url", default="http://127.0.0.1:8090/v1")
    parser.add_argument("--model", default="")
    parser.add_argument("--wording", default="shipped", help="the name of this run in the table")
    parser.add_argument("--system", type=Path, help="a file whose text is sent in place of svgguard's system message")
    parser.add_argument("--prompts", type=int, default=16, help="how many of the prompts are asked")
    parser.add_argument("--samples", type=int, default=3)
    parser.add_argument("--max-tokens", type=int, default=1500)
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin no question after so long")
    parser.add_argument("--at-once", type=int, default=4, help="questions under way at a time: the slots of the server")
    parser.add_argument("--judge", action="store_true", help="only judge what is there")
    asked = parser.parse_args()
    there = list(kept(asked.answers))
    if not asked.judge:
        ask(asked, there)
    print("\n".join(table(kept(asked.answers))))


def kept(file: Path) -> Iterator[dict[str, Any]]:
    """The answers that are there."""
    if file.exists():
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def ask(asked: argparse.Namespace, there: Iterable[Mapping[str, Any]]) -> None:
    """Ask whatever is not answered yet."""
    done = {(row["wording"], row["model"], row["prompt"], row["sample"]) for row in there}
    prompts = PROMPTS.read_text(encoding="utf-8").splitlines()[: asked.prompts]
    system = None if asked.system is None else asked.system.read_text(encoding="utf-8").strip()
    begun, writing = time.monotonic(), Lock()

    def answer(prompt: str, sample: int) -> None:
        if (asked.wording, asked.model, prompt, sample) in done or time.monotonic() - begun > asked.seconds:
            return
        result = svgguard.generate(
            prompt, base_url=asked.base_url, model=asked.model or None, system=system, seed=sample + 1,
            max_tokens=asked.max_tokens, attempts=1, log=False,
        )  # fmt: skip
        first = result.attempts[0]
        row = {
            "wording": asked.wording,
            "model": asked.model,
            "prompt": prompt,
            "sample": sample,
            "reply": first.reply,
            "finish_reason": first.finish_reason,
            "stopped": first.stopped,
            "tokens": first.completion_tokens,
            "seconds": first.seconds,
        }
        with writing, asked.answers.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")

    with ThreadPoolExecutor(asked.at_once) as pool:
        questions = [(prompt, sample) for sample in range(asked.samples) for prompt in prompts]
        list(pool.map(lambda question: answer(*question), questions))


def table(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each wording and model."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["model"], row["wording"]].append(row)
    yield "| model | wording | answers | first pass fails | after repair | blank | cut | tokens, median | tokens/s |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|"
    for (model, wording), answers in sorted(groups.items()):
        n = len(answers)
        judged = [verdict(row) for row in answers]
        counts = [row["tokens"] for row in answers if row["tokens"]]
        speeds = [row["tokens"] / row["seconds"] for row in answers if row["tokens"] and row["seconds"]]
        shares = [share(sum(v[i] for v in judged), n) for i in range(4)]
        tokens = f"{median(counts):.0f} of {len(counts)}" if counts else "—"
        speed = f"{median(speeds):.1f}" if speeds else "—"
        yield f"| {model} | {wording} | {n} | {' | '.join(shares)} | {tokens} | {speed} |"


def verdict(row: Mapping[str, Any]) -> tuple[bool, bool, bool, bool]:
    """Whether an answer fails as it came, whether it does once repaired, whether it is blank, and whether it is cut."""
    first, after = svgguard.check(row["reply"]), svgguard.repair(row["reply"])
    blank = any(fault.code == BLANK for fault in first.faults) or (first.svg is None and after.svg is None)
    cut = row["finish_reason"] == "length" or bool(row["stopped"] not in ("", "finished"))
    return _fails(first.faults, first.status), _fails(after.remaining, after.status), blank, cut


def _fails(faults: Iterable[svgguard.Fault], status: Status) -> bool:
    """True if faults are left that are more than a remark, whosever they are."""
    return status is Status.REJECTED or any(
        f.severity is not Severity.INFO and f.blame is not Blame.SVGGUARD for f in faults
    )


def share(k: int, n: int) -> str:
    """A share in percent with its Wilson interval of 95 %."""
    p, d = k / n, 1 + Z * Z / n
    centre, half = (p + Z * Z / (2 * n)) / d, Z / d * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return f"{100 * p:.0f} % ({100 * (centre - half):.0f}–{100 * (centre + half):.0f})"


if __name__ == "__main__":
    main()
