"""Writing cases: a new one, and the expectations of one that has become something else, with its file left otherwise
as its author wrote it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from svgguard.testing.corpus.case import CorpusError
from svgguard.testing.corpus.loading import DOCUMENT, PICTURE, SETTINGS
from svgguard.testing.corpus.outcome import CaseOutcome
from svgguard.testing.corpus.recording import AnswerForm

_WIDTH = 100
"""Characters up to which a list stands on one line."""


def rewrite(verdict: CaseOutcome) -> list[str]:
    """Make what was found what is expected, in the files of the case; what was changed, one phrase for each change.

    Keys, order and comments of the ``.toml`` file stay; ``faults`` and the picture are only rewritten where there are.
    """
    case, svg = verdict.case, verdict.svg
    found: dict[str, str | list[str]] = {"status": str(verdict.status), "codes": list(verdict.codes)}
    expected: dict[str, str | list[str]] = {"status": str(case.status), "codes": list(case.codes)}
    if case.places is not None:
        found["faults"], expected["faults"] = ([str(p) for p in places] for places in (verdict.places, case.places))
    if case.missing is not None:
        found["missing"], expected["missing"] = list(verdict.missing), list(case.missing)
    changed = {key: value for key, value in found.items() if value != expected[key]}
    if changed:
        text = case.path.read_bytes().decode("utf-8")
        case.path.write_bytes(replaced(text, changed).encode())
    done = [f"{key}: {_shown(expected[key])} → {_shown(value)}" for key, value in changed.items()]
    if svg != case.svg:
        done.append(_put(case.path.with_suffix(DOCUMENT), None if svg is None else svg.encode()))
    if case.picture is not None:
        if svg is None:
            done.append(_put(case.picture, None))
        elif verdict.look is not None and verdict.look.found and verdict.look.problem(case.tolerance):
            done.append(_put(case.picture, verdict.look.found))
    return done


def write_case(folder: Path, name: str, data: bytes, form: AnswerForm, settings: Mapping[str, object]) -> Path:
    """Begin a case in `folder`: its answer and its ``.toml`` file, whose path is returned.

    Raises `CorpusError` when there is a file of that name already.
    """
    answer, path = folder / f"{name}{form.value}", folder / f"{name}{SETTINGS}"
    for taken in (
        path,
        *(folder / f"{name}{suffix}" for suffix in (*(f.value for f in AnswerForm), DOCUMENT, PICTURE)),
    ):
        if taken.exists():
            raise CorpusError(f"{taken}: there already; choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    answer.write_bytes(data)
    path.write_bytes("".join(f"{key} = {_literal(value)}\n" for key, value in settings.items()).encode())
    return path


def replaced(toml: str, values: Mapping[str, str | list[str]]) -> str:
    """A TOML text with top-level keys given other values; those it lacks are put before its first table."""
    left = dict(values)
    out: list[str] = []
    statements = list(_statements(toml))
    for at, statement in enumerate(statements):
        if statement.lstrip().startswith("["):
            out += [f"{key} = {_literal(value)}\n" for key, value in left.items()]
            return "".join((*out, *statements[at:]))
        key = next(iter(tomllib.loads(statement)), None)
        out.append(f"{key} = {_literal(left.pop(key))}\n" if key in left else statement)
    return "".join((*out, *(f"{key} = {_literal(value)}\n" for key, value in left.items())))


def _statements(toml: str) -> Iterator[str]:
    """A TOML text cut after each statement: the fewest lines that are TOML by themselves."""
    lines: list[str] = []
    for line in toml.splitlines(keepends=True):
        lines.append(line)
        try:
            tomllib.loads("".join(lines))
        except tomllib.TOMLDecodeError:
            continue
        yield "".join(lines)
        lines = []
    yield "".join(lines)


def _put(path: Path, data: bytes | None) -> str:
    """Write a file, or remove it; what was done."""
    existed = path.exists()
    if data is None:
        path.unlink()
        return f"{path.name} removed"
    path.write_bytes(data)
    return f"{path.name} {'rewritten' if existed else 'written'}"


def _shown(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else " ".join(value) or "none"


def _literal(value: object) -> str:
    """A value in TOML."""
    if isinstance(value, str) and "\n" in value:
        escaped = value.replace("\\", "\\\\").replace('"""', '""\\"')
        return f'"""\n{escaped}"""'
    if isinstance(value, str):
        # JSON's strings are TOML's, but for the escapes of surrogates, which ensure_ascii would bring, and of DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_literal(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, Iterable):
        entries = [_literal(entry) for entry in value]
        line = f"[{', '.join(entries)}]"
        return line if len(line) <= _WIDTH else "[\n" + "".join(f"    {entry},\n" for entry in entries) + "]"
    return json.dumps(value)
