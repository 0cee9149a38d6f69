"""The endpoint's answer holds no choices.

The answer is a chat completion, but its list of choices is missing or empty, so there is no text, not even an empty
one.

svgguard repeats the request.

Look into the server's own log: mostly it failed while generating.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E012", "no-choices", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def no_choices(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
