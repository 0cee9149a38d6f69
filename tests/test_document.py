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
    "long value": svg(f'<image href="data:image/png;base64,{"A" * 9_990_000}"/>'),
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
    policy = Policy(ignore=frozenset(["U005"]), draw=False)
    assert [fault.code for fault in svgguard.check(source, policy=policy).faults] == []


def refused(text: str, limits: Limits = Limits()) -> tuple[str, str, int, bool]:  # noqa: B008 -- frozen
    found = read(text, limits)
    assert isinstance(found, Defect)
    return found.rule, found.message, found.offset, found.wellformed


SAID = {
    "too large": (
        svg("<g/>"),
        Limits(characters=49),
        ("too-large", "50 characters, more than the 49 allowed", 0, False),
    ),
    "many brackets": (
        svg("<g/>" * 29),
        Limits(elements=10),
        ("too-many-elements", "more than the 10 elements allowed", 0, False),
    ),
    "counted": (
        svg("<g/>" * 10),
        Limits(elements=10),
        ("too-many-elements", "11 elements, more than the 10 allowed", 0, False),
    ),
    "crowded": (
        svg("<g a='1' b='2' c='3'/>"),
        Limits(attributes=2),
        ("too-many-attributes", "an element with more than 2 attributes", 0, False),
    ),
    "deep": (svg("<g><g/></g>"), Limits(depth=2), ("too-deep", "elements nested more than 2 deep", 0, False)),
    "far too deep": (
        svg("<g>" * 3000 + "</g>" * 3000),
        Limits(depth=200),
        ("too-deep", "elements nested more than 200 deep", 0, False),
    ),
    "surrogate": (svg("ab\ud800"), Limits(), ("not-well-formed", "a lone surrogate is no character", 42, False)),
    "encoding": (
        "<?xml version='1.0' encoding='klingon'?><svg/>",
        Limits(),
        ("not-well-formed", "klingon is no encoding", 0, False),
    ),
    "another root": ("<g/>", Limits(), ("not-well-formed", "the root element is <g>, not <svg>", 0, False)),
    "no namespace": ("<svg/>", Limits(), ("missing-namespace", "the root is not in the SVG namespace", 0, True)),
    "another namespace": (
        "<svg xmlns='a'/>",
        Limits(),
        ("wrong-namespace", "the root is not in the SVG namespace", 0, True),
    ),
}


PLACED = {
    "first line": (svg("<g></a>"), 1, "Opening and ending tag mismatch: g line 1 and a"),
    "third line": (svg("\n<g>\n</a>"), 3, "Opening and ending tag mismatch: g line 2 and a"),
    "last line": (svg("\n\nab")[:-6], 3, "Premature end of data in tag svg line 1"),
    "after signs of several bytes": (svg("ééé\nééé</a>"), 2, "Opening and ending tag mismatch: svg line 1 and a"),
}


@pytest.mark.parametrize(("text", "line", "message"), PLACED.values(), ids=PLACED)
def test_a_defect_has_the_line_and_the_words_of_libxml2(text: str, line: int, message: str) -> None:
    rule, said, offset, wellformed = refused(text)
    assert (rule, said, wellformed) == ("not-well-formed", message, False)
    assert text.count("\n", 0, offset) == line - 1
    # The column is libxml2's, which versions count differently: it is near the end of what is wrong.
    assert offset > text.rfind("\n", 0, offset) + 1


@pytest.mark.parametrize(("text", "limits", "expected"), SAID.values(), ids=SAID)
def test_a_defect_says_what_and_where(text: str, limits: Limits, expected: tuple[str, str, int, bool]) -> None:
    assert refused(text, limits) == expected


AT_THE_LIMIT = {
    "characters": (svg("<g/>"), Limits(characters=50)),
    "brackets": (svg(f"<!--{'<' * 27}-->"), Limits(elements=10)),
    "elements": (svg("<g/>" * 9), Limits(elements=10)),
    "attributes": (svg("<g a='1' b='2'/>"), Limits(attributes=2)),
    "attributes of two": (svg("<g a='1' b='2'/><g a='1' b='2'/>"), Limits(attributes=2)),
    "equals signs": (svg("= = = ="), Limits(attributes=2)),
    "depth": (svg("<g><g/></g>"), Limits(depth=3)),
    "long": (svg("words " * 100), Limits(depth=1)),
}


@pytest.mark.parametrize(("text", "limits"), AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_a_limit_itself_is_allowed(text: str, limits: Limits) -> None:
    assert isinstance(read(text, limits), Document)


def test_a_piece_of_a_decoded_value_has_its_place_in_the_text() -> None:
    text = svg("<g class='ab&amp;c&#65;\r\nd' id='x'/>")
    found = read(text, Limits())
    assert isinstance(found, Document)
    [group] = found.root
    decoded = group.get("class")
    assert decoded == "ab&cA d"
    raw = ["a", "b", "&amp;", "c", "&#65;", "\r\n", "d"]
    for start in range(len(decoded)):
        for end in range(start, len(decoded) + 1):
            first, last = found.value_span(group, "class", start, end)
            assert text[first:last] == "".join(raw[start:end])
    assert found.value_span(group, "id", 0, 1) == (text.index("x'/>"), text.index("'/>"))


def test_an_attribute_is_found_by_its_name_or_without_its_prefix() -> None:
    text = svg("<use xlink:href='#a' href='#b' xml:id='c' x='1'/>").replace(
        "<svg", "<svg xmlns:xlink='http://www.w3.org/1999/xlink'"
    )
    found = read(text, Limits())
    assert isinstance(found, Document)
    [use] = found.root
    assert [found.attribute(use, name).value for name in ("xlink:href", "href", "id", "x")] == ["#a", "#b", "c", "1"]
    assert found.end_tag(use) is None
    closing = found.end_tag(found.root)
    assert closing is not None
    assert text[closing.start : closing.end] == "</svg>"
    assert found.start_tag(use) is found.start_tag(use)
