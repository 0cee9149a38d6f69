"""Forty ways in which real servers and models misbehave, each from a loopback server that sends exactly those bytes.

The table says what a user of `generate` sees: the status, the picture, each fault and whom it blames, how many requests
were made, and what was changed in the next one.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cases import EVERY
from loopback_server import SVG, Answer, Seen, Server, chunk, completion, endless, reply, serving, stream, streamed

from svgguard import EndpointError, Result, generate
from svgguard.endpoint import Request, follow_up, joined, parameters, sender, target
from svgguard.extraction.reply import Ending, Reply
from svgguard.testing.corpus import AnswerForm
from svgguard.testing.corpus import Case as Shipped
from svgguard.testing.loopback import LoopbackServer, Script
from svgguard.types import Status

CODES = {
    1: "http_200_error",
    2: "not_json",
    3: "no_choices",
    4: "empty_content",
    5: "reasoning_only",
    6: "content_parts",
    7: "thought_leak",
    8: "thought_unclosed",
    9: "thought_bare",
    10: "thought_tag",
    11: "ctrl_token",
    12: "plan_no_svg",
    13: "fence",
    14: "prose_around",
    15: "pre_junk",
    16: "multi_svg",
    17: "wrapped",
    18: "loop",
    19: "token_spam",
    20: "finish_reason",
    21: "truncated",
    22: "tool_leak",
    23: "dup_attr",
    24: "stream_cut",
    25: "stream_error",
    26: "stream_null_choices",
    27: "usage_chunk",
    28: "usage_missing",
    29: "zero_chunks",
    30: "bad_sse_json",
    31: "null_delta",
    32: "loading",
    33: "unknown_param",
    34: "prefill_refused",
    35: "wrong_path_or_model",
    36: "ctx_overflow",
    37: "peg_500",
    38: "so_ignored",
    39: "prefill_echo",
    40: "refusal",
}
"""The cases by number."""

PLAN = "*   Goal: Generate a valid standalone SVG.\n*   Colours: red.\n*   Shape: a circle."
CUT = SVG[: SVG.index("</g>")]
GOOD = streamed()


@pytest.fixture(autouse=True)
def impatient(hermetic: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svgguard.endpoint.outcome.BACKOFF", 0.0)


@dataclass(frozen=True)
class Case:
    """What a server sends, and what the user sees."""

    number: int
    variant: str
    answers: Sequence[Answer | Callable[[Seen], Answer]]
    """In turn, the last one for ever."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """Of the first attempt: the name of each fault that must be there, and whom it blames."""
    picture: str | None = SVG
    """What the user gets, character by character; None for none."""
    requests: int = 1
    changed: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of the last request; None for one left out."""
    options: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.number}-{CODES[self.number]}-{self.variant}".replace(" ", "-")


def said(text: str) -> list[Answer | Callable[[Seen], Answer]]:
    """An answer that only its text tells from a good one, as it was asked for."""
    return [lambda seen: streamed(text) if seen.body.get("stream") else reply(completion(text))]


def refused(status: int, body: object, *names: str) -> Callable[[Seen], Answer]:
    """Answers with an error as long as one of the parameters is sent."""
    return lambda seen: reply(body, status) if any(name in seen.body for name in names) else GOOD


WHOLE: dict[str, Any] = {"stream": False}
SERVER, MODEL, BUDGET = "server", "model", "budget"

