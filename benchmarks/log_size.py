"""What it costs to sum a large log: processor time and memory of `svgguard.log.stats`, in a process of its own.

    python benchmarks/log_size.py [--rows 200000]

Two thousand attempts of 8 models at 300 prompts are written as always, and then copied in the database.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from svgguard.log import Row, open_log
from svgguard.types import Blame, Fault, Safety, Severity

WRITTEN = 2_000
FAR = 1 << 50
"""More than the difference of any two numbers of attempts that are written in a row."""

MEASURED = """
import resource, sys, time
from svgguard.log import stats
begun, clock = time.process_time(), time.perf_counter()
rates = stats(sys.argv[1])
spent = f"{time.process_time() - begun:.2f} s of processor time, {time.perf_counter() - clock:.2f} s"
size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{sum(one.requests for one in rates):,} rows of {len(rates)} models: {spent}, {size:.0f} MB")
"""


def fault(code: str, severity: Severity, *, applied: bool) -> Fault:
    return Fault(code, code, severity, Blame.MODEL, Safety.SAFE, 0, 0, 1, 1, "it is wrong there", applied=applied)


def row(dice: random.Random, number: int) -> Row:
    faults = [fault("R008", Severity.INFO, applied=True)] if dice.random() < 0.9 else []
    if dice.random() < 0.3:
        faults.append(fault("X001", Severity.FATAL, applied=dice.random() < 0.7))
    if dice.random() < 0.3:
        faults.append(fault(f"V00{dice.randrange(9)}", Severity.ERROR, applied=dice.random() < 0.5))
    return Row(
        f"call{number}", 1, "2026-11-28T00:00:00.000+00:00", f"model-{dice.randrange(8)}", "http://127.0.0.1:9/v1",
        f"prompt number {dice.randrange(300)}", "0" * 64, "ask-1", {"temperature": 1.0}, tuple(faults),
        reply="<svg>" + "x" * 1_000, status="repaired", seconds=1.0, prompt_tokens=100, completion_tokens=700,
    )  # fmt: skip


def copied(path: Path, times: int) -> None:
    """Give the log so many times its attempts and faults."""
    connection = sqlite3.connect(path)
    for table, number in (("attempts", "id"), ("faults", "attempt")):
        names = [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
        same = ", ".join(f'"{name}"' if name != number else f'"{name}" + ?' for name in names)
        original = f"SELECT {same} FROM {table} WHERE {number} <= ?"  # noqa: S608 -- names of our own tables
        (last,) = connection.execute(f"SELECT max({number}) FROM {table}").fetchone()  # noqa: S608
        for time in range(1, times):
            connection.execute(f"INSERT INTO {table} {original}", (time * FAR, last))
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.sqlite"
        log, dice = open_log(path), random.Random(1)  # noqa: S311 -- a simulation
        for number in range(WRITTEN):
            log.record(row(dice, number))
        log.flush(60.0)
        copied(path, given.rows // WRITTEN)
        for _ in range(3):
            subprocess.run([sys.executable, "-c", MEASURED, str(path)], check=True)


if __name__ == "__main__":
    main()
