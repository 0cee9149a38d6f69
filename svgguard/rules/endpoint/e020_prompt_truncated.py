"""The endpoint left part of the prompt out without saying so.

It counted fewer tokens in the prompt than the prompt has words. Servers with a small context do this silently; the
model then answers a question that was not asked.

svgguard keeps the answer and says so.

Start the server with a larger context (for Ollama, ``OLLAMA_CONTEXT_LENGTH``), or shorten the prompt.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule("E020", "prompt-truncated", Stage.ENDPOINT, Severity.WARNING, blame=Blame.SERVER)
def prompt_truncated(_: object) -> Iterable[Finding]:
    """Reported by the endpoint code itself."""
    return ()
