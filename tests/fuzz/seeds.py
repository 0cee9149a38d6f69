"""Writes seeds for the fuzz target: drawings, broken drawings and whole answers from the strategies of the tests."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, given, settings

sys.path.insert(0, str(Path(__file__).parent.parent))

from strategies import answers, broken_drawings


def main(folder: Path) -> None:
    """Write the seeds into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)

    @settings(max_examples=400, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(answers() | broken_drawings())
    def write(text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        (folder / sha256(data).hexdigest()[:16]).write_bytes(data)

    write()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
