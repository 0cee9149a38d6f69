"""The endpoint's answer is larger than any real one.

More characters, chunks or bytes came than an answer may have: a server that streams for ever, or that means harm.

svgguard ends the request, keeps what came before the limit and reads it as an answer that was cut off.

Look into the server's own log. Where such answers are meant, raise the limits of the endpoint's target.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E019", "answer-too-large", Stage.ENDPOINT, Severity.ERROR, blame=Blame.SERVER)
def answer_too_large(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
