"""The probes: each asks the endpoint at most one question, and reads one trait of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from svgguard.endpoint.faults import EndpointFault
from svgguard.endpoint.probes.advice import Advice, advice, problems
from svgguard.endpoint.probes.observation import Observation, State
from svgguard.endpoint.probes.probed import TOKENS, Asked, Probed
from svgguard.endpoint.request import MAX_TOKENS
from svgguard.extraction.candidates import BARE_THOUGHT, THOUGHT
from svgguard.extraction.reply import Reply

Probe: TypeAlias = Callable[[Probed], Observation]

COUNT = "Count from 1 to 100, with a space after each number and nothing else."
"""More than `TOKENS` can hold, so that the limit shows."""

NEEDED = 2 * MAX_TOKENS
"""Tokens a context should have: an answer, and as much again when it is sent back to be repaired."""

BEGUN = "Numbers: 1 2 3 4"
"""The beginning of an answer to `COUNT` that no model would choose by itself."""

GRAMMAR = 'root ::= "<svg/>"'
"""In GBNF, which the servers that take a grammar all read."""

SCHEMA = {
    "type": "object",
    "properties": {"svg": {"type": "string", "enum": ["yes"]}},
    "required": ["svg"],
    "additionalProperties": False,
}

IMAGE_TOKENS = 16
"""A picture that was looked at takes more than these."""


def answering(probed: Probed) -> Observation:
    """True if there is an answer at all; it is asked for as svgguard asks, as a stream."""
    asked = probed.ask("answer", _question(COUNT), stream=True)
    if finding := _failed("answer", probed, asked, State.FAILED):
        return finding
    said = probed.shown(asked.reply.text or asked.reply.reasoning)
    by = asked.reply.model if asked.reply.model not in (None, probed.model) else None
    return Observation("answer", State.OK, f"{said!r}{f', by {probed.shown(by)}' if by else ''}")


def parameters(probed: Probed) -> Observation:
    """Which of svgguard's parameters were refused."""
    gone = sorted(probed.answers["answer"].request.dropped - {"stream"})
    if not gone:
        return Observation("parameters", State.OK, "all are taken")
    how = advice(EndpointFault.PARAMETER_REFUSED, probed.whom.preset.name)
    return Observation("parameters", State.NOTE, f"{', '.join(gone)} refused, and left out", how)


def limit(probed: Probed) -> Observation:
    """True if the limit of tokens is kept to."""
    asked = probed.answers["answer"]
    kind = probed.whom.preset.name
    # Some servers count the token that ends the answer, or one more.
    if asked.endless or (asked.completion_tokens or 0) > TOKENS + 2:
        how = advice("limit-ignored", kind, tokens=TOKENS)
        return Observation("token limit", State.CHANGE, f"more than the {TOKENS} tokens asked for", how)
    counted = "" if asked.completion_tokens is None else f"{asked.completion_tokens} tokens, "
    return Observation("token limit", State.OK, f"{counted}finish reason {asked.reply.finish_reason!r}")


def streaming(probed: Probed) -> Observation:
    """True if the answer comes piece by piece."""
    asked = probed.answers["answer"]
    if "stream" in asked.request.dropped:
        how = advice(EndpointFault.STREAM_IGNORED, probed.whom.preset.name)
        return Observation("streaming", State.CHANGE, "ignored: the answer came whole", how)
    if asked.pieces <= 1 and (asked.completion_tokens or 0) > 1:
        return Observation("streaming", State.CHANGE, "one piece", advice("one-piece", probed.whom.preset.name))
    return Observation("streaming", State.OK, f"{asked.pieces} pieces")


def latency(probed: Probed) -> Observation:
    """How long the first piece takes, and how fast the others follow."""
    asked = probed.answers["answer"]
    if asked.first is None:
        return Observation("latency", State.OK, f"{asked.outcome.seconds:.1f} s for the whole answer")
    rest = asked.outcome.seconds - asked.first
    rate = f", then {(asked.pieces - 1) / rest:.0f} pieces/s" if asked.pieces > 1 and rest > 0 else ""
    return Observation("latency", State.OK, f"{asked.first:.2f} s to the first piece{rate}")


def usage(probed: Probed) -> Observation:
    """True if token counts come with a stream, or else with a whole answer."""
    if probed.answers["answer"].completion_tokens is not None:
        return Observation("usage", State.OK, "counted in the stream")
    whole = probed.ask("usage", _question(COUNT)) if probed.limited else None
    seen = "only for answers that are not streamed" if whole and whole.completion_tokens is not None else "never told"
    return Observation("usage", State.NOTE, seen, advice("usage-missing", probed.whom.preset.name))


def thinking_off(probed: Probed) -> Observation:
    """True if the model thinks although it was told not to."""
    where = _thought(probed.answers["answer"].reply)
    if where is None:
        return Observation("thinking off", State.OK, "no thought")
    how = advice("thinks-when-off", probed.whom.preset.name)
    return Observation("thinking off", State.CHANGE, f"it thinks all the same, {where}", how)


def thinking_on(probed: Probed) -> Observation:
    """True if the model can be made to think, and where its thoughts go."""
    preset = probed.whom.preset
    if not preset.thinking_on:
        return Observation("thinking on", State.SKIPPED, f"{preset.name} has no switch for it")
    asked = probed.ask("thinking on", _question(COUNT), thinking=True)
    if finding := _failed("thinking on", probed, asked, State.NOTE):
        return finding
    if preset.thinking_on.keys() <= asked.request.dropped:
        return Observation("thinking on", State.NOTE, "the switch is refused; svgguard leaves it out")
    where = _thought(asked.reply)
    if where == _IN_TEXT:
        return Observation("thinking on", State.NOTE, f"a thought {where}", advice("thought-in-text", preset.name))
    return Observation("thinking on", State.OK, f"a thought {where}" if where else "no thought was seen")


