"""Reading cases from their files, and finding the files that belong to none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svgguard.data import data
from svgguard.testing.corpus.case import STAND_IN, TOLERANCE, Case, CorpusError
from svgguard.testing.corpus.recording import OK, AnswerForm, Recording, record
from svgguard.testing.corpus.settings import places, policy, settings
from svgguard.types import Status

SETTINGS = ".toml"
DOCUMENT = ".svg"
PICTURE = ".png"

_FORMS = tuple(form.value for form in AnswerForm)
_SUFFIXES = (*_FORMS, DOCUMENT, PICTURE, SETTINGS)


@dataclass(frozen=True, slots=True)
class Stray:
    """A file in a folder of cases that belongs to none."""

    path: Path
    message: str
    """What is wrong with it and what to do."""
    incomplete: bool
    """True if it is the beginning of a case, rather than what is left of one."""


def is_case(path: Path) -> bool:
    """True if `path` is the ``.toml`` file of a case; looks at names only."""
    return path.suffix == SETTINGS and bool(_replies(path))


def load(folder: str | Path | None = None) -> list[Case]:
    """Every case below `folder` (default: those of the demo, which ship with svgguard), in order of id.

    Raises `CorpusError` for a case that is incomplete, and for a folder that is missing or holds none.
    """
    root = data("demo") if folder is None else Path(folder)
    if not root.is_dir():
        raise CorpusError(f"{root}: no such folder; check the path")
    found = {_base(path) for form in _FORMS for path in root.rglob(f"*{form}")}
    if not found:
        raise CorpusError(f"{root}: holds no case (no file ends in {' or '.join(_FORMS)})")
    in_order = sorted(found, key=lambda base: base.relative_to(root).as_posix())
    return [load_case(base.with_name(base.name + SETTINGS), root) for base in in_order]


def find(cases: Iterable[Case], name: str) -> Case:
    """The case called `name`: its id, or the last part of it where only one case has it; raises `CorpusError`."""
    named = [case for case in cases if name in (case.id, case.name)]
    if len(named) == 1:
        return named[0]
    if exact := [case for case in named if case.id == name]:
        return exact[0]
    if named:
        raise CorpusError(f"several cases are called {name!r}; say which: {', '.join(case.id for case in named)}")
    raise CorpusError(f"no case is called {name!r}; a case is named as in 'xml/case', or 'case' alone")


def load_case(path: Path, root: Path) -> Case:
    """The case whose ``.toml`` file is `path`, its id relative to `root`; raises `CorpusError` when incomplete."""
    known = settings(path, _text(path))
    svg_file, png_file = path.with_suffix(DOCUMENT), path.with_suffix(PICTURE)
    svg = _text(svg_file) if svg_file.is_file() else None
    status = Status(known["status"])
    # What could be repaired is faulty, and without a document where the policy repairs nothing.
    left = svg is None and status is Status.FAULTY and policy(path, known).apply is None
    if (svg is None) != (status is Status.REJECTED) and not left:
        there, todo = ("is missing", "write it") if svg is None else ("is there", "remove it")
        raise CorpusError(f"{path}: status is {status.value!r}, but {svg_file.name} {there}; {todo}, or repair status")
    if svg is None and png_file.is_file():
        raise CorpusError(f"{path}: there is nothing to draw, but {png_file.name} is there; remove it")
    prompt = known["prompt"] if "prompt" in known else _prompt_of(path, known["drawing"])
    return Case(
        id=path.relative_to(root).with_suffix("").as_posix(),
        path=path,
        model=_model(known),
        prompt=prompt,
        recording=_recording(path, known, prompt),
        svg=svg,
        status=status,
        codes=tuple(sorted(set(known["codes"]))),
        why=" ".join(known["why"].split()),
        places=places(path, known),
        endpoint=known.get("endpoint", ""),
        drawing=known.get("drawing", ""),
        parts=tuple(known.get("parts", ())),
        missing=tuple(known.get("missing", ())) if {"missing", "parts"} & known.keys() else None,
        policy=policy(path, known),
        picture=png_file if png_file.is_file() else None,
        renderer=known.get("renderer"),
        tolerance=known.get("tolerance", TOLERANCE),
    )


def strays(folder: Path) -> Iterator[Stray]:
    """The files directly in `folder` that belong to no case, if it holds any case at all; in order of name."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    if not any(is_case(path) for path in files):
        return
    for path in files:
        if not path.name.endswith(_SUFFIXES):
            continue
        base = _base(path)
        own = base.with_name(base.name + SETTINGS)
        if path.name.endswith(_FORMS):
            if not own.is_file():
                yield Stray(path, f"{path}: incomplete, there is no {own.name} beside it; write one", incomplete=True)
        elif path.suffix == SETTINGS:
            if not is_case(path) and any(path.with_suffix(kind).is_file() for kind in (DOCUMENT, PICTURE)):
                names = " or ".join(path.with_suffix("").name + form for form in _FORMS)
                yield Stray(path, f"{path}: incomplete, there is no answer beside it; save it as {names}", True)
        elif not is_case(own) and not own.is_file():
            yield Stray(path, f"{path}: obsolete, it belongs to no case; remove it", incomplete=False)


