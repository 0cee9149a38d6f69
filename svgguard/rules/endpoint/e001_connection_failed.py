"""No connection to the endpoint.

The address could not be reached, or the server hung up before it answered: it is not running, it listens on another
port, a firewall or proxy stands between, or the certificate was not accepted.

svgguard repeats the request a few times with growing pauses. Loopback addresses are always reached directly, whatever
the proxy variables say.

Check that the server runs and that ``base_url`` has the right host and port.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E001", "connection-failed", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def connection_failed(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
