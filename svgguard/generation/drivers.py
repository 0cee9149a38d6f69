"""The two drivers of the attempt machine: the one blocking, the other on an event loop with CPU work in threads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from svgguard.endpoint import AsyncSend, Outcome, Send, hanging_up
from svgguard.generation.attempts import (
    Action,
    Ask,
    CancelledError,
    Check,
    Insert,
    Look,
    Missing,
    Record,
    Tell,
    Wait,
    conversation,
)
from svgguard.generation.events import Answered, Asking, Waiting
from svgguard.generation.fragments import insert, question_about
from svgguard.generation.options import Call
from svgguard.generation.ranking import look
from svgguard.generation.watching import Watcher
from svgguard.guard import checked
from svgguard.result import Result

PATIENCE = 0.05
"""Seconds between two looks at whether the caller has cancelled, while waiting."""


def run(call: Call, send: Send) -> Result:
    """Carry `call` out, blocking. An interrupt goes on once what had come is judged and recorded."""
    halted = _Halted(call)
    machine = conversation(call.plan, time.monotonic, halted)
    sent: Any = None
    while True:
        try:
            action = machine.send(sent)
        except StopIteration as end:
            halted.go_on()
            return end.value  # type: ignore[no-any-return]  # what conversation returns
        except CancelledError:
            # What was raised into the call says more.
            halted.go_on()
            raise
        _tell(call, action)
        watcher = _watcher(call, action)
        sent = None
        try:
            match action:
                case Ask(request):
                    with hanging_up(call.cancelled if call.cancellable else None):
                        sent = send(request, watcher)
                case Wait(seconds):
                    _wait(seconds, halted)
                case _:
                    sent = _work(call, action)
        except BaseException as error:  # noqa: BLE001 -- an interrupt or the caller's own error: raised again in the end
            sent = halted.by(error, watcher)


async def arun(call: Call, send: AsyncSend) -> Result:
    """As `run`, on the event loop; when its task is cancelled, the cancellation goes on in the same way."""
    halted = _Halted(call)
    machine = conversation(call.plan, time.monotonic, halted)
    sent: Any = None
    while True:
        try:
            action = machine.send(sent)
        except StopIteration as end:
            halted.go_on()
            return end.value  # type: ignore[no-any-return]  # what conversation returns
        except CancelledError:
            # What was raised into the call says more.
            halted.go_on()
            raise
        _tell(call, action)
        watcher = _watcher(call, action)
        sent = None
        try:
            match action:
                case Ask(request):
                    sent = await _answer(send(request, watcher), watcher, halted if call.cancellable else None)
                case Wait(seconds):
                    await _await(seconds, halted)
                case _:
                    sent = await _finished(call, action, halted)
        except BaseException as error:  # noqa: BLE001 -- an interrupt or the caller's own error: raised again in the end
            sent = halted.by(error, watcher)


class _Halted:
    """Says whether a call is to end: because its caller says so, or because something was raised into it."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._raised: BaseException | None = None

    def __call__(self) -> bool:
        return self._raised is not None or self._call.cancelled()

    def by(self, error: BaseException, watcher: Watcher | None) -> Outcome:
        """What a request that `error` interrupted has brought; raises `error` where there was no request."""
        if watcher is None or self._raised is not None:
            raise error
        self.later(error)
        seconds = time.monotonic() - watcher.started
        return Outcome(watcher.so_far, sent=datetime.now(UTC), seconds=seconds)

    def later(self, error: BaseException) -> None:
        """Keep `error` until nothing can be lost by raising it."""
        self._raised = error

    def go_on(self) -> None:
        """Raise what was raised, now that nothing of the interrupted request is lost."""
        if self._raised is not None:
            raise self._raised


def _watcher(call: Call, action: Action) -> Watcher | None:
    if not isinstance(action, Ask):
        return None
    return Watcher(action, call.on_progress, call.progress_seconds, call.cancelled)


def _work(call: Call, action: Action) -> Any:
    """Carry out what needs no endpoint."""
    match action:
        case Check(reply, parts, repairs):
            return checked(reply, call.policy if repairs else replace(call.policy, apply=None), parts)
        case Insert(question, reply, so_far, parts):
            return insert(question, reply.text, so_far, parts, call.policy)
        case Missing(so_far, parts, passed):
            return question_about(so_far, parts, call.plan.prompt, passed)
        case Look(so_far, seconds):
            return look(so_far, seconds)
        case Record(row):
            return call.record(row)
    return None


async def _finished(call: Call, action: Action, halted: _Halted) -> Any:
    """As `_work`, in a thread, and to its end: an answer that has come is recorded also when the task is cancelled."""
    work = asyncio.ensure_future(asyncio.to_thread(_work, call, action))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError as error:
        halted.later(error)
        return await work


async def _answer(asked: Awaitable[Outcome], watcher: Watcher | None, halted: _Halted | None) -> Outcome:
    """What comes of a request, or what had come of it when the caller wanted no more."""
    if halted is None or watcher is None:
        return await asked
    request = asyncio.ensure_future(asked)
    try:
        while not (await asyncio.wait({request}, timeout=PATIENCE))[0]:
            if halted():
                request.cancel()
                await asyncio.wait({request})
                break
    except asyncio.CancelledError:
        request.cancel()
        await asyncio.wait({request})
        raise
    if not request.cancelled():
        return request.result()
    return Outcome(watcher.so_far, sent=datetime.now(UTC), seconds=time.monotonic() - watcher.started)


def _tell(call: Call, action: Action) -> None:
    if call.on_progress is None:
        return
    match action:
        case Ask(_, question, attempt):
            call.on_progress(Asking(attempt, str(question.step), question.why))
        case Wait(seconds) if seconds:
            call.on_progress(Waiting(seconds))
        case Tell(attempt, best):
            call.on_progress(Answered(attempt, best))


def _wait(seconds: float, halted: _Halted) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not halted():
        time.sleep(min(left, PATIENCE))


async def _await(seconds: float, halted: _Halted) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not halted():
        await asyncio.sleep(min(left, PATIENCE))
