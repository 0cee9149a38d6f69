"""The parts that a picture needs, asked of the model before it draws: the question, and how its answer is read.

A list comes numbered, with bullets, as JSON, as a table, with commas, one to a line, in a fence, after a preamble or a
thought. It is read for names and numbers, never believed to be short or harmless.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from svgguard.ask.files import prompt_file
from svgguard.ask.messages import with_text, without_control_tokens
from svgguard.ask.question import Question, Step
from svgguard.extraction.candidates import thoughts
from svgguard.text.pattern import lazy_pattern

if TYPE_CHECKING:
    from svgguard.endpoint import Message

LONGEST = 20_000
"""Characters of an answer that are read."""
MOST_ITEMS = 200
"""Entries of a list that are looked at, however many it has."""
MOST_WORDS = 5
LONGEST_ITEM, LONGEST_NAME = 200, 40
MOST_OF_A_KIND = 20
"""A larger number means "many", and is left out."""

_FENCE = lazy_pattern(r"```[\w-]*[ \t]*\n?")
_BULLET = lazy_pattern(r"^\s*(?:[-*+•–—·▪◦●‣]|\(?\d{1,3}[.):]|[A-Za-z][.)])\s+(?=\S)(.*)$")
_LIST_ITEM = lazy_pattern(r"<li\b[^>]*>", re.I)
_TAG = lazy_pattern(r"<[^<>]{0,200}>")
_RULE = lazy_pattern(r"^[\s|:+-]+$")
_SEPARATOR = lazy_pattern(r"[,;、，；]\s*(?:and\s+|und\s+|et\s+|y\s+)?")
_LAST_AND = lazy_pattern(r"\s+(?:and|und|et)\s+")
_MARKUP = lazy_pattern(r"^\s*(?:\[[ xX]?\]|[☐☑✅✔])|[*_`#\"“”„«»\[\]{}<>\\|]+")
_REST = lazy_pattern(
    r"\s*(?:[:;.!?=/(–—→].*|\s-+\s.*|,.*"
    r"|\b(?:with|that|which|who|showing|on|in|at|under|behind|inside|attached|made)\b\s.*|\bof\s+the\b.*)$",
    re.I | re.S,
)
"""What follows a name: what it is like, and where."""
_NUMBER_AFTER = lazy_pattern(
    r"^([^\d(:×]*[^\W\d])\s*[(:×\-–—\s]*(?:\b[x×]\s*|[x×])?(\d{1,3})\s*(?:[x×]\s*)?\)?[.,;]?\s*$", re.I
)
_ARTICLE = lazy_pattern(r"^(?:(?:the|a|an|some|several|many|a few|its|their)\s+)+(?=\S)", re.I)
_NAME = lazy_pattern(r"[^\W_](?:[\w'’&+ -]*[^\W_])?")
_SAYING = frozenset(
    "i i'm i'll i've you your we it is are am was this these there here sure okay sorry cannot can't can don't will "
    "not no yes please must should need needs".split()
)
"""Words of sentences; none is in the name of a part."""
_NOTHING = frozenset("svg canvas viewbox code list parts part none nothing etc n na picture image drawing".split())
"""What such a list names that is no part of a picture."""
_NAMING, _COUNTING = (
    ("name", "part", "label", "item", "title", "element"),
    ("count", "number", "quantity", "amount", "n"),
)


def list_question(prompt: str) -> Question:
    """The question for the parts that a picture of `prompt` must show."""
    file = prompt_file("list")
    message = {"role": "user", "content": file.fill(prompt=prompt.strip())}
    return Question(Step.LIST, (message,), file.label)


def told(messages: Sequence[Message], parts: Iterable[str]) -> tuple[Message, ...]:
    """The messages of a first question, with the parts that the model has listed."""
    file = prompt_file("list")
    said = file.phrase("told", parts=", ".join(parts))
    return (*messages[:-1], with_text(messages[-1], said))


def read_list(answer: str, *, cut: bool = False) -> tuple[str, ...]:
    """The parts that an answer lists, in its order, each with its number in front where there are several: "2 wheels".

    `cut` says that the answer broke off, and its last entry with it. Empty where there is no list: for prose, a
    refusal, a drawing. Takes time linear in the length that is read.
    """
    text = answer[: LONGEST * 2]
    for start, end in reversed(thoughts(text)):
        text = text[:start] + text[end:]
    cut = cut or len(text) > LONGEST
    text = _fenced(without_control_tokens(text[:LONGEST])).strip()
    if re.search(r"<svg\b", text, re.I):
        return ()
    found = _of_json(text)
    if found is None:
        items = list(_items(text))
        found = items[:-1] if cut else items
    names: dict[str, str] = {}
    for item in found[:MOST_ITEMS]:
        name = _named(item)
        if name is not None:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _fenced(text: str) -> str:
    """What stands in the first code fence that holds anything, if there is one."""
    pieces = _FENCE.split(text)
    return next((piece for piece in pieces[1::2] if piece.strip()), text)


def _of_json(text: str) -> list[str] | None:
    """The entries of the first JSON array or object, also of one that broke off; None where there is none."""
    begun = re.search(r"[\[{]\s*(?=[\[{\"])", text)
    if begun is None:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text, begun.start())
        return list(_entries(value))
    except (ValueError, RecursionError):
        keys = "|".join(_NAMING)
        named = re.findall(rf'"(?:{keys})"\s*:\s*"([^"\n]+)"', text)
        return named or re.findall(r'"([^"\n]+)"(?!\s*:)', text) or None


def _entries(value: object, depth: int = 0) -> Iterator[str]:
    """The names in a JSON value: strings, objects with a name, or names with their numbers."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < MOST_WORDS:
        for one in value:
            yield from _entries(one, depth + 1)
    elif isinstance(value, Mapping) and depth < MOST_WORDS:
        lower = {str(key).casefold(): each for key, each in value.items()}
        name = next((lower[key] for key in _NAMING if isinstance(lower.get(key), str)), None)
        if name is not None:
            count = next((lower[key] for key in _COUNTING if type(lower.get(key)) is int), 1)
            yield f"{count} {name}" if count > 1 else name
            return
        for key, each in value.items():
            if type(each) is int:
                yield f"{each} {key}" if each > 1 else str(key)
            elif isinstance(each, (list, Mapping)):
                yield from _entries(each, depth + 1)


