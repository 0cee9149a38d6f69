"""The list of parts that the model is asked for before it draws, and what the call becomes with it. No I/O here.

Whatever the model answers, the picture is asked for: without a list that can be used nothing is looked for, and the
result says why.
"""

from __future__ import annotations

from dataclasses import replace

from svgguard.ask import Question, list_question, read_list, told
from svgguard.endpoint import Request
from svgguard.extraction import Extraction
from svgguard.extraction.reply import Reply
from svgguard.generation.plan import Plan
from svgguard.guard import part_list
from svgguard.parts.inventory import Lister, PartList
from svgguard.parts.specification import Specification, SpecificationError, asked
from svgguard.rules.reply.r003_refusal import refuses
from svgguard.types import Fault

MOST_PARTS = 16
"""Parts of a list that are looked for, the first ones: what follows in a longer one is ornament."""


def listing(plan: Plan) -> tuple[Question, Request]:
    """The question for the parts, and the request that puts it."""
    question = list_question(plan.prompt)
    sent = dict(plan.request.parameters)
    if (name := plan.names.get("max_tokens")) in sent and plan.listing is not None:
        given = sent[name]
        sent[name] = min(given, plan.listing) if isinstance(given, int) else plan.listing
    return question, replace(plan.request.asking(question.messages), parameters=sent)


def listed(reply: Reply) -> tuple[Specification | None, PartList]:
    """The parts that an answer lists, and what is to be said of the list."""
    if refuses(Extraction(reply, reply.text)):
        return None, unlisted("the model declines to draw")
    names = read_list(reply.text, cut=not reply.complete or reply.hit_token_limit)
    wanted: Specification | None = None
    for name in names:
        try:
            # One by one, for a list may name a thing twice in other words.
            wanted = asked([*(part_list(wanted).names if wanted else ()), name])
        except SpecificationError:
            continue
        if len(wanted.parts) == MOST_PARTS:
            break
    if wanted is None:
        drawn = "<svg" in reply.text.lower()
        return None, unlisted("the model drew in place of listing" if drawn else "its answer holds no list of parts")
    more = len(names) - names.index(name) - 1
    return wanted, replace(part_list(wanted), by=Lister.MODEL, note=f"{more} more were left out" if more else "")


def unlisted(why: str | Fault) -> PartList:
    """The empty list, and why it is empty."""
    return PartList((), Lister.MODEL, note=why if isinstance(why, str) else why.message)


def with_parts(plan: Plan, wanted: Specification) -> Plan:
    """The plan of a call whose parts are known now; svgguard's own question names them, a caller's is left as it is."""
    if not plan.wording:
        return replace(plan, parts=wanted)
    request = plan.request.asking(told(plan.request.messages, part_list(wanted).names))
    wording = f"{plan.wording} {list_question(plan.prompt).wording}"
    return replace(plan, parts=wanted, request=request, wording=wording)
