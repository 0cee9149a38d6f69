"""The endpoint does not go on with an answer that was begun.

It was sent the beginning of an answer to continue, and takes none, or none while thinking is on.

svgguard switches thinking off where that was not yet said, else leaves the beginning out, and repeats the request.

Nothing needs to be done; naming the right preset with ``endpoint=`` saves the refused request.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E021", "prefill-refused", Stage.ENDPOINT, Severity.WARNING, blame=Blame.SERVER)
def prefill_refused(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
