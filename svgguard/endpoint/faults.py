"""Endpoint faults: what a server did wrong, as `Fault`s of the E rules, and the one exception `generate` raises."""

from __future__ import annotations

from enum import StrEnum

from svgguard.rules import rule_named
from svgguard.types import Fault, Safety, SvgguardError


class EndpointFault(StrEnum):
    """What an endpoint may do wrong; the value is the name of the rule."""

    CONNECTION_FAILED = "connection-failed"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http-error"
    BAD_CREDENTIALS = "bad-credentials"
    RATE_LIMITED = "rate-limited"
    MODEL_NOT_FOUND = "model-not-found"
    LOADING = "loading"
    PARAMETER_REFUSED = "parameter-refused"
    CONTEXT_OVERFLOW = "context-overflow"
    ERROR_IN_200 = "error-in-200"
    NOT_JSON = "not-json"
    NO_CHOICES = "no-choices"
    STREAM_CUT = "stream-cut"
    STREAM_ERROR = "stream-error"
    STREAM_IGNORED = "stream-ignored"
    REDIRECT_REFUSED = "redirect-refused"
    NOT_CONFIGURED = "not-configured"
    CLIENT_FAILED = "client-failed"
    ANSWER_TOO_LARGE = "answer-too-large"
    PROMPT_TRUNCATED = "prompt-truncated"
    PREFILL_REFUSED = "prefill-refused"
    TOKEN_SPAM = "token-spam"  # noqa: S105 # the name of a rule
    UNREADABLE_EVENT = "unreadable-event"


class EndpointError(SvgguardError):
    """No answer could be had at all; `faults` says what the endpoint did, in order."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(dict.fromkeys(f"{f.code} {f.name}: {f.message}" for f in faults)))


def endpoint_fault(name: EndpointFault, message: str) -> Fault:
    """The fault of the endpoint rule `name`; it stands at the very start, for there may be no text at all."""
    rule = rule_named(name)
    return Fault(rule.code, rule.name, rule.severity, rule.blame, Safety.MANUAL, 0, 0, 1, 1, message)
