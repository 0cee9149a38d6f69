"""The endpoint's stream broke off.

The connection ended before the server said why it stopped (no finish reason). Some servers end this way after an
error of their own.

What came before the cut is kept and read as an answer that was cut off; when nothing came, the request is repeated.

Look into the server's own log, and at the timeouts of any proxy in between.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E013", "stream-cut", Stage.ENDPOINT, Severity.ERROR, blame=Blame.SERVER)
def stream_cut(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