def _items(text: str) -> Iterator[str]:
    """The entries of a list in words: with bullets or numbers, as the rows of a table, by commas, or line by line."""
    text = _TAG.sub(" ", _LIST_ITEM.sub("\n- ", text))
    lines = [line for line in text.splitlines() if line.strip()]
    bulleted = [m[1] for line in lines if (m := _BULLET.match(line))]
    rows = [line.strip().strip("|").split("|") for line in lines if line.count("|") > 1]
    if bulleted:
        yield from bulleted
    elif len(rows) > 1:
        for cells in rows[1:]:
            if not _RULE.match("|".join(cells)):
                number = next((cell.strip() for cell in cells[1:] if cell.strip().isdecimal()), "")
                yield f"{cells[0]} ({number})" if number else cells[0]
    elif (listed := max(lines, key=lambda line: len(_SEPARATOR.findall(line)), default="")) and _SEPARATOR.search(
        listed
    ):
        *most, last = _SEPARATOR.split(listed.rpartition(":")[2])
        yield from (*most, *_LAST_AND.split(last, maxsplit=1))
    else:
        # A line that ends in a colon or a full stop is said about the list, or in its stead.
        yield from (line for line in lines if not re.search(r"[:：.!?。]\s*[*_]*$", line))


def _named(item: str) -> str | None:
    """An entry as a part: its number in front, its name without what is said about it; None for what names none."""
    text = " ".join(_MARKUP.sub(" ", item[:LONGEST_ITEM]).replace("’", "'").split())
    if after := _NUMBER_AFTER.match(text):
        text = f"{after[2]} {after[1]}"
    text = _REST.sub("", text).strip(" -–—,.;:'’")
    text = _ARTICLE.sub("", text)
    text = re.sub(r"^(\d{1,3})\s*[x×]?\s*(?=[^\W\d])", r"\1 ", text)
    number = re.match(r"(\d+) ", text)
    if number is not None and not 1 < int(number[1]) <= MOST_OF_A_KIND:
        text = text[number.end() :]
    words = text.casefold().split()
    if (
        not words
        or not _SAYING.isdisjoint(words)
        or len(words) > MOST_WORDS
        or len(text) > LONGEST_NAME
        or not _NAME.fullmatch(text)
    ):
        return None
    return None if words[-1] in _NOTHING or not re.search(r"[^\W\d_]", text) else text
