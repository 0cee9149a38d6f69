"""A prefix that is declared nowhere ("Namespace prefix xlink for href is not defined").

## Why it is bad

A strict reader of namespaces refuses the document.

## What the repair does

The repair declares it on the root element: xlink, svg and the prefixes of well-known editors with their own
namespace, unknown ones with a made-up name so that nothing is lost.

## How safe it is

Safe: no viewer draws what it does not know.

## Source

Namespaces in XML 1.0, section 5 (prefix declared).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.rules import SYNTAX, rule
from svgguard.svg.vocabulary import SVG_NAMESPACE, XLINK_NAMESPACE
from svgguard.types import LAST_RANK, Edit, Finding, Repair, Safety, Severity

if TYPE_CHECKING:
    from svgguard.syntax import Element, SyntaxTree

NAMESPACES = {
    "xlink": XLINK_NAMESPACE,
    "svg": SVG_NAMESPACE,
    "xhtml": "http://www.w3.org/1999/xhtml",
    "inkscape": "http://www.inkscape.org/namespaces/inkscape",
    "sodipodi": "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "sketch": "http://www.bohemiancoding.com/sketch/ns",
    "serif": "http://www.serif.com/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cc": "http://creativecommons.org/ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def undeclared(tree: SyntaxTree) -> dict[str, tuple[int, int]]:
    """The prefixes used where no enclosing element declares them, and where each is first used."""
    scopes: dict[Element | None, frozenset[str]] = {None: frozenset(("xml", "xmlns"))}
    found: dict[str, tuple[int, int]] = {}
    for element in tree.elements:
        token = element.token
        scopes[element] = declared = scopes[element.parent]
        used = [(token.name, token.name_start)] if ":" in token.name else []
        if any(":" in name for name in token.attribute_names):
            here = [a.name[6:] for a in token.attributes if a.name.startswith("xmlns:")]
            scopes[element] = declared = declared | frozenset(here) if here else declared
            used += [(a.name, a.start) for a in token.attributes if ":" in a.name]
        for name, start in used:
            prefix = name.split(":", 1)[0]
            if prefix not in declared:
                found.setdefault(prefix, (start, start + len(name)))
    return found


@rule(
    "N003",
    "undeclared-prefix",
    SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a"/></defs><use xlink:href="#a"/></svg>',
            '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"><defs><g id="a"/></defs><use xlink:href="#a"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def undeclared_prefix(tree: SyntaxTree) -> Iterable[Finding]:
    if tree.root is None:
        return
    at = tree.root.token.name_end
    for prefix, (start, end) in undeclared(tree).items():
        uri = NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")
        named = (a for a in tree.root.token.attributes if a.name in (prefix, "xmlns") and a.value == uri)
        if (bare := next(named, None)) is not None:
            edit = Edit(bare.start, bare.name_end, f"xmlns:{prefix}")
            yield Finding(bare.start, bare.end, f"{bare.name} does not declare {prefix}", Repair((edit,), Safety.SAFE))
            continue
        declaration = Edit(at, at, f' xmlns:{prefix}="{uri}"')
        repair = Repair((declaration,), Safety.SAFE, "the prefix is declared on the root")
        yield Finding(start, end, f"the prefix {prefix} is not declared", repair, rank=LAST_RANK)
