"""References to elements in values: `url(#id)` and the many ways to write it wrong."""

from __future__ import annotations

import re
from collections.abc import Collection

from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety


class IriFault(ValueFault):
    """What is wrong with a reference in parentheses."""

    URL = "url-syntax"


_WRITTEN = lazy_pattern(
    r"(?:(?P<word>url|ulr|rul|lur|urI|uri|ur|ul|rl|urll|urrl|uurl|src|href)\s*[(\[{<:=]*|[(\[{<]?)[\s\"'`&]*"
    r"(?P<hash>#*)\s*+(?P<id>[^\s#\"'`()\[\]{}<>;,]+)[\s\"'`)\]}>;,./]*+(?P<rest>\w*)",
    re.I,
)


def repair(text: str, ids: Collection[str]) -> ValueRepair | None:
    """`text` as a reference; None when it is not meant as one. `ids` are those that may be meant by name alone."""
    read = _WRITTEN.fullmatch(text.strip()) if len(text) < 500 else None
    if not read:
        return None
    target = read["id"]
    known = target in ids
    if not known and (not read["word"] or not re.search(r"[(\[{<#:=]", text) or re.search(r"[./:]", target)):
        return None
    certain = known or bool(read["hash"])
    rest = f" {read['rest']}" if read["rest"] else ""
    message = f"{text.strip()[:60]!r} is no reference; url(#{target[:60]}) is"
    return ValueRepair(IriFault.URL, f"url(#{target}){rest}", message, Safety.SAFE if certain else Safety.UNSAFE)
