"""The keys of a case's ``.toml`` file: which there are, what they may hold, and what contradicts what."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from svgguard.testing.corpus.case import CorpusError, FaultPlace
from svgguard.types import Limits, Policy, Safety, Sanitise, Status

_KINDS: Mapping[str, tuple[type, ...]] = {
    "model": (str,),
    "stand_in_for": (str,),
    "endpoint": (str,),
    "prompt": (str,),
    "drawing": (str,),
    "parts": (list,),
    "status": (str,),
    "codes": (list,),
    "faults": (list,),
    "missing": (list,),
    "finish_reason": (str,),
    "http_status": (int,),
    "parameters": (dict,),
    "renderer": (str,),
    "tolerance": (int, float),
    "policy": (dict,),
    "why": (str,),
}
"""Every key, in the order in which they are best written, and the types it may have."""
_REQUIRED = ("status", "codes", "why")
_WORDS = {str: "a string", list: "a list of strings", int: "a whole number", float: "a number", dict: "a table"}
_NONE = "none"
"""How a policy says that no repair is to be applied."""
_GRADES = (Safety.UNSAFE, Safety.SAFE, _NONE)
_LIMITS = tuple(limit.name for limit in fields(Limits))
_POLICY = ("apply", "select", "ignore", "passes", "draw", "limits", "sanitise", "links")


def settings(path: Path, text: str) -> Mapping[str, Any]:
    """The keys of the ``.toml`` file `path` with what it holds, checked; raises `CorpusError`."""
    try:
        known = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not TOML: {error}") from error
    if absent := [key for key in _REQUIRED if key not in known]:
        raise CorpusError(f"{path}: lacks {', '.join(absent)}; a case needs {', '.join(_REQUIRED)}")
    _check_kinds(path, known)
    if "model" not in known and "stand_in_for" not in known:
        raise CorpusError(f"{path}: lacks model; write which one answered, or the one it is written in place of")
    if {"model", "stand_in_for"} <= known.keys():
        raise CorpusError(f"{path}: model answered, or the answer is a stand_in_for one of its; keep one of the keys")
    if "prompt" not in known and "drawing" not in known:
        raise CorpusError(f"{path}: lacks prompt; write what the model was asked for, or name a drawing")
    _one_of(path, "status", known["status"], Status)
    if not 0 <= known.get("tolerance", 0) <= 1:
        raise CorpusError(f"{path}: tolerance is {known['tolerance']}; give the share of the pixels, 0 to 1")
    if "missing" in known and not {"parts", "drawing"} & known.keys():
        raise CorpusError(f"{path}: missing says nothing without the parts asked for; write parts or drawing")
    if {"parts", "drawing"} <= known.keys():
        raise CorpusError(f"{path}: a drawing brings its own parts; remove parts, or write prompt in place of drawing")
    return known


def places(path: Path, known: Mapping[str, Any]) -> tuple[FaultPlace, ...] | None:
    """Every fault that must be found, if the case says so; raises `CorpusError` where `codes` says otherwise."""
    if "faults" not in known:
        return None
    try:
        found = tuple(FaultPlace.parse(entry) for entry in known["faults"])
    except ValueError as error:
        raise CorpusError(f"{path}: faults: {error}") from error
    if (listed := {place.code for place in found}) != set(known["codes"]):
        odd = ", ".join(sorted(listed ^ set(known["codes"])))
        raise CorpusError(f"{path}: codes and faults disagree about {odd}; list each code of faults in codes, once")
    return tuple(sorted(found, key=lambda place: (place.line, place.column, place.code)))


def policy(path: Path, known: Mapping[str, Any]) -> Policy:
    """The policy of a case: svgguard's own where it says nothing; raises `CorpusError`."""
    given = known.get("policy", {})
    _known_keys(path, "policy", given, _POLICY)
    apply: Safety | None = Policy().apply
    if "apply" in given:
        apply = None if given["apply"] == _NONE else Safety(_one_of(path, "policy.apply", given["apply"], _GRADES))
    limits = given.get("limits", {})
    _known_keys(path, "policy.limits", limits, _LIMITS)
    for name, value in {**limits, "passes": given.get("passes", 1)}.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise CorpusError(f"{path}: policy: {name} is {value!r}; give a whole number above 0")
    for name in ("select", "ignore"):
        _strings(path, f"policy.{name}", given.get(name, []))
    return Policy(
        apply=apply,
        select=frozenset(given.get("select", ())),
        ignore=frozenset(given.get("ignore", ())),
        passes=given.get("passes", Policy().passes),
        draw=_flag(path, "policy.draw", given.get("draw", True)),
        limits=Limits(**limits),
        sanitise=Sanitise(_one_of(path, "policy.sanitise", given["sanitise"], Sanitise))
        if "sanitise" in given
        else None,
        links=_flag(path, "policy.links", given.get("links", False)),
    )


def _check_kinds(path: Path, known: Mapping[str, Any]) -> None:
    _known_keys(path, "", known, _KINDS)
    for key, value in known.items():
        if not isinstance(value, _KINDS[key]) or isinstance(value, bool):
            raise CorpusError(f"{path}: {key} is {value!r}; expected {_WORDS[_KINDS[key][-1]]}")
        if isinstance(value, list):
            _strings(path, key, value)


def _known_keys(path: Path, where: str, given: object, known: Iterable[str]) -> None:
    if not isinstance(given, Mapping):
        raise CorpusError(f"{path}: {where} is {given!r}; expected a table")
    for key in given:
        if key not in known:
            place = f" in {where}" if where else ""
            raise CorpusError(f"{path}: unknown key {key!r}{place}; known are {', '.join(known)}")


def _strings(path: Path, key: str, value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise CorpusError(f"{path}: {key} is {value!r}; expected a list of strings")


def _flag(path: Path, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise CorpusError(f"{path}: {key} is {value!r}; expected true or false")
    return value


def _one_of(path: Path, key: str, value: object, words: Iterable[str]) -> str:
    if value not in list(words):
        raise CorpusError(f"{path}: {key} is {value!r}; expected one of {', '.join(words)}")
    return str(value)
