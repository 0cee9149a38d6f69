"""svgguard in tests: cases of a corpus as pytest items, assertions, replayed answers. `pytest_plugin` is the way in.

from svgguard.testing import assert_svg
"""

from __future__ import annotations

from svgguard.testing.assertions import UnexpectedSvgError as UnexpectedSvgError
from svgguard.testing.assertions import assert_svg as assert_svg
from svgguard.testing.replaying import Replay as Replay

__all__ = ["Replay", "UnexpectedSvgError", "assert_svg"]
