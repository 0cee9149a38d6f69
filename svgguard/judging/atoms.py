"""The questions about a picture: atomic, to be answered yes or no, each after those that it takes for granted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import Template

from svgguard.ask import prompt_file
from svgguard.parts import words as names
from svgguard.parts.relations import relation
from svgguard.parts.specification import Part, Specification


class QuestionKind(StrEnum):
    """What is asked of a part."""

    EXISTS = "exists"
    """True if it is there at all: every part has exactly one question of this kind."""
    COUNT = "count"
    """True if there are as many as were asked for."""
    JOINED = "joined"
    """True if it touches what it is joined to."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One question."""

    text: str
    part: str
    kind: QuestionKind = QuestionKind.EXISTS
    other: str = ""
    """The part that it is joined to."""
    needs: tuple[str, ...] = ()
    """The parts without which the answer is no."""


def atoms(specification: Specification) -> tuple[Atom, ...]:
    """The questions about the parts of a drawing, in the order of its parts: what is there, how often, joined to what.

    Wording that says what the picture should show is left out on purpose: it makes models see what they expect.
    """
    found: list[Atom] = []
    for part in specification.parts:
        found.append(Atom(_exists(part), part.name, needs=(part.of,) if part.of else ()))
        if part.count > 1 and not part.text:
            text = _said("count", count=str(part.count), name=_plain(part))
            found.append(Atom(text, part.name, QuestionKind.COUNT, needs=(part.name,)))
    for one, other in specification.joints():
        text = Template(relation("joins").asked).substitute(name=_plain(one), other=_plain(other))
        found.append(Atom(text, one.name, QuestionKind.JOINED, other.name, needs=(one.name, other.name)))
    return tuple(found)


def chain(specification: Specification, part: Part) -> tuple[Atom, ...]:
    """The questions that lead to whether one part is there: what it belongs to first, the part itself last."""
    above = [part]
    while above[0].of is not None:
        above.insert(0, specification.part(above[0].of))
    wanted = {one.name for one in above}
    return tuple(atom for atom in atoms(specification) if atom.kind is QuestionKind.EXISTS and atom.part in wanted)


def _exists(part: Part) -> str:
    if part.text:
        return _said("words", words=", ".join(f'"{text}"' for text in part.text))
    if part.of is None:
        return _said("these" if _is_plural(part) else "there", part=_with_article(part))
    return _said("has", whole=part.of, part=_with_article(part))


def _said(phrase: str, **values: str) -> str:
    return prompt_file("judge").phrase(phrase, **values)


def _plain(part: Part) -> str:
    """The name of a part, with what it belongs to where that is not plain from the name."""
    return part.name if part.of is None else f"{part.name} of the {part.of}"


def _with_article(part: Part) -> str:
    """A part as one asks for it: "a wheel", "an eye"; "any legs", for a drawing may have one."""
    if _is_plural(part):
        return f"any {part.name}"
    return f"{'an' if part.name[:1].lower() in 'aeiou' else 'a'} {part.name}"


def _is_plural(part: Part) -> bool:
    return any(map(names.is_plural, names.split(part.name)[-1:]))
