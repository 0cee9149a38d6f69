"""False alarms: icon sets that browsers draw as meant, checked and repaired.

    python benchmarks/icons.py [--keep FOLDER] [PACKAGE …]

Downloads the packages from the npm registry (npm is needed) or, those called ``debian:…``, from Debian's (apt-get and
dpkg-deb are needed; passed over, saying so, where they are not), checks every SVG in them and counts what was reported
by code and severity, and how many files safe repairs would change. Both should be nothing, or be explained.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

import svgguard
from svgguard import Policy, Safety, Severity

PACKAGES = ("@mdi/svg", "simple-icons", "bootstrap-icons", "@tabler/icons", "feather-icons",
            "debian:adwaita-icon-theme", "debian:breeze-icon-theme")  # fmt: skip
DEBIAN = "debian:"
SAFE = Policy(apply=Safety.SAFE)


def fetch(package: str, folder: Path) -> Path:
    """Download and unpack one package; the folder it is in."""
    target = folder / package.replace("/", "-").replace(":", "-")
    if target.is_dir():
        return target
    if package.startswith(DEBIAN):
        subprocess.run(
            ["apt-get", "download", package.removeprefix(DEBIAN)], cwd=folder, check=True, capture_output=True
        )
        (archive,) = folder.glob(f"{package.removeprefix(DEBIAN)}_*.deb")
        subprocess.run(["dpkg-deb", "-x", archive, target], check=True)
    else:
        npm = shutil.which("npm") or "npm"
        packed = subprocess.run([npm, "pack", package], cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as tar:
            tar.extractall(target, filter="data")
    return target


def examine(folder: Path) -> tuple[int, Counter[str], int, list[str]]:
    """How many files, what was reported, how many bytes-changing repairs, and where errors were reported."""
    reported: Counter[str] = Counter()
    changed, files, where = 0, 0, []
    for path in sorted(folder.rglob("*.svg")):
        if path.is_symlink():
            continue
        files += 1
        data = path.read_bytes()
        result = svgguard.repair(data, policy=SAFE)
        changed += result.data != data
        for fault in result.faults:
            reported[f"{fault.code} {fault.severity}"] += 1
            if fault.severity in (Severity.ERROR, Severity.FATAL):
                where.append(f"{path.relative_to(folder)}:{fault}")
    return files, reported, changed, where


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", default=PACKAGES)
    parser.add_argument("--keep", type=Path, help="a folder for the downloads, used again next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for package in asked.packages:
            if package.startswith(DEBIAN) and not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
                print(f"{package:26s} passed over: apt-get or dpkg-deb is missing")
                continue
            files, reported, changed, where = examine(fetch(package, folder))
            counts = ", ".join(f"{code} x {n}" for code, n in reported.most_common()) or "nothing"
            print(f"{package:26s} {files:6d} files  reported: {counts}  changed: {changed}", flush=True)
            for line in where[:20]:
                print(f"    {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