CASES = [
    Case(1, "object", [reply({"error": {"message": "boom", "code": 502}}), reply(completion())],
         {"error-in-200": SERVER}, requests=2, options=WHOLE),
    Case(1, "text", [reply({"error": "boom"}), reply(completion())], {"error-in-200": SERVER}, requests=2,
         options=WHOLE),
    Case(1, "of the client", [reply({"error": {"message": "no credits", "code": 402}})], {"error-in-200": SERVER},
         None, options=WHOLE),
    Case(2, "a page", [Answer(kind="text/html", body=b"<html>login</html>")], {"not-json": SERVER}, None,
         options=WHOLE),
    Case(2, "half", [Answer(body=b'{"id":')], {"not-json": SERVER}, None, options=WHOLE),
    Case(3, "empty", [reply({"choices": [], "usage": {"prompt_tokens": 1}}), reply(completion())],
         {"no-choices": SERVER}, requests=2, options=WHOLE),
    Case(3, "null", [reply({"choices": None}), reply(completion())], {"no-choices": SERVER}, requests=2,
         options=WHOLE),
    Case(4, "swallowed", [stream(chunk("", finish="stop"), {"choices": [], "usage": {"completion_tokens": 1}})],
         {"empty-reply": SERVER}, None),
    Case(4, "never written", [stream(chunk("", finish="stop"), {"choices": [], "usage": {"completion_tokens": 0}})],
         {"empty-reply": MODEL}, None),
    Case(4, "then thinking",
         [stream(chunk("", finish="stop"), {"choices": [], "usage": {"completion_tokens": 1}}), GOOD],
         {"empty-reply": SERVER}, requests=2, changed={"chat_template_kwargs": {"enable_thinking": True}},
         options={"attempts": 2, "endpoint": "vllm"}),
    Case(5, "then without", [reply(completion(None, reasoning=PLAN)), reply(completion())], {"reasoning-only": SERVER},
         requests=2, changed={"reasoning_effort": "none"},
         options={"attempts": 2, "endpoint": "ollama", "extra": {"reasoning_effort": "high"}, "stream": False}),
    Case(5, "reasoning", [reply(completion(None, reasoning="Plan…"))], {"reasoning-only": SERVER}, None,
         options=WHOLE),
    Case(5, "reasoning_content", [stream(chunk({"reasoning_content": "Plan…"}), chunk(finish="stop"))],
         {"reasoning-only": SERVER}, None),
    Case(5, "reasoning_details", [reply(completion(None, reasoning_details=[{"text": "Plan…"}]))],
         {"reasoning-only": SERVER}, None, options=WHOLE),
    Case(5, "with the SVG", [reply(completion(None, reasoning=f"Plan… {SVG}"))], {"reasoning-only": SERVER},
         options=WHOLE),
    Case(6, "parts", [reply(completion([{"type": "text", "text": SVG[:40]}, {"type": "text", "text": SVG[40:]}]))],
         options=WHOLE),
    Case(6, "thought part", [reply(completion([{"thought": True, "text": "<svg>"}, {"type": "text", "text": SVG}]))],
         options=WHOLE),
    Case(6, "streamed parts", [stream(chunk({"content": [{"type": "text", "text": SVG}]}), chunk(finish="stop"))]),
    Case(7, "closed", said(f"<|channel>thought\nPlan<channel|>{SVG}"), {"thought-leaked": SERVER}),
    Case(8, "unclosed", said(f"<|channel>thought\nPlan… {SVG}"), {"thought-leaked": SERVER}),
    Case(9, "bare", said(f"thought\n*   Goal: a dot.\n{SVG}"), {"thought-leaked": SERVER}),
    Case(10, "thought", said(f"<thought>a dot</thought>{SVG}"), {"thought-leaked": SERVER}),
    Case(10, "think", said(f"<think>a dot</think>{SVG}"), {"thought-leaked": SERVER}),
    Case(11, "after", said(f"{SVG}<turn|><eos>"), {"control-token": SERVER}),
    Case(11, "before", said(f"<bos><channel|>{SVG}"), {"thought-leaked": SERVER}),
    Case(11, "end of a thought inside", said(SVG.replace("<g", "<channel|><g")), {"control-token": SERVER}),
    Case(11, "inside", said(SVG.replace("<g", "<eos><g")), {"control-token": SERVER}),
    Case(12, "plan", said(PLAN), {"plan-without-svg": MODEL}, None),
    Case(12, "then without thinking", [streamed(PLAN), GOOD], {"plan-without-svg": MODEL}, requests=2,
         changed={"chat_template_kwargs": {"enable_thinking": False}},
         options={"attempts": 2, "endpoint": "vllm", "extra": {"chat_template_kwargs": {"enable_thinking": True}}}),
    Case(13, "svg", said(f"```svg\n{SVG}\n```"), {"markdown-fence": MODEL}),
    Case(13, "xml", said(f"```xml\n{SVG}\n```"), {"markdown-fence": MODEL}),
    Case(13, "unclosed", said(f"```\n{SVG}"), {"unclosed-fence": MODEL}),
    Case(14, "prose", said(f"Here is your SVG:\n{SVG}\nHope it helps"), {"prose-around": MODEL}),
    Case(15, "rule", said(f"---\n{SVG}"), {"prose-around": MODEL}),
    Case(16, "draft", said(f"{SVG.replace('circle', 'rect')} or better{SVG}"), {"several-svgs": MODEL}),
    Case(17, "json", said(json.dumps({"svg": SVG})), {"escaped-svg": MODEL}),
    Case(17, "html escaped", said(html.escape(SVG)), {"escaped-svg": MODEL}),
    Case(17, "html page", said(f"<html><body>{SVG}</body></html>"), {"html-wrapper": MODEL}),
    Case(17, "data URI", said("data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode()),
         {"escaped-svg": MODEL}),
    Case(18, "rules", said("---\n" * 200), {"loop": MODEL}, None),
    Case(18, "after a drawing", said(CUT + "<path d='M0 0'/>" * 80), {"loop": MODEL},
         CUT + "<path d='M0 0'/></g></svg>"),
    Case(18, "for ever", [endless(chunk("---\n"))], {"loop": MODEL}, None),
    Case(18, "for ever after a drawing", [endless(chunk("own own "), before=[chunk(CUT)])], {"loop": MODEL}),
    Case(19, "for ever", [endless(chunk("<unused49>"))], {"token-spam": SERVER}, None),
    Case(19, "unused", [streamed("<unused49>" * 40)], {"token-spam": SERVER}, None),
    Case(19, "pad", [reply(completion("<pad>" * 40))], {"token-spam": SERVER}, None, options=WHOLE),
    Case(20, "length", [reply(completion(CUT, finish="length"))], {"truncated": BUDGET}, options=WHOLE),
    Case(20, "MAX_TOKENS", [reply(completion(CUT, finish="MAX_TOKENS"))], {"truncated": BUDGET}, options=WHOLE),
    Case(20, "abort", [stream(chunk(CUT), chunk(finish="abort"))],
         {"stream-error": SERVER, "truncated": SERVER}),
    Case(20, "error", [reply(completion("", finish="error")), reply(completion())], {"error-in-200": SERVER},
         requests=2, options=WHOLE),
    Case(20, "load", [reply(completion("", finish="load")), reply(completion())], {"loading": SERVER}, requests=2,
         options=WHOLE),
    Case(20, "eos_token", [reply(completion(SVG, finish="eos_token"))], options=WHOLE),
    Case(20, "empty", [reply(completion(SVG, finish=""))], options=WHOLE),
    Case(20, "null", [reply(completion(SVG, finish=None))], options=WHOLE),
    Case(21, "stop", said(CUT), {"truncated": MODEL}),
    Case(21, "no finish", [stream(chunk(CUT), done=True)], {"truncated": SERVER, "stream-cut": SERVER}),
    Case(22, "leaked", said(f'<|tool_call>call:draw{{svg:<|"|>{SVG}<|"|>}}<tool_call|>'), {"control-token": SERVER}),
    Case(22, "bare", said(f"call:write_file{{{SVG}}}"), {"prose-around": MODEL}),
    Case(22, "whole", [reply(completion(None, tool_calls=[{"function": {"arguments": json.dumps({"svg": SVG})}}]))],
         {"escaped-svg": MODEL}, options=WHOLE),
    Case(22, "streamed", [stream(
        *(chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
          for piece in re.findall(r".{1,9}", json.dumps({"svg": SVG}))),
        chunk(finish="tool_calls"))], {"escaped-svg": MODEL}),
    Case(23, "x1 twice", said(SVG.replace("<circle", '<line x1="1" y1="2" x1="3" y2="4" stroke="red"/><circle')),
         {"attribute-redefined": MODEL},
         SVG.replace("<circle", '<line x1="1" y1="2" x2="3" y2="4" stroke="red"/><circle')),
    Case(24, "end", [stream(chunk(CUT), done=False)], {"stream-cut": SERVER, "truncated": SERVER}),
    Case(24, "chunks cut", [stream(chunk(CUT), done=False, cut="chunked")],
         {"stream-cut": SERVER, "truncated": SERVER}),
    Case(24, "nothing came", [stream(chunk({"role": "assistant"}), done=False), GOOD], {"stream-cut": SERVER},
         requests=2),
    Case(25, "object", [stream(chunk(CUT), {"error": {"code": 500, "message": "boom"}}, done=False)],
         {"stream-error": SERVER, "truncated": SERVER}),
    Case(25, "text", [stream(chunk(CUT), {"error": "boom"}, done=False)],
         {"stream-error": SERVER, "truncated": SERVER}),
    Case(26, "event", [stream(chunk(CUT), {"code": 500, "message": "evt"}, done=False)],
         {"stream-error": SERVER, "truncated": SERVER}),
    Case(26, "null", [stream(chunk(SVG), {"choices": None}, chunk(finish="stop"))]),
    Case(27, "usage", [GOOD]),
    Case(28, "missing", [stream(chunk(SVG), chunk(finish="stop"))]),
    Case(29, "JSON", [reply(completion())], {"stream-ignored": SERVER}, requests=2, changed={"stream": False}),
    Case(30, "after text", [stream(chunk(CUT), b"data: {bad\n\n", done=False)],
         {"stream-error": SERVER, "truncated": SERVER}),
    Case(31, "no delta", [stream(chunk(SVG), {"choices": [{"finish_reason": "stop"}]})]),
    Case(31, "null delta", [stream(chunk(SVG), {"choices": [{"delta": None, "finish_reason": "stop"}]})]),
    Case(32, "llama.cpp", [reply({"error": {"message": "Loading model", "code": 503}}, 503)] * 3 + [GOOD],
         {"loading": SERVER}, requests=4),
    Case(33, "pydantic", [refused(422, {"detail": [{"loc": ["body", "top_k"], "msg": "Extra inputs"}]}, "top_k")],
         {"parameter-refused": SERVER}, requests=2, changed={"top_k": None}),
    Case(33, "budget", [refused(400, {"error": {"message": "Thinking budget is not supported for this model."}},
                                "reasoning_effort", "chat_template_kwargs")],
         {"parameter-refused": SERVER}, requests=2, changed={"reasoning_effort": None, "chat_template_kwargs": None}),
    Case(33, "effort", [refused(400, {"error": {"message": "invalid reasoning effort: none"}}, "reasoning_effort")],
         {"parameter-refused": SERVER}, requests=2, changed={"reasoning_effort": None}),
    Case(34, "thinking left to the server",
         [lambda seen: GOOD if (seen.body.get("chat_template_kwargs") or {}).get("enable_thinking") is False
          else reply({"error": {"message": "Assistant response prefill is incompatible with enable_thinking."}}, 400)],
         {"prefill-refused": SERVER}, requests=2,
         changed={"chat_template_kwargs": {"enable_thinking": False}},
         options={"endpoint": "llama.cpp", "extra": {"chat_template_kwargs": {}}}),
    Case(35, "model", [reply({"error": {"message": "model 'm' not found"}}, 404)], {"model-not-found": SERVER}, None),
    Case(35, "path", [reply({"detail": "Not Found"}, 404)], {"http-error": SERVER}, None),
    Case(35, "mlx-lm", [reply({"error": "Broadcast shapes do not match"}, 404), GOOD], {"http-error": SERVER},
         requests=2, options={"endpoint": "mlx-lm"}),
    Case(36, "llama.cpp", [reply({"error": {"type": "exceed_context_size_error", "message": "too long"}}, 400)],
         {"context-overflow": SERVER}, None),
    Case(36, "error in a 200", [reply({"error": "Reached context length of 4096 tokens"})],
         {"context-overflow": SERVER}, None, options=WHOLE),
    Case(36, "empty stream", [lambda seen: stream(done=False) if seen.body.get("stream")
                              else reply({"error": "Reached context length of 4096 tokens"})],
         {"stream-ignored": SERVER}, None, requests=2),
    Case(36, "silent", [reply(completion())], {"prompt-truncated": SERVER},
         options={"stream": False, "system": "word " * 300}),
    Case(37, "peg", [reply({"error": {"message": "output does not match the expected peg-gemma4 format"}}, 500), GOOD],
         {"http-error": SERVER}, requests=2),
    Case(37, "streamed",
         [stream(chunk({"role": "assistant"}), {"error": {"code": 500, "message": "peg-gemma4"}}), GOOD],
         {"stream-error": SERVER}, requests=2),
    Case(38, "fence", said("```json\n" + json.dumps({"svg": SVG}) + "\n```"), {"escaped-svg": MODEL},
         options={"extra": {"response_format": {"type": "json_schema"}}}),
    Case(38, "prose", said(f"Sure! {SVG}"), {"prose-around": MODEL},
         options={"extra": {"response_format": {"type": "json_schema"}}}),
    Case(39, "whole", [reply(completion(CUT, finish="length")), reply(completion(SVG))], {"truncated": BUDGET},
         requests=2, options={"attempts": 2, "endpoint": "llama.cpp", "stream": False}),
    Case(39, "rest", [reply(completion(CUT, finish="length")), reply(completion(SVG[len(CUT):]))],
         {"truncated": BUDGET}, requests=2, options={"attempts": 2, "endpoint": "vllm", "stream": False}),
    Case(40, "refusal", [reply(completion(None, refusal="I can't draw that."))], {"refusal": MODEL}, None,
         options=WHOLE),
    Case(40, "filter", [reply(completion("", finish="content_filter"))], {"refusal": MODEL}, None, options=WHOLE),
]  # fmt: skip


def result_of(case: Case, server: Server, streaming: bool) -> tuple[Result | None, list[Mapping[str, str]]]:
    """What `generate` gives, and the faults of each attempt with whom they blame."""
    options: Any = {"attempts": 1, "retries": 3, "model": "gemma-4-12B-it", **case.options, "stream": streaming}
    try:
        result = generate("a dot", base_url=server.url, **options)
    except EndpointError as error:
        return None, [{fault.name: str(fault.blame)} for fault in error.faults]
    return result, [{fault.name: str(fault.blame) for fault in attempt.faults} for attempt in result.attempts]


def both_ways() -> list[Any]:
    """Every case; one whose answer depends on how it is asked for, streamed and in one piece."""
    cases = []
    for case in CASES:
        text_only = case.answers[0].__qualname__.startswith("said") if callable(case.answers[0]) else False
        for streaming in (True, False) if text_only else (case.options.get("stream", True),):
            name = f"{case}-{'streamed' if streaming else 'whole'}" if text_only else str(case)
            cases.append(pytest.param(case, streaming, id=name))
    return cases


@pytest.mark.parametrize(("case", "streaming"), both_ways())
def test_what_the_user_sees(case: Case, streaming: bool) -> None:
    with serving(*case.answers) as server:
        result, faults = result_of(case, server, streaming)
    assert case.faults.items() <= faults[0].items(), faults
    if SERVER not in case.faults.values():
        assert SERVER not in faults[0].values(), "the server did nothing wrong"
    assert len(server.seen) == case.requests
    for name, value in case.changed.items():
        assert server.seen[-1].body.get(name) == value
    if case.picture is None:
        assert result is None or result.status is Status.REJECTED
    else:
        assert result is not None and result.svg == case.picture


REQUESTS = {
    "03-no-choices-but-tokens": 3,
    "03-no-choices-null": 3,
    "01-http-200-error-no-provider": 3,
    "20-finish-reason-load": 13,
    "29-zero-chunks-json-body": 2,
    "32-loading-503": 13,
    "33-unknown-param-effort": 2,
    "33-unknown-param-thinking-budget": 2,
    "33-unknown-param-top-k": 2,
    "34-prefill-refused-thinking": 3,
    "36-ctx-overflow-empty-stream": 2,
    "37-peg-500": 3,
}
"""How often cases of the corpus are asked for, if not once; each server says the same for ever."""
SHIPPED = [case for case in EVERY if re.match(r"\d\d-", case.name)]


@pytest.mark.parametrize("case", SHIPPED, ids=lambda case: case.name)
def test_a_case_of_the_corpus_gives_its_whole_drawing(case: Shipped) -> None:
    streaming = case.recording.form is AnswerForm.STREAM
    with LoopbackServer(Script([case])) as server:
        whom: Any = {"base_url": server.base_url, "model": case.model, "policy": case.policy, "stream": streaming}
        try:
            drawing = generate(case.prompt, attempts=1, sanitise="trusted", **whom).svg
        except EndpointError:
            drawing = None
    if case.name == "18-loop-repetition-detected":
        # Its document keeps the sixty blades of grass, which a call of generate cuts off.
        assert drawing is not None and case.svg is not None
        assert drawing.removesuffix("</svg>").rstrip() in case.svg
    elif case.name == "29-zero-chunks-json-body":
        assert drawing is not None, "asked for in one piece, it is there"
    else:
        assert drawing == case.svg
    assert len(server.requests) == REQUESTS.get(case.name, 1)


CHECKED: dict[int, list[str]] = {}
"""Further checks of a case, by number."""

Check = Callable[..., None]


def checks(*numbers: int) -> Callable[[Check], Check]:
    def decorate(check: Check) -> Check:
        for number in numbers:
            CHECKED.setdefault(number, []).append(check.__name__)
        return check

    return decorate


MESSAGES = ({"role": "user", "content": "a dot"},)


def ask(server: Server, *, messages: Any = MESSAGES, watch: Any = None, endpoint: str = "vllm", **more: Any) -> Any:
    """The request sent, its outcome, and the next request."""
    whom = target(base_url=server.url, endpoint=endpoint, model="m")
    options: dict[str, Any] = {"stream": True, "extra": {}, "chosen": {"max_tokens": 50}, **more}
    request = Request(tuple(messages), parameters(whom.preset, **options), whom.model)
    with sender(whom) as send:
        outcome = send(request, watch)
    step = follow_up(request, outcome, 0, 2)
    return request, outcome, step and step[0]


def thinking(request: Request) -> object:
    return (request.parameters.get("chat_template_kwargs") or {}).get("enable_thinking")


@checks(4)
def test_an_empty_answer_is_asked_for_with_thinking_turned() -> None:
    empty = stream(chunk("", finish="stop"), {"choices": [], "usage": {"completion_tokens": 1}})
    with serving(empty) as server:
        _, outcome, following = ask(server)
        assert outcome.fault is None and outcome.reply == Reply(
            finish_reason="stop", usage=outcome.reply.usage, model="served"
        )
        assert thinking(following) is True
        _, _, following = ask(server, thinking=True)
        assert thinking(following) is False


@checks(5, 12)
@pytest.mark.parametrize(
    "delta", [{"reasoning": PLAN}, {"reasoning_content": PLAN}, {"reasoning_details": [{"text": PLAN}]}, PLAN]
)
def test_a_plan_without_a_picture_is_asked_for_without_thinking(delta: object) -> None:
    with serving(stream(chunk(delta), chunk(finish="length"))) as server:
        _, outcome, following = ask(server, thinking=True)
    assert outcome.reply.text + outcome.reply.reasoning == PLAN and thinking(following) is False


@checks(5, 16)
def test_a_picture_is_not_asked_for_again() -> None:
    with serving(stream(chunk({"reasoning": f"{PLAN} {SVG}"}), chunk(finish="stop"))) as server:
        _, outcome, following = ask(server, thinking=True)
    assert following is None and SVG in outcome.reply.reasoning


@dataclass(frozen=True)
class Stop:
    reason: str


@checks(18)
def test_a_loop_can_be_stopped_while_it_streams() -> None:
    heard: list[str] = []

    def watch(new: Reply) -> Stop | None:
        heard.append(new.text)
        return Stop("loop") if "".join(heard).count("own own own") > 3 else None

    with serving(endless(chunk("own own own "))) as server:
        _, outcome, following = ask(server, watch=watch)
        assert server.left.wait(5), "the connection is closed at once"
    assert outcome.fault is None and outcome.reply.stopped == "loop" and outcome.stop == Stop("loop")
    assert outcome.reply.text == "own own own " * 4 and outcome.reply.usage is None and following is None


@checks(19)
def test_spam_that_a_watch_stopped_is_the_server_s_and_not_asked_for_again() -> None:
    with serving(endless(chunk("<unused49>"))) as server:
        heard: list[str] = []

        def watch(new: Reply) -> Stop | None:
            heard.append(new.text)
            return Stop("loop") if len(heard) > 20 else None

        _, outcome, following = ask(server, watch=watch)
    assert outcome.fault.name == "token-spam" and outcome.reply is None and following is None


@checks(20)
@pytest.mark.parametrize(
    ("raw", "ending"),
    [
        ("stop", Ending.COMPLETE),
        ("eos_token", Ending.COMPLETE),
        ("tool_calls", Ending.COMPLETE),
        ("length", Ending.TRUNCATED),
        ("MAX_TOKENS", Ending.TRUNCATED),
        ("repetition", Ending.LOOP),
        ("content_filter", Ending.REFUSED),
        ("SAFETY", Ending.REFUSED),
        ("abort", Ending.FAILED),
        ("error", Ending.FAILED),
        ("load", Ending.LOADED),
        ("", Ending.UNKNOWN),
        (None, Ending.UNKNOWN),
        ("whatever", Ending.UNKNOWN),
    ],
)
def test_finish_reasons_are_sorted_and_kept(raw: str | None, ending: Ending) -> None:
    with serving(reply(completion(SVG, finish=raw))) as server:
        _, outcome, _ = ask(server, stream=False)
    assert outcome.reply.ending is ending and outcome.reply.finish_reason == raw


@checks(27, 28)
def test_usage_is_what_the_server_says_or_nothing() -> None:
    with serving(GOOD) as server:
        assert ask(server)[1].reply.usage.completion == 11
    with serving(stream(chunk(SVG), chunk(finish="stop"))) as server:
        assert ask(server)[1].reply.usage is None


@checks(29)
def test_a_server_that_cannot_stream_may_send_its_message_as_one_event() -> None:
    with serving(stream({**completion(), "object": "chat.completion"})) as server:
        _, outcome, following = ask(server)
    assert outcome.fault is None and outcome.reply.text == SVG and following is None


BEGUN = (*MESSAGES, {"role": "assistant", "content": "<svg"})
NO_PREFILL = {"error": {"message": "Assistant response prefill is incompatible with enable_thinking."}}


@checks(34)
def test_a_prefill_that_is_refused_is_left_out() -> None:
    more = {"continue_final_message": True, "add_generation_prompt": False}
    with serving(reply(NO_PREFILL, 400)) as server:
        request, outcome, following = ask(server, messages=BEGUN, extra=more)
        assert request.prefill == "<svg" and outcome.fault.name == "prefill-refused"
        assert following.messages == MESSAGES and not more.keys() & following.parameters.keys()
        _, _, following = ask(server, messages=BEGUN, thinking=True)
        assert following.messages == BEGUN and thinking(following) is False, "perhaps thinking alone is in the way"


@checks(39)
@pytest.mark.parametrize("cut", [4, 30, len(CUT), len(SVG) - 3])
@pytest.mark.parametrize("echo", ["none", "all", "some", "fenced"])
def test_an_answer_gone_on_with_is_joined(cut: int, echo: str) -> None:
    before, rest = SVG[:cut], SVG[cut:]
    after = {
        "none": rest,
        "all": SVG,
        "some": SVG[max(0, cut - 12) :],
        "fenced": f"```svg\n{SVG[max(0, cut - 12) :]}",
    }[echo]
    with serving(streamed(after)) as server:
        _, outcome, _ = ask(server, messages=(*MESSAGES, {"role": "assistant", "content": before}))
    assert server.seen[0].body["messages"][-1]["content"] == before
    assert joined(before, outcome.reply.text) == SVG


def test_every_case_is_tested() -> None:
    assert sorted({case.number for case in CASES} | CHECKED.keys()) == sorted(CODES) == list(range(1, 41))
    assert {name for names in CHECKED.values() for name in names} <= globals().keys()


def test_the_cases_are_those_of_the_collection() -> None:
    collection = Path(__file__).parents[2] / "shared" / "ENDPOINTS.md"
    if not collection.is_file():
        pytest.skip(f"no {collection}")
    rows = re.findall(r"^\| (\d+) \| `(\w+)`", collection.read_text(encoding="utf-8"), re.M)
    assert {int(number): code for number, code in rows} == CODES
