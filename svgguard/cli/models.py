"""``svgguard models``: which model of the Gemma 4 family fits, by what it is for and by the memory there is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.report.text import painter, table
from svgguard.cli.terminal import coloured

if TYPE_CHECKING:
    from svgguard.endpoint import Model

_USES = {
    "phone": "a phone or a Raspberry Pi",
    "consumer-gpu": "a consumer GPU",
    "many-users": "many users at once",
    "quality": "quality or fine-tuning",
}
"""The uses of ``data/models.toml`` in words."""

_FORMS = ("bf16", "q8_0", "q6_k", "q5_k_m", "q4_k_m", "q4_0")
"""Forms of the weights that are tried from the best down; the others are asked for by name."""

_SMALL = "q4_k_m"
"""The form shown beside the full one."""

_LEGEND = (
    "~ estimated from the parameters; without it, measured. Weights alone: a fit leaves a fifth more for one request.\n"
    "All parameters decide the memory, since each must be loaded; the active ones decide the speed."
)


@click.command(short_help="Say which model fits.")
@click.option("--use", type=click.Choice(list(_USES)), help="Only models for this.")
@click.option(
    "--memory", type=click.FloatRange(0, min_open=True), metavar="GB", help="Only models that fit, and in which form."
)
@click.option("--form", metavar="NAME", help="The form of the weights, such as bf16, fp8, q8_0, q4_k_m or 4bit.")
@click.option("--endpoint", metavar="NAME", help="Name the models as this kind of server does.")
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def models(use: str | None, memory: float | None, form: str | None, endpoint: str | None, output: str) -> int:
    """Say which model of the Gemma 4 family fits: by what it is for, and by the memory there is.

    Exit codes: 0 some model fits, 1 none does, 2 the command could not be carried out.
    """
    from svgguard.endpoint import models as known
    from svgguard.endpoint import presets
    from svgguard.endpoint.models import BITS, suited

    if form is not None and form not in BITS:
        raise click.BadParameter(f"{form!r} is not one of {', '.join(BITS)}.", param_hint="--form")
    if endpoint is not None and endpoint not in presets():
        raise click.BadParameter(f"{endpoint!r} is not one of {', '.join(presets())}.", param_hint="--endpoint")
    meant = suited(use) if use else tuple(known().values())
    found = [(model, fit) for model in meant if (fit := _fit(model, memory, form)) is not None]
    if memory is not None and not use:
        # What fits best into a card is what fills it.
        found.reverse()
    if output == "json":
        click.echo(json.dumps([_fields(model, fit, endpoint) for model, fit in found], indent=2))
    else:
        paint = painter(coloured(sys.stdout))
        click.echo("\n".join(_report(found, grouped=not use and memory is None, endpoint=endpoint, paint=paint)))
    return 0 if found else 1


def _fit(model: Model, memory: float | None, form: str | None) -> str | None:
    """The best form in which the model fits; None when there is none."""
    from svgguard.endpoint.models import fitting

    forms = (form,) if form else _FORMS
    return forms[0] if memory is None else next((each for each in forms if model in fitting(memory, each)), None)


def _report(found: Sequence[tuple[Model, str]], *, grouped: bool, endpoint: str | None, paint: Any) -> Iterator[str]:
    if not found:
        yield "No model fits; a smaller form (--form q4_0) or more memory would help."
        return
    if grouped:
        yield from _by_use([model for model, _ in found], paint)
    head = ["model", "id", "parameters", "active", "form", "GB", "context", "GB at 4 bits"]
    rows = [
        (
            model.title,
            (model.id_at(endpoint) if endpoint else model.ids.get("hub")) or "-",
            f"{model.parameters:g} B",
            f"{model.active:g} B",
            form,
            _gigabytes(model, form),
            f"{model.context:,}",
            _gigabytes(model, _SMALL),
        )
        for model, form in found
    ]
    yield table(head, rows, right=(2, 3, 5, 6, 7), paint=paint)
    yield ""
    yield from (f"{model.title}: {model.hint}." for model, _ in found)
    yield ""
    yield _LEGEND


def _by_use(found: Sequence[Model], paint: Any) -> Iterator[str]:
    """A line for each use, with the models among `found` that suit it, the best first."""
    from svgguard.endpoint.models import suited

    lines = [(words, [m.title for m in suited(use) if m in found]) for use, words in _USES.items()]
    yield table(["for", "models, the best suited first"], [(w, ", ".join(t)) for w, t in lines if t], paint=paint)
    yield ""


def _gigabytes(model: Model, form: str) -> str:
    return f"{'~' if model.estimated(form) else ''}{model.memory(form):.1f}"


def _fields(model: Model, form: str, endpoint: str | None) -> dict[str, Any]:
    from svgguard.endpoint.models import BITS, HEADROOM

    memory = {name: {"gigabytes": round(model.memory(name), 1), "estimated": model.estimated(name)} for name in BITS}
    return {
        "name": model.name,
        "title": model.title,
        "id": model.id_at(endpoint) if endpoint else model.ids.get("hub"),
        "ids": dict(model.ids),
        "uses": list(model.uses),
        "parameters": model.parameters,
        "active": model.active,
        "context": model.context,
        "form": form,
        "memory": memory,
        "headroom": HEADROOM,
        "sampling": dict(model.sampling),
        "hint": model.hint,
    }
