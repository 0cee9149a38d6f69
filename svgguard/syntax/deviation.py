"""`Deviation`: a way in which a text deviates from XML. Each is a fault, and has its page in `svgguard.rules`."""

from __future__ import annotations

from enum import StrEnum


class Deviation(StrEnum):
    """How a text deviates from well-formed XML: the members of the readers' own enums, each the name of a rule."""
