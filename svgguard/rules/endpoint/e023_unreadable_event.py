"""The endpoint put something into its stream that is no part of an answer.

An event of the stream is neither a chunk nor the beginning of one: a word such as ``ping``, with which proxies keep a
connection open.

svgguard skips it and reads on; nothing of the answer is lost.

Nothing need be done.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E023", "unreadable-event", Stage.ENDPOINT, Severity.INFO, blame=Blame.SERVER)
def unreadable_event(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
