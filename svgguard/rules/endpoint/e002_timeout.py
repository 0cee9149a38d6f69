"""The endpoint took longer than the timeout.

Nothing came for the whole of ``timeout``, or a stream was still running when it ended. A large model on a small
machine, a queue in front of it, or a loop without end look like this.

svgguard does not repeat the request, which would most likely take as long again. What a stream brought before is kept
and read as an answer that was cut off.

Raise ``timeout``, lower ``max_tokens``, or give the server fewer requests at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E002", "timeout", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def timeout(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
