"""What names tell: how a model's weights are quantised, whether an answer was held to a grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_QUANTISATION = re.compile(
    r"(?<![a-z0-9])(i?q[1-8](?:_(?:[0-9]|k|s|m|l|xl|xs|xxs|nl))*|tq[12]_0|w\d+a\d+|awq|gptq|nf4|mxfp4|nvfp4|(?:int|fp|bf|f)(?:4|8|16|32)|[2-8]-?bit)(?![a-z0-9])",
    re.IGNORECASE,
)


def quantisation(*names: str | None) -> str | None:
    """How the weights are stored, in capitals (``Q4_K_M``, ``AWQ``, ``FP8``), by the first name that tells."""
    for name in names:
        if name and (found := _QUANTISATION.findall(name)):
            return str(found[-1]).upper().replace("-", "")
    return None


_GRAMMARS = "grammar structured_outputs guided_grammar ebnf guided_regex guided_json regex response_format".split()
"""Parameters that hold an answer to a form, by their names on the wire."""


def grammar_of(parameters: Mapping[str, Any]) -> str:
    """The parameter that holds the answer to a grammar; ``off`` where none does."""
    return next((name for name in _GRAMMARS if parameters.get(name)), "off")
