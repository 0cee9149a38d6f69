"""`generate` and its kin: ask a model for a picture, repair what it answers, ask again where only the model can help.

    options ─▶ Plan ─ attempts (the machine, by the steps) ─▶ Ask · Wait · Check · Look · Record ─ drivers ─▶ Result

`attempts` decides what is next and does no I/O; `listing` has the model say which parts the picture needs before it is
drawn, where that is wanted; `steps` holds what is tried after an answer that is not good enough, `merging` how the
answer to each step becomes a picture, `ranking` which result is better, `blame` whose fault it is, `budget` what may
be spent. `drivers` carry it out, each request with a `watching` of its own that makes the `events`. `many` runs any
number of calls over one client, at a common `pace`, and takes up what the log holds (`resuming`); `foreign` is for
callers who send the questions themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from svgguard.endpoint import async_sender, sender
from svgguard.generation.attempts import CancelledError as CancelledError
from svgguard.generation.budget import Budget as Budget
from svgguard.generation.budget import BudgetError as BudgetError
from svgguard.generation.drivers import arun, run
from svgguard.generation.events import Answered as Answered
from svgguard.generation.events import Asking as Asking
from svgguard.generation.events import Done as Done
from svgguard.generation.events import Event as Event
from svgguard.generation.events import Receiving as Receiving
from svgguard.generation.events import Waiting as Waiting
from svgguard.generation.foreign import answered as answered
from svgguard.generation.many import BatchOptions as BatchOptions
from svgguard.generation.many import Item as Item
from svgguard.generation.many import agenerate_many as agenerate_many
from svgguard.generation.options import SKIPPABLE as SKIPPABLE
from svgguard.generation.options import Options as Options
from svgguard.generation.options import PictureOptions, prepared, takes
from svgguard.result import Result

__all__ = [
    "SKIPPABLE",
    "Answered",
    "Asking",
    "BatchOptions",
    "Budget",
    "BudgetError",
    "CancelledError",
    "Done",
    "Event",
    "Item",
    "Options",
    "Receiving",
    "Waiting",
    "agenerate",
    "agenerate_many",
    "answered",
    "astream",
    "generate",
]


@takes(PictureOptions)
def generate(*prompt: str, **options: Any) -> Result:
    """Ask a model to draw `prompt`, repair its answer, and give the best result.

    `svgguard.generation.Options` says what each argument means.

    Never raises for what a model wrote: see ``Result.status``, ``Result.faults`` and ``Result.attempts``. Raises
    `EndpointError` when no answer could be had at all or it is not said whom to ask, `CancelledError` when ``cancel=``
    came before any answer, and TypeError or ValueError for arguments that make no sense.
    """
    given = PictureOptions(*prompt, **options)
    call = prepared(given.prompt, given)
    with sender(call.whom) as send:
        return run(call, send)


@takes(PictureOptions)
async def agenerate(*prompt: str, **options: Any) -> Result:
    """As `generate`, without blocking the event loop; `client` may also be an ``AsyncOpenAI`` or an async function.

    When its task is cancelled, what had come is still judged and recorded before the cancellation goes on.
    """
    given = PictureOptions(*prompt, **options)
    call = await asyncio.to_thread(prepared, given.prompt, given)
    async with async_sender(call.whom) as send:
        return await arun(call, send)


@takes(PictureOptions)
async def astream(*prompt: str, **options: Any) -> AsyncIterator[Event]:
    """As `agenerate`, as an iterator over what happens; the last event is `Done`, with the result.

    Raises as `agenerate` does. Leaving the iterator cancels the call.
    """
    given = PictureOptions(*prompt, **options)
    call = await asyncio.to_thread(prepared, given.prompt, given)
    loop, events = asyncio.get_running_loop(), asyncio.Queue[Event | None]()
    told = call.on_progress

    def put(event: Event) -> None:
        # A client that blocks reads the answer in a thread of its own.
        loop.call_soon_threadsafe(events.put_nowait, event)
        if told is not None:
            told(event)

    async def ask() -> Result:
        try:
            async with async_sender(call.whom) as send:
                return await arun(replace(call, on_progress=put), send)
        finally:
            loop.call_soon_threadsafe(events.put_nowait, None)

    task = asyncio.create_task(ask())
    try:
        while (event := await events.get()) is not None:
            yield event
        yield Done(await task)
    finally:
        task.cancel()
        await asyncio.wait({task})
