"""Reading the answer to a yes-or-no question, however it is dressed up, and what log-probabilities say of it.

An answer is yes, no or unclear (None), never a number on a scale: vision models keep to no scale that means anything.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from svgguard.data import data
from svgguard.extraction.candidates import CONTROL_TOKEN, thoughts

_WORD = re.compile(r"[^\W_]+(?:['’/][^\W_]+)*")
_FENCE = re.compile(r"^\s*```\w*\s*|\s*```\s*$")
_THOUGHT = re.compile(r"(?is)^.*</think(?:ing)?>|^\s*(?:<think(?:ing)?>|<\|channel>\s*thought\b)(?!.*<channel\|>).*$")
"""A thought at the beginning, also one whose opening the chat template had written, or that was cut off."""
_UNSPACED = "\u0e00"
"""From here on, mostly, stand scripts without spaces between words: Thai, Japanese, Chinese."""
_LEAST_MASS = 0.5
"""Probability that yes and no must have together where the answer stands, for their ratio to mean anything."""


def read_answer(text: str) -> bool | None:
    """What `text` answers to a yes-or-no question; None when it answers neither, or both.

    Thoughts are left out. A JSON value or an announced answer ("Answer: no") decides, then a last line that is one
    word, then the first word, then whether a sentence denies anything.
    """
    said = _FENCE.sub("", _without_thoughts(text)).strip()
    try:
        return _of_json(json.loads(said))
    except (ValueError, RecursionError):
        pass  # no JSON, as is to be expected of an answer in a word
    for sign, word in _table()["signs"].items():
        said = said.replace(sign, word)
    plain = re.sub(r"[*_`#>\"“”„«»]+", " ", said.casefold().replace("’", "'"))
    if announced := list(_announced().finditer(plain)):
        return _of_words(announced[-1][1])
    lines = [line for line in plain.splitlines() if line.strip()]
    if lines and len(_WORD.findall(lines[-1])) == 1 and (value := _of_words(lines[-1])) is not None:
        return value
    return _of_words(plain)


def probability(response: Mapping[str, Any]) -> float | None:
    """The probability of yes, given yes or no, where a chat completion has log-probabilities; else None.

    Read after all thoughts, at the first token that by itself is a yes or a no; the spellings among its alternatives
    are added up. None where the token says something else than the whole answer does.
    """
    tokens = _tokens(response)
    spelt = [str(token.get("token") or "") for token in tokens]
    text = "".join(spelt)
    begins, answer = _after_thoughts(text), read_answer(text)
    at = 0
    for token, spelling in zip(tokens, spelt, strict=True):
        at += len(spelling)
        if at <= begins or _word(token.get("token")) is None:
            continue
        mass = {True: 0.0, False: 0.0}
        alternatives = token.get("top_logprobs") or [token]
        for one in alternatives if isinstance(alternatives, list) else ():
            said = _word(one.get("token")) if isinstance(one, Mapping) else None
            logarithm = one.get("logprob") if said is not None else None
            if said is not None and isinstance(logarithm, (int, float)) and logarithm <= 0:
                mass[said] += math.exp(logarithm)
        total = mass[True] + mass[False]
        agrees = answer is None or _word(token.get("token")) is answer
        return mass[True] / total if agrees and total >= _LEAST_MASS else None
    return None


def _after_thoughts(text: str) -> int:
    """Where the answer begins: after the last thought; at the end for a thought that was cut off."""
    if (opened := _THOUGHT.search(text)) is not None and opened.end() == len(text) and not thoughts(text):
        return len(text)
    return max((end for _, end in thoughts(text)), default=opened.end() if opened is not None else 0)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(data("answers.toml").read_text(encoding="utf-8"))


@cache
def _meanings() -> dict[str, bool]:
    table = _table()
    return {word: answer for key, answer in (("yes", True), ("no", False)) for word in table[key]}


@cache
def _announced() -> re.Pattern[str]:
    keys = "|".join(map(re.escape, _table()["keys"]))
    return re.compile(rf"\b(?:{keys})\s*(?:is|ist|est|es|:|：|=)\s*[:=]?\s*(.+)")


def _without_thoughts(text: str) -> str:
    for start, end in reversed(thoughts(text)):
        text = text[:start] + text[end:]
    return CONTROL_TOKEN.sub(" ", _THOUGHT.sub("", text))


def _of_json(value: object) -> bool | None:
    """What a JSON value says: the one answer among its keys that announce one, else among all of them."""
    if isinstance(value, Mapping):
        announced = [v for key, v in value.items() if str(key).casefold() in _table()["keys"]]
        # A number that is not announced as the answer is a share of something.
        answers = {_of_json(v) for v in announced or value.values() if announced or type(v) in (bool, str)} - {None}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(value, list) and len(value) == 1:
        return _of_json(value[0])
    if isinstance(value, str):
        return _of_words(value.casefold())
    return bool(value) if value in (0, 1) else None


def _of_words(text: str) -> bool | None:
    """What words say: the first of them, else whether two things touch, else whether only yes or no is among them,
    else what they say is to be seen."""
    found = _WORD.findall(text)
    if not found:
        return None
    if any(re.search(rf"\b{re.escape(phrase)}", text) for phrase in _table()["unsure"]):
        return None
    table = _table()
    if (first := _meaning(found[0])) is not None and _stands_alone(found[0], text):
        # "Certainly not."
        return first and not re.match(r"\W*\w+\s+not\b", text)
    qualified = not set(found).isdisjoint(table["qualifies"])
    if not qualified and (any(p in text for p in table["joined"]) != any(p in text for p in table["parted"])):
        return any(phrase in text for phrase in table["joined"])
    # A letter alone is an answer, and within a sentence a word of some language.
    answers = {_meaning(word) for word in found if len(word) > 1 and word not in table["alone"]} - {None}
    if answers == {True}:
        return None if _denies(found) else True
    if answers == {False} or _denies(found):
        return False
    affirmed = re.match(rf"\W*(?:{'|'.join(map(re.escape, table['affirms']))})\b", text) is not None
    shown = re.search(rf"\b(?:{'|'.join(map(re.escape, table['shows']))})\b", text) is not None
    return True if (affirmed or shown) and not answers and not qualified else None


def _stands_alone(word: str, text: str) -> bool:
    """True if a first word that may also say something else is followed by a mark or by nothing."""
    return word not in _table()["alone"] or re.match(rf"\W*{re.escape(word)}(?:[^\w\s]|\s*$)", text) is not None


def _meaning(word: str) -> bool | None:
    """What a word says; where words are written without spaces between them, what it begins with."""
    meanings = _meanings()
    if word in meanings or word[0] < _UNSPACED:
        return meanings.get(word)
    begun = [known for known in meanings if known[0] >= _UNSPACED and word.startswith(known)]
    return meanings[max(begun, key=len)] if begun else None


def _denies(found: Sequence[str]) -> bool:
    denials = _table()["denies"]
    return any(word in denials for word in found)


def _tokens(response: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tokens of the first choice that come with log-probabilities; whatever is not of that shape is left out."""
    at: Any = response
    for step in ("choices", 0, "logprobs", "content"):
        if isinstance(at, Mapping):
            at = at.get(step)
        elif isinstance(at, list) and at and step == 0:
            at = at[0]
        else:
            return []
    return [token for token in at if isinstance(token, Mapping)] if isinstance(at, list) else []


def _word(token: object) -> bool | None:
    """What a token means that is nothing but a yes or a no, with the space before it that tokenisers make."""
    if not isinstance(token, str):
        return None
    return _meanings().get(re.sub(r"^[\s▁Ġ*\"'_]+|[\s.,!*\"'_]+$", "", token).casefold())
