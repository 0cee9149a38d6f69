"""A coverage-guided fuzz target (atheris): whatever a model wrote, the promises of a repair hold. See README.md."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["svgguard"]):
    from invariants import hold

    from svgguard.rules import all_rules

    # What is loaded on first use must be loaded here to be watched.
    all_rules()
    hold(b"<svg><g a=1></svg>")


if __name__ == "__main__":
    atheris.Setup(sys.argv, hold)
    atheris.Fuzz()
