"""Reads what went wrong with a request: an exception, an HTTP status, or an error object, as an `Outcome`.

Error bodies differ from server to server (``{"error": {...}}``, ``{"error": "text"}``, ``{"detail": [...]}``,
``{"object": "error"}``, plain text, HTML), so they are read by tables of patterns over their text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isnan
from typing import Any

from svgguard.endpoint.faults import EndpointFault, endpoint_fault
from svgguard.endpoint.outcome import Outcome, Remedy
from svgguard.endpoint.request import Request
from svgguard.endpoint.target import Target
from svgguard.endpoint.thinking import switched, switches, thinks

LONGEST_MESSAGE = 300
"""Characters of a server's message that are passed on."""

DEEPEST = 20
"""Levels of an error object that are read."""

_MEANINGS = (
    (
        EndpointFault.PREFILL_REFUSED,
        r"prefill.{0,60}?(?:incompatible|not (?:supported|allowed))|last message.{0,40}?(?:user|assistant)",
    ),
    (
        EndpointFault.CONTEXT_OVERFLOW,
        r"exceed\w*[_ ]context|context[_ ](?:length|size|window)|maximum context|prompt is too long",
    ),
    (
        EndpointFault.LOADING,
        r"(?<!failed )(?<!error )loading (?:the )?model|model is (?:still )?loading|starting up|not ready",
    ),
    (
        EndpointFault.MODEL_NOT_FOUND,
        r"unknown model|model.{0,120}?(?:not found|not exist|not available)|pinned to .{0,300}?requested",
    ),
    (EndpointFault.BAD_CREDENTIALS, r"api[_ ]key|unauthori[sz]ed|invalid token|authentication"),
)
"""What a message means, in order of trust; only looked at for statuses where it can be meant."""
_MEANT: dict[int | None, set[str]] = {
    400: {
        EndpointFault.PREFILL_REFUSED,
        EndpointFault.CONTEXT_OVERFLOW,
        EndpointFault.MODEL_NOT_FOUND,
        EndpointFault.BAD_CREDENTIALS,
    },
    404: {EndpointFault.MODEL_NOT_FOUND},
    413: {EndpointFault.CONTEXT_OVERFLOW},
    422: {EndpointFault.PREFILL_REFUSED, EndpointFault.CONTEXT_OVERFLOW, EndpointFault.MODEL_NOT_FOUND},
    500: {EndpointFault.CONTEXT_OVERFLOW, EndpointFault.LOADING},
    503: {EndpointFault.LOADING},
    None: {name for name, _ in _MEANINGS},
}
_WORDS = ("error", "message", "detail")
"""Where an error body keeps its words for people."""
_STATUSES = {401: EndpointFault.BAD_CREDENTIALS, 403: EndpointFault.BAD_CREDENTIALS, 429: EndpointFault.RATE_LIMITED}
_REFUSALS = {400, 422}
"""Statuses with which a server refuses a parameter; then its words are searched for the parameter's name too."""
_PASSING = frozenset({408, 409, 425, 429})
"""Client-side statuses worth repeating, as all from 500 on are."""
_REMEDIES = {EndpointFault.LOADING: Remedy.PATIENCE, EndpointFault.RATE_LIMITED: Remedy.AGAIN}


