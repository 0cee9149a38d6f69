"""The endpoint sent no stream although one was asked for.

Not one event came: the server answered in one piece, or sent an empty stream.

svgguard repeats the request without streaming and remembers for this process, if that helps.

Pass ``stream=False`` to save the first request.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E015", "stream-ignored", Stage.ENDPOINT, Severity.WARNING, blame=Blame.SERVER)
def stream_ignored(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
