"""Declarations in a style attribute that are not written `name: value;`.

## Why it is bad

A viewer drops a declaration it cannot read, and with a lost semicolon the one after it.

## What the repair does

Declarations are found by the names SVG knows, whatever separates them: a missing semicolon, a comma, `=` for `:`,
braces and quotes as in JavaScript, an open parenthesis or quote.

## How safe it is

Safe when every word finds its place; unsafe when something had to be left out.

## Source

CSS Syntax 3, section 5.4 (a declaration that cannot be read is dropped).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey, accepts
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import style
from svgguard.text import spaces
from svgguard.types import Finding, Safety, Severity


@rule(
    "V070",
    "style-syntax",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fill:red stroke:blue"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fill:red; stroke:blue"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fill=red; stroke=blue"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fill:red; stroke:blue"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="{{fill: &quot;red&quot;, strokeWidth: 2}}"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fill: red; stroke-width: 2"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def style_syntax(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["declarations"]:
        plain = spaces.plain(suspect.value)
        spaced = plain != suspect.value and accepts(suspect.element_name, "style", plain)
        value, safety = (plain, Safety.SAFE) if spaced else style.repair(plain)
        how = "" if safety is Safety.SAFE else "what is no declaration is left out"
        yield suspect.finding("the declarations are not written name: value;", value, safety, how)
