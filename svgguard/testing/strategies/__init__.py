"""Hypothesis strategies for whoever handles model-written SVG: clean and faulty drawings, whole answers, endpoints.

    from hypothesis import given
    from svgguard.testing.strategies import faulty_svgs

    @given(faulty_svgs(codes=["X001"]))
    def test_my_viewer_survives(svg): ...

Needs Hypothesis, which svgguard itself does not.
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis  # noqa: F401 - asked for by name, so that its absence can be explained
except ImportError as error:
    raise ImportError("svgguard.testing.strategies needs Hypothesis; get it with: pip install hypothesis") from error

from svgguard.testing.strategies.answering import answers as answers
from svgguard.testing.strategies.answering import texts as texts
from svgguard.testing.strategies.drawing import svgs as svgs
from svgguard.testing.strategies.faults import faulty_svgs as faulty_svgs
from svgguard.testing.strategies.serving import Endpoint as Endpoint
from svgguard.testing.strategies.serving import endpoints as endpoints

__all__ = ["Endpoint", "answers", "endpoints", "faulty_svgs", "svgs", "texts"]
