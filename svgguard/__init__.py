"""svgguard stands between a language model and a picture.

    import svgguard

    result = svgguard.repair(answer)          # any text a model wrote
    result.svg, result.faults, result.png     # the document, what was wrong, the picture

Everything public is importable from here and loaded on first use, so that ``import svgguard`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from svgguard.ask import Question as Question
    from svgguard.configuration.errors import ConfigurationError as ConfigurationError
    from svgguard.endpoint import EndpointError as EndpointError
    from svgguard.extraction import Extraction as Extraction
    from svgguard.extraction import extract as extract
    from svgguard.extraction.reply import Reply as Reply
    from svgguard.generation import Budget as Budget
    from svgguard.generation import CancelledError as CancelledError
    from svgguard.generation import agenerate as agenerate
    from svgguard.generation import agenerate_many as agenerate_many
    from svgguard.generation import answered as answered
    from svgguard.generation import astream as astream
    from svgguard.generation import generate as generate
    from svgguard.generation.fragments import part_question as part_question
    from svgguard.guard import check as check
    from svgguard.guard import repair as repair
    from svgguard.guard.validation import Svg as Svg
    from svgguard.judging import Calibration as Calibration
    from svgguard.judging import Judgement as Judgement
    from svgguard.judging import calibrate as calibrate
    from svgguard.judging import judge as judge
    from svgguard.judging import omission_rate as omission_rate
    from svgguard.parts.inventory import Sighting as Sighting
    from svgguard.parts.specification import Part as Part
    from svgguard.parts.specification import SpecificationError as SpecificationError
    from svgguard.rendering import Raster as Raster
    from svgguard.rendering import RenderError as RenderError
    from svgguard.rendering import render as render
    from svgguard.result import RejectedError as RejectedError
    from svgguard.result import Result as Result
    from svgguard.types import Blame as Blame
    from svgguard.types import Edit as Edit
    from svgguard.types import Fault as Fault
    from svgguard.types import Limits as Limits
    from svgguard.types import Policy as Policy
    from svgguard.types import Safety as Safety
    from svgguard.types import Sanitise as Sanitise
    from svgguard.types import Severity as Severity
    from svgguard.types import Status as Status
    from svgguard.types import SvgguardError as SvgguardError

_HOMES = {
    "configuration.errors": ("ConfigurationError",),
    "endpoint": ("EndpointError",),
    "extraction": ("Extraction", "extract"),
    "generation.fragments": ("part_question",),
    "generation": ("Budget", "CancelledError", "agenerate", "agenerate_many", "answered", "astream", "generate"),
    "guard": ("check", "repair"),
    "parts.inventory": ("Sighting",),
    "judging": ("Calibration", "Judgement", "calibrate", "judge", "omission_rate"),
    "parts.specification": ("Part", "SpecificationError"),
    "ask": ("Question",),
    "rendering": ("Raster", "RenderError", "render"),
    "extraction.reply": ("Reply",),
    "result": ("RejectedError", "Result"),
    "guard.validation": ("Svg",),
    "types": (
        "Blame",
        "Edit",
        "Fault",
        "Limits",
        "Policy",
        "Safety",
        "Sanitise",
        "Severity",
        "Status",
        "SvgguardError",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}
__all__ = ["__version__", *sorted(_HOME)]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'svgguard' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"svgguard.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
