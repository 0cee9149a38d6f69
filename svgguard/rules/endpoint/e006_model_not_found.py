"""The endpoint does not have the model.

The server answered that it does not know the model's name. Names differ from server to server: the same weights are
``google/gemma-4-26B-A4B-it`` here and ``gemma4:26b`` there.

svgguard does not repeat the request.

Ask the server for its list (``GET /v1/models``) and pass one of these names as ``model=``.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E006", "model-not-found", Stage.ENDPOINT, Severity.FATAL, blame=Blame.SERVER)
def model_not_found(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
