"""The endpoint does not accept the key.

The server answered 401 or 403, or said that the key is missing or wrong.

svgguard does not repeat the request. The key itself is struck out of every message.

Pass ``api_key=``, or set ``SVGGUARD_API_KEY`` or the variable of the endpoint's preset.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E004", "bad-credentials", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def bad_credentials(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
