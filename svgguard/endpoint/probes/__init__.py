"""The doctor: asks a live endpoint a few short questions and says what its answers mean for drawing.

    Target ─▶ Probed (asks, each question bounded in seconds and tokens) ─ probes ─▶ Observation (+ Advice) ─▶ a table

`probed` does the asking, `probes` read one trait each, `advice` knows from ``data/advice.toml`` what to change where.
"""

from __future__ import annotations

from svgguard.endpoint.probes.advice import Advice as Advice
from svgguard.endpoint.probes.observation import Observation as Observation
from svgguard.endpoint.probes.observation import State as State
from svgguard.endpoint.probes.probing import SECONDS as SECONDS
from svgguard.endpoint.probes.probing import examine as examine

__all__ = ["SECONDS", "Advice", "Finding", "State", "examine"]
