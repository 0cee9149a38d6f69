"""What the endpoint sent is not a chat completion.

The answer is a web page, plain text, broken JSON or nothing at all.

svgguard does not repeat the request: mostly the address is wrong, or a login page or proxy stands before the server.

Check ``base_url``; it usually ends in ``/v1``.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E011", "not-json", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def not_json(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
