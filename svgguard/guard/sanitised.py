"""Sanitising: what `Policy.sanitise` orders is taken out, after every other repair, until nothing of it is left."""

from __future__ import annotations

from dataclasses import replace

from svgguard import document
from svgguard.document import Document
from svgguard.document.survey import survey
from svgguard.guard.passes import Found, Pass, choose, findings
from svgguard.text import edits
from svgguard.types import Policy

_UNTRUSTED = "U"
_ROUNDS = 8
"""What one round takes out may bring to light what the next has to."""


def sanitised(passes: list[Pass], policy: Policy) -> list[Pass]:
    """The passes, and those that take out what the policy orders; the last one holds what still is there of it."""
    for _ in range(_ROUNDS):
        last = passes[-1]
        if last.survey is None:
            break
        last = replace(last, found=findings(last.survey, last.text, policy))
        chosen, applied = choose(orders(last), policy)
        changed = edits.apply(last.text, chosen)
        if changed == last.text:
            return [*passes[:-1], last]
        read = document.read(changed, policy.limits)
        if not isinstance(read, Document):
            return [*passes[:-1], last]
        done = replace(last, applied=applied, edits=tuple(chosen))
        passes = [*passes[:-1], done, Pass(changed, read, [], [], (), survey(read))]
    return [*passes[:-1], replace(passes[-1], found=_found(passes[-1], policy))]


def _found(last: Pass, policy: Policy) -> Found:
    return last.found if last.survey is None else findings(last.survey, last.text, policy)


def orders(last: Pass) -> Found:
    """What the policy orders to be taken out of a text."""
    return [(rule, finding) for rule, finding in last.found if finding.ordered]


def without_orders(policy: Policy) -> Policy:
    """The same policy for the repairs that come first: none of them deletes what a policy orders out afterwards."""
    return replace(policy, sanitise=None, ignore=policy.ignore | {_UNTRUSTED}) if policy.sanitises else policy
