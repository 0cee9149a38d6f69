"""What wrong colours, references, keywords, declarations and style sheets are read as."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import svgguard
from svgguard.svg import colour, colour_names, grammar, iri, keyword, sheet, style
from svgguard.svg.grammar import GrammarName
from svgguard.types import Safety

PALETTE = colour.palette('<g fill="#2A2A2A" stroke="#ff00aa"/><g fill="pink"/>')
SERVERS = frozenset(["sky"])

CERTAIN = {
    "2A2A2A": "#2A2A2A",
    "000": "#000",
    "0x222222": "#222222",
    "##fff": "#fff",
    "# fff": "#fff",
    "%23ffffff": "#ffffff",
    "#FFOOOO": "#FF0000",
    "#ff00l0": "#ff0010",
    "#red": "red",
    "light blue": "lightblue",
    "Dark-Green": "darkgreen",
    "ornage": "orange",
    "purpel": "purple",
    "piink": "pink",
    "transparant": "transparent",
    "currentColour": "currentColor",
    "red;": "red",
    "'red'": "red",
    "{red}": "red",
    "none;": "none",
    "#000000\\": "#000000",
    "red !important": "red",
    "fill:red": "red",
    "fill: #12AB34;": "#12AB34",
    "rgb(255, 0, 0": "rgb(255, 0, 0)",
    "rgb((255,0,0))": "rgb(255, 0, 0)",
    "rgb(255;0;0)": "rgb(255, 0, 0)",
    "(255, 0, 0)": "rgb(255, 0, 0)",
    "rgb(255 0 0 0.5)": "rgba(255, 0, 0, 0.5)",
    "rgb(255,0,0,0,5)": "rgba(255, 0, 0, 0.5)",
    "rgb(100%,50,0)": "rgb(255, 50, 0)",
    "rgba(#ff0000,0.5)": "rgba(255, 0, 0, 0.5)",
    "hsl(120,50,50)": "hsl(120, 50%, 50%)",
    "hsl(120°,50%,50%)": "hsl(120, 50%, 50%)",
    "rbg(1,2,3)": "rgb(1, 2, 3)",
    "url(sky)": "url(#sky)",
    "#sky": "url(#sky)",
    "sky": "url(#sky)",
    "url(#nowhere": "url(#nowhere)",
    "ulr(#sky)": "url(#sky)",
}

GUESSED = {
    "#2A2A2": "#2A2A2A",
    "#fffff": "#ffffff",
    "#2c2c2": "#2c2c2c",
    "#12345": "#123455",
    "#FF00AAA": "#FF00AA",
    "#1122334": "#112234",
    "#GG0000": "#FF0000",
    "#f": "#ffffff",
    "gren": "green",
    "null": "none",
    "red, blue": "red",
    "#ff0000 (red)": "#ff0000",
    "stroke:red;fill:blue": "red",
    "darken(#ff0000, 10%)": "#ff0000",
    "linear-gradient(to right, red, blue)": "#ff0000",
    "cobaltblue": "#030aa7",
    "charcoal grey": "#3c4142",
    "skin": "#f1c7a3",
    "gray50": "#7f7f7f",
    "shimmergreen": "#008000",
}

UNDECIDABLE = ["", "undefined", "NaN", "gradient", "textured", "12", "rgb(a,b,c)", "${color}", "x" * 10_000]


@pytest.mark.parametrize(("value", "meant"), CERTAIN.items())
def test_a_colour_with_one_reading(value: str, meant: str) -> None:
    repaired = colour.repair(value, PALETTE, SERVERS)
    assert (repaired.value, repaired.safety) == (meant, Safety.SAFE)


@pytest.mark.parametrize(("value", "meant"), GUESSED.items())
def test_a_colour_that_is_a_guess(value: str, meant: str) -> None:
    repaired = colour.repair(value, PALETTE, SERVERS)
    assert (repaired.value, repaired.safety) == (meant, Safety.UNSAFE)


@pytest.mark.parametrize("value", UNDECIDABLE)
def test_what_nothing_tells_is_left(value: str) -> None:
    assert colour.repair(value, PALETTE, SERVERS).value is None


def test_the_colours_of_the_document_decide() -> None:
    assert colour.repair("#12345", colour.palette('fill="#12B345"')).value == "#12b345"
    assert colour.repair("gry", colour.palette('fill="grey"')).value == "grey"
    assert colour.repair("gry", colour.palette('fill="gray"')).value == "gray"


def test_every_name_of_the_survey_is_a_colour() -> None:
    right = grammar.matcher("paint")
    for name in colour_names.known():
        value = colour_names.rgb(name)
        assert value is not None
        assert right(value)


RIGHT = {
    "paint": [
        "red",
        "RED",
        " #fff ",
        "#ffff",
        "none",
        "inherit",
        "currentColor",
        "context-fill",
        "rgb(1,2,3)",
        "RGB( 1 , 2 , 3 )",
        "rgb(10%,20%,30%)",
        "rgba(1,2,3,.5)",
        "rgba(1,2,3,50%)",
        "rgb(1 2 3 / .5)",
        "hsl(120deg 50% 50%)",
        "hsl(120, 50%, 50%)",
        "rgb(from var(--a) r g b / 50%)",
        "rgb(calc(1 + 2), 2, 3)",
        "oklch(0.5 0.1 120)",
        "color-mix(in srgb, red, blue)",
        "var(--a, red)",
        "url(#a)",
        "url('#a') none",
        "url(other.svg#a)",
    ],
    "iri": ["none", "url(#a)", "circle(50%)", "border-box", "url(#a) blur(3px)"],
    "declarations": [
        "",
        "fill:red",
        ";fill : red ;;",
        "fill:url(data:image/png;base64,AA)",
        "font-family:'A;b', serif",
        "fill:red;/* a: b; */stroke:blue",
        "filter:drop-shadow(0 0 3px rgba(0,0,0,.5))",
    ],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in RIGHT.items() for value in values])
def test_what_browsers_read_is_right(name: GrammarName, value: str) -> None:
    assert grammar.matcher(name)(value) is not None


@pytest.mark.parametrize(
    ("value", "words", "meant", "safety"),
    [
        ("center", "start middle end", "middle", Safety.SAFE),
        ("Middle;", "start middle end", "middle", Safety.SAFE),
        ("midle", "start middle end", "middle", Safety.SAFE),
        ("even-odd", "nonzero evenodd", "evenodd", Safety.SAFE),
        ("userspaceonuse", "userSpaceOnUse objectBoundingBox", "userSpaceOnUse", Safety.SAFE),
        ("rund", "butt round square", "round", Safety.UNSAFE),
        ("overlay", "over in out atop xor lighter arithmetic", None, Safety.UNSAFE),
    ],
)
def test_a_keyword(value: str, words: str, meant: str | None, safety: Safety) -> None:
    repaired = keyword.repair(value, words)
    assert (repaired.value, repaired.safety) == (meant, safety)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("#edge", "url(#edge)"),
        ("url(edge)", "url(#edge)"),
        ("url(#edge", "url(#edge)"),
        ("url(#edge);", "url(#edge)"),
        ("blur", None),
    ],
)
def test_a_reference(value: str, meant: str | None) -> None:
    repaired = iri.repair(value, ["edge"])
    assert (repaired and repaired.value) == meant


@pytest.mark.parametrize(
    ("text", "meant", "safety"),
    [
        ("fill:red stroke:blue", "fill:red; stroke:blue", Safety.SAFE),
        ("fill:redstroke:blue", "fill:red;stroke:blue", Safety.SAFE),
        ("stroke-width:2stroke:red", "stroke-width:2;stroke:red", Safety.SAFE),
        ("fill:red, stroke:blue", "fill:red; stroke:blue", Safety.SAFE),
        ("fill=red; stroke=blue", "fill:red; stroke:blue", Safety.SAFE),
        ("{{fill: 'red', fontSize: 12}}", "fill: red; font-size: 12px", Safety.SAFE),
        ('{"fill": "red", "stroke-width": 2}', "fill: red; stroke-width: 2", Safety.SAFE),
        ("fill: red; stroke blue", "fill: red; stroke: blue", Safety.SAFE),
        ("fill:red;stroke:url(#a", "fill:red;stroke:url(#a)", Safety.SAFE),
        ("fill:rgb(1,2,3; stroke:blue", "fill:rgb(1,2,3); stroke:blue", Safety.SAFE),
        ("font-family:'Arial; fill:red", "font-family:Arial; fill:red", Safety.SAFE),
        ("font-style:italic fill:red", "font-style:italic; fill:red", Safety.SAFE),
        ("fill:red; foo; stroke=blue", "fill:red;  stroke:blue", Safety.UNSAFE),
        ("red", None, Safety.UNSAFE),
    ],
)
def test_declarations(text: str, meant: str | None, safety: Safety) -> None:
    assert style.repair(text) == (meant, safety)


@pytest.mark.parametrize("name", ["fill", "overflow-x", "transform", "background-color", "-webkit-filter", "--fil"])
def test_a_property_of_css_is_no_misspelling(name: str) -> None:
    assert style.meant(name) is None


CONTEXT = sheet.SheetContext('<g class="b c1"/>', ids=["edge", "sky"], servers=SERVERS)

SHEETS = {
    ".a{fill:red .b{fill:blue}": ".a{fill:red } .b{fill:blue}",
    ".a{fill:red\n.b{fill:blue}\n": ".a{fill:red}\n.b{fill:blue}\n",
    ".a { fill: red\n.b { fill: blue }\n": ".a { fill: red }\n.b { fill: blue }\n",
    ".a{fill:red": ".a{fill:red}",
    "@media print{.a{fill:red}": "@media print{.a{fill:red}}",
    ".a{fill:red}}.b{fill:blue}": ".a{fill:red}.b{fill:blue}",
    ".a fill:red}": ".a { fill:red}",
    ".a{fill:red stroke:blue}": ".a{fill:red; stroke:blue}",
    "<![CDATA[.a > .b{fill:2A2A2A}]]>": "<![CDATA[.a > .b{fill:#2A2A2A}]]>",
    "<!-- .a{fill:red} -->": " .a{fill:red} ",
    "c1 &gt; b, edge{fill:red}": ".c1 &gt; .b, #edge{fill:red}",
    ".a{text-anchor:center;strokeWidth:2}": ".a{text-anchor:middle;stroke-width:2}",
}

RIGHT_SHEETS = [
    "",
    "/* } { */ .a:hover::before{content:'}';fill:red !important}",
    "@import url(a.css);@font-face{font-family:x;src:url(a.woff) format('woff')}",
    "@keyframes k{from{opacity:0}to{opacity:1}}.a{animation:k 2s infinite}",
    ".a{fill:red;.b{fill:blue}}",
    ":root{--c:#123456}.a{fill:var(--c)}",
]


def changed(raw: str) -> str:
    for change in sorted(sheet.repair(raw, CONTEXT), key=lambda c: -c.start):
        if change.replacement is not None:
            raw = raw[: change.start] + change.replacement + raw[change.end :]
    return raw


@pytest.mark.parametrize(("raw", "meant"), SHEETS.items())
def test_a_sheet(raw: str, meant: str) -> None:
    assert changed(raw) == meant
    assert sheet.repair(meant, CONTEXT) == []


@pytest.mark.parametrize("raw", RIGHT_SHEETS)
def test_a_right_sheet_is_left_alone(raw: str) -> None:
    assert sheet.repair(raw, CONTEXT) == []


def test_a_sheet_of_another_language_is_left_alone() -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg"><style type="text/less">.a { .b }</style><circle r="9"/></svg>'
    assert svgguard.check(text).faults == ()


def test_a_gradient_of_css_is_reported_and_left() -> None:
    sheet = "<style>.a{fill:radial-gradient(red, blue)}</style>"
    text = f'<svg xmlns="http://www.w3.org/2000/svg">{sheet}<circle r="9"/></svg>'
    [fault] = svgguard.check(text).faults
    assert (fault.code, fault.safety) == ("V072", Safety.MANUAL)


VALUES = st.text(st.sampled_from("#0123fFGl(),.%;:'\"{}[] redblugrnastokhwi-=/*\n&") | st.characters(), max_size=40)


@given(VALUES)
def test_a_repaired_colour_is_right(value: str) -> None:
    right = grammar.matcher("paint")
    repaired = colour.repair(value, PALETTE, SERVERS)
    if right(value) is None and repaired.value is not None:
        assert right(repaired.value)


@given(VALUES)
def test_repaired_declarations_are_right(text: str) -> None:
    repaired, _ = style.repair(text)
    if repaired is not None:
        assert grammar.matcher("declarations")(repaired)


@given(VALUES, st.sampled_from(["start middle end", "userSpaceOnUse objectBoundingBox"]))
def test_a_repaired_keyword_is_one_of_the_words(value: str, words: str) -> None:
    assert keyword.repair(value, words).value in (None, *words.split())


@given(
    st.lists(st.sampled_from([*".a b{}:;", "fill", "red", "/*", "*/", "<!--", "'", "url(", "@media", "&amp;"])).map(
        "".join
    )
)
def test_changes_of_a_sheet_lie_in_it_in_order(raw: str) -> None:
    changes = sorted(sheet.repair(raw, CONTEXT), key=lambda c: (c.start, c.end))
    assert all(0 <= c.start <= c.end <= len(raw) for c in changes)
    assert all(a.end <= b.start for a, b in itertools.pairwise(changes))


HOSTILE: dict[str, Callable[[str], object]] = {
    "colour": lambda text: colour.repair(text, PALETTE, SERVERS),
    "style": style.repair,
    "sheet": lambda text: sheet.repair(text, CONTEXT),
}


@pytest.mark.parametrize("repair", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "unit", ["a{b:c ", "fill:red ", "redstroke:", "(", "{", "}", "'", "/*", "<!--", "url(", "#", "fill"]
)
def test_a_long_value_is_read_in_time(repair: Callable[[str], object], unit: str) -> None:
    repair(unit * 20_000)
