"""Spans of OpenTelemetry, one a request, by the conventions for generative AI, where `opentelemetry-api` is installed.

https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ names the attributes; those of `svgguard.` are ours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from svgguard import __version__

if TYPE_CHECKING:
    from svgguard.log.row import Row

_NAMES = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "max_tokens": "gen_ai.request.max_tokens",
    "seed": "gen_ai.request.seed",
}


def span(row: Row) -> None:
    """Give the request of a row to the tracer, with the times at which it was sent and answered."""
    tracer = _tracer()
    if tracer is None:
        return
    from opentelemetry.trace import SpanKind, Status, StatusCode

    try:
        begun = datetime.fromisoformat(row.time)
    except ValueError:
        # Of a request that was never sent there is nothing to trace.
        return
    name = f"chat {row.model}" if row.model else "chat"
    made = tracer.start_span(name, kind=SpanKind.CLIENT, attributes=_attributes(row), start_time=_nanoseconds(begun))
    if row.status is None and row.faults:
        made.set_status(Status(StatusCode.ERROR, row.faults[0].message))
        made.set_attribute("error.type", row.faults[0].name or row.faults[0].code)
    made.end(_nanoseconds(begun + timedelta(seconds=row.seconds or 0.0)))


@cache
def _tracer() -> Any:
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace.get_tracer("svgguard", __version__)


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1_000


def _attributes(row: Row) -> dict[str, Any]:
    address = urlsplit(row.endpoint)
    given: dict[str, Any] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": address.hostname,
        "gen_ai.request.model": row.model,
        "gen_ai.response.model": row.served_model,
        "gen_ai.response.finish_reasons": None if row.finish_reason is None else [row.finish_reason],
        "gen_ai.usage.input_tokens": row.prompt_tokens,
        "gen_ai.usage.output_tokens": row.completion_tokens,
        "server.address": address.hostname,
        "server.port": address.port,
        "svgguard.call": row.call,
        "svgguard.attempt": row.attempt,
        "svgguard.step": row.step,
        "svgguard.run": row.run.name or None,
        "svgguard.status": row.status,
        "svgguard.codes": list(dict.fromkeys(fault.code for fault in row.faults)),
    }
    given |= {name: row.parameters.get(key) for key, name in _NAMES.items()}
    return {name: value for name, value in given.items() if value is not None}
