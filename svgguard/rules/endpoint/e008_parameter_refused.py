"""The endpoint refused a parameter.

Servers accept different additions to the OpenAI interface; this one named a parameter that was sent and that it does
not take (a sampling setting, the thinking switch, the request for token counts).

svgguard leaves that parameter out, repeats the request, and remembers for this process that the endpoint does not
take it.

Nothing needs to be done; naming the right preset with ``endpoint=`` saves the first, refused request.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E008", "parameter-refused", Stage.ENDPOINT, Severity.WARNING, blame=Blame.SERVER)
def parameter_refused(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
