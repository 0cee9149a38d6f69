"""The models that are known, from ``data/models.toml``: recognised by any of their names, and what each needs.

Nothing depends on a model being known: one that is not is asked with safe defaults.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from svgguard.data import data
from svgguard.endpoint.request import SAMPLING

GB = 2**30
"""Bytes in a GB of memory, as cards and measurements count them."""

BITS = {
    "bf16": 16.0,
    "fp16": 16.0,
    "fp8": 8.0,
    "q8_0": 8.5,
    "q6_k": 6.56,
    "q5_k_m": 5.7,
    "q4_k_m": 4.85,
    "qat": 4.5,
    "q4_0": 4.5,
    "4bit": 4.5,
    "nvfp4": 4.5,
    "mxfp4": 4.25,
}
"""Bits for each parameter in common forms of weights, their scales included."""

HEADROOM = 1.2
"""What is reckoned to be needed beyond the weights: context and activations of one request. An assumption."""

_FAMILY = re.compile(r"gemma[-_ ]?4(?![0-9a-z])", re.I)
_HUB = frozenset({"vllm", "sglang", "tgi", "transformers"})
"""Kinds of endpoints that take the name a model has on the Hugging Face hub."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model; the fields are explained in ``data/models.toml``."""

    name: str
    title: str
    size: str
    parameters: float
    active: float
    context: int
    prefilled: bool
    uses: tuple[str, ...]
    hint: str
    ids: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    measured: float | None = None
    sampling: Mapping[str, float] = field(default_factory=lambda: SAMPLING)

    def memory(self, form: str = "bf16") -> float:
        """GB that the weights take in a form of `BITS`: measured at BF16, in proportion to that, or else estimated.

        Raises KeyError for a form that is not known.
        """
        whole = self.measured or self.parameters * 1e9 * 2 / GB
        return whole * BITS[form] / BITS["bf16"]

    def estimated(self, form: str = "bf16") -> bool:
        """True if `memory` is an estimate rather than a measurement."""
        return self.measured is None or BITS[form] != BITS["bf16"]

    def id_at(self, kind: str) -> str | None:
        """Its name at a kind of endpoint (the name of a preset), if it is known."""
        return self.ids.get(kind) or (self.ids.get("hub") if kind in _HUB else None)


@cache
def models() -> Mapping[str, Model]:
    """Every model by name, smallest first."""
    tables = tomllib.loads(data("models.toml").read_text(encoding="utf-8"))
    return {name: _model(name, table) for name, table in tables.items()}


def model_named(name: str) -> Model | None:
    """The model that any endpoint's name means (``gemma4:e2b``, ``gemma-4-E2B-it-Q4_K_M.gguf``, a path), if known."""
    given = name.lower()
    for model in models().values():
        if given in model.aliases or given == model.name or given in (known.lower() for known in model.ids.values()):
            return model
    if not (family := _FAMILY.search(given)):
        return None
    words = re.split(r"[^a-z0-9]+", given[family.end() :])
    return next((model for word in words for model in models().values() if model.size == word), None)


def form_of(name: str) -> str | None:
    """The form of the weights that a model's name tells of (``q4_k_m``), as in `BITS`; None when it tells of none."""
    words = re.sub(r"[^a-z0-9]+", "_", name.lower())
    return next((form for form in BITS if re.search(rf"(?:^|_){form}(?:_|$)", words)), None)


def suited(use: str) -> tuple[Model, ...]:
    """The models for a use (phone, consumer-gpu, many-users, quality), the best suited first."""
    return tuple(sorted((m for m in models().values() if use in m.uses), key=lambda model: model.uses.index(use)))


def fitting(memory: float, form: str = "bf16") -> tuple[Model, ...]:
    """The models whose weights in that form fit into `memory` GB with `HEADROOM`, the largest first."""
    fit = (model for model in models().values() if model.memory(form) * HEADROOM <= memory)
    return tuple(sorted(fit, key=lambda model: model.parameters, reverse=True))


def uses() -> tuple[str, ...]:
    """Every use that some model suits."""
    return tuple(dict.fromkeys(use for model in models().values() for use in model.uses))


def _model(name: str, table: Mapping[str, Any]) -> Model:
    lists = {key: tuple(table.get(key, ())) for key in ("uses", "aliases")}
    return Model(**{**table, **lists, "name": name})
