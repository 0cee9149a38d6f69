"""The examination: what the endpoint tells of itself, then one probe after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from svgguard.endpoint import About, Target, about, model_named, presets, sender
from svgguard.endpoint.failures import hidden
from svgguard.endpoint.faults import EndpointFault
from svgguard.endpoint.models import form_of
from svgguard.endpoint.probes.advice import advice
from svgguard.endpoint.probes.observation import Observation, State
from svgguard.endpoint.probes.probed import Probed
from svgguard.endpoint.probes.probes import QUESTIONS, fault_advice

SECONDS = 60.0
"""What one request may take: a large model may have to be loaded for the first."""

_LISTING_SECONDS = 5.0
"""What the list of models may take at most; no model has to be loaded for it."""

_HOPELESS = frozenset({EndpointFault.CONNECTION_FAILED, EndpointFault.REDIRECT_REFUSED, EndpointFault.BAD_CREDENTIALS})
"""Faults of the list of models after which no question can be answered."""

_MOST_NAMES = 8
"""Of a longer list, so many are named."""


def examine(
    whom: Target, *, headers: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Iterator[Observation]:
    """What there is to say of an endpoint, line by line as it is found out.

    About ten requests of few tokens, each bounded by `seconds`. The kind that it is found to be is the one it is then
    called as, unless a preset was named. Nothing is asked once a question went unanswered (`State.FAILED`), and no
    finding holds a secret of `whom`.
    """
    for finding in _findings(whom, headers, seconds):
        yield replace(finding, seen=hidden(finding.seen, whom.secrets))


def _findings(whom: Target, headers: Mapping[str, str] | None, seconds: float) -> Iterator[Observation]:
    told = about(whom, headers, min(seconds, _LISTING_SECONDS))
    yield (reached := _reached(whom, told, headers, seconds))
    if reached.state is State.FAILED:
        return
    yield _kind(whom, told)
    if whom.preset.name == "default" and told.kind:
        whom = replace(whom, preset=presets()[told.kind])
    yield _models(told)
    model, finding = _model(whom, told)
    yield finding
    if model is None:
        return
    with sender(whom) as send:
        probed = Probed(whom, send, told, model, headers or {}, seconds)
        for probe in QUESTIONS:
            yield (finding := probe(probed))
            if finding.state is State.FAILED:
                return


def _reached(whom: Target, told: About, headers: Mapping[str, str] | None, seconds: float) -> Observation:
    fault = told.problem
    if fault is not None and fault.name in _HOPELESS:
        seen = f"{fault.name}: {fault.message}"
        return Observation("reachable", State.FAILED, seen, fault_advice(whom.preset.name, fault.name))
    if not told.models and "/v1" not in urlsplit(whom.url).path:
        # What is most often wrong with an address is that its end is missing.
        right = replace(whom, url=f"{whom.url}/v1", address=f"{whom.address}/v1")
        if about(right, headers, min(seconds, _LISTING_SECONDS)).models:
            seen = f"{whom.address} has no models, but {right.address} has"
            return Observation("reachable", State.FAILED, seen, advice("base-url", whom.preset.name, url=right.address))
    if fault is not None and not whom.model:
        seen = f"{fault.name}: {fault.message}"
        return Observation("reachable", State.FAILED, seen, fault_advice(whom.preset.name, fault.name))
    return Observation("reachable", State.OK, whom.address)


def _kind(whom: Target, told: About) -> Observation:
    name = whom.preset.name
    if told.kind is None and name == "default":
        return Observation("kind", State.NOTE, "not told", advice("kind-unknown", name))
    if name == "default":
        return Observation("kind", State.NOTE, f"looks like {told.kind}", advice("kind", str(told.kind)))
    if told.kind not in (None, name):
        how = advice("kind-differs", name, other=told.kind)
        return Observation("kind", State.CHANGE, f"called as {name}, but looks like {told.kind}", how)
    return Observation("kind", State.OK, name if told.kind else f"{name}, as was said; the server does not tell")


def _models(told: About) -> Observation:
    names = [model.id for model in told.models]
    if not names:
        seen = f"no list: {told.problem.message}" if told.problem else "none listed"
        return Observation("models", State.NOTE, seen, advice("no-models", "default"))
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return Observation("models", State.OK, ", ".join(names[:_MOST_NAMES]) + more)


def _model(whom: Target, told: About) -> tuple[str | None, Observation]:
    """The name of the model to ask, None when it must be chosen first, and what is said of it."""
    names = [model.id for model in told.models]
    model = whom.model or (names[0] if len(names) == 1 else None)
    if model is None:
        seen = f"none is chosen of {len(names)}" if names else "none is chosen"
        return None, Observation("model", State.FAILED, seen, advice(EndpointFault.NOT_CONFIGURED, whom.preset.name))
    # A tag may be left out, as in "gemma4" for "gemma4:latest".
    if names and not any(name == model or name.startswith(f"{model}:") for name in names):
        how = advice("model-unlisted", whom.preset.name)
        return model, Observation("model", State.CHANGE, f"{model} is not in the list", how)
    known = model_named(model)
    if known is None:
        return model, Observation("model", State.OK, f"{model}, not one of the models svgguard knows")
    form = form_of(model) or "bf16"
    memory = f"{'about ' if known.estimated(form) else ''}{known.memory(form):.1f} GB at {form}"
    return model, Observation("model", State.OK, f"{model}: {known.title}, {memory}; {known.hint}")
