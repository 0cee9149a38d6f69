"""Many pictures at once: bounded, paced, isolated, in order or not, resumable; over real HTTP."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from loopback_server import Answer, Seen, chunk, reply, serving, stream

from svgguard import Budget, EndpointError, Status, agenerate_many
from svgguard.endpoint import Outcome, Request
from svgguard.extraction.reply import Reply, Usage
from svgguard.generation import Asking, Event, Item
from svgguard.generation.many.pace import FIRST_ANSWER, Pace
from svgguard.log import open_log, stats

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
NAMES = ["zebra", "yak", "walrus", "vole", "urial"]
BAD, GOOD = '<path d="banana" fill="red"/>', '<path d="M1 1h3v3z" fill="red"/>'


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SVGGUARD_LOG", str(tmp_path / "log.sqlite"))


def drawing(name: str, inside: str = "") -> str:
    return f'{ROOT}<g id="{name}"><circle r="4"/>{inside}</g></svg>'


def says(text: str, finish: str | None = "stop") -> Answer:
    return stream(chunk(text), *([chunk(finish=finish)] if finish else []), done=finish is not None)


def named(seen: Seen) -> str:
    """The name that a question is about."""
    said = json.dumps(seen.body["messages"])
    return next(name for name in NAMES if name in said)


def each(seen: Seen) -> Answer:
    return says(drawing(named(seen)))


def go(server: Any, prompts: Any = NAMES, **options: Any) -> list[Item]:
    async def run() -> list[Item]:
        wanted: Any = {"base_url": server.url, "model": "m", "retries": 0} | options
        return [item async for item in agenerate_many(prompts, **wanted)]

    return asyncio.run(run())


def svgs(items: list[Item]) -> list[str | None]:
    return [item.result.svg if item.result else None for item in items]


def test_in_the_order_of_the_prompts() -> None:
    gate = threading.Event()

    def slow_first(seen: Seen) -> Answer:
        if named(seen) == "zebra":
            gate.wait(5)
        elif named(seen) == "urial":
            gate.set()
        return each(seen)

    with serving(slow_first) as server:
        items = go(server, concurrency=2)
    assert [item.index for item in items] == [0, 1, 2, 3, 4] and svgs(items) == [drawing(name) for name in NAMES]
    assert [item.prompt for item in items] == NAMES and all(item.ok for item in items)


def test_as_they_are_completed() -> None:
    gate = threading.Event()

    def slow_first(seen: Seen) -> Answer:
        if named(seen) == "zebra":
            gate.wait(5)
        elif named(seen) == "urial":
            gate.set()
        return each(seen)

    with serving(slow_first) as server:
        items = go(server, concurrency=2, ordered=False)
    assert items[0].index != 0 and sorted(item.index for item in items) == [0, 1, 2, 3, 4]


def test_never_more_at_a_time() -> None:
    lock, now, most = threading.Lock(), [0], [0]
    both = threading.Barrier(2, timeout=5)

    def counted(seen: Seen) -> Answer:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        both.wait()
        with lock:
            now[0] -= 1
        return each(seen)

    with serving(counted) as server:
        assert len(go(server, NAMES[:4], concurrency=2)) == 4
    assert most[0] == 2


def test_failures_are_their_own() -> None:
    def failing(seen: Seen) -> Answer:
        return reply({"error": "out of memory"}, 500) if named(seen) == "yak" else each(seen)

    with serving(failing) as server:
        items = go(server, ["zebra", "yak", " ", "walrus"])
    assert [item.ok for item in items] == [True, False, False, True]
    assert isinstance(items[1].error, EndpointError) and "out of memory" in str(items[1].error)
    assert isinstance(items[2].error, ValueError) and items[2].result is None


def test_prompts_are_taken_as_they_are_needed() -> None:
    taken: list[str] = []

    def prompts() -> Any:
        for name in NAMES:
            taken.append(name)
            yield name

    async def run(url: str) -> None:
        async for _ in agenerate_many(prompts(), base_url=url, model="m", concurrency=1):
            break

    with serving(each) as server:
        asyncio.run(run(server.url))
    assert len(taken) <= 2


def test_events_say_which_picture_they_are_of() -> None:
    told: list[tuple[int, Event]] = []
    with serving(each) as server:
        go(server, NAMES[:2], on_event=lambda index, event: told.append((index, event)))
    assert {index for index, event in told if isinstance(event, Asking)} == {0, 1}


def test_options_that_make_no_sense() -> None:
    with serving(each) as server:
        wrongs: list[dict[str, Any]] = [{"concurrency": 0}, {"requests_per_minute": 0}, {"skip": ["nap"]}]
        for wrong in (*wrongs, {"messages": [{"role": "user", "content": "x"}]}):
            with pytest.raises(ValueError, match=r"."):
                go(server, **wrong)
    assert server.seen == []


class TestResuming:
    def test_what_the_log_holds_is_not_asked_again(self) -> None:
        with serving(each) as server:
            first = go(server, NAMES[:3])
            again = go(server, NAMES, resume=True)
        assert svgs(again) == [drawing(name) for name in NAMES] and svgs(first) == svgs(again)[:3]
        assert len(server.seen) == 5
        assert stats()[0].requests == 5, "what was only taken up again is not counted twice"

    def test_only_when_told_to(self) -> None:
        with serving(each) as server:
            go(server, NAMES[:2])
            go(server, NAMES[:2])
        assert len(server.seen) == 4

    def test_other_parameters_are_another_question(self) -> None:
        with serving(each) as server:
            go(server, NAMES[:1], temperature=0.5)
            go(server, NAMES[:1], temperature=0.6, resume=True)
        assert len(server.seen) == 2

    def test_the_same_prompt_several_times(self) -> None:
        with serving(each) as server:
            go(server, ["zebra"] * 2)
            items = go(server, ["zebra"] * 3, resume=True)
        assert len(items) == 3 and len(server.seen) == 3

    def test_failures_are_asked_again(self) -> None:
        broken = reply({"error": "no"}, 500)
        with serving(broken, each) as server:
            assert not go(server, NAMES[:1])[0].ok
            assert go(server, NAMES[:1], resume=True)[0].ok

    def test_steps_taken_are_taken_again_without_asking(self) -> None:
        with serving(says(drawing("zebra", BAD)), says(GOOD)) as server:
            (first,) = go(server, ["zebra"])
            (again,) = go(server, ["zebra"], resume=True)
        assert len(server.seen) == 2 and first.result and again.result
        assert again.result.svg == first.result.svg == drawing("zebra", GOOD)
        assert [a.step for a in again.result.attempts] == ["ask", "patch"]
        assert again.result.faults == first.result.faults and again.result.passes == first.result.passes

    def test_a_loop_is_cut_at_the_same_place(self) -> None:
        looping = drawing("zebra")[:-6] + '<path d="M1 1h1" stroke="red"/>\n' * 300
        with serving(says(looping)) as server:
            (first,) = go(server, ["zebra"], attempts=1)
            (again,) = go(server, ["zebra"], attempts=1, resume=True)
        assert len(server.seen) == 1 and first.result and again.result and first.result.svg == again.result.svg

    def test_a_call_that_was_interrupted_is_gone_on_with(self) -> None:
        with serving(says(drawing("zebra", BAD)), reply({"error": "down"}, 500), says(GOOD)) as server:
            (first,) = go(server, ["zebra"])
            (again,) = go(server, ["zebra"], resume=True)
        assert len(server.seen) == 3 and first.result and again.result
        assert first.result.status is Status.FAULTY and again.result.svg == drawing("zebra", GOOD)
        rows = [row for row in open_log().rows() if row["step"] != "repair"]
        assert len({row["call"] for row in rows}) == 1 and [row["attempt"] for row in rows] == [1, 2, 3]
        assert [row["step"] for row in rows] == ["ask", "patch", "patch"]

    def test_a_cut_stream_is_still_the_server_s(self) -> None:
        cut = drawing("zebra")[:-9]
        with serving(says(cut, None)) as server:
            (first,) = go(server, ["zebra"], attempts=1)
            (again,) = go(server, ["zebra"], attempts=1, resume=True)
        assert len(server.seen) == 1 and first.result and again.result
        assert [f.blame for f in first.result.attempts[0].faults] == [f.blame for f in again.result.attempts[0].faults]


class TestPace:
    """On a clock of its own."""

    class Clock:
        def __init__(self) -> None:
            self.now = 0.0

        def __call__(self) -> float:
            return self.now

        async def sleep(self, seconds: float) -> None:
            assert seconds > 0
            self.now += seconds

    REQUEST = Request(({"role": "user", "content": ""},), {}, "m")

    def sent_at(self, count: int, used: int = 0, **limits: float) -> list[float]:
        """When each of `count` requests goes, one after the other, that take `used` tokens."""
        clock = self.Clock()
        times: list[float] = []

        async def send(request: Request, watch: object = None) -> Outcome:
            times.append(clock.now)
            return Outcome(Reply("x", usage=Usage(0, used)))

        async def run() -> None:
            slow = Pace(limits.get("requests"), limits.get("tokens"), clock=clock, sleep=clock.sleep).slowed(send)
            for _ in range(count):
                await slow(self.REQUEST)

        asyncio.run(run())
        return times

    def test_requests(self) -> None:
        assert self.sent_at(5, requests=2) == [0, 0, 60, 60, 120]
        assert self.sent_at(3, requests=0.5) == [0, 120, 240]

    def test_tokens(self) -> None:
        assert self.sent_at(4, tokens=1000) == [0] * 4
        times = self.sent_at_tokens(5, used=1000, limit=FIRST_ANSWER + 1000)
        assert times == [0, 0, 0, 60, 60] or times == [0, 0, 60, 60, 120]

    def sent_at_tokens(self, count: int, used: int, limit: float) -> list[float]:
        clock = self.Clock()
        times: list[float] = []

        async def send(request: Request, watch: object = None) -> Outcome:
            times.append(clock.now)
            return Outcome(Reply("x", usage=Usage(0, used)))

        async def run() -> None:
            slow = Pace(None, limit, clock=clock, sleep=clock.sleep).slowed(send)
            for _ in range(count):
                await slow(self.REQUEST)

        asyncio.run(run())
        return times

    def test_one_larger_than_the_limit_goes_alone(self) -> None:
        assert self.sent_at(3, used=500, tokens=100) == [0, 60, 120]

    def test_repetitions_and_re_asks_count(self) -> None:
        with serving(says(drawing("zebra", BAD)), says(GOOD)) as server:
            items = go(server, ["zebra"], requests_per_minute=600, budget=Budget(attempts=2))
        assert items[0].ok and len(server.seen) == 2
