"""It is not said which endpoint, model or key to use.

Nothing was generated. A model need not be named where the server has only one, for then its list of models tells; a
file of one's own presets that cannot be read is reported here too.

Pass ``base_url=`` or ``endpoint=``, ``model=``, and ``api_key=`` where one is needed; or set ``SVGGUARD_BASE_URL`` or
``SVGGUARD_ENDPOINT``, ``SVGGUARD_MODEL`` and ``SVGGUARD_API_KEY``; or ``OPENAI_BASE_URL`` and ``OPENAI_API_KEY``.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E017", "not-configured", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def not_configured(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
