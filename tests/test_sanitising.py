"""Sanitising without a browser: the fixed point, what a page's own parser reads, and what must not be touched."""

from __future__ import annotations

import sys
from pathlib import Path

import html5lib
import pytest

import svgguard
from svgguard import Policy, Result, Safety, Severity, Status
from svgguard.guard.sanitising.allowance import allowance
from svgguard.svg.vocabulary import SVG_NAMESPACE
from svgguard.types import Sanitise

sys.path.insert(0, str(Path(__file__).parent / "browser"))
from vectors import CLASSES, VECTORS, svg

POLICIES = ("strict", "web")
CLARK = f"{{{SVG_NAMESPACE}}}"
EMPTY_RAW = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def sanitised(text: str, sanitise: str, *, apply: Safety | None = Safety.UNSAFE, links: bool = False) -> Result:
    return svgguard.repair(text, policy=Policy(apply=apply, sanitise=sanitise, links=links, draw=False))


def kept(text: str, sanitise: str) -> str:
    result = sanitised(text, sanitise)
    assert result.svg is not None
    return result.svg


@pytest.mark.parametrize("sanitise", POLICIES)
@pytest.mark.parametrize("kind", CLASSES)
def test_the_outcome_is_a_fixed_point_and_a_page_reads_only_svg(kind: str, sanitise: str) -> None:
    for vector in (v for v in VECTORS if v.kind == kind):
        result = sanitised(vector.text, sanitise)
        if result.svg is None:
            assert result.status is Status.REJECTED and any(f.code.startswith("U") for f in result.remaining), vector
            continue
        again = sanitised(result.svg, sanitise)
        assert again.svg == result.svg and not [f for f in again.faults if f.code.startswith("U")], vector
        assert strangers(result.svg, Sanitise(sanitise)) == [], vector


def strangers(text: str, policy: Sanitise) -> list[str]:
    """What HTML reads in a document that a policy does not let through."""
    # A page knows no prefixes, and html5lib not every name that SVG writes with capitals.
    listed = {f"{CLARK}{name}".lower() for name in allowance(policy).elements}
    found = []
    for element in html5lib.parseFragment(text, container="div").iter():
        tag = str(element.tag)
        if isinstance(element.tag, str) and tag != "DOCUMENT_FRAGMENT":
            if ":" not in tag.removeprefix(CLARK) and tag.lower() not in listed:
                found.append(tag)
            found += [name for name in element.attrib if isinstance(name, str) and name.lower().startswith("on")]
    return found


@pytest.mark.parametrize("apply", [None, Safety.SAFE, Safety.UNSAFE])
def test_what_is_ordered_is_done_whatever_else_is_applied(apply: Safety | None) -> None:
    text = svg('<script>run()</script><rect width="9" height="9"/>')
    result = sanitised(text, "web", apply=apply)
    assert result.svg is not None and "script" not in result.svg
    [fault] = result.faults
    assert (fault.code, fault.safety, fault.applied) == ("U006", Safety.UNSAFE, True)


def test_ignoring_a_rule_lets_nothing_through() -> None:
    policy = Policy(sanitise="web", ignore=frozenset("U"), select=frozenset("X"), draw=False)
    assert "script" not in (svgguard.repair(svg("<script>run()</script>"), policy=policy).svg or "script")


def test_check_sanitises_where_it_is_asked_to() -> None:
    text = svg('<script>run()</script><rect width="9" height="9"/>')
    assert svgguard.check(text).svg == text
    assert "script" not in (svgguard.check(text, policy=Policy(sanitise="strict")).svg or "script")


def test_what_cannot_be_taken_out_is_rejected() -> None:
    text = f'<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;">]>{svg("<text>&b;</text>")}'
    result = sanitised(text, "web")
    assert result.svg is None and result.status is Status.REJECTED
    assert {f.code for f in result.remaining} >= {"U005"}


def test_a_crash_lets_nothing_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("of ours")

    monkeypatch.delenv("SVGGUARD_DEBUG", raising=False)
    monkeypatch.setattr("svgguard.guard.passes.audit", crash)
    assert sanitised(svg("<script>run()</script>"), "web").status is Status.REJECTED


class TestWhatStays:
    @pytest.mark.parametrize("sanitise", POLICIES)
    @pytest.mark.parametrize(
        "body",
        [
            f'<image width="9" height="9" href="{EMPTY_RAW}"/>',
            '<style>.a{fill:red} @media print{.a:hover{fill:url(#g)}}</style><g class="a"/>',
            '<g style="--a:1px;transform:translate(var(--a),2px)" aria-label="a"/>',
            "<title>a &lt; b</title><desc>c</desc><!-- plain -->",
            '<defs><linearGradient id="g"/></defs><rect fill="url(#g)" width="9" height="9"/><use href="#g"/>',
        ],
    )
    def test_what_is_listed_comes_back_byte_for_byte(self, body: str, sanitise: str) -> None:
        result = sanitised(svg(body), sanitise)
        assert result.svg == svg(body)
        assert [f for f in result.faults if f.code.startswith("U")] == []

    def test_web_keeps_what_moves_and_strict_does_not(self) -> None:
        text = svg('<circle r="3"><animate attributeName="r" to="9" dur="1s"/></circle>')
        assert kept(text, "web") == text
        assert "animate" not in kept(text, "strict")

    @pytest.mark.parametrize("name", ["href", "xlink:href", "style", "onclick", "src", "id"])
    def test_web_lets_no_animation_write_what_is_read_as_more_than_a_value(self, name: str) -> None:
        assert "<set" not in kept(svg(f'<a><set attributeName="{name}" to="#a"/><rect/></a>'), "web")

    def test_links_are_for_who_asks(self) -> None:
        text = svg('<a href="https://example.org/"><path d="M0 0h9"/></a><a href="http://example.org/"/>')
        assert "href=" not in kept(text, "web")
        result = sanitised(text, "web", links=True)
        assert result.svg is not None and "https:" in result.svg and "http://e" not in result.svg

    def test_a_picture_that_is_not_what_it_says_goes(self) -> None:
        text = svg(f'<image width="9" height="9" href="{EMPTY_RAW.replace("gif", "png", 1)}"/><path d="M0 0h9"/>')
        assert "image/" not in kept(text, "web")


@pytest.mark.parametrize(
    "body",
    [
        '<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
        '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>',
        "<!-- <rect/> -->",
        '<circle r="3"><animate attributeName="r" to="9" dur="1s"/></circle>',
    ],
)
def test_what_is_harmless_changes_no_status(body: str) -> None:
    text = svg(f'<path stroke="red" d="M0 0h9v9"/>{body}')
    assert svgguard.check(text).status is Status.CLEAN
    for sanitise in POLICIES:
        result = sanitised(text, sanitise)
        assert result.status is Status.CLEAN
        assert all(f.severity is Severity.INFO for f in result.faults)


def test_a_name_that_is_no_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="strict, web, trusted"):
        Policy(sanitise="stict")


def test_another_filter_finds_nothing_to_take_out() -> None:
    hush = pytest.importorskip("py_svg_hush", reason="py-svg-hush is not installed: pip install 'svgguard[hush]'")
    for vector in VECTORS:
        result = sanitised(vector.text, "strict")
        if result.svg is not None:
            left = hush.filter_svg(result.svg.encode(), {"image": ["png", "jpeg", "gif", "webp"]})
            assert strangers(left.decode(), Sanitise.STRICT) == []
