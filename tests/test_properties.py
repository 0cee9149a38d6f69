"""The invariants of the engine, each held against drawings, broken drawings, whole answers and arbitrary text."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from xml.parsers import expat

import html5lib
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree

import svgguard
from svgguard.extraction import extract
from svgguard.extraction.reply import Reply
from svgguard.svg import vocabulary
from svgguard.syntax import parse, tokenize
from svgguard.testing.strategies import answers, faulty_svgs, svgs, texts
from svgguard.testing.strategies.drawing import NAMESPACE
from svgguard.text import edits
from svgguard.types import Blame, Policy, Safety, Severity, Status

WELL_FORMEDNESS = Policy(select=frozenset("RXNU"))
"""Everything but what a grammar cannot know: whether values and references make sense."""

UNDRAWN = Policy(draw=False)
"""What chance draws need not show anything."""

replies = st.one_of(answers(), answers(), faulty_svgs(), texts())


def parses_strictly(svg: str) -> bool:
    """True if two independent strict parsers read `svg`, whatever encoding it declares.

    Expat still reads names by the fourth edition of XML 1.0, so it is not asked which letters a name may have.
    """
    try:
        data = svg.encode()
        etree.fromstring(data, etree.XMLParser(encoding="utf-8", resolve_entities=False))
        expat.ParserCreate("utf-8", namespace_separator="\n").Parse(re.sub("[^\x00-\x7f]", "é", svg), True)
    except (etree.XMLSyntaxError, expat.ExpatError, UnicodeEncodeError):
        return False
    return True


@given(svgs())
def test_a_clean_drawing_comes_back_as_it_is(svg: str) -> None:
    result = svgguard.repair(svg, policy=UNDRAWN)
    assert (result.svg, result.status, result.faults, result.passes) == (svg, Status.CLEAN, (), ())


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "iso-8859-1", "shift_jis"])
@settings(max_examples=12)
@given(svgs())
def test_a_clean_file_comes_back_byte_for_byte(encoding: str, mark: str, svg: str) -> None:
    if encoding.startswith("utf-16"):
        mark = "\ufeff"
    elif encoding != "utf-8":
        mark, svg = "", f"<?xml version='1.0' encoding='{encoding}'?>\n{svg.partition('?>')[2] or svg}"
    data = (mark + svg).encode(encoding, "xmlcharrefreplace")
    result = svgguard.repair(data, policy=UNDRAWN)
    assert (result.data, result.status) == (data, Status.CLEAN)


@given(replies)
def test_a_reply_without_fault_is_not_changed(text: str) -> None:
    result = svgguard.repair(text)
    assert (result.status is Status.CLEAN) == (result.svg == text and not result.faults)


@given(replies)
def test_a_document_is_strict_in_two_parsers(text: str) -> None:
    checked = svgguard.check(text)
    assert (checked.status is Status.REJECTED) == (svgguard.repair(text).svg is None)
    for result in (svgguard.repair(text), checked, svgguard.repair(text, policy=Policy(Safety.SAFE))):
        assert result is checked or (result.svg is None) == (result.status is Status.REJECTED)
        if result.svg is not None:
            assert parses_strictly(result.svg)


@given(replies)
def test_a_repair_is_edits_that_can_be_replayed(text: str) -> None:
    for result in (svgguard.repair(text), svgguard.check(text)):
        if result.svg is not None:
            assert edits.replay(result.source, result.passes) == result.svg
        for applied in result.passes:
            assert all(a.end <= b.start for a, b in itertools.pairwise(applied))


@given(replies)
def test_a_second_repair_applies_nothing(text: str) -> None:
    for policy in (Policy(), Policy(apply=Safety.SAFE)):
        first = svgguard.repair(text, policy=policy)
        if first.svg is not None:
            second = svgguard.repair(first.svg, policy=policy)
            assert second.svg == first.svg
            assert not any(fault.applied for fault in second.faults)
            assert not second.passes


@given(replies)
def test_passes_are_few(text: str) -> None:
    result = svgguard.repair(text)
    assert len(result.passes) <= len(extract(text).passes) + Policy().passes
    # What would change a frame is offered, and made only where its code is selected.
    assert not [fault for fault in result.remaining if fault.safety is not Safety.MANUAL and not fault.on_request]


@given(replies)
def test_what_was_not_repaired_has_its_reason(text: str) -> None:
    result = svgguard.repair(text)
    if result.svg is None:
        assert any(fault.severity is Severity.FATAL for fault in result.remaining)
    else:
        assert not any(fault.severity is Severity.FATAL for fault in result.remaining)


@given(replies)
def test_a_fault_has_a_place_in_the_reply(text: str) -> None:
    lines = text.split("\n")
    for fault in svgguard.check(text).faults:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert sum(len(line) + 1 for line in lines[: fault.line - 1]) + fault.column - 1 == fault.start


@given(st.binary(max_size=60) | answers().map(lambda text: text.encode("utf-16", "surrogatepass")))
@example(b"\xff\xfe<\x00s\x00")
@example(b"<?xml version='1.0' encoding='klingon'?><svg xmlns='http://www.w3.org/2000/svg'/>")
def test_any_bytes_have_a_result(data: bytes) -> None:
    result = svgguard.repair(data)
    assert result.source.encode(result.encoding, "surrogateescape") == data
    assert svgguard.check(data).status in Status


@given(texts())
@example("`" * 70 + "<")
@example("<svg><g " + "</  " * 15 + "!")
@example("<!--" + "- " * 40 + "…")
def test_any_text_has_a_result(text: str) -> None:
    assert svgguard.repair(text).source == text
    assert svgguard.check(text).source == text


@given(svgs() | faulty_svgs())
def test_what_is_well_formed_stays_well_formed(text: str) -> None:
    assume(svgguard.check(text, policy=WELL_FORMEDNESS).svg == text)
    for policy in (Policy(), Policy(apply=Safety.SAFE)):
        assert svgguard.repair(text, policy=policy).svg is not None


@settings(max_examples=25)
@given(faulty_svgs())
def test_a_safe_repair_loses_no_element_that_html_would_keep(text: str) -> None:
    result = svgguard.repair(text, policy=replace(WELL_FORMEDNESS, apply=Safety.SAFE))
    assume(result.svg is not None and text.startswith("<svg "))
    assume(all(fault.applied and fault.code[0] in "XN" for fault in result.faults))
    kept = Counter(found.name.casefold() for found in parse(result.svg or "").elements)
    namespace = "{http://www.w3.org/2000/svg}"
    by_html = Counter(
        element.tag.removeprefix(namespace).casefold()
        for element in html5lib.parse(text).iter()
        if isinstance(element.tag, str) and element.tag.startswith(namespace)
    )
    known = {name.casefold() for name in vocabulary.elements()}
    assert {name: count for name, count in (by_html - kept).items() if name in known} == {}


@given(replies)
def test_checking_finds_what_repairing_finds(text: str) -> None:
    checked, repaired = svgguard.check(text), svgguard.repair(text)
    assert [(f.code, f.start, f.end) for f in checked.faults] == [(f.code, f.start, f.end) for f in repaired.faults]
    assert not any(fault.applied for fault in checked.faults)


@given(svgs(), st.data())
def test_a_cut_is_blamed_on_what_ended_the_answer(svg: str, data: st.DataObject) -> None:
    text = svg[: data.draw(st.integers(0, len(svg)))]
    reason = data.draw(st.sampled_from(["length", "max_tokens", "MAX_TOKENS", "model_length"]))
    expected = {
        Blame.BUDGET: Reply(text=text, finish_reason=reason),
        Blame.SERVER: Reply(text=text, complete=False),
        Blame.MODEL: Reply(text=text, finish_reason="stop"),
    }
    for blame, reply in expected.items():
        for fault in svgguard.check(reply).faults:
            if fault.name == "truncated":
                assert fault.blame is blame


@given(replies)
def test_the_tokens_of_a_text_are_the_text(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(text[token.start : token.end] for token in tokens) == text
    assert all(token.end > token.start for token in tokens)


@given(replies)
def test_the_syntax_tree_is_whole(text: str) -> None:
    tree = parse(text)
    for element in tree.elements:
        assert all(child.parent is element for child in element.children)
        assert element.token.end <= element.end <= len(text)
    assert sum(element.parent is None for element in tree.elements) + sum(
        len(element.children) for element in tree.elements
    ) == len(tree.elements)


@given(svgs() | faulty_svgs(codes=["V", "L"]))
@example(f"<svg {NAMESPACE} n\ufffdm='1'><été xmlns:ça='urn:x' ça:là=\"a'b>\"/></svg>")
def test_a_strict_parser_reads_the_same_from_what_is_well_formed(text: str) -> None:
    document = svgguard.check(text, policy=WELL_FORMEDNESS).svg
    assume(document is not None)
    read = [element.token for element in parse(document or "").elements]
    names: list[str] = []
    values: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        names.append(name)
        values.append(len(attributes))

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    ascii_only = re.sub("[^\x00-\x7f]", "é", document or "")
    parser.Parse(ascii_only, True)
    assert [re.sub("[^\x00-\x7f]", "é", token.name) for token in read] == names
    assert [len(token.attributes) for token in read] == values
    assert not any(token.shapes for token in read)
