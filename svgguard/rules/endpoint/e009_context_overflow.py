"""The prompt and the answer do not fit the model's context.

The server says that prompt, answer or both exceed the context it was started with, which may be far smaller than what
the model allows.

svgguard leaves ``max_tokens`` out and repeats the request when the server complains of that; otherwise it reports
this at once.

Start the server with a larger context, shorten the prompt, or lower ``max_tokens``.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E009", "context-overflow", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def context_overflow(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