def _base(path: Path) -> Path:
    """The path of a case's file without what its kind of file adds."""
    suffix = next(suffix for suffix in _SUFFIXES if path.name.endswith(suffix))
    return path.with_name(path.name.removesuffix(suffix))


def _replies(path: Path) -> list[tuple[AnswerForm, Path]]:
    """The answers beside a ``.toml`` file."""
    stem = path.name.removesuffix(SETTINGS)
    beside = ((form, path.with_name(stem + form.value)) for form in AnswerForm)
    return [(form, file) for form, file in beside if file.is_file()]


def _recording(path: Path, known: Mapping[str, Any], prompt: str) -> Recording:
    form, file = _only(path, _replies(path))
    if form is not AnswerForm.TEXT and "finish_reason" in known:
        raise CorpusError(f"{path}: {file.name} brings its own finish_reason; remove the key")
    if form is AnswerForm.STREAM and "http_status" in known:
        raise CorpusError(
            f"{path}: a stream has no http_status of its own; save the error as {AnswerForm.RESPONSE.value}"
        )
    try:
        return record(
            file.read_bytes(),
            form,
            model=_model(known),
            finish_reason=known.get("finish_reason", "stop"),
            status=known.get("http_status", OK),
            prompt=prompt,
            parameters=known.get("parameters"),
        )
    except UnicodeDecodeError as error:
        raise _not_utf8(file, error) from error


def _only(path: Path, replies: Sequence[tuple[AnswerForm, Path]]) -> tuple[AnswerForm, Path]:
    if not replies:
        raise CorpusError(f"{path}: there is no answer beside it; save it with {' or '.join(_FORMS)} for the suffix")
    if len(replies) > 1:
        raise CorpusError(f"{path}: has several answers, {', '.join(file.name for _, file in replies)}; keep one")
    return replies[0]


def _model(known: Mapping[str, Any]) -> str:
    """The name under which a server answers with the case."""
    return str(known["model"] if "model" in known else STAND_IN + known["stand_in_for"])


def _prompt_of(path: Path, drawing: str) -> str:
    """What a model is asked for by the drawing of that name."""
    specification = data("prompts") / "drawings" / f"{drawing}{SETTINGS}"
    if not specification.is_file():
        raise CorpusError(
            f"{path}: there is no drawing {drawing!r} in prompts/drawings; repair the name, or write prompt"
        )
    prompt: str = tomllib.loads(_text(specification))["prompt"]
    return prompt


def _text(path: Path) -> str:
    """The text of a file, line ends untouched."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: missing beside its case; write it") from error
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error


def _not_utf8(path: Path, error: UnicodeDecodeError) -> CorpusError:
    return CorpusError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8")
