"""`svgguard check` over many files beside the command lines of svglint and svgo: files a second, cold and remembered.

python benchmarks/batch.py FOLDER [--node NODE_MODULES]

FOLDER holds SVG files; it is copied. NODE_MODULES is where npm put svglint and svgo. Each line is one run: files a
second, seconds, CPU seconds, and the largest memory of one process so far. What the others look for is less, or
something else.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

RULES = (
    'export default { rules: { valid: true, elm: { svg: 1 }, attr: [{ "rule::selector": "svg", xmlns: true }] } };\n'
)


def measured(name: str, command: Sequence[str], files: int, cwd: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    # A folder with faults is no failure of the measurement.
    subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = after.ru_maxrss / 1024
    print(
        f"{name:28s} {files / seconds:8.0f} files/s {seconds:7.2f} s {cpu:7.2f} s CPU {memory:6.0f} MB at most so far"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--node", type=Path)
    parser.add_argument("--most", type=int, default=5000)
    given = parser.parse_args()
    sources = sorted(given.folder.rglob("*.svg"))[: given.most]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        folder.mkdir()
        for number, source in enumerate(sources):
            shutil.copy(source, folder / f"{number:05}.svg")
        count = len(sources)
        check = [sys.executable, "-m", "svgguard", "check", "--isolated", "--quiet", str(folder)]
        measured("svgguard, one core", [*check, "-j", "1", "--no-cache"], count, folder)
        measured(f"svgguard, {os.cpu_count()} cores", [*check, "--no-cache"], count, folder)
        measured("svgguard, filling the cache", check, count, folder)
        measured("svgguard, remembered", check, count, folder)
        if given.node is not None:
            config = Path(place) / "svglint.config.js"
            config.write_text(RULES, encoding="utf-8")
            (Path(place) / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
            svglint = [str(given.node / ".bin" / "svglint"), "--ci", "--config", str(config)]
            measured("svglint", [*svglint, *(str(file) for file in sorted(folder.glob("*.svg")))], count, folder)
            svgo = [str(given.node / ".bin" / "svgo"), "-q", "-f", str(folder), "-o", str(Path(place) / "out")]
            measured("svgo", svgo, count, folder)


if __name__ == "__main__":
    main()
