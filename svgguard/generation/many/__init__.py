"""Many pictures at once, over one client: bounded, paced, each failure its own, resumable through the log."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from svgguard.endpoint import AsyncSend, async_sender
from svgguard.generation.drivers import arun
from svgguard.generation.events import Event
from svgguard.generation.many.pace import Pace
from svgguard.generation.many.resuming import Resumed, key_of
from svgguard.generation.options import Call, Options, prepared, takes
from svgguard.parts.specification import Specification
from svgguard.result import Result

AHEAD = 4
"""Results, in multiples of the concurrency, that may wait for an earlier one when they are wanted in order."""


@dataclass(frozen=True, slots=True)
class Item:
    """One picture of many: its result, or why there is none."""

    index: int
    """Of its prompt, from 0."""
    prompt: str
    result: Result | None = None
    error: Exception | None = None
    """What `agenerate` would have raised."""

    @property
    def ok(self) -> bool:
        """True when there is a document to draw."""
        return self.result is not None and self.result.ok


@dataclass(frozen=True, kw_only=True)
class BatchOptions(Options):
    """The arguments of `agenerate_many`."""

    prompts: Iterable[str | Specification] = field(kw_only=False)
    """What to draw, a picture each; a specification says also which parts to look for."""
    concurrency: int = 8
    """Pictures under way at a time."""
    requests_per_minute: float | None = None
    """The most requests sent in a minute, repetitions and re-asks included; None for no limit."""
    tokens_per_minute: float | None = None
    """The most tokens of questions and answers in a minute; None for no limit."""
    ordered: bool = True
    """The items come in the order of the prompts (default), else as they are completed."""
    resume: bool = False
    """Take from the log what it has under a key of what was asked, and ask for the rest only."""
    on_event: Callable[[int, Event], object] | None = None
    """Called with the index of a prompt and what happens there."""


@takes(BatchOptions)
def agenerate_many(*prompts: Iterable[str | Specification], **options: Any) -> AsyncGenerator[Item]:
    """A picture of each of `prompts`, at most `concurrency` at a time, as `agenerate` gives it.

    `svgguard.generation.BatchOptions` says what each argument means. What goes wrong with one picture stands in its
    ``error`` and touches no other. Raises at once for options that make no sense; leaving the iterator cancels what is
    under way.
    """
    given = BatchOptions(*prompts, **options)
    if given.concurrency < 1:
        raise ValueError("concurrency must be at least 1")
    if given.messages:
        raise ValueError("messages= asks for one picture; give the prompts, and perhaps system=")
    pace = Pace(given.requests_per_minute, given.tokens_per_minute)
    # Whom to ask and how is the same for all; what is asked, `asking` puts in place of the name given here.
    call = prepared("many pictures", replace(given, probe=False))
    if given.resume and not call.log.enabled:
        raise ValueError("resume=True needs the log of the earlier run: give log=, a path, or set SVGGUARD_LOG")
    return _items(call, pace, given)


async def _items(call: Call, pace: Pace, given: BatchOptions) -> AsyncGenerator[Item]:
    # A batch is known by what the caller said, for its server may be gone, or another, when it is taken up again.
    said = call
    if given.probe:
        call = await asyncio.to_thread(prepared, "many pictures", given)
    async with async_sender(call.whom) as send:
        one = _One(call, said, pace.slowed(send), given)
        waiting = enumerate(given.prompts)
        running: set[asyncio.Task[Item]] = set()
        done: dict[int, Item] = {}
        following = 0
        try:
            while True:
                while (
                    len(running) < given.concurrency
                    and len(done) < AHEAD * given.concurrency
                    and (each := next(waiting, None))
                ):
                    running.add(asyncio.create_task(one.item(*each)))
                if not running:
                    return
                completed, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                done |= {item.index: item for item in (task.result() for task in completed)}
                while (index := following if given.ordered else next(iter(done), -1)) in done:
                    following += 1
                    yield done.pop(index)
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)


class _One:
    """Makes one item at a time, for any number of tasks."""

    def __init__(self, call: Call, said: Call, send: AsyncSend, given: BatchOptions) -> None:
        self._call = call
        self._said = said
        self._send = send
        self._given = given
        self._seen: Counter[str] = Counter()

    async def item(self, index: int, wanted: str | Specification) -> Item:
        """The picture of one prompt, or why there is none."""
        prompt = wanted if isinstance(wanted, str) else wanted.prompt
        parts = None if isinstance(wanted, str) else wanted
        occurrence = self._seen[prompt]
        self._seen[prompt] += 1
        try:
            return Item(index, prompt, await self._result(index, prompt, parts, occurrence))
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one must cost none of the others
            return Item(index, prompt, error=error)

    async def _result(self, index: int, prompt: str, parts: Specification | None, occurrence: int) -> Result:
        if not prompt.strip():
            raise ValueError("there is nothing to draw: the prompt is empty")
        call, send = self._told(self._call.asking(prompt, self._given.system), index), self._send
        key = key_of(self._said.asking(prompt, self._given.system).plan, occurrence, call.run)
        call = replace(call, plan=replace(call.plan, key=key, parts=parts or call.plan.parts))
        if self._given.resume:
            recorded = await asyncio.to_thread(Resumed, call.log, key)
            send = recorded.before(send, call.whom)
            call = replace(call, plan=recorded.resumed(call.plan), record=recorded.recording(call.record))
        return await arun(call, send)

    def _told(self, call: Call, index: int) -> Call:
        on_event, on_progress = self._given.on_event, call.on_progress
        if on_event is None:
            return call

        def tell(event: Event) -> None:
            on_event(index, event)
            if on_progress is not None:
                on_progress(event)

        return replace(call, on_progress=tell)
