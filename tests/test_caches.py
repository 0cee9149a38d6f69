"""Caches: what documents make up does not pile up in them, however many documents are looked at."""

from __future__ import annotations

import functools
import gc
import random
from collections.abc import Iterator
from typing import Any

import svgguard
from svgguard import Limits
from svgguard.document import Document, read
from svgguard.parts.examination import examine
from svgguard.parts.specification import Part, Specification
from svgguard.rules import all_rules

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99">'
LONGEST = 4096
"""Characters of a value from which on nothing is kept."""


def caches() -> dict[str, Any]:
    """Every cache of `functools` that a function of the package has, by the function's name."""
    kept = (o for o in gc.get_objects() if isinstance(o, functools._lru_cache_wrapper))
    return {
        f"{cache.__module__}.{cache.__qualname__}": cache
        for cache in kept
        if (cache.__module__ or "").startswith("svgguard.") and "<locals>" not in cache.__qualname__
    }


def documents(count: int) -> Iterator[str]:
    """Documents in which a name, a value or a label is made up."""
    chance = random.Random(1)

    def word() -> str:
        return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(4, 9)))

    made_up = (
        lambda: f"<{word()} x='{word()}'/>",
        lambda: f"<rect {word()}='1' width='9' height='9'/>",
        lambda: f"<!-- the {word()} {word()} --><g id='{word()}'><path d='M1 1h9'/></g>",
        lambda: f"<g fill='{word()}' transform='{word()}(2)'/>",
        lambda: f"<g style='{word()}:{word()};fil:{word()}'/>",
        lambda: f"<style>.{word()} {word()} {{ {word()}: {word()} }}</style>",
        lambda: f"<path d='M1 1 L{word()} 3 {chr(chance.randint(256, 9000))} z'/>",
        lambda: f"<rect width='{word()}' height='9{word()}'/>",
    )
    for number in range(count):
        yield f"{ROOT}{made_up[number % len(made_up)]()}</svg>"


def look(document: str) -> None:
    """Have all rules and the search for parts by labels look at a document."""
    svgguard.check(document)
    parsed = read(document, Limits())
    if isinstance(parsed, Document):
        examine(parsed, Specification((Part("front wheel"), Part("hub"))), drawn=False)


def test_no_cache_keeps_what_documents_make_up() -> None:
    """Only what the package's own tables hold is kept without a bound: a thousand documents add next to nothing."""
    all_rules()
    sizes: list[dict[str, Any]] = []
    for number, document in enumerate(documents(1050), 1):
        look(document)
        if number in (50, 1050):
            sizes.append({name: cache.cache_info() for name, cache in caches().items()})
    before, after = sizes
    assert len(after) > 30
    grown = {name: info.currsize - before[name].currsize for name, info in after.items() if name in before}
    assert {name: size for name, size in grown.items() if size > 20 and after[name].maxsize is None} == {}
    assert {name: info for name, info in after.items() if (info.maxsize or 0) > 4096} == {}


def test_no_cache_keeps_a_long_value() -> None:
    name = "wheel" * 1000
    look(f'{ROOT}<{name}/><g id="{name}" {name}="1" fill="{name}" style="{name}:1" transform="{name}(1)"/></svg>')
    tables = [table for cache in caches().values() for table in gc.get_referents(cache) if isinstance(table, dict)]
    assert [str(key)[:99] for table in tables for key in table if len(str(key)) > LONGEST] == []
