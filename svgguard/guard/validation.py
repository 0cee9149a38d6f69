"""`Svg`: a string that is an SVG document, for the fields of pydantic models.

    class Icon(pydantic.BaseModel):
        name: str
        svg: svgguard.Svg

What is given is repaired; what gives no document is a validation error, so that FastAPI answers 422, and instructor
asks the model again with the faults as its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from svgguard.guard import repair
from svgguard.types import Policy

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

    from svgguard.result import Result


class Svg(str):
    """An SVG document as a string, made of whatever holds one; `result` says what became of it."""

    result: Result

    def __new__(cls, source: str | bytes, *, policy: Policy | None = None) -> Svg:
        """Repair `source` as `svgguard.repair` does; raises `svgguard.RejectedError`, a ValueError, for no document."""
        result = repair(source, policy=policy).raise_if_rejected()
        made = super().__new__(cls, result.svg)
        made.result = result
        return made

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(_validated, core_schema.str_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {
            "contentMediaType": "image/svg+xml",
            "description": "A complete SVG document, from <svg to </svg>.",
        }


def _validated(value: str) -> Svg:
    return value if isinstance(value, Svg) else Svg(value)
