"""Adding cases: from bytes, from a row of the log, and from an endpoint that is asked now.

What is expected of a new case is what becomes of it today, unless its document is given; whoever adds it looks at it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from svgguard.testing.corpus.case import STAND_IN, Case, CorpusError
from svgguard.testing.corpus.families import family
from svgguard.testing.corpus.loading import DOCUMENT
from svgguard.testing.corpus.outcome import CaseOutcome, judge
from svgguard.testing.corpus.recording import OK, AnswerForm, record
from svgguard.testing.corpus.writing import write_case
from svgguard.types import Status

if TYPE_CHECKING:
    from svgguard.endpoint import Target
    from svgguard.log import Log, Selection

ATTRIBUTES = ".gitattributes"
"""The file without which git may make other line ends of the bytes under test."""

_SHORTEST_CALL = 6
"""Characters of a call's id that are enough to find it."""
_ANY = "default"
"""The preset of an endpoint of which nothing is known."""


@dataclass(frozen=True, slots=True)
class CollectedAnswer:
    """What came back for a question, and what is known of both."""

    data: bytes = field(repr=False)
    form: AnswerForm = AnswerForm.TEXT
    model: str = ""
    """The model that answered; or, with the mark `STAND_IN` before it, that in whose place the answer was written."""
    prompt: str = ""
    endpoint: str = ""
    drawing: str = ""
    finish_reason: str | None = None
    """Of a text; the other forms bring their own."""
    status: int = OK
    """The HTTP status."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What was sent with the question; kept where it may explain an error."""


def add(root: Path, name: str, answer: CollectedAnswer, why: str, svg: str | None = None) -> tuple[Path, CaseOutcome]:
    """Write a case into the corpus `root`; its ``.toml`` file, and what becomes of it.

    `name` is ``folder/case``, or ``case`` alone for the folder of its `family`. `svg` is the document it must become,
    where that is known better than from what svgguard makes of it today. A corpus that begins with this case is given
    attributes by which git keeps its bytes. Raises `CorpusError` when something is missing or there already.
    """
    for what in ("model", "prompt"):
        if not getattr(answer, what) and not (what == "prompt" and answer.drawing):
            raise CorpusError(f"the {what} of the answer is not known; say it with --{what}")
    if ".." in (parts := PurePath(name).parts) or PurePath(name).is_absolute() or not parts:
        raise CorpusError(f"{name!r} does not stand in the corpus; a case is named as in 'xml/case', or 'case' alone")
    folder, _, stem = name.rpartition("/")
    verdict = judge(_unexpecting(Path(f"{stem}.toml"), answer))
    path = root / (folder or family(verdict.codes)) / f"{stem}.toml"
    status = Status.REPAIRED if svg is not None and verdict.status is Status.REJECTED else verdict.status
    is_new = not root.exists()
    written = write_case(path.parent, stem, answer.data, answer.form, _settings(answer, verdict, status, why))
    document = svg if svg is not None else verdict.svg
    if document is not None:
        path.with_suffix(DOCUMENT).write_bytes(document.encode())
    if is_new:
        (root / ATTRIBUTES).write_bytes(b"* -text\n")
    return written, verdict


def from_log(log: Log, attempt: str) -> CollectedAnswer:
    """The answer of one attempt in the log: the number of its row, or ``CALL/ATTEMPT`` with the start of a call's id.

    Raises `CorpusError` when there is none, or it brought no answer.
    """
    from svgguard.log import PICTURELESS

    columns = ("call", "attempt", "model", "endpoint", "prompt", "finish_reason", "reply", "reasoning", "step")
    rows = [row for row in log.rows(*columns, where=_meant(attempt)) if row["step"] not in PICTURELESS]
    if len(rows) != 1:
        found = f"{len(rows)} attempts" if rows else "no attempt"
        raise CorpusError(f"{found} in the log {log!r} called {attempt!r}; give the number of a row, or CALL/ATTEMPT")
    row = rows[0]
    if row["reply"] is None and row["reasoning"] is None:
        raise CorpusError(f"attempt {attempt!r} brought no answer; there is nothing to keep")
    answer = CollectedAnswer(
        (row["reply"] or "").encode("utf-8", "replace"),
        model=row["model"] or "",
        prompt=row["prompt"],
        endpoint=row["endpoint"],
        finish_reason=row["finish_reason"],
    )
    return _whole(answer, row) if row["reasoning"] else answer


