"""`faulty_svgs`: drawings with something wrong, by code or by accident.

Each rule's own examples are the seeds, around which a drawing grows: a new rule is covered without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from hypothesis import strategies as st

from svgguard.guard import check
from svgguard.rules import all_rules
from svgguard.testing.strategies.drawing import NAMESPACE, content, numbered, svgs

_ROOT = re.compile(r"<svg\b[^<>]*[^<>/]>")
_CODE = re.compile(r"[A-Z]\d{0,3}")

JUNK = st.sampled_from(
    [*"<>\"'&=/-!?`\\;#[]{}", *"aMx0 \n", "</", "/>", "<!--", "-->", "--", "<![CDATA[", "]]>", "<?xml", "&lt", "&nbsp;",
     "</g>", "<g>", "</svg>", "<svg", "\x00", "\ufffe", "\ud83d", "“", ' x="1"', ' fill="red"', "```", "..."]
)  # fmt: skip
"""What turns up where it does not belong."""


def faulty_svgs(codes: Collection[str] | None = None) -> st.SearchStrategy[str]:
    """Text meant to be an SVG, in which svgguard finds a fault.

    `codes` are codes of rules or the beginnings of some, as in ``["X001", "V"]``: a fault of one of them is then found,
    perhaps beside others. Without, anything may be wrong: what the rules know, and accidents of every kind. Raises
    ValueError for a code that no text alone can show.
    """
    if codes is None:
        known = st.sampled_from(sorted(_seeds())).flatmap(_grown)
        return known.filter(_is_faulty) | _broken().filter(_is_faulty)
    wanted = tuple(codes)
    chosen = [code for code in _seeds() if code.startswith(wanted)] if wanted else []
    for code in wanted or ("",):
        if not _CODE.fullmatch(code) or not any(one.startswith(code) for one in chosen):
            raise ValueError(
                f"no SVG by itself shows {code!r}; those that can be shown are {' '.join(sorted(_seeds()))}"
            )
    return st.sampled_from(sorted(chosen)).flatmap(_grown).filter(lambda text: _shows(text, wanted))


_OPEN = f'<svg {NAMESPACE} viewBox="0 0 100 100">'
_WITHOUT_EXAMPLE = {
    "R016": _OPEN + '<path d="M0 0 L5 5"/>' + '<circle r="3"/>' * 200,
    "U002": _OPEN + "<g>" * 250 + "</g>" * 250 + "</svg>",
    "U004": _OPEN + "<g" + "".join(f' a{number}="1"' for number in range(1001)) + "/></svg>",
    "X029": '<?xml-stylesheet href="a.css">' + _OPEN + "</svg>",
}
"""Seeds of codes whose rules have no example."""


@cache
def _seeds() -> dict[str, tuple[str, ...]]:
    """Texts that show a code, by code."""
    seeds = {code: tuple(example.before for example in rule.examples) for code, rule in all_rules().items()}
    seeds |= {code: (text,) for code, text in _WITHOUT_EXAMPLE.items()}
    return {code: texts for code, texts in seeds.items() if texts}


def _grown(code: str) -> st.SearchStrategy[str]:
    """A seed of `code` with a drawing put into its root."""
    return st.builds(_with_content, st.sampled_from(_seeds()[code]), st.lists(content(), max_size=4).map("".join))


def _with_content(seed: str, inside: str) -> str:
    root = _ROOT.search(seed)
    return numbered(seed[: root.end()] + inside + seed[root.end() :]) if root else seed


def _shows(text: str, codes: tuple[str, ...]) -> bool:
    return any(fault.code.startswith(codes) for fault in check(text).faults)


def _is_faulty(text: str) -> bool:
    return bool(check(text).faults)


@st.composite
def _broken(draw: st.DrawFn) -> str:
    """A drawing after one to four accidents: spans deleted, doubled or inserted, signs dropped, the end cut off."""
    text = draw(svgs())
    for _ in range(draw(st.integers(1, 4))):
        text = _mutated(text, draw)
    return text


def _mutated(text: str, draw: st.DrawFn) -> str:
    at = draw(st.integers(0, len(text)))
    end = min(len(text), at + draw(st.integers(1, 12)))
    kind = draw(st.sampled_from(["drop", "cut", "insert", "delete", "double"]))
    if kind == "insert":
        return "".join([text[:at], draw(JUNK), text[at:]])
    if kind == "delete":
        return text[:at] + text[end:]
    if kind == "double":
        return text[:end] + text[at:end] + text[end:]
    if kind == "drop":
        sign = draw(st.sampled_from(["<", ">", '"', "'", "=", "/", " ", "</g>", "</text>", "</svg>"]))
        found = text.find(sign, at)
        return text if found < 0 else text[:found] + text[found + len(sign) :]
    return text[:at] + draw(st.sampled_from(["", "</svg>", "...", "---" * 100]))
