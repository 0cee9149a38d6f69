"""The recovering reading: tokens, attributes, and which tag belongs to which."""

from __future__ import annotations

import re

import pytest

from svgguard.syntax import Element, TokenKind, parse, tokenize
from svgguard.syntax.value import ValueDeviation
from svgguard.text.edits import apply

KINDS = {
    "<g>": TokenKind.START,
    "<g/>": TokenKind.START,
    "< g>": TokenKind.START,
    "</g>": TokenKind.END,
    "</ g >": TokenKind.END,
    "words & signs": TokenKind.TEXT,
    "< 3": TokenKind.TEXT,
    "<!-- a < b -->": TokenKind.COMMENT,
    "<!- misspelt -->": TokenKind.COMMENT,
    "<![CDATA[<g>]]>": TokenKind.CDATA,
    "<?xml version='1.0'?>": TokenKind.DECLARATION,
    "<?XML version=1.0>": TokenKind.DECLARATION,
    "<?style sheet?>": TokenKind.INSTRUCTION,
    "<!DOCTYPE svg [<!ENTITY a 'b'>]>": TokenKind.DOCTYPE,
    "<!doctype svg>": TokenKind.DOCTYPE,
}


@pytest.mark.parametrize(("text", "kind"), KINDS.items(), ids=KINDS)
def test_a_text_of_one_kind_begins_with_a_token_of_it(text: str, kind: TokenKind) -> None:
    tokens = tokenize(text)
    assert tokens[0].kind is kind
    if kind is not TokenKind.TEXT:
        assert [(token.start, token.end) for token in tokens] == [(0, len(text))]


ATTRIBUTES = {
    "quoted": ("""<a b="1" c='2'/>""", {"b": "1", "c": "2"}),
    "space around equals": ('<a b = "1"/>', {"b": "1"}),
    "unquoted": ("<a b=1 c=2/>", {"b": "1", "c": "2"}),
    "closing quote missing": ('<a b="1 c="2"/>', {"b": "1", "c": "2"}),
    "opening quote missing": ('<a b=1" c="2"/>', {"b": "1", "c": "2"}),
    "space missing": ('<a b="1"c="2"/>', {"b": "1", "c": "2"}),
    "equals missing": ('<a b"1" c="2"/>', {"b": "1", "c": "2"}),
    "typographic quotes": ("<a b=“1” c='2'/>", {"b": "1", "c": "2"}),
    "escaped quotes": ('<a b=\\"1\\" c="2"/>', {"b": "1", "c": "2"}),
    "nested quotes": ('<a b="f: "Arial"; g" c="2"/>', {"b": 'f: "Arial"; g', "c": "2"}),
    "word without value": ('<a b c="2"/>', {"b": "", "c": "2"}),
    "comment inside": ('<a b="1" <!-- x="3" --> c="2"/>', {"b": "1", "c": "2"}),
    "bracket in a value": ('<a b="1 < 2" c="2"/>', {"b": "1 < 2", "c": "2"}),
    "bracket missing": ('<a b="1" c="2"<g/>', {"b": "1", "c": "2"}),
}


@pytest.mark.parametrize(("tag", "meant"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_the_attributes_of_a_broken_tag_are_those_meant(tag: str, meant: dict[str, str]) -> None:
    token = tokenize(tag)[0]
    assert token.name == "a"
    assert {attribute.name: attribute.value for attribute in token.attributes} == meant
    for attribute in token.attributes:
        assert tag[attribute.start : attribute.name_end] == attribute.name
        assert tag[attribute.value_start : attribute.value_end] == attribute.value


@pytest.mark.parametrize("tag", ["<a b/c='2'/>", "<a&b c='2'/>", "<a b\"c='2'/>", "<a/b/c='2'/>"])
def test_signs_taken_out_of_a_tag_do_not_join_its_words(tag: str) -> None:
    edits = [edit for _, finding in tokenize(tag)[0].shapes if finding.repair for edit in finding.repair.edits]
    [token] = tokenize(apply(tag, sorted(edits)))
    assert token.name == "a"
    assert token.attributes[-1].name == "c"
    assert not token.shapes


def outline(element: Element | None) -> str:
    """The names of a tree, in brackets."""
    if element is None:
        return ""
    inside = " ".join(outline(child) for child in element.children)
    return f"{element.name}({inside})" if inside else element.name


TREES = {
    "paired": ("<svg><g><path/></g></svg>", "svg(g(path))"),
    "leaf never closed": ("<svg><path d='M0 0'><circle/></svg>", "svg(path circle)"),
    "leaf with its end": ("<svg><path><title>t</title></path><g/></svg>", "svg(path(title) g)"),
    "group never closed": ("<svg><g><path/></svg>", "svg(g(path))"),
    "group closed twice": ("<svg><g><path/></g></g><rect/></svg>", "svg(g(path) rect)"),
    "tags crossed": ("<svg><g><a><path/></g></a></svg>", "svg(g(a(path)))"),
    "end misspelt": ("<svg><linearGradient><stop/></lineargradient><rect/></svg>", "svg(linearGradient(stop) rect)"),
    "content model": ("<svg><linearGradient><stop/><rect/></svg>", "svg(linearGradient(stop) rect)"),
    "indentation": ("<svg>\n <g>\n  <path/>\n <g>\n  <rect/>\n </g>\n</svg>", "svg(g(path) g(rect))"),
    "root ended twice": ("<svg><path/></svg><rect/></svg>", "svg(path rect)"),
    "nothing": ("words", ""),
}


@pytest.mark.parametrize(("text", "expected"), TREES.values(), ids=TREES)
def test_tags_belong_to_which_they_were_meant(text: str, expected: str) -> None:
    tree = parse(text)
    assert outline(tree.root) == expected
    assert len(tree.elements) == len(re.findall("[a-zA-Z]+", expected))


def test_a_deviation_names_its_rule_and_carries_its_edits() -> None:
    tree = parse("<svg><g a=1 b=2/></svg>")
    findings = [f for name, f in tree.findings if name is ValueDeviation.UNQUOTED_VALUE]
    assert len(findings) == len(tree.findings)
    assert [tree.text[f.start : f.end] for f in findings] == ["1", "2"]
    assert all(f.repair and len(f.repair.edits) == 2 for f in findings)


def test_names_in_any_script_are_names() -> None:
    [token] = tokenize("<été à:là='1'/>")
    assert (token.name, [a.name for a in token.attributes], list(token.shapes)) == ("été", ["à:là"], [])
