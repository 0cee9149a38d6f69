"""Which answer a request gets: by its model and its prompt, or one after the other. Safe from several threads."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, cycle, repeat
from typing import Any, Protocol, runtime_checkable

from svgguard.testing.corpus import Case
from svgguard.testing.loopback.wire import Answer, answer_to, as_error, user_text


@runtime_checkable
class Chooser(Protocol):
    """Gives each request its answer."""

    requests: list[Mapping[str, Any]]
    """The bodies of the chat completions asked for so far."""

    @property
    def models(self) -> list[str]:
        """The names of the models there are."""
        ...

    def answer(self, request: Mapping[str, Any]) -> Answer:
        """The response to a chat completion."""
        ...


class Choice:
    """Answers with the case whose prompt the user's messages contain (the longest prompt wins).

    Several cases with one prompt answer in turn, in their order, and a prompt of no case gets the answers of its model
    in turn.
    """

    def __init__(self, cases: Iterable[Case]) -> None:
        self.requests: list[Mapping[str, Any]] = []
        self._lock = threading.Lock()
        by_model: defaultdict[str, list[Case]] = defaultdict(list)
        by_prompt: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
        for case in cases:
            by_model[case.model].append(case)
            by_prompt[case.model, case.prompt].append(case)
        self._in_turn = {model: cycle(answers) for model, answers in by_model.items()}
        self._by_prompt = {key: cycle(answers) for key, answers in by_prompt.items()}

    @property
    def models(self) -> list[str]:
        """The names of the models there are."""
        return sorted(self._in_turn)

    def answer(self, request: Mapping[str, Any]) -> Answer:
        """The response to a chat completion; 404 for an unknown model."""
        model = request.get("model")
        if not isinstance(model, str) or model not in self._in_turn:
            return as_error(404, f"The model {model!r} does not exist.", "model_not_found")
        asked = user_text(request)
        prompts = [prompt for known, prompt in self._by_prompt if known == model and prompt in asked]
        with self._lock:
            self.requests.append(request)
            case = next(self._by_prompt[model, max(prompts, key=len)] if prompts else self._in_turn[model])
        return answer_to(case, request)


class Script:
    """Gives its answers one after the other, whatever is asked for; the last one for ever."""

    def __init__(self, answers: Sequence[Answer | Case]) -> None:
        if not answers:
            raise ValueError("a script needs at least one answer")
        self.requests: list[Mapping[str, Any]] = []
        self._lock = threading.Lock()
        self._models = sorted({answer.model for answer in answers if isinstance(answer, Case)}) or ["scripted"]
        self._in_turn = chain(answers, repeat(answers[-1]))

    @property
    def models(self) -> list[str]:
        """The models of its cases."""
        return self._models

    def answer(self, request: Mapping[str, Any]) -> Answer:
        """The next answer."""
        with self._lock:
            self.requests.append(request)
            answer = next(self._in_turn)
        return answer_to(answer, request) if isinstance(answer, Case) else answer
