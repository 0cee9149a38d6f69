"""The caller's own client raised an exception.

The function or client passed as ``client=`` did not return an answer.

svgguard does not repeat the call. An earlier answer of the same ``generate`` is still used; when there is none, the
exception is the cause of the ``EndpointError``.

See the exception.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E018", "client-failed", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def client_failed(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
