"""Writes seeds for the fuzz target: faulty drawings and whole answers from `svgguard.testing.strategies`."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from svgguard.testing.strategies import answers, faulty_svgs


def main(folder: Path) -> None:
    """Write the seeds into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)

    @settings(max_examples=400, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(answers() | faulty_svgs())
    def write(text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        (folder / sha256(data).hexdigest()[:16]).write_bytes(data)

    write()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
