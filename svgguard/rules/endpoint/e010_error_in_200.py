"""The endpoint sent an error dressed as a success.

The HTTP status was 200, but the body is an error object: some gateways and local servers report failures this way.

svgguard reads the status inside the error, where there is one, and repeats the request when it may pass. Text that
came along is kept and read as an answer that was cut off.

See the server's own words in the message.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E010", "error-in-200", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def error_in_200(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
