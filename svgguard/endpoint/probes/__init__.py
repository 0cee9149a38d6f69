"""The doctor: asks a live endpoint a few short questions and says what its answers mean for drawing.

    Target ─▶ Patient (asks, each question bounded in seconds and tokens) ─ probes ─▶ Finding (+ Advice) ─▶ a table

`patient` does the asking, `probes` read one trait each, `advice` knows from ``data/advice.toml`` what to change where.
"""

from __future__ import annotations

from svgguard.endpoint.probes.advice import Advice as Advice
from svgguard.endpoint.probes.examination import SECONDS as SECONDS
from svgguard.endpoint.probes.examination import examine as examine
from svgguard.endpoint.probes.finding import Finding as Finding
from svgguard.endpoint.probes.finding import State as State

__all__ = ["SECONDS", "Advice", "Finding", "State", "examine"]
