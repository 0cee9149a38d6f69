"""Where calibrations are kept: one small JSON file for each judge and way of asking, in the user's data directory."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from svgguard.judging.judgement import Calibration
from svgguard.log.place import data_directory

VARIABLE = "SVGGUARD_JUDGES"
"""Names the folder."""


class Store:
    """A folder of calibrations; it is made when the first is kept."""

    def __init__(self, folder: str | Path | None = None) -> None:
        chosen = folder or os.environ.get(VARIABLE)
        self.folder = Path(chosen).expanduser() if chosen else data_directory() / "judges"

    def find(self, model: str, key: str) -> Calibration | None:
        """What is known of a judge asked in this way; None when nothing is, or what is there cannot be read."""
        return _read(self._path(model, key))

    def keep(self, calibration: Calibration) -> Path:
        """Keep a calibration in place of an earlier one; raises OSError when it cannot be written."""
        path = self._path(calibration.model, calibration.key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whoever reads at the same time finds the old one or the new one, and never half of one.
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".new", delete=False) as file:
            json.dump(calibration.to_dict(), file, indent=2)
        Path(file.name).replace(path)
        return path

    def __iter__(self) -> Iterator[Calibration]:
        """Every calibration that can be read, in order of file name."""
        for path in sorted(self.folder.glob("*.json")):
            if (found := _read(path)) is not None:
                yield found

    def _path(self, model: str, key: str) -> Path:
        name = hashlib.sha256(f"{key} {model}".encode()).hexdigest()
        return self.folder / f"{name[:24]}.json"


def _read(path: Path) -> Calibration | None:
    try:
        return Calibration.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        # One of an earlier version, or spoilt: it is measured anew, which is all it is good for.
        return None
