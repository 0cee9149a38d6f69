"""Run the measures of ../shared/bench on svgguard and print each command's closing lines.

    python benchmarks/shared.py                # all of them, seed 1
    python benchmarks/shared.py repair --seed 7
    python benchmarks/shared.py speed svgenius

Needs ../shared beside this repository and the harness's own packages (see ../shared/bench/README.md); says so and does
nothing where they are absent.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"

MEASURES = {
    "real": ["real.py", "--tool", "svgguard:repair"],
    "repair": ["repair.py", "--tool", "svgguard:repair,selectolax,tidy-xml", "--seed", "{seed}", "--no-cairo"],
    "kinds": ["repair.py", "--tool", "svgguard:repair", "--seed", "{seed}", "--no-cairo"],
    "svgenius": ["svgenius.py", "--tool", "svgguard:repair"],
    "detect": ["detect.py", "--tools", "svgguard:check,lxml-strict,expat", "--seed", "{seed}"],
    "speed": ["speed.py", "--tools", "svgguard:repair,svgguard:check,selectolax to XML,html5lib to XML,svgcheck tree"],
    "hostile": ["hostile.py", "--tools", "svgguard:repair,svgguard:check"],
}
"""What each measure runs; the harness explains its own columns."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    unknown = set(asked.measures) - set(MEASURES)
    if unknown:
        parser.error(f"no measure called {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    if not BENCH.is_dir():
        print(f"skipped: {BENCH} is not here")
        return 0
    failed = 0
    for name in asked.measures or MEASURES:
        command = [word.format(seed=asked.seed) for word in MEASURES[name]]
        print(f"## {name}: {' '.join(command)}", flush=True)
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        failed |= subprocess.run([sys.executable, *command], cwd=BENCH, env=environment, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
