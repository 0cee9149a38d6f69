"""Looks at a whole reply for what the server did to it, and for what another request may do better. No I/O here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from svgguard.endpoint.faults import EndpointFault, endpoint_fault
from svgguard.endpoint.outcome import Outcome, Remedy
from svgguard.endpoint.request import Message, Request
from svgguard.endpoint.target import Target
from svgguard.endpoint.thinking import switched, thinks
from svgguard.extraction.candidates import CONTROL_TOKEN
from svgguard.extraction.reply import Ending, Reply, holds_svg

_SPAM = re.compile(r"<(?:unused\d+|pad|bos|eos|unk|\|?(?:channel|turn|image|audio|video)\|?)>\s*")
SPAM_TOKENS = 8
"""Control tokens from which on an answer that is mostly made of them is spam."""

CHAT_TOKENS = 4
"""Tokens of any chat template from which on an answer without a picture is the template's fault."""

LEAST_WORDS = 200
"""A prompt of fewer words is not counted against the tokens the server reports."""

LEAST_TOKENS_PER_WORD = 0.8
"""No tokeniser in use joins words across white space; a fifth is left for those that may."""


def diagnosed(outcome: Outcome, request: Request, target: Target) -> Outcome:
    """`outcome` with the endpoint's fault that its reply betrays, or with the request that may do better."""
    if outcome.reply is None or outcome.fault is not None:
        return outcome
    for look in _LOOKS:
        if (found := look(outcome.reply, request, target)) is not None:
            return replace(found, stop=outcome.stop)
    return outcome


def _failed(reply: Reply, request: Request, target: Target) -> Outcome | None:
    """The server says by the finish reason alone that it failed, or that it only loaded the model."""
    if reply.ending is Ending.LOADED and not (reply.text or reply.reasoning):
        return Outcome(
            fault=endpoint_fault(EndpointFault.LOADING, "the server only loaded the model"), remedy=Remedy.PATIENCE
        )
    if reply.ending is not Ending.FAILED:
        return None
    fault = endpoint_fault(
        EndpointFault.STREAM_ERROR if request.stream else EndpointFault.ERROR_IN_200,
        f"the server ended the answer with the finish reason {reply.finish_reason!r}",
    )
    kept = replace(reply, complete=False) if (reply.text + reply.reasoning).strip() else None
    return Outcome(kept, fault, Remedy.AGAIN)


def _spam(reply: Reply, request: Request, target: Target) -> Outcome | None:
    """Control tokens over and over: a numeric fault of the server, which it would only repeat."""
    text = reply.text or reply.reasoning
    length = count = 0
    for token in _SPAM.finditer(text):
        length, count = length + len(token[0]), count + 1
    if count < SPAM_TOKENS or 2 * length < len(text):
        turns = [] if holds_svg(text) else CONTROL_TOKEN.findall(text)
        if len(turns) < CHAT_TOKENS:
            return None
        message = f"{len(turns)} tokens of the chat template in the answer: the server's template is not the model's"
        return Outcome(None, endpoint_fault(EndpointFault.TOKEN_SPAM, message))
    fault = endpoint_fault(EndpointFault.TOKEN_SPAM, f"{count} control tokens, {_SPAM.search(text)[0].strip()} first")  # type: ignore[index]  # counted above
    # Text without a picture is no answer of the model's, and must not count as one.
    return Outcome(replace(reply, complete=False) if holds_svg(text) else None, fault)


def _prompt_cut(reply: Reply, request: Request, target: Target) -> Outcome | None:
    """The server counted fewer tokens than the prompt has words: it left part of it out without saying so."""
    counted = reply.usage.prompt if reply.usage else None
    words = _words(request.messages)
    if not counted or words < LEAST_WORDS or counted >= words * LEAST_TOKENS_PER_WORD:
        return None
    message = f"the server counted {counted} tokens for a prompt of {words} words; its context is too small"
    return Outcome(reply, endpoint_fault(EndpointFault.PROMPT_TRUNCATED, message))


def _swallowed(reply: Reply, request: Request, target: Target) -> Outcome | None:
    """No picture because of thinking: ask with the switch turned."""
    if reply.refusal or reply.stopped not in ("", "endless") or holds_svg(reply.text) or holds_svg(reply.reasoning):
        return None
    state = thinks(request, target.preset)
    # A model that only planned is told not to; one whose answer a parser swallowed with thinking off may think.
    on = state is False and not reply.text.strip()
    instead = switched(request, target.preset, on=on)
    return None if instead is None else Outcome(reply, remedy=Remedy.SWITCH, instead=instead)


_LOOKS: tuple[Callable[[Reply, Request, Target], Outcome | None], ...] = (_failed, _spam, _prompt_cut, _swallowed)


def _words(messages: Sequence[Message]) -> int:
    """The words of all text in the messages."""
    count = 0
    for message in messages:
        content = message.get("content")
        parts = content if isinstance(content, list) else [{"text": content}]
        texts = (part.get("text") for part in parts if isinstance(part, dict))
        count += sum(len(text.split()) for text in texts if isinstance(text, str))
    return count
