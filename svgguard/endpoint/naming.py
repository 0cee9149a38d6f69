"""Which model is asked when the caller named none: the only one that the server has. No I/O here."""

from __future__ import annotations

from dataclasses import replace

from svgguard.endpoint.detection import served
from svgguard.endpoint.failures import hidden
from svgguard.endpoint.faults import EndpointFault, endpoint_fault
from svgguard.endpoint.outcome import Outcome
from svgguard.endpoint.request import Request, acceptable
from svgguard.endpoint.target import Target

ADVICE = "pass model= or set SVGGUARD_MODEL"

MOST_NAMES = 8
"""Of a longer list, so many are named."""


def only_model(listing: object, found: list[str]) -> Outcome | None:
    """Put the one model of the list into `found`; the failure when there is none, or a choice."""
    names = [model.id for model in served(listing)]
    if len(names) == 1:
        found.append(names[0])
        return None
    more = ", …" if len(names) > MOST_NAMES else ""
    there = f"the server has {', '.join(names[:MOST_NAMES])}{more}" if names else "the server names none"
    return Outcome(fault=endpoint_fault(EndpointFault.NOT_CONFIGURED, f"no model is chosen; {there}; {ADVICE}"))


def unnamed(error: Exception, target: Target) -> Outcome:
    """The failure when the server could not be asked for its models."""
    reason = hidden(f"{type(error).__name__}: {error}", target.secrets)
    message = f"no model is chosen, and the server could not be asked for its own ({reason}); {ADVICE}"
    return Outcome(fault=endpoint_fault(EndpointFault.NOT_CONFIGURED, message))


def with_model(request: Request, target: Target, found: list[str]) -> Request:
    """The request with the model found, unless it names its own; less what that model is known to refuse."""
    if request.model is not None:
        return request
    return acceptable(target.address, replace(request, model=found[0]))
