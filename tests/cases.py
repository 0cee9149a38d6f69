"""The cases of this repository: the corpus, and those of the demo, which ship."""

from __future__ import annotations

from pathlib import Path

from svgguard.testing.corpus import load

EVERY = [*load(Path(__file__).parent.parent / "corpus"), *load()]
