"""Strict XML and nothing else is a document, and nothing dangerous happens while it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

import svgguard
from svgguard.document import Defect, Document, read
from svgguard.types import Limits, Policy

ROOT = '<svg xmlns="http://www.w3.org/2000/svg">'


def svg(content: str) -> str:
    return f"{ROOT}{content}</svg>"


DOCUMENTS = {
    "plain": svg("<g/>"),
    "byte order mark": f"\ufeff{svg('<g/>')}",
    "prolog": f"<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE svg>\n{svg('')}",
    "another declared encoding": f"<?xml version='1.0' encoding='UTF-16'?>{svg('<text>é</text>')}",
    "prefix": '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
    "long value": svg(f'<image href="data:image/png;base64,{"A" * 11_000_000}"/>'),
}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_strict_svg_is_a_document(text: str) -> None:
    found = read(text, Limits())
    assert isinstance(found, Document)
    assert found.text == text


DEFECTS = {
    "empty": ("", "not-well-formed"),
    "ill-formed": (svg("<g>"), "not-well-formed"),
    "lone surrogate": (svg("\ud800"), "not-well-formed"),
    "control character": (svg("\x00"), "not-well-formed"),
    "another root": ('<g xmlns="http://www.w3.org/2000/svg"/>', "not-well-formed"),
    "no namespace": ("<svg/>", "missing-namespace"),
    "another namespace": ('<svg xmlns="http://www.w3.org/2000/svg/"/>', "wrong-namespace"),
    "undeclared prefix": (svg("<use xlink:href='#a'/>"), "not-well-formed"),
    "too deep": (svg("<g>" * 200 + "</g>" * 200), "too-deep"),
    "far too deep": (svg("<g>" * 3000 + "</g>" * 3000), "too-deep"),
}


@pytest.mark.parametrize(("text", "rule"), DEFECTS.values(), ids=DEFECTS)
def test_anything_else_is_a_defect_with_a_name(text: str, rule: str) -> None:
    found = read(text, Limits())
    assert isinstance(found, Defect)
    assert found.rule == rule
    assert found.message
    assert 0 <= found.offset <= len(text)


def test_a_defect_is_placed_where_libxml2_stopped() -> None:
    text = svg("\n<g>\n  <rect fill='red' fill='red'/>\n</g>")
    found = read(text, Limits())
    assert isinstance(found, Defect)
    assert text.count("\n", 0, found.offset) == 2


def test_an_entity_is_kept_as_a_reference() -> None:
    found = read(f'<!DOCTYPE svg [<!ENTITY a "expanded">]>{svg("<text>&a;</text>")}', Limits())
    assert isinstance(found, Document)
    assert found.root[0].text is None


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words", encoding="utf-8")
    found = read(f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{secret.as_uri()}">]>{svg("<text>&a;</text>")}', Limits())
    assert isinstance(found, Document)
    assert found.root[0].text is None


def test_a_start_tag_is_found_for_every_element() -> None:
    text = svg("<g id='a'>\n<!-- <g id='c'> --><g\tid = 'b'/></g><![CDATA[<g>]]><text>x &lt; y</text>")
    found = read(text, Limits())
    assert isinstance(found, Document)
    for element in found.root.iter("{*}g", "{*}text"):
        token = found.start_tag(element)
        assert token.name == element.tag.rpartition("}")[2]
        assert [a.value for a in token.attributes] == list(element.attrib.values())


@pytest.mark.parametrize(
    ("entities", "content"),
    [
        ("<!ENTITY a 'b\"c'>", '<text fill="&a;">&a;</text>'),
        ('<!ENTITY a "fill:rde"><!ENTITY b "&a;">', '<g style="&b;"/>'),
        ('<!ENTITY a "#x"><!ENTITY b "&a;y">', '<use href="&b;"/>'),
    ],
    ids=["value", "declarations", "reference"],
)
def test_a_value_that_entities_stand_in_is_judged_once_they_are_written_out(entities: str, content: str) -> None:
    source = f"<!DOCTYPE svg [{entities}]>{svg(content)}"
    assert [fault.code for fault in svgguard.check(source, policy=Policy(ignore=frozenset(["U005"]))).faults] == []
