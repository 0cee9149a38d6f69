"""What was asked for: the parts of a drawing, from a specification in ``prompts/drawings/`` or from a caller's list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from svgguard.data import data
from svgguard.parts import words
from svgguard.parts.inventory import Importance
from svgguard.parts.relations import keys as relation_keys
from svgguard.text import nearness
from svgguard.types import SvgguardError

KINDS = frozenset("animal chart diagram icon interface logo map object scene vehicle".split())
"""What a drawing can be of."""
SHAPES = frozenset(("wheel",))
"""Shapes by which a part can be told without any label."""

_FOLDER = "drawings"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_TEXT: tuple[Callable[[object], bool], str] = (_is_text, "a text")
_LIST: tuple[Callable[[object], bool], str] = (_is_list, "a list of texts")
_FORMS: dict[str, tuple[Callable[[object], bool], str]] = {
    "name": _TEXT,
    "synonyms": _LIST,
    "count": (lambda value: type(value) is int and 1 <= value <= 1000, "a whole number from 1 to 1000"),
    "of": _TEXT,
    "merges": _LIST,
    **dict.fromkeys(relation_keys(), _LIST),
    "whole": (lambda value: isinstance(value, bool), "true or false"),
    "shape": (lambda value: value in SHAPES, f"one of {', '.join(sorted(SHAPES))}"),
    "text": _LIST,
    "importance": (lambda value: value in tuple(Importance), f"one of {', '.join(Importance)}"),
}
"""What each key of a part holds, and how to say so."""


class SpecificationError(SvgguardError, ValueError):
    """Raised for a specification that cannot be read or contradicts itself; the message names the part and the key."""


@dataclass(frozen=True, slots=True)
class Part:
    """A thing the prompt asked for; the fields are the keys of ``[[parts]]``, see ``prompts/drawings/README.md``."""

    name: str
    synonyms: tuple[str, ...] = ()
    count: int = 1
    of: str | None = None
    merges: tuple[str, ...] = ()
    whole: bool = False
    shape: str | None = None
    text: tuple[str, ...] = ()
    importance: Importance = Importance.NORMAL
    relations: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """By key the parts that it is so related to; see `svgguard.parts.relations`."""

    def related(self, key: str) -> tuple[str, ...]:
        """The parts that it has a relation to."""
        return next((names for known, names in self.relations if known == key), ())


@dataclass(frozen=True, slots=True)
class Specification:
    """A drawing that can be asked for."""

    parts: tuple[Part, ...]
    prompt: str = ""
    kind: str | None = None
    name: str = ""
    """Empty for a caller's own list of parts."""

    def part(self, name: str) -> Part:
        """The part of that name; KeyError when there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)

    def inside(self, part: Part) -> list[Part]:
        """The parts that belong to a part, and those that belong to them."""
        members = [other for other in self.parts if other.of == part.name]
        return [*members, *(inner for member in members for inner in self.inside(member))]

    def root(self, part: Part) -> Part:
        """The outermost part that a part belongs to; itself where it belongs to none."""
        while part.of is not None:
            part = self.part(part.of)
        return part

    def joints(self) -> list[tuple[Part, Part]]:
        """The pairs of parts that must touch, each once, in order."""
        pairs = {
            frozenset((part.name, other)): (part, self.part(other))
            for part in self.parts
            for other in part.related("joins")
        }
        return list(pairs.values())


def drawings() -> tuple[str, ...]:
    """The names of the drawings that ship with svgguard."""
    return tuple(sorted(path.stem for path in (data("prompts") / _FOLDER).glob("*.toml")))


@cache
def drawing(name: str) -> Specification:
    """The drawing of that name that ships with svgguard; raises `SpecificationError` when there is none."""
    if name not in (known := drawings()):
        near = nearness.nearest(name, known)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise SpecificationError(f"no drawing is called {name!r}{meant}")
    return load(data("prompts") / _FOLDER / f"{name}.toml")


def load(path: str | Path) -> Specification:
    """The specification in a TOML file; raises `SpecificationError` for one that is wrong, OSError for no file."""
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return specification(table, name=path.stem)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecificationError(f"{path.name}: no TOML: {error}") from error
    except SpecificationError as error:
        raise SpecificationError(f"{path.name}: {error}") from error


def specification(table: Mapping[str, Any], *, name: str = "") -> Specification:
    """A specification from the contents of its file; raises `SpecificationError` for what it may not hold."""
    if name and not _NAME.fullmatch(name):
        raise SpecificationError("the name of a drawing is of lower-case letters, digits and single hyphens")
    _only(table, {"prompt", "kind", "parts"}, "the drawing")
    prompt, kind, rows = (table.get(key) for key in ("prompt", "kind", "parts"))
    if not isinstance(prompt, str) or not prompt.strip():
        raise SpecificationError("`prompt` is missing")
    if kind not in KINDS:
        raise SpecificationError(f"`kind` is {kind!r}; it is one of {', '.join(sorted(KINDS))}")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise SpecificationError("`parts` is missing: write each as a table [[parts]]")
    found = Specification(tuple(map(_part, rows)), prompt.strip(), str(kind), name)
    _check_names(found)
    return found


def asked(parts: Iterable[str | Part | Mapping[str, Any]]) -> Specification:
    """A specification from a caller's list: names ("beak", "two wheels", "5x star"), mappings of the keys, or `Part`.

    Raises `SpecificationError` for an empty list and for what no part may hold.
    """
    if isinstance(parts, str):
        raise SpecificationError("parts is a list of names, not one string")
    given = list(parts)
    made = [p if isinstance(p, Part) else _named(p) if isinstance(p, str) else _part(p) for p in given]
    if not made:
        raise SpecificationError("there are no parts to look for")
    found = Specification(
        tuple(_belonging(_known(m, made), made) if isinstance(p, str) else m for p, m in zip(given, made, strict=True))
    )
    _check_names(found)
    return found


def _known(part: Part, others: Sequence[Part]) -> Part:
    """A part of which only the name was given, with what is known of such things."""
    name = words.normal(part.name)
    if not set(name[:-1]) <= words.positions():
        return part
    facts: dict[str, Any] = {"relations": dict(part.relations)}
    for key, value in words.known(name[-1]).items():
        if isinstance(value, str):
            facts[key] = value
        else:
            wanted = [words.normal(other) for other in value]
            named = tuple(o.name for o in others if o is not part and _is_one_of(words.normal(o.name), wanted))
            (facts["relations"] if key in relation_keys() else facts)[key] = named
    return replace(part, **facts | {"relations": tuple(facts["relations"].items())})


def _belonging(part: Part, others: Sequence[Part]) -> Part:
    """A part of which only the name was given, with what it belongs to: "dog tail" to "dog"."""
    name = words.normal(part.name)
    if part.of is not None or len(name) < 2 or name[-1] not in words.listed("components"):
        return part
    whole = next((other.name for other in others if words.normal(other.name) == name[:-1]), None)
    return replace(part, of=whole)


def _is_one_of(name: tuple[str, ...], wanted: Iterable[tuple[str, ...]]) -> bool:
    return any(words.same(name[-1], w[-1]) and set(name[:-1]) <= {*w[:-1]} for w in wanted)


def _named(text: str) -> Part:
    count, name = words.counted(text)
    if not name:
        raise SpecificationError(f"{text!r} names no part")
    return Part(name, count=count)


def _part(row: Mapping[str, Any]) -> Part:
    """One part, each of its keys looked at."""
    name = row.get("name")
    if not isinstance(name, str) or not words.split(name):
        raise SpecificationError("a part has no `name`")
    where = f"part {name!r}"
    _only(row, set(_FORMS), where)
    for key, value in row.items():
        fits, form = _FORMS[key]
        if not fits(value):
            raise SpecificationError(f"{where}: `{key}` is {value!r}; it is {form}")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    if "importance" in values:
        values["importance"] = Importance(values["importance"])
    stated = {key: values.pop(key) for key in relation_keys() if key in values}
    return Part(**values, relations=tuple(stated.items()))


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            near = nearness.nearest(str(key), known)
            meant = f"; did you mean `{near[0]}`?" if near else f"; there are {', '.join(sorted(known))}"
            raise SpecificationError(f"{where}: there is no key `{key}`{meant}")


def _check_names(found: Specification) -> None:
    """Every name once, every relation to a part there is, and no part that belongs to itself."""
    names = [part.name for part in found.parts]
    seen: dict[tuple[object, ...], str] = {}
    for name in names:
        if (twin := seen.setdefault(words.identity(name), name)) is not name:
            raise SpecificationError(f"part {name!r} is there twice" + (f", also as {twin!r}" if twin != name else ""))
    for part in found.parts:
        for key, others in (("of", (part.of,) if part.of else ()), ("merges", part.merges), *part.relations):
            for other in others:
                if other == part.name:
                    raise SpecificationError(f"part {part.name!r}: `{key}` names the part itself")
                if other not in names:
                    near = nearness.nearest(other, names)
                    meant = f"; did you mean {near[0]!r}?" if near else ""
                    raise SpecificationError(f"part {part.name!r}: `{key}` names {other!r}, which is no part{meant}")
        _check_belonging(found, part)


def _check_belonging(found: Specification, part: Part) -> None:
    at, above = part, [part.name]
    while at.of is not None:
        at = found.part(at.of)
        if at.name in above:
            raise SpecificationError(f"part {part.name!r}: `of` leads in a circle: {' of '.join([*above, at.name])}")
        above.append(at.name)
