"""`Result`: what became of one reply, frozen and typed, with everything needed to explain and to replay it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svgguard.parts.inventory import PartList, Sighting
from svgguard.types import Edit, Fault, Status, SvgguardError

if TYPE_CHECKING:
    from PIL.Image import Image

    from svgguard.ask import Question
    from svgguard.rendering import Raster

SCHEMA = 1
"""Version of the mapping that `Result.to_dict` gives; raised when a reader of the old one would misread the new."""


class RejectedError(SvgguardError, ValueError):
    """Raised by `Result.raise_if_rejected` for a reply that gave no drawable document."""

    def __init__(self, result: Result) -> None:
        self.result = result
        reasons = "; ".join(str(f) for f in result.faults if not f.applied) or "no drawable document"
        super().__init__(f"no drawable SVG: {reasons}")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of an endpoint within a `generate`, as it is logged."""

    number: int
    """1-based."""
    request: Mapping[str, Any]
    """The parameters sent, without key and without messages."""
    reply: str
    """The raw text received."""
    status: Status | None
    """What the engine made of it; None when the endpoint gave no answer, and for a list of parts."""
    faults: tuple[Fault, ...]
    finish_reason: str | None = None
    seconds: float | None = None
    step: str = "ask"
    """Why the call was made: the first question, or a later step (`svgguard.ask.Step`)."""
    why: str = ""
    """What was wrong with the best answer before it, as codes or in words."""
    messages: tuple[Mapping[str, Any], ...] = ()
    """The conversation sent."""
    stopped: str = ""
    """Why the stream was ended from this side, else empty."""
    objection: str = ""
    """Why the part that it drew was not kept, else empty."""
    prompt_tokens: int | None = None
    """As the server counted; None where it did not, and where the stream was ended from this side."""
    completion_tokens: int | None = None
    estimated_tokens: int | None = None
    """About how many tokens the answer had, by what came of it, where its stream was cut before the server counted."""


