"""The end of a stream: counts and finish reason are waited for a moment, a silent server is hung up at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from loopback_server import SVG, Answer, Seen, chunk, completion, endless, reply, serving, stream

import svgguard

pytestmark = pytest.mark.usefixtures("hermetic")

USAGE = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 11, "total_tokens": 18}}


def draw(way: str, url: str, **more: object) -> svgguard.Result:
    if way == "sync":
        return svgguard.generate("a dot", base_url=url, model="m", **more)  # type: ignore[arg-type]  # some of them
    return asyncio.run(svgguard.agenerate("a dot", base_url=url, model="m", **more))  # type: ignore[arg-type]  # some of them


@pytest.mark.parametrize("way", ["sync", "async"])
class TestEnd:
    @pytest.mark.parametrize("after", ["", "\n", "\n```", "\n```\nI hope this helps!"])
    def test_usage_and_finish_reason_are_there(self, way: str, after: str) -> None:
        before = "```svg\n" if "`" in after else ""
        said = [chunk(before), *(chunk(SVG[i : i + 9]) for i in range(0, len(SVG), 9)), chunk(after)]
        with serving(stream(*said, chunk(finish="stop"), USAGE)) as server:
            (attempt,) = draw(way, server.url).attempts
        assert (attempt.prompt_tokens, attempt.completion_tokens, attempt.finish_reason) == (7, 11, "stop")
        assert attempt.stopped == "" and attempt.estimated_tokens is None

    def test_what_goes_on_and_on_is_cut_and_estimated(self, way: str) -> None:
        with serving(endless(chunk("And so on. "), before=[chunk(f"{SVG}\n")])) as server:
            (attempt,) = draw(way, server.url).attempts
            assert server.left.wait(5)
        assert attempt.stopped == "finished" and attempt.completion_tokens is None
        assert attempt.estimated_tokens is not None and attempt.estimated_tokens > 1

    def test_a_server_that_falls_silent_is_not_waited_for(self, way: str) -> None:
        silent = threading.Event()
        answer = stream(chunk(f"```svg\n{SVG}\n```\n{'A word. ' * 30}"), done=False, wait=silent)
        with serving(answer) as server:
            begun = time.monotonic()
            result = draw(way, server.url)
            took = time.monotonic() - begun
            silent.set()
        assert result.svg == SVG and took < 4

    def test_a_corrected_drawing_after_a_fenced_draft_is_preferred(self, way: str) -> None:
        better = SVG.replace('r="4"', 'r="3"')
        text = f"```svg\n{SVG}\n```\nWait, the dot touches the edge. Corrected:\n\n```svg\n{better}\n```\n"
        said = [chunk(text[i : i + 7]) for i in range(0, len(text), 7)]
        with serving(stream(*said, chunk(finish="stop"), USAGE)) as server:
            streamed = draw(way, server.url)
            whole = svgguard.repair(text)
        assert streamed.svg == whole.svg == better

    def test_a_silent_server_is_left_when_the_caller_cancels(self, way: str) -> None:
        silent, cancel = threading.Event(), threading.Event()
        asked: list[float] = []

        def take_back() -> None:
            asked.append(time.monotonic())
            cancel.set()

        def behave(begun: tuple[object, ...]) -> Callable[[Seen], Answer]:
            def answer(seen: Seen) -> Answer:
                threading.Timer(0.5, take_back).start()
                return stream(*begun, done=False, wait=silent)

            return answer

        for begun in ((), (chunk(SVG[:90]),)):
            cancel.clear()
            with serving(behave(begun)) as server:
                try:
                    result = draw(way, server.url, cancel=cancel)
                    assert begun and result.attempts[0].stopped == "cancelled"
                except svgguard.CancelledError:
                    assert not begun
                assert time.monotonic() - asked[-1] < 4, "the server would be silent for five seconds"
        silent.set()


class TestTurn:
    @pytest.mark.parametrize("token", ["<|im_end|>", "<|eot_id|>", "[/INST]", "<turn|>", "<end_of_turn>"])
    def test_what_follows_the_end_of_a_turn_is_made_up(self, token: str) -> None:
        said = [chunk(f"{SVG[:-6]}"), chunk(token[:3]), chunk(token[3:]), chunk("\nuser\nAnother <svg>")]
        with serving(endless(chunk("more and more "), before=said)) as server:
            result = draw("sync", server.url, attempts=1)
            assert server.left.wait(5)
        assert result.svg == SVG and "Another" not in result.svg

    @pytest.mark.parametrize("token", ["<|im_start|>", "<|eot_id|>", "[INST]", "<end_of_turn>", "<｜User｜>"])
    def test_an_answer_full_of_them_is_the_templates_fault(self, token: str) -> None:
        text = f"Draw {token} me {token} a {token} dot {token} please {token}"
        with serving(reply(completion(text))) as server, pytest.raises(svgguard.EndpointError) as raised:
            draw("sync", server.url, stream=False)
        assert {fault.name for fault in raised.value.faults} == {"token-spam"}


class TestWords:
    def test_a_server_that_is_not_there_is_named(self) -> None:
        with pytest.raises(svgguard.EndpointError, match=r"nothing answers at http://127\.0\.0\.1:9/v1.*base_url="):
            draw("sync", "http://127.0.0.1:9/v1", retries=0)

    def test_a_time_budget_says_so(self) -> None:
        silent = threading.Event()
        with serving(stream(chunk(SVG[:-10]), done=False, wait=silent)) as server:
            result = draw("sync", server.url, budget=svgguard.Budget(seconds=1.5), attempts=1)
            silent.set()
        assert any("time budget of 1.5 s" in fault.message for fault in result.attempts[0].faults)

    @pytest.mark.parametrize(("model", "sent"), [("gemma-4-e4b", 1.0), ("qwen", None)])
    def test_the_sampling_of_gemma_is_sent_to_gemma(self, model: str, sent: float | None) -> None:
        with serving(stream(chunk(SVG), chunk(finish="stop"))) as server:
            svgguard.generate("a dot", base_url=server.url, model=model)
        assert server.seen[0].body.get("temperature") == sent and ("top_k" in server.seen[0].body) == (sent is not None)
