"""The endpoint sent an error in the middle of its stream.

The stream began well, then held an error object or something that is not JSON.

What came before the error is kept and read as an answer that was cut off; when nothing came, the request is repeated.

See the server's own words in the message.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E014", "stream-error", Stage.ENDPOINT, Severity.ERROR, blame=Blame.SERVER)
def stream_error(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
