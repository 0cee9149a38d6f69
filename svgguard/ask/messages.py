"""The messages of the first question, and of the whole asked again with its faults listed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from svgguard.ask.files import prompt_file
from svgguard.extraction import extract
from svgguard.extraction.candidates import CONTROL_TOKEN
from svgguard.types import Fault, Severity

if TYPE_CHECKING:
    from svgguard.endpoint import Message
    from svgguard.result import Result

LONGEST_ECHO = 24_000
"""An answer of more characters is not sent back to be corrected: it is a loop, mostly, and would be taken up again."""

LONGEST_QUOTE = 120
"""Characters of the faulty place that are quoted in a re-ask."""

MOST_FAULTS = 20
"""Faults listed in a re-ask; a longer list drowns the question."""

_WORTH = frozenset({Severity.FATAL, Severity.ERROR})


def first_question(prompt: str, system: str | None = None) -> tuple[tuple[Message, ...], str]:
    """The messages of a first question, and which prompt files they are made from.

    `system` replaces the system message; the empty string leaves it out.
    """
    files = [prompt_file("system")] if system is None else []
    ask = prompt_file("ask")
    user = {"role": "user", "content": ask.fill(prompt=prompt)}
    said = "".join(file.text for file in files) or system
    messages = ({"role": "system", "content": said}, user) if said else (user,)
    return messages, " ".join(file.label for file in (*files, ask))


def correction(asked: Sequence[Message], prompt: str, result: Result, also: Sequence[str] = ()) -> tuple[Message, ...]:
    """The messages that ask again, with the remaining faults of `result`, an answer to the messages `asked`.

    `also` are further things wrong with it, in words. Only the SVG of the answer is echoed, never a thought. One
    without SVG, or too long to send back, is not echoed; then the faults stand in the question itself, since many chat
    templates refuse two user messages in a row.
    """
    faults = fault_list(result, also)
    again = prompt_file("reask").fill(prompt=prompt or "the picture described above", faults=faults)
    echo = without_control_tokens(extract(result.source).text or "").strip()
    if echo and len(echo) <= LONGEST_ECHO:
        return (*asked, {"role": "assistant", "content": echo}, {"role": "user", "content": again})
    if not asked:
        return ({"role": "user", "content": again},)
    return (*asked[:-1], with_text(asked[-1], again))


def fault_list(result: Result, also: Sequence[str] = ()) -> str:
    """One line per remaining fault: what is wrong, and the place quoted."""
    worst = worth_asking(result) or (() if also else result.remaining)
    lines = [*(f"- {word}" for word in also)]
    lines += [f"- {fault.message}{_quote(fault, result.source)}" for fault in worst[:MOST_FAULTS]]
    return "\n".join(dict.fromkeys(lines)) or "- it holds no SVG document that can be drawn"


def worth_asking(result: Result) -> tuple[Fault, ...]:
    """The remaining faults bad enough to ask the model again."""
    return tuple(fault for fault in result.remaining if fault.severity in _WORTH)


def without_control_tokens(text: str) -> str:
    """`text` with the control tokens of chat templates blanked: a template would not escape them."""
    # A space, not nothing: what stood around a token must not join up to a new one.
    return CONTROL_TOKEN.sub(" ", text)


def digest(messages: Iterable[Message]) -> str:
    """SHA-256 of the messages as sent, in hexadecimal."""
    return hashlib.sha256(json.dumps(list(messages), sort_keys=True, default=str).encode()).hexdigest()


def _quote(fault: Fault, source: str) -> str:
    place = " ".join(without_control_tokens(source[fault.start : fault.end]).split())
    if not place:
        return ""
    return f" (at: {place if len(place) <= LONGEST_QUOTE else place[:LONGEST_QUOTE]})"


def with_text(message: Message, text: str) -> Message:
    """`message` with a further paragraph."""
    content = message.get("content")
    if isinstance(content, list):
        return {**message, "content": [*content, {"type": "text", "text": text}]}
    return {**message, "content": f"{content}\n\n{text}"}
