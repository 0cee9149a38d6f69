"""Resuming: a call goes through its attempts again with the answers that the log holds, and asks only for the rest.

The attempt machine is the same for the same answers, so replaying them gives the same result, at no cost; where the log
ends, because the call was interrupted, the endpoint is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from svgguard.ask import digest
from svgguard.endpoint import AsyncSend, Outcome, Request, Target, Watch, endpoint_fault
from svgguard.endpoint.diagnosis import diagnosed
from svgguard.endpoint.faults import EndpointFault
from svgguard.extraction.reply import Reply, Usage
from svgguard.generation.plan import Plan
from svgguard.log import LOCAL, Log, Row, Run, Selection
from svgguard.log.row import CANCELLED
from svgguard.rules import all_rules
from svgguard.types import Blame


def key_of(plan: Plan, occurrence: int, run: Run) -> str:
    """What a batch knows a question by: whom it goes to, all that is sent, which of its equals it is, and the run."""
    asked = plan.request
    facts = [plan.address, asked.model, digest(asked.messages), dict(asked.parameters), occurrence]
    facts += [run.id] if run.name else []
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


class Resumed:
    """The answers of an earlier call under the same key, given in place of the endpoint's."""

    def __init__(self, log: Log, key: str) -> None:
        rows = [row for row in log.rows(where=Selection(key=key)) if row["step"] not in LOCAL]
        answered = [row["call"] for row in rows if _is_answer(row)]
        rows = [row for row in rows if answered and row["call"] == answered[-1]]
        self._rows = [row for row in rows if _is_answer(row)]
        self._unanswered = len(rows) - len(self._rows)
        self._given = 0
        self._live = not self._rows

    def resumed(self, plan: Plan) -> Plan:
        """`plan` as the rest of the earlier call, if there was one."""
        return replace(plan, call=self._rows[0]["call"], earlier=self._unanswered) if self._rows else plan

    def before(self, send: AsyncSend, target: Target) -> AsyncSend:
        """`send`, with these answers first; from the first question on that is another one, the endpoint is asked."""

        async def replayed(request: Request, watch: Watch | None = None) -> Outcome:
            row = self._rows[self._given] if self._given < len(self._rows) else None
            self._live = self._live or row is None or row["prompt_hash"] != digest(request.messages)
            if self._live or row is None:
                return await send(request, watch)
            self._given += 1
            return diagnosed(_outcome(row, watch), request, target)

        return replayed

    def recording(self, record: Callable[[Row], None]) -> Callable[[Row], None]:
        """`record`, for what is not in the log already."""

        def new_only(row: Row) -> None:
            if self._live:
                record(row)

        return new_only


def _is_answer(row: Mapping[str, Any]) -> bool:
    return row["reply"] is not None and row["stopped"] != CANCELLED


def _outcome(row: Mapping[str, Any], watch: Watch | None) -> Outcome:
    """What a request had become, as far as its row tells."""
    code = next((code for code in row["found"] if code.startswith("E")), None)
    fault = None
    if code is not None:
        fault = endpoint_fault(EndpointFault(all_rules()[code].name), "as the log has it")
        fault = replace(fault, blame=Blame(row["blame"][code]))
    reply = Reply(
        text=row["reply"],
        reasoning=row["reasoning"] or "",
        finish_reason=row["finish_reason"],
        usage=Usage(row["prompt_tokens"], row["completion_tokens"]),
        model=row["served_model"],
        complete=fault is None and row["stopped"] in ("", None, "finished"),
        stopped=row["stopped"] or "",
    )
    # Where a loop begins is not in the log, but the watch finds it again.
    stop = watch(reply) if watch is not None else None
    return Outcome(reply, fault, stop=stop if reply.stopped else None)
