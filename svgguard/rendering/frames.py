"""Frames: what goes over the pipes between a caller and its workers.

A frame is the length of its head and of its body (four bytes each, big-endian), the head as JSON, and the body as it
is. Plain data only: a worker that a document has taken over can send nothing that its caller would run.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, BinaryIO

from svgguard.rendering.engine import Drawn, Failure, FailureKind, Form, Job

LENGTHS = struct.Struct(">II")


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame as it is sent."""
    written = json.dumps(head, separators=(",", ":")).encode("ascii")
    return LENGTHS.pack(len(written), len(body)) + written + body


def read(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """The next frame of a blocking stream; raises EOFError at its end."""
    head, body = LENGTHS.unpack(_exactly(stream, LENGTHS.size))
    return json.loads(_exactly(stream, head)), _exactly(stream, body)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def job_frame(job: Job, **limits: float) -> bytes:
    """A job, and the limits within which it is to be drawn."""
    head = {
        "width": job.width,
        "height": job.height,
        "background": job.background,
        "fonts": [str(path) for path in job.fonts],
        "form": job.form,
        "limits": limits,
    }
    return pack(head, job.svg)


def job_in(head: dict[str, Any], body: bytes) -> Job:
    """The job in a frame."""
    fonts = tuple(map(Path, head["fonts"]))
    return Job(body, head["width"], head["height"], head["background"], fonts, Form(head["form"]))


def outcome_frame(outcome: Drawn | Failure) -> bytes:
    """What became of a job."""
    if isinstance(outcome, Drawn):
        return pack({"form": outcome.form}, outcome.data)
    return pack({"kind": outcome.kind, "reason": outcome.reason})


def outcome_in(head: dict[str, Any], body: bytes, engine: str) -> Drawn | Failure:
    """The outcome in a frame; raises ValueError or KeyError for a head that is not valid."""
    if "form" in head:
        return Drawn(Form(head["form"]), body)
    return Failure(engine, str(head["reason"]), FailureKind(head["kind"]))
