"""What `import svgguard` and the command line cost at start, beside `import lxml.etree`, as medians of fresh processes.

python benchmarks/import_cost.py [--runs 15]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

STATEMENTS = {
    "nothing": "pass",
    "import lxml.etree": "import lxml.etree",
    "import svgguard": "import svgguard",
    "import svgguard.guard": "import svgguard.guard",
    "check a clean document": "import svgguard; svgguard.check('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    "repair a broken one": "import svgguard; svgguard.repair('<svg><path d=\"M1 1h2\">')",
}


def seconds(statement: str) -> float:
    """Wall time of one fresh interpreter running `statement`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    taken: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(runs + 1):
        for name, statement in STATEMENTS.items():
            taken[name].append(seconds(statement))
    middle = {name: statistics.median(times[1:]) * 1000 for name, times in taken.items()}
    for name, value in middle.items():
        print(f"{name:24s} {value:7.1f} ms   {value - middle['import lxml.etree']:+7.1f} ms beside lxml.etree")


if __name__ == "__main__":
    main()
