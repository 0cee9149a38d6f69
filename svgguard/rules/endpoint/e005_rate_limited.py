"""The endpoint asks for fewer requests.

The server answered 429: too many requests, or tokens, in its span of time.

svgguard waits as long as ``Retry-After`` says (up to two minutes) or with growing pauses, and repeats the request.

Send fewer requests at once, or use a larger allowance.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E005", "rate-limited", Stage.ENDPOINT, Severity.ERROR, blame=Blame.SERVER)
def rate_limited(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