@dataclass(frozen=True, repr=False)
class Result:
    """What became of one reply.

    `passes` holds the edits of extraction and of each repair pass, each list against the text before it, so that
    ``svgguard.text.edits.replay(result.source, result.passes)`` gives the document again.
    """

    source: str
    """The raw reply, decoded."""
    status: Status
    svg: str | None
    """The document; None when there is none that is well-formed."""
    faults: tuple[Fault, ...] = ()
    """The faults found, in order of place; those repaired have `applied` set. Of more than a thousand the first are
    here, among them the first of every code; `further` counts the rest."""
    passes: tuple[tuple[Edit, ...], ...] = ()
    alternates: tuple[str, ...] = ()
    """Other SVGs in the reply, in order."""
    encoding: str = "utf-8"
    """The codec of the source when it was bytes; `data` and `save` use it again."""
    parts: tuple[Sighting, ...] = ()
    """What became of each part that was asked for; empty when none was, or there is no document."""
    wanted: PartList | None = None
    """Which parts were asked for and who listed them, whether or not there is a document; None when none were."""
    further: Mapping[str, int] = field(default_factory=dict)
    """How many more faults of each code there are than `faults` tells of; empty unless they are very many."""
    attempts: tuple[Attempt, ...] = field(default=())
    """The calls made, when the result comes from `generate`."""

    @property
    def ok(self) -> bool:
        """True when there is a document to draw."""
        return self.svg is not None

    @property
    def data(self) -> bytes | None:
        """The document in the encoding of the source, byte order mark included; what that lacks becomes a reference."""
        if self.svg is None:
            return None
        # UTF-16 without its mark is no XML, and an SVG out of an answer in UTF-16 left the mark behind.
        mark = "\ufeff" if self.encoding.startswith("utf-16-") and not self.svg.startswith("\ufeff") else ""
        try:
            return (mark + self.svg).encode(self.encoding, "surrogateescape")
        except UnicodeEncodeError:
            # A repair wrote a character that the declared encoding lacks.
            return self.svg.encode(self.encoding, "xmlcharrefreplace")

    @property
    def remaining(self) -> tuple[Fault, ...]:
        """The faults that were not repaired."""
        return tuple(f for f in self.faults if not f.applied)

    def raise_if_rejected(self) -> Result:
        """Return self, or raise `RejectedError` when there is no drawable document."""
        if self.status is Status.REJECTED:
            raise RejectedError(self)
        return self

    def reask(self, prompt: str = "", *, messages: Sequence[Mapping[str, Any]] = ()) -> Question | None:
        """What to ask the model about this result, as data to send with a client of your own; None when it is fine.

        `prompt` says what the picture is of, `messages` is the conversation that this result answers. Send
        ``question.messages`` with ``question.parameters``, and give the answer to `svgguard.answered`.
        """
        from svgguard.ask import next_question

        return next_question(self, prompt, messages)

    @property
    def diff(self) -> str:
        """A unified diff from the reply to the document; empty when nothing changed."""
        import difflib

        before, after = self.source.splitlines(keepends=True), (self.svg or "").splitlines(keepends=True)
        lines = difflib.unified_diff(before, after, "reply", "svg")
        return "".join(x if x.endswith("\n") else x + "\n\\ No newline at end of file\n" for x in lines)

    @cached_property
    def raster(self) -> Raster:
        """The picture at its default size; raises `svgguard.RenderError` when it cannot be drawn."""
        from svgguard.rendering import render

        if self.svg is None:
            raise RejectedError(self)
        return render(self.svg)

    @property
    def png(self) -> bytes:
        """The picture as PNG; raises when there is none."""
        return self.raster.png

    @property
    def image(self) -> Image:
        """The picture as a Pillow image (RGBA)."""
        return self.raster.image

    @property
    def data_uri(self) -> str:
        """The document as a ``data:`` address, as it is; raises `RejectedError` when there is none."""
        from svgguard.rendering.raster import data_uri

        if (data := self.data) is None:
            raise RejectedError(self)
        return data_uri("image/svg+xml", data)

    def img(self, alt: str) -> str:
        """An HTML ``img`` element that shows the document; `alt` is what it says to those who do not see it.

        In an ``img`` no script runs, and nothing that the document names is fetched.
        """
        from svgguard.rendering.raster import img

        return img(self.data_uri, alt)

    def save(self, path: str | Path) -> Path:
        """Write the document, its picture or everything, by the suffix of `path`.

        Suffixes are .svg, .json for everything, .png, .webp and .jpg or .jpeg for a picture of pixels, and .pdf, .ps
        and .eps for a page. Raises `RejectedError`, `svgguard.RenderError`, and ValueError for another suffix.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix == ".json":
            import json

            path.write_text(json.dumps(self.to_dict(), ensure_ascii=True), encoding="ascii")
            return path
        if self.svg is None or (data := self.data) is None:
            raise RejectedError(self)
        if suffix != ".svg":
            from svgguard.rendering import export

            data = export(self.svg, suffix.removeprefix("."))
        path.write_bytes(data)
        return path

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON, with a `schema` version; `from_dict` reads it back."""
        return {
            "schema": SCHEMA,
            "source": self.source,
            "status": str(self.status),
            "svg": self.svg,
            "faults": [fault.to_dict() for fault in self.faults],
            "passes": [[[e.start, e.end, e.replacement] for e in edits] for edits in self.passes],
            "alternates": list(self.alternates),
            "encoding": self.encoding,
            "further": dict(self.further),
            "parts": [sighting.to_dict() for sighting in self.parts],
            "wanted": self.wanted.to_dict() if self.wanted else None,
            "attempts": [_attempt_to_dict(attempt) for attempt in self.attempts],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Result:
        """The inverse of `to_dict`; raises ValueError for another schema version."""
        if data.get("schema") != SCHEMA:
            raise ValueError(f"this is schema {data.get('schema')!r}; this version of svgguard reads {SCHEMA}")
        return cls(
            source=data["source"],
            status=Status(data["status"]),
            svg=data["svg"],
            faults=tuple(Fault.from_dict(f) for f in data["faults"]),
            passes=tuple(tuple(Edit(*edit) for edit in edits) for edits in data["passes"]),
            alternates=tuple(data["alternates"]),
            encoding=data["encoding"],
            further=dict(data.get("further", {})),
            parts=tuple(Sighting.from_dict(s) for s in data.get("parts", ())),
            wanted=PartList.from_dict(data["wanted"]) if data.get("wanted") else None,
            attempts=tuple(_attempt_from_dict(a) for a in data["attempts"]),
        )

    def __getstate__(self) -> dict[str, Any]:
        # The picture is drawn again where it is wanted: it may be a thousand times the size of the document.
        return {name: value for name, value in self.__dict__.items() if name != "raster"}

    def __repr__(self) -> str:
        codes = " ".join(dict.fromkeys(f.code if f.applied else f"{f.code}!" for f in self.faults))
        size = "no svg" if self.svg is None else f"svg of {len(self.svg)} characters"
        return f"<Result {self.status}, {size}{', faults ' + codes if codes else ''}>"

    def _repr_png_(self) -> bytes | None:
        # A notebook puts an SVG into its page, scripts and all, so it is given the picture.
        from svgguard.rendering import RenderError

        try:
            return None if self.svg is None else self.png
        except RenderError:
            return None


_LATER = ("step", "why", "stopped", "objection", "prompt_tokens", "completion_tokens", "estimated_tokens")


def _attempt_to_dict(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "request": dict(attempt.request),
        "reply": attempt.reply,
        "status": None if attempt.status is None else str(attempt.status),
        "faults": [fault.to_dict() for fault in attempt.faults],
        "finish_reason": attempt.finish_reason,
        "seconds": attempt.seconds,
        "step": attempt.step,
        "why": attempt.why,
        "messages": [dict(message) for message in attempt.messages],
        "stopped": attempt.stopped,
        "objection": attempt.objection,
        "prompt_tokens": attempt.prompt_tokens,
        "completion_tokens": attempt.completion_tokens,
        "estimated_tokens": attempt.estimated_tokens,
    }


def _attempt_from_dict(data: Mapping[str, Any]) -> Attempt:
    return Attempt(
        number=data["number"],
        request=data["request"],
        reply=data["reply"],
        status=None if data["status"] is None else Status(data["status"]),
        faults=tuple(Fault.from_dict(f) for f in data["faults"]),
        finish_reason=data["finish_reason"],
        seconds=data["seconds"],
        # Mappings that older versions wrote lack these.
        **{name: data[name] for name in _LATER if name in data},
        messages=tuple(data.get("messages", ())),
    )
