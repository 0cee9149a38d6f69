"""Which server stands at an address, found out before the first question, with next to nothing."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable

import pytest
from loopback_server import SVG, Answer, Seen, chunk, reply, serving, stream

import svgguard
from svgguard.endpoint import recognised, target

pytestmark = [pytest.mark.usefixtures("hermetic"), pytest.mark.probed]

LLAMA = {"data": [{"id": "m", "owned_by": "llamacpp"}]}
CUT = SVG[:-10]


def server(listing: object, *, prefix: str = "/v1", answer: str = SVG) -> Callable[[Seen], Answer]:
    def behave(seen: Seen) -> Answer:
        if not seen.path.startswith(prefix + "/"):
            return reply({"error": "no such path"}, 404)
        if seen.path.endswith("/models"):
            return reply(listing)
        return stream(chunk(answer), chunk(finish="stop"))

    return behave


def asked(seen: list[Seen]) -> list[str]:
    return [one.path for one in seen]


def test_the_kind_is_found_once_for_an_address() -> None:
    with serving(server(LLAMA)) as there:
        for _ in range(2):
            svgguard.generate("a dot", base_url=there.url, model="m", log=False)
        asyncio.run(svgguard.agenerate("a dot", base_url=there.url, model="m", log=False))
    assert asked(there.seen) == ["/v1/models", *["/v1/chat/completions"] * 3]
    assert there.seen[1].body["chat_template_kwargs"] == {"enable_thinking": False}
    assert "reasoning_effort" not in there.seen[1].body, "what llama.cpp does not know of"


def test_an_answer_cut_off_is_gone_on_with_as_that_server_can() -> None:
    def behave(seen: Seen) -> Answer:
        if seen.path.endswith("/models"):
            return reply(LLAMA)
        if seen.body["messages"][-1]["role"] == "assistant":
            return stream(chunk(SVG), chunk(finish="stop"))
        return stream(chunk(CUT), chunk(finish="length"))

    with serving(behave) as there:
        result = svgguard.generate("a dot", base_url=there.url, model="m", log=False)
    assert [a.step for a in result.attempts] == ["ask", "continue"] and result.svg == SVG
    assert there.seen[-1].body["messages"][-1] == {"role": "assistant", "content": CUT}


@pytest.mark.parametrize("way", ["generate", "agenerate", "agenerate_many"])
def test_a_forgotten_v1_is_found(way: str) -> None:
    async def many(url: str) -> list[svgguard.Result | None]:
        return [item.result async for item in svgguard.agenerate_many(["a dot"], base_url=url, model="m", log=False)]

    with serving(server({"data": [{"id": "m"}]})) as there:
        url = there.url.removesuffix("/v1")
        if way == "generate":
            result = svgguard.generate("a dot", base_url=url, model="m", log=False)
        elif way == "agenerate":
            result = asyncio.run(svgguard.agenerate("a dot", base_url=url, model="m", log=False))
        else:
            (found,) = asyncio.run(many(url))
            assert found is not None
            result = found
    assert result.svg == SVG
    assert asked(there.seen) == ["/models", "/v1/models", "/v1/chat/completions"]


def test_an_address_that_has_no_v1_is_left_alone() -> None:
    with serving(server({"data": [{"id": "m"}]}, prefix="/api")) as there:
        svgguard.generate("a dot", base_url=there.url.replace("/v1", "/api"), model="m", log=False)
    assert asked(there.seen) == ["/api/models", "/api/chat/completions"]


@pytest.mark.parametrize("given", [{"probe": False}, {"endpoint": "default"}, {"endpoint": "vllm"}])
def test_nothing_is_asked_where_it_is_known_or_not_wanted(given: dict[str, object]) -> None:
    with serving(server(LLAMA)) as there:
        svgguard.generate("a dot", base_url=there.url, model="m", log=False, **given)  # type: ignore[arg-type]  # one of several
    assert asked(there.seen) == ["/v1/chat/completions"]


def test_a_hosted_api_is_never_asked() -> None:
    whom = target(base_url="https://openrouter.ai/api/v1", api_key="k-123456", model="m", environ={})
    assert recognised(whom) is whom


def test_a_server_that_says_nothing_costs_a_second_at_most() -> None:
    released = threading.Event()

    def behave(seen: Seen) -> Answer:
        if seen.path.endswith("/models"):
            released.wait(5)
        return stream(chunk(SVG), chunk(finish="stop"))

    with serving(behave) as there:
        begun = time.monotonic()
        result = svgguard.generate("a dot", base_url=there.url, model="m", log=False)
        took = time.monotonic() - begun
        released.set()
    assert result.svg == SVG and took < 4


def test_where_nobody_listens_nothing_is_learnt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
    whom = target(base_url=url, model="m", environ={})
    assert recognised(whom) is whom
