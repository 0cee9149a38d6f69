"""`Entry`: a row as the tables take it. Texts go by their hash, answers are compressed; only what is kept is there."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from svgguard.log.naming import quantisation
from svgguard.log.row import Row
from svgguard.types import Fault

ARTEFACTS = ("reply", "reasoning", "before", "svg", "passes", "thumbnail")
"""What may be kept of an attempt besides its figures: the raw answer, the thought the server kept apart, the SVG as it
stood in the answer, the document that came of it, the edits between them, and a small picture."""

KEEPABLE = ("prompt", *ARTEFACTS)

KEPT = frozenset({"prompt", "reply", "reasoning", "svg", "passes"})
"""What is kept unless it is said otherwise; the SVG before is found in the answer again."""

PARTS = ("there", "missing", "unknown", "merged")
"""What may have become of a part that was asked for."""

_SAME = (
    "call attempt step time model served_model endpoint grammar thinking prompt_hash prompt_version status"
    " finish_reason stopped why seconds cost key prompt_tokens completion_tokens saved_tokens found_grade left_grade"
).split()
"""Columns that are called as the fields of a row."""

THUMBNAIL = 64
"""Pixels of the longer side of the small picture."""

LONG = 1_000
"""Characters of a parameter from which it is a text of its own: a grammar, a schema."""

_ANY_TEXT = "surrogatepass"
_EPOCH = 1_704_067_200
"""2024, in seconds."""
_SHIFT = 24
_numbers = threading.Lock()
_next = secrets.randbits(_SHIFT)


@dataclass(frozen=True, slots=True)
class Entry:
    """The rows of one attempt, by table."""

    run: Mapping[str, Any]
    attempt: Mapping[str, Any]
    texts: Mapping[str, str | None] = field(default_factory=dict)
    faults: tuple[Mapping[str, Any], ...] = ()
    artefacts: tuple[Mapping[str, Any], ...] = ()


def entry(row: Row, keep: Collection[str] = KEPT) -> Entry:
    """What is written of a row; raises TypeError for parameters that JSON cannot hold."""
    number = new_id()
    prompt = hashed(row.prompt)
    texts: dict[str, str | None] = {prompt: clean(row.prompt) if "prompt" in keep else None}
    parameters = _shortened(row.parameters, texts)
    json.dumps(parameters)
    parts = row.parts or {}
    attempt = {name: clean(getattr(row, name)) for name in _SAME} | {
        "id": number,
        "run": row.run.id,
        "prompt": prompt,
        "parameters": parameters,
        "quantisation": quantisation(row.model, row.served_model),
        "before_grade": row.before,
        "handed_grade": next((g for g in (row.handed, row.left_grade, row.before) if g is not None), None),
        "opening": row.attempt == 1 if row.opening is None else row.opening,
        **{f"parts_{what}": parts.get(what, 0) if row.parts else None for what in PARTS},
    }
    run: dict[str, Any] = {"id": row.run.id, "name": row.run.name, "tag": row.run.tag, "version": row.run.version}
    run |= {"policy": dict(row.run.policy), "settings": dict(row.run.settings), "started": row.time}
    kept = {kind: _data(row, kind) for kind in ARTEFACTS if kind in keep}
    there = {kind: data for kind, data in kept.items() if data is not None}
    artefacts = tuple({"attempt": number, "kind": kind, "data": data} for kind, data in there.items())
    return Entry(run, attempt, texts, tuple(_faults(number, row.faults)), artefacts)


def new_id() -> int:
    """A number that no other attempt has, whoever writes it: milliseconds since 2024, and a count from a random start.

    It is known before the row is written, so that writing it twice writes it once.
    """
    global _next
    with _numbers:
        _next = (_next + 1) % (1 << _SHIFT)
        return (int((time.time() - _EPOCH) * 1000) << _SHIFT) | _next


def before(reply: str) -> str | None:
    """The SVG as it stood in an answer; None where there was none."""
    from svgguard.extraction import extract

    return extract(reply).text


def packed(text: str) -> bytes:
    """A text, compressed."""
    return zlib.compress(text.encode("utf-8", _ANY_TEXT))


def unpacked(data: bytes) -> str:
    """The inverse of `packed`."""
    return zlib.decompress(data).decode("utf-8", _ANY_TEXT)


def hashed(text: str) -> str:
    """What a text is known by: SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", _ANY_TEXT)).hexdigest()


def clean(value: Any) -> Any:
    """A value as every database takes it: in texts, what is no character becomes U+FFFD."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _data(row: Row, kind: str) -> bytes | None:
    match kind:
        case "thumbnail":
            return None if row.svg is None else _thumbnail(row.svg)
        case "passes":
            return packed(json.dumps(row.passes)) if row.passes else None
        case "before":
            text = None if row.reply is None else before(row.reply)
            return None if text is None else packed(text)
    text = getattr(row, kind)
    return None if text is None else packed(text)


def _thumbnail(svg: str) -> bytes | None:
    """A small picture of a document, as PNG; None where it cannot be drawn."""
    from svgguard.rendering import RenderError, render_svg

    try:
        return render_svg(svg, size=THUMBNAIL).png
    except RenderError:
        return None


def _faults(number: int, faults: Iterable[Fault]) -> Iterable[dict[str, Any]]:
    seen: set[str] = set()
    for at, fault in enumerate(faults):
        yield {
            "attempt": number,
            "number": at,
            "code": fault.code,
            "repeated": fault.code in seen,
            "severity": str(fault.severity),
            "blame": str(fault.blame),
            "applied": fault.applied,
            "line": fault.line,
            "message": clean(fault.message),
        }
        seen.add(fault.code)


def _shortened(value: Any, texts: dict[str, str | None]) -> Any:
    """Parameters in terms of JSON, with each long text put among `texts` and named by its hash."""
    if isinstance(value, str):
        if len(value) <= LONG:
            return clean(value)
        texts[name := hashed(value)] = clean(value)
        return {"text": name}
    if isinstance(value, Mapping):
        return {str(key): _shortened(inner, texts) for key, inner in value.items()}
    return [_shortened(inner, texts) for inner in value] if isinstance(value, (list, tuple)) else value
