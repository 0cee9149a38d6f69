"""Positions of tags in a well-formed text agree with what lxml reads, whatever stands between them."""

from __future__ import annotations

import pytest
from lxml import etree

from svgguard.document import Document, read
from svgguard.syntax.wellformed import ends, start_tag, starts
from svgguard.types import Limits

SVG = 'xmlns="http://www.w3.org/2000/svg"'

TEXTS = [
    f"<svg {SVG}><g><g/><g><rect/></g></g></svg>",
    f"<!-- <g> --><?note <g> ?><svg {SVG}><!-- <a><b/> --><style><![CDATA[ <rect/> ]]></style><g></g></svg >",
    f'<!DOCTYPE svg [<!ENTITY a "<g/>"><!-- ]> <g> --><?x ]> ?>]><svg {SVG}><g id="]>"/></svg>',
    f'<svg {SVG}><text title=\'a > b / "c"\'>1 > 0 <tspan\n dx = "1"\n/></text></svg>',
    f'<svg {SVG} xmlns:é="urn:e"><é:bild größe="1"/><g é:id="x" id="a&gt;b"/></svg>',
]


def _read(text: str) -> Document:
    document = read(text, Limits())
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize("text", TEXTS)
def test_every_start_tag_is_found_where_it_is(text: str) -> None:
    document = _read(text)
    for element in document.root.iter(etree.Element):
        tag = document.start_tag(element)
        assert text[tag.start] == "<"
        assert tag.name.rpartition(":")[2] == etree.QName(element).localname
        own = [a for a in tag.attributes if not a.name.startswith("xmlns")]
        assert [a.name.rpartition(":")[2] for a in own] == [etree.QName(str(n)).localname for n in element.keys()]  # noqa: SIM118 -- lxml's
        assert [text[a.value_start : a.value_end] for a in own] == [a.value for a in own]


@pytest.mark.parametrize("text", TEXTS)
def test_end_tags_enclose_exactly_the_element(text: str) -> None:
    for at in starts(text):
        tag = start_tag(text, at)
        closing = ends(text).get(tag.start)
        if closing is None:
            assert text[tag.end - 2] == "/"
        else:
            inside = text[tag.start : closing.end]
            namespaces = "xmlns:é='urn:e' xmlns:svg='urn:s'"
            whole = etree.fromstring(f"<whole {namespaces}>{inside}</whole>")
            assert len(whole) == 1
            assert closing.name == tag.name
