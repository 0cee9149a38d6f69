"""Progress, previews, the async iterator, and taking a call back: over real HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from loopback_server import Server, chunk, reply, serving, stream

import svgguard
from svgguard import CancelledError, Result, agenerate, astream, generate
from svgguard.generation import Answered, Asking, Done, Event, Receiving, Waiting
from svgguard.generation.events import Sketch
from svgguard.guard import Checked, checked
from svgguard.log import open_log, stats
from svgguard.rendering import Raster

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">\n'
SKY = '<g id="sky"><rect width="10" height="10" fill="navy"/></g>\n'
WHOLE = f'{ROOT}{SKY}<g id="sun"><circle cx="5" cy="5" r="3" fill="gold"/></g>\n</svg>'
FAULTY = WHOLE.replace("</svg>", '<path d="banana" fill="red"/></svg>')
GOOD = '<path d="M1 1h3v3z" fill="red"/>'


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SVGGUARD_LOG", str(tmp_path / "log.sqlite"))


def says(text: str, size: int = 20) -> Any:
    pieces = [chunk(text[i : i + size]) for i in range(0, len(text), size)]
    return stream(*pieces, chunk(finish="stop"))


@contextmanager
def hanging(text: str) -> Iterator[Server]:
    """A server that falls silent after `text`."""
    go_on = threading.Event()
    body = stream(*(chunk(text[i : i + 20]) for i in range(0, len(text), 20)), done=False, wait=go_on)
    with serving(body) as server:
        yield server
        go_on.set()


def options(server: Server, **more: Any) -> Any:
    return {"base_url": server.url, "model": "m", "retries": 0, "progress_seconds": 0.0} | more


async def everything(server: Server, **more: Any) -> list[Event]:
    return [event async for event in astream("a sun", **options(server, **more))]


def test_events_of_a_call() -> None:
    events: list[Event] = []
    with serving(says(FAULTY), says(GOOD)) as server:
        result = generate("a sun", **options(server, on_progress=events.append))
    kinds = [type(event) for event in events]
    assert kinds[0] is Asking and kinds.count(Asking) == kinds.count(Answered) == 2
    first, second = [event for event in events if isinstance(event, Asking)]
    assert (first.attempt, first.step, first.why) == (1, "ask", "")
    assert (second.attempt, second.step, second.why) == (2, "patch", "V006")
    for attempt in (1, 2):
        sizes = [e.progress.characters for e in events if isinstance(e, Receiving) and e.attempt == attempt]
        assert len(sizes) > 1 and sizes == sorted(sizes)
    last = [event for event in events if isinstance(event, Answered)][-1]
    assert last.best.svg == result.svg and last.attempt.number == 2


def test_the_iterator_gives_the_same_and_the_result() -> None:
    with serving(says(FAULTY), says(GOOD)) as server:
        events = asyncio.run(everything(server))
    assert isinstance(events[0], Asking) and isinstance(events[-1], Done)
    assert events[-1].result.svg == FAULTY.replace('<path d="banana" fill="red"/>', GOOD)
    assert [type(event) for event in events].count(Done) == 1


def test_a_pause_is_an_event() -> None:
    with serving(reply({"error": "busy"}, 503, retry_after="0.01"), says(WHOLE)) as server:
        events = asyncio.run(everything(server, retries=1))
    assert [event.seconds for event in events if isinstance(event, Waiting)] == [0.01]


def test_the_iterator_raises_what_agenerate_raises() -> None:
    with serving(reply({"error": "no"}, 500)) as server, pytest.raises(svgguard.EndpointError, match="no"):
        asyncio.run(everything(server))
    with pytest.raises(ValueError, match="nothing to draw"):
        asyncio.run(everything_of(""))


async def everything_of(prompt: str) -> list[Event]:
    return [event async for event in astream(prompt, client=lambda _: WHOLE)]


def test_a_preview_on_request() -> None:
    previews: list[Raster | None] = []

    async def go(server: Server) -> None:
        async for event in astream("a sun", **options(server)):
            if isinstance(event, Receiving) and event.progress.characters >= len(ROOT + SKY):
                previews.append(await event.apreview(size=32))
                assert event.text.startswith(ROOT[:20])
                return

    with hanging(ROOT + SKY + "<g id='sun'><circle cx='5'") as server:
        asyncio.run(go(server))
    (preview,) = previews
    assert preview is not None and preview.image.getpixel((16, 16)) == (0, 0, 128, 255)


def test_previews_are_not_drawn_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    from svgguard.generation import events

    sketch = Sketch()
    assert sketch.draw(16) is None, "nothing to draw yet"
    monkeypatch.setattr(events, "PREVIEW_SECONDS", 0.0)
    sketch.add(ROOT + SKY)
    first = sketch.draw(16)
    assert first is not None
    monkeypatch.setattr(events, "PREVIEW_SECONDS", 60.0)
    sketch.add("</svg>")
    assert sketch.draw(16) is first and sketch.draw(32) is not first


def test_events_are_not_told_too_often() -> None:
    events: list[Event] = []
    with serving(says(WHOLE, size=3)) as server:
        generate("a sun", **options(server, on_progress=events.append, progress_seconds=60.0))
    assert [type(event) for event in events].count(Receiving) <= 2, "the first, and the one that ends it"


def test_an_error_of_the_caller_s_own_is_raised_and_the_answer_is_in_the_log() -> None:
    def tell(event: Event) -> None:
        if isinstance(event, Receiving) and event.progress.characters > 60:
            raise KeyError("display")

    with serving(says(WHOLE)) as server, pytest.raises(KeyError, match="display"):
        generate("a sun", **options(server, on_progress=tell))
    row = next(iter(open_log().rows()))
    assert row["stopped"] == "cancelled" and WHOLE.startswith(row["reply"])
    assert stats() == [], "nobody's failure"


class TestCancelling:
    def test_while_an_answer_arrives(self) -> None:
        cancel = threading.Event()

        def tell(event: Event) -> None:
            if isinstance(event, Receiving) and event.progress.characters > len(ROOT + SKY):
                cancel.set()

        with serving(says(WHOLE)) as server:
            result = generate("a sun", **options(server, cancel=cancel, on_progress=tell))
        assert result.ok and "navy" in (result.svg or "") and "gold" not in (result.svg or "")
        assert result.attempts[0].stopped == "cancelled" and len(server.seen) == 1

    def test_before_anything(self) -> None:
        with serving(says(WHOLE)) as server, pytest.raises(CancelledError):
            generate("a sun", **options(server, cancel=lambda: True))
        assert server.seen == []

    def test_while_waiting_for_a_server_that_is_busy(self) -> None:
        cancel = threading.Event()

        def tell(event: Event) -> None:
            if isinstance(event, Waiting):
                cancel.set()

        busy = reply({"error": "busy"}, 503, retry_after="100")
        with serving(busy) as server, pytest.raises(CancelledError):
            generate("a sun", **options(server, cancel=cancel, on_progress=tell, retries=3))
        assert len(server.seen) == 1

    def test_the_best_so_far_is_given(self) -> None:
        asked: list[object] = []

        def client(messages: object) -> str:
            asked.append(messages)
            return FAULTY

        result = generate("a sun", client=client, cancel=lambda: bool(asked))
        assert result.ok and len(asked) == 1

    def test_a_task(self) -> None:
        async def go(server: Server) -> Result:
            seen = asyncio.Event()

            def tell(event: Event) -> None:
                if isinstance(event, Receiving) and event.progress.characters >= len(ROOT + SKY) - 20:
                    seen.set()

            task = asyncio.create_task(agenerate("a sun", **options(server, on_progress=tell)))
            await seen.wait()
            task.cancel()
            return await task

        with hanging(ROOT + SKY) as server, pytest.raises(asyncio.CancelledError):
            asyncio.run(go(server))
        rows = list(open_log().rows())
        assert rows[0]["stopped"] == "cancelled" and rows[0]["reply"].startswith(ROOT)
        assert rows[0]["seconds"] > 0 and rows[0]["status"] == "repaired"
        assert stats() == []

    def test_a_task_whose_answer_is_being_judged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def go(server: Server) -> None:
            judging, go_on = asyncio.Event(), threading.Event()
            loop = asyncio.get_running_loop()

            def slow(*args: Any) -> Checked:
                loop.call_soon_threadsafe(judging.set)
                go_on.wait(5)
                return checked(*args)

            monkeypatch.setattr("svgguard.generation.drivers.checked", slow)
            task = asyncio.create_task(agenerate("a sun", **options(server)))
            await judging.wait()
            task.cancel()
            await asyncio.sleep(0)
            go_on.set()
            await task

        with serving(says(WHOLE)) as server, pytest.raises(asyncio.CancelledError):
            asyncio.run(go(server))
        (row,) = open_log().rows()
        assert (row["reply"], row["status"], row["stopped"]) == (WHOLE, "clean", "")

    def test_leaving_the_iterator(self) -> None:
        async def go(server: Server) -> None:
            events = astream("a sun", **options(server))
            async for event in events:
                if isinstance(event, Receiving):
                    break
            await events.aclose()  # type: ignore[attr-defined]

        with hanging(ROOT + SKY) as server:
            asyncio.run(go(server))
        assert next(iter(open_log().rows()))["stopped"] == "cancelled"
