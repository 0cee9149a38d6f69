"""Blame: whose doing it is when an answer breaks off, comes to nothing or holds rubbish. No I/O here.

The rules see a text; here it is known how the text came. A token limit or a deadline is the budget's doing, a stream
that broke off the server's; a loop is the model's, also where it was ended from this side. What an answer copies from
the question is the prompt's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from svgguard.endpoint import Message, Outcome
from svgguard.extraction.candidates import CONTROL_TOKEN
from svgguard.result import Result
from svgguard.types import Blame, Fault

CANCELLED = "cancelled"
"""How a reply is marked as stopped that the caller wanted no more of."""

CUT_SHORT = frozenset(
    {
        "truncated",
        "unclosed-comment",
        "unclosed-fence",
        "empty-reply",
        "no-svg",
        "plan-without-svg",
        "reasoning-only",
    }
)
"""What an answer may look like whose end is missing, by the names of the rules."""

SHORTEST_COPY = 5
"""Characters from which on a faulty value that stands in the question is taken for a copy wherever it stands there."""


def blamed(result: Result, outcome: Outcome, *, overdue: bool = False) -> Result:
    """`result` with each fault blamed on whom the circumstances of its reply show; `overdue`: our deadline ended it."""
    reply = outcome.reply
    if reply is None:
        return result
    if reply.gaps or _rubbish(reply.text):
        return replace(result, faults=tuple(replace(fault, blame=Blame.SERVER) for fault in result.faults))
    if overdue or reply.hit_token_limit or reply.stopped == CANCELLED:
        culprit = Blame.BUDGET
    elif reply.stopped:
        culprit = Blame.MODEL
    elif not reply.complete:
        culprit = Blame.SERVER
    else:
        return result
    return replace(result, faults=tuple(_on(fault, culprit, result.source) for fault in result.faults))


def with_copies(result: Result, asked: Sequence[Message], prompt: str) -> Result:
    """`result` with what it copies from the messages `asked` blamed on them; `prompt`, what to draw, does not count.

    A metavariable, a colour that does not exist, a placeholder: a model that is shown one writes one.
    """
    contents = (message.get("content") for message in asked if message.get("role") != "assistant")
    said = "\n".join(content for content in contents if isinstance(content, str)).replace(prompt, "\n")
    return replace(result, faults=tuple(_copied(fault, result.source, said) for fault in result.faults))


def _copied(fault: Fault, source: str, said: str) -> Fault:
    if fault.blame is not Blame.MODEL or not (fault.code[0] in "VL" or fault.name == "elision-placeholder"):
        return fault
    words = source[fault.start : fault.end].strip()
    framed = source[max(0, fault.start - 1) : fault.end + 1]
    copied = (len(framed) > len(words) > 0 and framed in said) or (len(words) >= SHORTEST_COPY and words in said)
    return replace(fault, blame=Blame.PROMPT) if copied else fault


def is_root_unclosed(fault: Fault, source: str) -> bool:
    """True when the fault is that the root of the SVG in `source` has no end tag."""
    return fault.name == "unclosed-element" and source.startswith("<svg", fault.start)


def _on(fault: Fault, culprit: Blame, source: str) -> Fault:
    # What cannot be seen may stand in what is missing.
    cut = fault.name in CUT_SHORT or fault.code.startswith("D") or is_root_unclosed(fault, source)
    return replace(fault, blame=culprit) if cut else fault


def _rubbish(text: str) -> bool:
    """True when the answer is control tokens and nothing else, as broken inference code gives them."""
    return bool(text.strip()) and not CONTROL_TOKEN.sub("", text).strip()
