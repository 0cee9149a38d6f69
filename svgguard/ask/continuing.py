"""Going on with an answer that broke off: as the model's own turn where the endpoint lets us, else by asking it to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from svgguard.ask.echo import echoes
from svgguard.ask.files import prompt_file
from svgguard.ask.messages import without_control_tokens
from svgguard.ask.question import Question, Step
from svgguard.extraction import extract
from svgguard.extraction.candidates import thoughts
from svgguard.svg import vocabulary

if TYPE_CHECKING:
    from svgguard.endpoint import Message
    from svgguard.result import Result

LONGEST = 120_000
"""Characters of an answer that is sent back to be gone on with."""

TAIL = 200
"""Characters of its end that are quoted where it must be asked for in words."""

FEWEST_GREETING = 3
"""Words from which on a line without a full stop is taken for a greeting."""

_FENCE = re.compile(
    r"(?:`{3,}|^~{3,})(?:(?:svg|xml|html|markup|text)?[ \t]*(?:\n|\Z)|(?:svg|xml|html)\b ?)?", re.I | re.M
)
_MARKUP = re.compile(r"<[/!?A-Za-z]")
_GREETING = re.compile(
    r"\s*(?:(?P<plea>i(?:['’]m| am) (?:very |so )?sorry|sorry|i apologi[sz]e|apologies|certainly|of course"
    r"|désolé|lo siento)"
    r"|(?:assistant|model|sure|absolutely|okay|ok|got it|understood|yes|thanks?|thank you|great"
    r"|here(?:['’]s| is| are| you go)|below is|continuing|continued"
    r"|the (?:rest|remaining|remainder|continuation|following|svg|drawing|answer)|let me|i['’]ll|i will|i have|i['’]ve"
    r"|as requested|this is|voici|bien sûr|hier (?:ist|sind|kommt)|natürlich|entschuldigung|aquí (?:está|tiene)"
    r"|claro|ecco|aqui está|вот|конечно|извините|这是|以下是|好的|当然|抱歉|続き|以下|もちろん|申し訳|여기|네)"
    r"(?![A-Za-z]))[^<>\n]*?(?P<end>[:：]|\n|(?=<)|\Z)",
    re.I,
)
"""How a chat begins before it comes to the point."""
_WORDS = re.compile(r"(?:[^\W\d_]{2,}[,;.!?'’]?\s+){4}[^\W\d_]{2,}")
"""Five words in a row, which no value and no markup holds."""


class _Place(Enum):
    """Where a text breaks off."""

    TAG = auto()
    COMMENT = auto()
    TEXT = auto()
    """In an element whose text is drawn or read."""
    BETWEEN = auto()


def continuation(result: Result, asked: Sequence[Message], prefill: Mapping[str, Any] | None = None) -> Question | None:
    """The question that goes on with `result`, an answer to the messages `asked` that broke off; None if it cannot.

    `prefill` are the parameters with which the endpoint goes on with a message of the assistant; None where it cannot.
    """
    base = without_control_tokens(extract(result.source).text or "")
    if not base.strip() or len(base) > LONGEST:
        return None
    so_far = (*asked, {"role": "assistant", "content": base})
    if prefill is not None:
        return Question(Step.CONTINUE, so_far, parameters=prefill, base=base)
    file = prompt_file("continue")
    messages = (*so_far, {"role": "user", "content": file.fill(tail=base[-TAIL:])})
    return Question(Step.CONTINUE, messages, file.label, base=base)


def continued(base: str, answer: str) -> str | None:
    """What of an answer goes on with `base`: without thoughts, greetings and fences; None when nothing of it does.

    A tail that is prose where markup must follow, or that holds the question, would be drawn; it is refused.
    """
    for start, end in reversed(thoughts(answer)):
        answer = answer[:start] + answer[end:]
    answer = without_control_tokens(answer)
    if any(echoes(answer)):
        return None
    tail = _after_greeting(_fenced(answer))
    place = _place(base)
    first = _MARKUP.search(tail)
    said = tail[: first.start() if first else len(tail)]
    if place is _Place.BETWEEN:
        # What stands between elements is no part of any drawing.
        return tail[first.start() :] if first else tail if not said.strip(" \n\t>/") else None
    if place is _Place.TAG and _WORDS.search(said.partition('"')[0]):
        return None
    if place is _Place.TEXT and first is None and _WORDS.search(said):
        return None
    return tail if tail.strip() else None


def _fenced(answer: str) -> str:
    """What stands in the first fence where nothing but words come before it; else what stands before that fence."""
    fence = _FENCE.search(answer)
    if fence is None:
        return answer
    if _MARKUP.search(answer, 0, fence.start()):
        return answer[: fence.start()]
    closing = _FENCE.search(answer, fence.end())
    return answer[fence.end() : closing.start() if closing else len(answer)]


def _after_greeting(text: str) -> str:
    """`text` without the sentences of a chat before its beginning."""
    while m := _GREETING.match(text):
        sentence = m["end"] in (":", "：") or m["plea"] or m[0].rstrip().endswith(("!", ".", ","))
        # A label of a chart may well be "Yes" or "Here".
        if not sentence and (m["end"] != "\n" or len(m[0].split()) < FEWEST_GREETING):
            break
        text = text[m.end() :].lstrip(" \t")
    return text


def _place(base: str) -> _Place:
    """Where `base` breaks off."""
    if base.rfind("<!--") > base.rfind("-->"):
        return _Place.COMMENT
    if base.rfind("<") > base.rfind(">"):
        return _Place.TAG
    last = re.match(r"</?([A-Za-z][\w:.\-]*)", base[base.rfind("<") :])
    return _Place.TEXT if last is not None and vocabulary.holds_text(last[1]) and not _closed(base) else _Place.BETWEEN


def _closed(base: str) -> bool:
    """True if the last tag of `base` ends a text: one of a ``tspan`` or a link goes on with it."""
    tag = base[base.rfind("<") :]
    return tag.startswith(("</text", "</style", "</title", "</desc")) or tag.split(">")[0].endswith("/")
