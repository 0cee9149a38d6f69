"""`answers`: what a model says around a drawing; `texts`: any text at all."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from svgguard.testing.strategies.drawing import NAMESPACE, svgs
from svgguard.testing.strategies.faults import JUNK, faulty_svgs

_WRAPPERS: tuple[Callable[[str], str], ...] = (
    lambda svg: svg,
    lambda svg: f"Here you are:\n\n{svg}\n\nEnjoy!",
    lambda svg: f"```svg\n{svg}\n```",
    lambda svg: f"Sure.\n```xml\n{svg}",
    lambda svg: f"<think>A circle <svg> perhaps.</think>\n{svg}",
    lambda svg: f"<|channel>thought\nLet me see.<channel|>{svg}<turn|>",
    lambda svg: f"thought\nA plan.\n{svg}",
    lambda svg: f"First <svg {NAMESPACE}><g/></svg>, then\n{svg}",
    lambda svg: f"<html><body>{svg}</body></html>",
    lambda svg: f"<answer>{svg}</answer>",
    lambda svg: svg.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    lambda svg: '{"svg": "' + svg.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"}',
    lambda svg: f"*   Goal: a drawing.\n*   Shapes: few.\n\n{svg}\n",
    lambda svg: f"{svg}\n\n{svg}",
)


def answers() -> st.SearchStrategy[str]:
    """The whole text of an answer: a drawing, clean or faulty, and what models put around it."""
    return st.builds(lambda wrap, svg: wrap(svg), st.sampled_from(_WRAPPERS), svgs() | faulty_svgs())


def texts() -> st.SearchStrategy[str]:
    """Any text at all, lone surrogates and controls included, half of it with the signs of markup."""
    anything = st.text(st.characters(exclude_categories=()), max_size=40)
    markup = st.lists(JUNK | st.sampled_from([f"<svg {NAMESPACE}>", "<circle r='3'/>", "<text>"]), max_size=20)
    return anything | markup.map("".join)
