"""Values that are words of a list: the wrong case, another separator, an everyday name, a misspelling."""

from __future__ import annotations

import re

from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text import nearness
from svgguard.types import Safety


class KeywordFault(ValueFault):
    """What is wrong with a keyword."""

    KEYWORD = "keyword-value"
    CASE = "keyword-case"


_MEANT = {
    "center": "middle",
    "centre": "middle",
    "centered": "middle",
    "centred": "middle",
    "mid": "middle",
    "left": "start",
    "begin": "start",
    "right": "end",
    "rounded": "round",
    "circle": "round",
    "flat": "butt",
    "sharp": "miter",
    "mitre": "miter",
    "mitered": "miter",
    "beveled": "bevel",
    "bevelled": "bevel",
    "none": "hidden",
    "true": "visible",
    "false": "hidden",
    "mirror": "reflect",
    "objectspace": "objectBoundingBox",
    "bbox": "objectBoundingBox",
    "userspace": "userSpaceOnUse",
    "evenodd": "evenodd",
    "odd": "evenodd",
}
"""What everyday words mean, where it is one of the words allowed; butt and pad are what renderers assume anyway."""


def repair(value: str, words: str) -> ValueRepair:
    """Which of `words` a wrong value means."""
    allowed = words.split()
    if len(value) > 100:
        return ValueRepair(KeywordFault.KEYWORD, None, f"{value[:60]!r}… is not one of {words}")
    text = re.sub(r"^[\s\"'`{(\[]+|[\s\"'`})\];,.]+$", "", value)
    if text in allowed:
        return ValueRepair(KeywordFault.KEYWORD, text, f"{value.strip()!r} is {text} with something around it")
    for word in allowed:
        if text.lower() == word.lower():
            return ValueRepair(KeywordFault.CASE, word, f"{value.strip()!r} is spelt {word}")
    plain = nearness.folded(text)
    for word in allowed:
        if nearness.folded(word) == plain:
            return ValueRepair(KeywordFault.KEYWORD, word, f"{value.strip()!r} is spelt {word}")
    choice = " or ".join(allowed) if len(allowed) < 3 else f"one of {', '.join(allowed)}"
    message = f"{value.strip()[:60]!r} is not {choice}"
    if _MEANT.get(plain) in allowed:
        return ValueRepair(
            KeywordFault.KEYWORD, _MEANT[plain], message, Safety.UNSAFE if plain == "none" else Safety.SAFE
        )
    near = nearness.nearest(plain, [word.lower() for word in allowed]) if 2 < len(plain) < 40 else []
    if len(near) == 1:
        meant = next(word for word in allowed if word.lower() == near[0])
        return ValueRepair(KeywordFault.KEYWORD, meant, message, Safety.SAFE if len(plain) > 4 else Safety.UNSAFE)
    starts = [word for word in allowed if len(plain) > 4 and word.lower().startswith(plain)]
    return ValueRepair(KeywordFault.KEYWORD, starts[0] if len(starts) == 1 else None, message, Safety.UNSAFE)
