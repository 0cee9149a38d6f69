"""A regression corpus: answers that once broke something, each kept with what must become of it.

A case is three sibling files: ``<case>.reply.txt`` (the raw answer, every byte), ``<case>.svg`` (the document it must
become; absent when nothing can be drawn) and ``<case>.toml`` (model, prompt, status, codes, why it is kept). Raw files,
because no delimited format could hold the bytes under test.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svgguard.reply import Reply
from svgguard.resources import folder as shipped
from svgguard.types import Status, SvgguardError

REPLY_SUFFIX = ".reply.txt"

_REQUIRED: Mapping[str, type] = {"model": str, "prompt": str, "status": str, "codes": list, "why": str}
_OPTIONAL: Mapping[str, type] = {"finish_reason": str}


class CorpusError(SvgguardError):
    """A case is incomplete or contradicts itself; the message names the file."""


@dataclass(frozen=True, slots=True)
class Case:
    """One answer of a model and what must become of it."""

    id: str
    """The path below the corpus folder, without suffix: ``gemma-4-E2B-it/cactus-no-namespace``."""
    path: Path
    """The ``.toml`` file."""
    model: str
    prompt: str
    """What was asked for, without the words of the prompt template around it."""
    text: str
    """The raw answer."""
    svg: str | None
    """The document it must become, character by character; None when nothing can be drawn."""
    status: Status
    codes: tuple[str, ...]
    """The distinct codes of all faults found, in order."""
    why: str
    """What went wrong, and where such a failure has been reported."""
    finish_reason: str = "stop"
    """As the server gave it."""

    @property
    def reply(self) -> Reply:
        """The answer as an endpoint would have sent it."""
        return Reply(text=self.text, finish_reason=self.finish_reason, model=self.model)


def is_case(path: Path) -> bool:
    """Whether `path` is the ``.toml`` file of a case; looks at names only."""
    return path.suffix == ".toml" and path.with_suffix(REPLY_SUFFIX).is_file()


def load(folder: str | Path | None = None) -> list[Case]:
    """Every case below `folder` (default: the corpus that ships with svgguard), in order of id.

    Raises `CorpusError` for a case that is incomplete, and for a folder that is missing or holds none.
    """
    root = shipped("corpus") if folder is None else Path(folder)
    if not root.is_dir():
        raise CorpusError(f"{root}: no such folder")
    replies = sorted(root.rglob(f"*{REPLY_SUFFIX}"), key=lambda path: path.relative_to(root).as_posix())
    if not replies:
        raise CorpusError(f"{root}: holds no case (no file ends in {REPLY_SUFFIX})")
    return [load_case(reply.with_name(reply.name.removesuffix(REPLY_SUFFIX) + ".toml"), root) for reply in replies]


def load_case(path: Path, root: Path) -> Case:
    """The case whose ``.toml`` file is `path`, its id relative to `root`; raises `CorpusError` when incomplete."""
    known = _settings(path)
    svg_file = path.with_suffix(".svg")
    svg = _text(svg_file) if svg_file.is_file() else None
    try:
        status = Status(known["status"])
    except ValueError as error:
        raise CorpusError(f"{path}: status is {known['status']!r}; expected one of {', '.join(Status)}") from error
    if (svg is None) != (status is Status.REJECTED):
        there = "is missing" if svg is None else "is there"
        raise CorpusError(f"{path}: status is {status.value!r}, but {svg_file.name} {there}")
    return Case(
        id=path.relative_to(root).with_suffix("").as_posix(),
        path=path,
        model=known["model"],
        prompt=known["prompt"],
        text=_text(path.with_suffix(REPLY_SUFFIX)),
        svg=svg,
        status=status,
        codes=tuple(sorted(set(known["codes"]))),
        why=" ".join(known["why"].split()),
        finish_reason=known.get("finish_reason", "stop"),
    )


def _settings(path: Path) -> Mapping[str, Any]:
    """The keys of a ``.toml`` file, checked."""
    try:
        known = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: {error}") from error
    if absent := [key for key in _REQUIRED if key not in known]:
        raise CorpusError(f"{path}: lacks {', '.join(absent)}")
    kinds = {**_REQUIRED, **_OPTIONAL}
    for key, value in known.items():
        if key not in kinds:
            raise CorpusError(f"{path}: unknown key {key!r}; known are {', '.join(kinds)}")
        if not isinstance(value, kinds[key]):
            raise CorpusError(f"{path}: {key} is {value!r}; expected a {kinds[key].__name__}")
    if not all(isinstance(code, str) for code in known["codes"]):
        raise CorpusError(f"{path}: codes is {known['codes']!r}; expected a list of strings")
    return known


def _text(path: Path) -> str:
    """The text of a file, line ends untouched."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: missing beside its case") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error
