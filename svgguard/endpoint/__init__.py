"""The endpoint: asks an OpenAI-compatible server, and turns whatever it does into a `Reply` or an endpoint fault."""

from __future__ import annotations

from svgguard.endpoint.faults import EndpointError as EndpointError
from svgguard.endpoint.faults import endpoint_fault as endpoint_fault

__all__ = ["EndpointError", "endpoint_fault"]
