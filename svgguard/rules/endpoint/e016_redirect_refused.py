"""The endpoint redirects to another server, or round and round.

The request, and the key with it, would have gone to a host that was not named, or to an address asked already.

svgguard does not follow such a redirect; two to new addresses of the same host are followed.

If the other address is the right one, pass it as ``base_url``.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E016", "redirect-refused", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def redirect_refused(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