def of_error(
    error: object,
    request: Request,
    target: Target,
    *,
    status: int | None = None,
    name: EndpointFault = EndpointFault.HTTP_ERROR,
) -> Outcome:
    """What an error object or text means; `name` is the fault when nothing more is known."""
    error = _shallow(error)
    text = error if isinstance(error, str) else json.dumps(error, ensure_ascii=False, default=str)
    code = status if status is not None else _status_inside(error)
    shown = f"{'' if code is None else f'{code}: '}{_message(error)}"
    meaning = _meaning(text, code) or _STATUSES.get(code or 0)
    if meaning == EndpointFault.PREFILL_REFUSED:
        fault = endpoint_fault(meaning, hidden(shown, target.secrets))
        return Outcome(fault=fault, remedy=Remedy.SWITCH, instead=_without_prefill(request, target))
    refused = _refused(error, request, words=text if code in _REFUSALS else "")
    if refused and (meaning != EndpointFault.CONTEXT_OVERFLOW or "max_tokens" in refused):
        message = hidden(f"{', '.join(sorted(refused))} refused; {shown}", target.secrets)
        return Outcome(
            fault=endpoint_fault(EndpointFault.PARAMETER_REFUSED, message), remedy=Remedy.DROP, refused=refused
        )
    name = meaning or name
    passing = code in _PASSING | target.preset.transient or (meaning is None and (code is None or code >= 500))
    remedy = _REMEDIES.get(name, Remedy.AGAIN if passing else Remedy.NONE)
    return Outcome(fault=endpoint_fault(name, hidden(shown, target.secrets)), remedy=remedy)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds a server asks to be left alone, from ``Retry-After`` (seconds or a date) or ``Retry-After-Ms``."""
    for field, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(field, "")) / scale
        except ValueError:
            continue
        if not isnan(seconds):
            return max(seconds, 0.0)
    try:
        date = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max((aware - (now or datetime.now(UTC))).total_seconds(), 0.0)


def hidden(text: str, secrets: Collection[str]) -> str:
    """`text` with every secret struck out: servers like to repeat the key they did not accept."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _without_prefill(request: Request, target: Target) -> Request | None:
    """The request with thinking off, where that was not yet said; else without the beginning of an answer."""
    if thinks(request, target.preset) is not False and (quiet := switched(request, target.preset, on=False)):
        return quiet
    if not request.prefill:
        return None
    continuation = target.preset.continuation
    slim = request.without(continuation.parameters if continuation else ())
    return slim.asking(slim.messages[:-1])


def _shallow(error: object, levels: int = DEEPEST) -> object:
    """The error without what is nested in it too deeply to be meant for anyone."""
    if levels == 0 and isinstance(error, (Mapping, list)):
        return "…"
    if isinstance(error, Mapping):
        return {key: _shallow(value, levels - 1) for key, value in error.items()}
    return [_shallow(value, levels - 1) for value in error] if isinstance(error, list) else error


def _meaning(text: str, status: int | None) -> EndpointFault | None:
    possible = _MEANT.get(status, set())
    return next(
        (name for name, pattern in _MEANINGS if name in possible and re.search(pattern, text, re.I | re.S)), None
    )


def _status_inside(error: object) -> int | None:
    """The HTTP status that an error object inside a 200 carries, if it carries one."""
    inner = error.get("error", error) if isinstance(error, Mapping) else error
    code = inner.get("code") if isinstance(inner, Mapping) else None
    return code if isinstance(code, int) and 400 <= code < 600 else None


def _message(error: object) -> str:
    """The words for people in an error body, on one line and not too long."""
    inner = error
    while isinstance(inner, Mapping) and (key := next((k for k in _WORDS if inner.get(k)), None)):
        inner = inner[key]
    words = " ".join(
        re.sub(r"<[^>]*>", " ", inner if isinstance(inner, str) else json.dumps(inner, default=str)).split()
    )
    return words if len(words) <= LONGEST_MESSAGE else words[:LONGEST_MESSAGE] + "…"


def _refused(error: object, request: Request, words: str) -> frozenset[str]:
    """The parameters of the request that an error names: in a field for it, or else in its words."""
    named = set(_named(error)) & request.parameters.keys()
    named = named or {name for name in request.parameters if _mentions(words, name, request)}
    if not named and re.search(r"think|reason", words, re.I):
        named = set(switches() & request.parameters.keys())
    return frozenset(named)


def _named(error: object) -> Iterator[str]:
    """What stands in ``param`` (OpenAI) and ``loc`` (pydantic) anywhere in an error."""
    for value in error.values() if isinstance(error, Mapping) else error if isinstance(error, list) else ():
        yield from _named(value)
    if isinstance(error, Mapping):
        yield from (str(part) for part in [error.get("param"), *_listed(error.get("loc"))])


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mentions(text: str, name: str, request: Request) -> bool:
    """True if the text speaks of a parameter, by its name or by one inside its value (``enable_thinking``)."""
    return any(re.search(_spelling(word), text, re.I) for word in (name, *_keys(request.parameters[name])))


def _spelling(name: str) -> str:
    """A pattern for ``a_b`` that also fits ``a b``, ``aB`` and ``a-b``."""
    return r"(?<![A-Za-z0-9_])" + re.escape(name).replace("_", "[-_ ]?") + r"(?![A-Za-z0-9_])"


def _keys(value: object) -> Iterator[str]:
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        # A bare word such as "google" or "effort" may stand in any message.
        if "_" in key:
            yield key
        yield from _keys(inner)