def from_endpoint(
    prompt: str, whom: Target, *, stream: bool = True, chosen: Mapping[str, Any] | None = None
) -> CollectedAnswer:
    """Ask an endpoint once, as `svgguard.generate` would, and keep every byte of what comes back.

    `chosen` are parameters, by name on the wire. A stream that breaks off is an answer like any other. Raises
    `CorpusError` when nothing at all came back.
    """
    if whom.model is None:
        raise CorpusError("the model is not known; say it with --model")
    from svgguard.ask import first_question
    from svgguard.endpoint import parameters
    from svgguard.endpoint.exceptions import RAISED

    messages, _ = first_question(prompt)
    sent = parameters(whom.preset, stream=stream, extra=chosen or {}, chosen={})
    try:
        data, form, status = _sent(whom, messages, sent)
    except RAISED as error:
        raise CorpusError(f"{whom.address}: {type(error).__name__}: {error}; there is nothing to keep") from error
    for secret in whom.secrets:
        data = data.replace(secret.encode(), b"***")
    known = "" if whom.preset.name == _ANY else whom.preset.name
    return CollectedAnswer(data, form, whom.model, prompt, endpoint=known, status=status, parameters=sent)


def _sent(whom: Target, messages: Any, sent: Mapping[str, Any]) -> tuple[bytes, AnswerForm, int]:
    """The body of an answer, what it is, and its HTTP status."""
    import openai

    from svgguard.endpoint.connection import connected
    from svgguard.endpoint.exceptions import RAISED

    body = {name: value for name, value in sent.items() if name != "stream"}
    with connected(whom) as client:
        create = client.chat.completions.with_streaming_response.create
        arguments: dict[str, Any] = {"model": whom.model, "messages": list(messages), "extra_body": body}
        pieces: list[bytes] = []
        try:
            with create(stream=bool(sent.get("stream")), **arguments) as response:
                kind = response.headers.get("content-type", "")
                for piece in response.iter_bytes():
                    pieces.append(piece)  # noqa: PERF402 - what came before a break is to be kept
        except openai.APIStatusError as error:
            return error.response.content, AnswerForm.RESPONSE, error.status_code
        except RAISED:
            if not pieces:
                raise
    return (
        b"".join(pieces),
        AnswerForm.STREAM if kind.startswith("text/event-stream") else AnswerForm.RESPONSE,
        OK,
    )


def _meant(attempt: str) -> Selection:
    from svgguard.log import Selection

    call, _, number = attempt.partition("/")
    if not number and call.isdecimal():
        return Selection(id=int(call))
    if len(call) < _SHORTEST_CALL or not (number or "1").isdecimal():
        raise CorpusError(f"{attempt!r} names no attempt; give the number of a row, or CALL/ATTEMPT")
    return Selection(call=call, attempt=int(number) if number else None)


def _whole(answer: CollectedAnswer, row: Mapping[str, Any]) -> CollectedAnswer:
    """The answer as a response, since a text alone has no room for its reasoning."""
    message = {"role": "assistant", "content": row["reply"], "reasoning_content": row["reasoning"]}
    choice = {"index": 0, "message": message, "finish_reason": row["finish_reason"]}
    response = {"object": "chat.completion", "model": answer.model, "choices": [choice]}
    text = json.dumps(response, ensure_ascii=False, indent=2) + "\n"
    return replace(answer, data=text.encode("utf-8", "replace"), form=AnswerForm.RESPONSE)


def _unexpecting(path: Path, answer: CollectedAnswer) -> Case:
    """A case that expects nothing yet."""
    try:
        recording = record(
            answer.data,
            answer.form,
            model=answer.model,
            finish_reason=answer.finish_reason or "stop",
            status=answer.status,
            prompt=answer.prompt,
            parameters=answer.parameters,
        )
    except UnicodeDecodeError as error:
        raise CorpusError(f"the answer is not UTF-8 ({error.reason} at byte {error.start})") from error
    return Case(path.stem, path, answer.model, answer.prompt, recording, None, Status.REJECTED, (), "")


def _settings(answer: CollectedAnswer, verdict: CaseOutcome, status: Status, why: str) -> dict[str, object]:
    """What the ``.toml`` file says, in the order in which it is best read."""
    who = "stand_in_for" if answer.model.startswith(STAND_IN) else "model"
    known: dict[str, object] = {who: answer.model.removeprefix(STAND_IN), "endpoint": answer.endpoint}
    known |= {"prompt": answer.prompt, "drawing": answer.drawing}
    known |= {"status": str(status)}
    settings = {key: value for key, value in known.items() if value}
    settings |= {"codes": list(verdict.codes), "faults": [str(place) for place in verdict.places]}
    if answer.form is AnswerForm.TEXT and answer.finish_reason not in (None, "stop"):
        settings["finish_reason"] = answer.finish_reason
    if answer.status != OK:
        settings |= {"http_status": answer.status, "parameters": dict(answer.parameters)}
    return settings | {"why": why}
