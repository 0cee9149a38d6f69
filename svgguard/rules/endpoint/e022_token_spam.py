"""The endpoint sends control tokens and little else.

``<unused49><unused49>…`` or ``<pad><pad>…`` is what numeric faults of a server look like: a broken kernel, a wrong
quantisation, a driver. The model is not at fault.

svgguard does not repeat the request, for the same server would do it again. What drawing there is, is kept.

Use another back end, driver or quantisation, or update the server.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E022", "token-spam", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def token_spam(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
