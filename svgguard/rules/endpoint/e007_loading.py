"""The endpoint is still loading the model.

The server is up but not ready, which it says with status 503.

svgguard repeats the request for about a minute.

Wait until the model is loaded, and call again.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E007", "loading", Stage.ENDPOINT, Severity.WARNING, blame=Blame.SERVER)
def loading(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
