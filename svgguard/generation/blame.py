"""Blame: whose doing it is when an answer breaks off, comes to nothing or holds rubbish. No I/O here.

The rules see a text; here it is known how the text came. A token limit or a deadline is the budget's doing, a stream
that broke off the server's; a loop is the model's, also where it was ended from this side.
"""

from __future__ import annotations

from dataclasses import replace

from svgguard.endpoint import Outcome
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