def vision(probed: Probed) -> Observation:
    """True if a picture is taken, and whether it is counted or dropped."""
    name = probed.whom.preset.name
    picture = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{_picture()}"}}
    messages = [{"role": "user", "content": [picture, {"type": "text", "text": COUNT}]}]
    asked = probed.ask("vision", messages)
    if asked.outcome.fault is not None:
        seen = f"refused: {probed.shown(asked.outcome.fault.message)}"
        return Observation("vision", State.NOTE, seen, advice("no-vision", name))
    plain = next((a.prompt_tokens for p in ("usage", "answer") if (a := probed.answers.get(p)) and a.prompt_tokens), 0)
    if not asked.prompt_tokens or not plain:
        return Observation("vision", State.NOTE, "taken; whether it is looked at cannot be told without token counts")
    more = asked.prompt_tokens - plain
    if more < IMAGE_TOKENS:
        return Observation("vision", State.NOTE, "taken, and dropped: it costs no tokens", advice("no-vision", name))
    return Observation("vision", State.OK, f"{more} tokens for a picture")


def grammar(probed: Probed) -> Observation:
    """True if an answer can be held to a grammar, or else to a JSON schema."""
    preset = probed.whom.preset
    extra, what, kept = _constraint(preset.grammar)
    asked = probed.ask("grammar", _question(COUNT), extra=extra)
    if finding := _failed("grammar", probed, asked, State.NOTE):
        return finding
    refused = bool(extra.keys() & asked.request.dropped)
    said = "refused" if refused else "kept to" if kept(asked.reply.text) else "ignored"
    state = State.OK if said == "kept to" else State.NOTE
    return Observation("grammar", state, f"{what}: {said}; svgguard checks every answer anyway")


def context(probed: Probed) -> Observation:
    """How many tokens there is room for, where the server says it."""
    told = next((model.context for model in probed.about.models if model.id == probed.model), None)
    words = {"needed": NEEDED, "answer": MAX_TOKENS}
    kind = probed.whom.preset.name
    if told is None:
        return Observation("context", State.NOTE, "not told", advice("context-untold", kind, **words))
    if told < NEEDED:
        return Observation("context", State.CHANGE, f"{told:,} tokens", advice("context-small", kind, **words))
    return Observation("context", State.OK, f"{told:,} tokens")


def prefill(probed: Probed) -> Observation:
    """True if an answer that was begun is gone on with, and whether what was begun is repeated."""
    preset = probed.whom.preset
    continuation = preset.continuation
    messages = [*_question(COUNT), {"role": "assistant", "content": BEGUN}]
    asked = probed.ask("prefill", messages, extra=continuation.parameters if continuation else {})
    if finding := _failed("prefill", probed, asked, State.NOTE):
        return finding
    text = asked.reply.text.strip()
    echo, on, anew = text.startswith(BEGUN), text.startswith("5"), text.startswith("1")
    if echo or on:
        how = "gone on with, " + ("repeated first" if echo else "without repeating it")
        known = continuation is not None and continuation.echo == echo
        suggestion = None if known else advice("prefill-works", preset.name, echo=str(echo).lower())
        return Observation("prefill", State.OK if known else State.NOTE, how, suggestion)
    if anew and continuation is not None:
        return Observation("prefill", State.CHANGE, "begun anew", advice("prefill-new-turn", preset.name))
    seen = "begun anew" if anew else f"cannot be told from {probed.shown(text)!r}"
    return Observation("prefill", State.OK, f"{seen}; svgguard asks in words")


QUESTIONS: tuple[Probe, ...] = (
    answering,
    parameters,
    limit,
    streaming,
    latency,
    usage,
    thinking_off,
    thinking_on,
    vision,
    grammar,
    context,
    prefill,
)
"""In this order, for later ones look at what earlier ones were answered; nothing is asked after a failed answer."""

_IN_TEXT = "in the text of the answer"


def fault_advice(kind: str, fault: str, model: str = "") -> Advice:
    """The advice for an endpoint fault; that for an HTTP error where there is none of its own."""
    return advice(fault if fault in problems() else EndpointFault.HTTP_ERROR, kind, model=model)


def _failed(probe: str, probed: Probed, asked: Asked, state: State) -> Observation | None:
    """The finding for a question that was not answered."""
    fault = asked.outcome.fault
    if fault is None:
        return None
    how = fault_advice(probed.whom.preset.name, fault.name, probed.model)
    return Observation(probe, state, f"{fault.name}: {fault.message}", how)


def _question(text: str) -> list[Mapping[str, Any]]:
    return [{"role": "user", "content": text}]


def _thought(reply: Reply) -> str | None:
    """Where a reply holds a thought."""
    if reply.reasoning.strip():
        return "kept apart"
    text = reply.text
    return _IN_TEXT if THOUGHT.search(text) or BARE_THOUGHT.match(text) else None


def _constraint(place: str) -> tuple[dict[str, Any], str, Callable[[str], bool]]:
    """What to send so that an answer is held to a form, its name, and whether a text has that form."""
    if not place:
        form = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
        return {"response_format": form}, "JSON schema", _fits_schema
    value: Any = GRAMMAR
    first, *inner = place.split(".")
    for name in reversed(inner):
        value = {name: value}
    return {first: value}, "grammar", lambda text: text.strip() == "<svg/>"


def _fits_schema(text: str) -> bool:
    try:
        return bool(json.loads(text) == {"svg": "yes"})
    except ValueError:
        return False


def _picture() -> str:
    """A red square as base64 PNG."""
    import io
    from base64 import b64encode

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "PNG")
    return b64encode(file.getvalue()).decode()
