"""The endpoint answered with an HTTP error.

The status and the server's own words are in the message. Codes with a meaning of their own (wrong key, unknown model,
too long a prompt, a refused parameter, a server that is loading) are separate rules.

svgguard repeats the request after statuses that tend to pass (408, 409, 425 and all from 500), honouring
``Retry-After``; others are reported at once.

A 404 mostly means that ``base_url`` lacks its path: it usually ends in ``/v1``. A 500 about an output that does not
match an expected format is the server's own parser at fault: turn its parsing off, or thinking.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E003", "http-error", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def http_error(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
