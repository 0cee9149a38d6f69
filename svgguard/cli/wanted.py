"""``--drawing`` and ``--part``: what a picture must show, said in the same words to every command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from svgguard.parts.specification import Specification

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MOST_NAMES = 4
"""Drawings that are named in place of one that is not there."""


def wanted_options(*also: str) -> Callable[[_Command], _Command]:
    """The two options, as the arguments `drawing` and `names` of a command; `also` are further names of the first."""

    def added(command: _Command) -> _Command:
        part = click.option(
            "--part", "names", multiple=True, metavar="NAME", help='A part it must show, as in "two wheels"; repeat.'
        )
        drawing = click.option(
            "--drawing",
            *also,
            "drawing",
            metavar="NAME|FILE",
            help="Whose parts it must show: a drawing that ships with svgguard, or a TOML file like theirs.",
        )
        return drawing(part(command))

    return added


def wanted(drawing: str | None, names: Sequence[str]) -> Specification | None:
    """What the options ask for, None for nothing; raises `svgguard.SpecificationError` and `click.UsageError`."""
    if drawing is not None and names:
        raise click.UsageError("--drawing and --part exclude each other: a drawing brings its own parts.")
    if drawing is not None:
        return _drawing(drawing)
    if not names:
        return None
    from svgguard.parts.specification import asked

    return asked(names)


def required(drawing: str | None, names: Sequence[str]) -> Specification:
    """As `wanted`, for commands that are about nothing else."""
    found = wanted(drawing, names)
    if found is None:
        raise click.UsageError("say what to look for: --drawing NAME, or --part for each part.")
    return found


def _drawing(name: str) -> Specification:
    from svgguard.parts.specification import drawing, drawings, load

    known = drawings()
    if name in known:
        return drawing(name)
    if name.endswith(".toml") or Path(name).is_file():
        return load(name)
    near = _near(name, known)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    raise click.BadParameter(
        f"no drawing is called {name!r}; {meant}'svgguard parts --list' names them all.", param_hint="--drawing"
    )


def _near(name: str, known: Sequence[str]) -> list[str]:
    """The drawings that may have been meant: a slip of the pen away, else those that share a word."""
    from svgguard.text.nearness import folded, nearest

    slips = nearest(name.casefold(), known)
    said = {folded(word) for word in name.replace("_", "-").replace(" ", "-").split("-")}
    return slips or [one for one in known if said & set(one.split("-"))][:_MOST_NAMES]
