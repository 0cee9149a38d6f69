# ruff: noqa: E501 - a document is one line
"""What engines do not read is worked out first: each document here draws the same picture as a plain one."""

from __future__ import annotations

import pytest
from PIL import ImageChops, ImageStat

from svgguard import check
from svgguard.document import Document, read
from svgguard.document.cascade import Cascade
from svgguard.rendering import RenderError, render
from svgguard.rendering.needs import must_be_resolved
from svgguard.svg.css import colours
from svgguard.types import Blame, Limits, Severity, Status

SQUARE = '<rect class="x" x="20" y="20" width="60" height="60" {}/>'


def svg(content: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" {attributes}>{content}</svg>'


def styled(sheet: str, content: str = SQUARE.format("")) -> str:
    return svg(f"<style>{sheet}</style>{content}")


def drawn(text: str) -> object:
    return render(text, size=100, background="white").image.convert("RGB")


def difference(a: str, b: str) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(drawn(a), drawn(b))).mean) / 3  # type: ignore[arg-type]


RED = svg(SQUARE.format('fill="#c33"'))

SHEETS = {
    "variable": ":root{--a:#c33}.x{fill:var(--a)}",
    "fallback": ".x{fill:var(--none, #c33)}",
    "variable of variables": ":root{--h:0;--c:rgb(var(--r) 51 51);--r:204}.x{fill:var(--c)}",
    "nesting": "svg{.x{fill:#c33}}",
    "nesting with &amp;": ".x{fill:#000;rect&amp;{fill:#c33}}",
    "medium": "@media screen{.x{fill:#c33}}@media print{.x{fill:#000}}",
    "window": "@media (min-width:90px) and (max-width:200px){.x{fill:#c33}}",
    "range": "@media (50px &lt; width &lt;= 100px){.x{fill:#c33}}",
    "scheme": ".x{fill:#c33}@media (prefers-color-scheme:dark){.x{fill:#000}}",
    "supports": "@supports (fill:red) and (not (nonsense:1)){.x{fill:#c33}}",
    "layers": "@layer low,high;@layer high{.x{fill:#c33}}@layer low{rect.x{fill:#000}}",
    "no layer": ".x{fill:#c33}@layer a{rect.x{fill:#000}}",
    "importance": ".x{fill:#c33!important}rect.x{fill:#000}",
    "important layers": "@layer a{.x{fill:#c33!important}}.x{fill:#000!important}",
    "not": "rect:not(.y){fill:#c33}",
    "is": ":is(rect,circle).x{fill:#c33}",
    "where": ".x{fill:#c33}:where(rect.x){fill:#000}",
    "has": "svg:has(rect) rect{fill:#c33}",
    "place": "rect:nth-of-type(2n+1){fill:#c33}",
    "attribute": "[class^=X i]{fill:#c33}",
    "hover": ".x{fill:#c33}.x:hover{fill:#000}",
    "invalid is passed over": ".x{fill:#c33}.x{fill:no such colour}.x{fill:12px}",
    "unknown selector": ".x{fill:#c33}.x:nonsense{fill:#000}",
    "registered": "@property --q{syntax:'*';inherits:true;initial-value:#c33}.x{fill:var(--q)}",
    "current": "svg{color:#c33}.x{fill:currentcolor}",
    "function": ".x{fill:hsl(0deg 60% 50%)}",
    "initial": "svg{fill:blue}.x{fill:initial;fill:#c33}",
    "scheme of colours": ".x{fill:light-dark(#c33,#fff)}",
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_sheets_are_read_as_browsers_read_them(sheet: str) -> None:
    assert difference(styled(sheet), RED) < 0.5


PAIRS = {
    "units": (
        '<rect width="3rem" height="calc(50% - 1em)" fill="#c33"/>',
        '<rect width="48" height="34" fill="#c33"/>',
    ),
    "window units": (
        '<circle cx="50vw" cy="50" r="10vmin" fill="#c33"/>',
        '<circle cx="50" cy="50" r="10" fill="#c33"/>',
    ),
    "clamp": ('<text style="font-size:clamp(10px,30px,40px)" y="50">A</text>', '<text font-size="30" y="50">A</text>'),
    "geometry": (
        '<rect style="x:10px;y:10px;width:50%;height:calc(30px*2);rx:5px" fill="#c33"/>',
        '<rect x="10" y="10" width="50" height="60" rx="5" fill="#c33"/>',
    ),
    "path data": ("<path style=\"d:path('M10 10h80v80z')\"/>", '<path d="M10 10h80v80z"/>'),
    "turn about": (
        SQUARE.format('style="transform:rotate(30deg);transform-origin:50px 50px"'),
        SQUARE.format('transform="rotate(30 50 50)"'),
    ),
    "about its middle": (
        SQUARE.format('style="transform:rotate(.1turn) scale(50%);transform-box:fill-box;transform-origin:center"'),
        SQUARE.format('transform="rotate(36 50 50) translate(25 25) scale(.5)"'),
    ),
    "one by one": (
        SQUARE.format('style="translate:10px 5px;rotate:20deg;scale:.5"'),
        SQUARE.format('transform="translate(10 5) rotate(20) scale(.5)"'),
    ),
    "percentages": (
        SQUARE.format('style="transform:translate(10%,20%)"'),
        SQUARE.format('transform="translate(10 20)"'),
    ),
    "polygon": (
        SQUARE.format('style="clip-path:polygon(50% 0,100% 100%,0 100%)"'),
        '<path d="M50 20L80 80H20z"/>',
    ),
    "circle": (SQUARE.format('style="clip-path:circle(50%)"'), '<circle cx="50" cy="50" r="30"/>'),
    "inset": (SQUARE.format('style="clip-path:inset(10px 20%)"'), '<rect x="32" y="30" width="36" height="40"/>'),
    "length of a path": (
        '<path d="M10 50h80" stroke="#000" stroke-width="9" pathLength="1" stroke-dasharray=".25"/>',
        '<path d="M10 50h80" stroke="#000" stroke-width="9" stroke-dasharray="20"/>',
    ),
    "stroke that stays": (
        '<g transform="scale(4)"><path d="M5 5L20 20" stroke="#000" stroke-width="6" vector-effect="non-scaling-stroke"/></g>',
        '<path d="M20 20L80 80" stroke="#000" stroke-width="6"/>',
    ),
    "capitals": ('<text y="50" style="text-transform:uppercase">abc</text>', '<text y="50">ABC</text>'),
    "to the left": (
        '<text x="90" y="50" direction="rtl">Abc</text>',
        '<text x="90" y="50" text-anchor="end">Abc</text>',
    ),
    "spaces": ('<rect width=" 40 " height="50" fill="#c33 "/>', '<rect width="40" height="50" fill="#c33"/>'),
    "shorthand": (
        '<text y="50" style="font:bold 2em/1 monospace">A</text>',
        '<text y="50" font-size="32" font-weight="bold" font-family="monospace">A</text>',
    ),
    "end of an animation": (
        "<style>.x{opacity:0;animation:in 1s .2s both}@keyframes in{to{opacity:1;transform:translate(5px,0)}}</style>"
        + SQUARE.format(""),
        SQUARE.format('transform="translate(5 0)"'),
    ),
    "animation that leaves nothing": (
        "<style>.x{animation:out 1s}@keyframes out{to{opacity:0}}</style>" + SQUARE.format(""),
        SQUARE.format(""),
    ),
    "end of motion": (
        '<circle r="1"><animate attributeName="r" values="1;40;30" dur="1s" fill="freeze"/>'
        '<animateMotion path="M0 0L50 50" dur="1s" fill="freeze"/></circle>',
        '<circle r="30" cx="50" cy="50"/>',
    ),
    "set": (
        '<rect width="50" height="50"><set attributeName="fill" to="#c33"/></rect>',
        '<rect width="50" height="50" fill="#c33"/>',
    ),
    "waits for a click": (
        '<rect width="50" height="50"><set attributeName="fill" to="#c33" begin="click"/></rect>',
        '<rect width="50" height="50"/>',
    ),
}


PAIRS["drawing within"] = (
    '<image width="50" height="50" href="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 9 9%22'
    '%3E%3Cstyle%3E:root{--a:%23c33}%3C/style%3E%3Crect width=%229%22 height=%229%22 fill=%22var(--a)%22/%3E%3C/svg%3E"/>',
    '<rect width="50" height="50" fill="#c33"/>',
)
PAIRS["an id twice"] = (
    '<linearGradient id="a"><stop stop-color="#c33"/></linearGradient><g id="a"><rect width="50" height="50" fill="url(#a)"/></g>',
    '<rect width="50" height="50" fill="#c33"/>',
)
PAIRS["use with variables"] = (
    "<style>.i{fill:var(--c,#000)}</style>"
    '<defs><g id="r" class="i"><rect width="30" height="30"/></g><symbol id="s"><circle class="i" cx="9" cy="9" r="9"/></symbol></defs>'
    '<use href="#r" x="10" y="10" style="--c:#c33"/><g style="--c:#36c"><use href="#s" x="60" y="60"/></g><use href="#s"/>',
    '<rect x="10" y="10" width="30" height="30" fill="#c33"/><svg x="60" y="60"><circle cx="9" cy="9" r="9" fill="#36c"/></svg>'
    '<circle cx="9" cy="9" r="9"/>',
)


@pytest.mark.parametrize(("text", "plain"), PAIRS.values(), ids=PAIRS)
def test_values_are_worked_out(text: str, plain: str) -> None:
    assert difference(svg(text), svg(plain)) < 0.5


XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
LABELS = {
    "in the middle": (
        f'<foreignObject width="100" height="50"><div {XHTML} style="display:flex;align-items:center;height:50px;'
        f'justify-content:center;background:#fd9"><span style="color:#c33">Label</span></div></foreignObject>',
        '<rect width="100" height="50" fill="#fd9"/><text x="50" y="30.5" text-anchor="middle" fill="#c33">Label</text>',
    ),
    "broken into lines": (
        f'<foreignObject x="10" width="60" height="50"><p {XHTML} style="margin:0;font:12px/20px sans-serif">One two three</p>'
        "</foreignObject>",
        '<g font-size="12"><text x="10" y="14">One two</text><text x="10" y="34">three</text></g>',
    ),
    "as Mermaid does": (
        "<style>.l{color:#333}.l p{margin:0}</style>"
        f'<g class="l"><foreignObject width="40" height="24"><div {XHTML} style="display:table-cell;white-space:nowrap;'
        'line-height:1.5;max-width:200px;text-align:center"><span><p>Start</p></span></div></foreignObject></g>',
        '<text y="17.5" fill="#333">Start</text>',
    ),
    "instead of what others show": (
        f'<switch><foreignObject width="90" height="40" requiredFeatures="x"><div {XHTML}>A<br/><b>B</b></div></foreignObject>'
        '<text y="50">else</text></switch>',
        '<text y="15">A</text><text y="34" font-weight="bold">B</text>',
    ),
}


@pytest.mark.parametrize(("text", "plain"), LABELS.values(), ids=LABELS)
def test_labels_of_html_are_laid_out(text: str, plain: str) -> None:
    assert difference(svg(text), svg(plain)) < 1.0


def test_html_that_is_no_text_is_left_out_and_said() -> None:
    raster = render(svg(f'<foreignObject width="90" height="90"><div {XHTML}><input/></div></foreignObject>'), size=20)
    assert any("foreignObject" in warning for warning in raster.warnings)


def test_the_background_of_the_root_fills_the_picture() -> None:
    picture = render(svg('<circle r="9"/>', 'style="background:#123" width="200" height="100"'), size=100).image
    assert {picture.getpixel(place) for place in ((1, 1), (98, 1), (1, 48), (98, 48))} == {(0x11, 0x22, 0x33, 255)}


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("hsl(210deg 50% 50%)", "#407fbf"),
        ("rgb(200 50 50 / 60%)", "rgba(200,50,50,0.6)"),
        ("oklch(0.7 0.15 150)", "#4cb86a"),
        ("lab(50% 40 -20)", "#ab5a9a"),
        ("hwb(120 20% 20%)", "#33cc33"),
        ("color(display-p3 1 1 1)", "#ffffff"),
        ("color-mix(in srgb, red 30%, blue)", "#4d00b2"),
        ("color-mix(in hsl longer hue, red, blue)", "#00ff00"),
        ("color-mix(in srgb, #c33 40%, transparent)", "rgba(204,51,51,0.4)"),
        ("rgb(from red r g b / 50%)", "rgba(255,0,0,0.5)"),
        ("hsl(from #336699 h s calc(l + 20))", "#6699cc"),
        ("rebeccapurple", "#663399"),
        ("rgb(calc(255 * .5) 0 none)", "#800000"),
        ("nonsense", "None"),
        ("color-mix(in srgb, red)", "None"),
    ],
)
def test_colours(text: str, colour: str) -> None:
    assert str(colours.read(text)) == colour


HOSTILE = {
    "variables that multiply": ":root{--a:xxxxxxxxxx;"
    + "".join(f"--a{i}:" + f"var(--a{i - 1 if i > 1 else ''}) " * 9 + ";" for i in range(1, 30))
    + "}.x{fill:var(--a29)}",
    "variables in a circle": ":root{--a:var(--b);--b:var(--a)}.x{fill:var(--a,#c33)}",
    "a long chain of variables": ":root{"
    + "".join(f"--a{i}:var(--a{i + 1});" for i in range(2000))
    + "}.x{fill:var(--a0)}",
    "deep negation": ":not(" * 900 + "a" + ")" * 900 + "{fill:red}",
    "a long selector": "g " * 5000 + "rect{fill:red}",
    "ancestors": "a " + "g " * 30 + "rect{fill:red}",
    "deep nesting": ".x{&amp; &amp;{" * 400 + "fill:red" + "}}" * 400,
    "deep brackets": ".x{fill:" + "calc(" * 2000 + "1" + ")" * 2000 + "}",
    "having": "".join(f"g:has(g:has(.c{i})){{fill:red}}" for i in range(200)),
}


@pytest.mark.parametrize("sheet", HOSTILE.values(), ids=HOSTILE)
def test_hostile_sheets_are_bounded(sheet: str) -> None:
    groups = "<g>" * 150 + SQUARE.format("") + "</g>" * 150
    try:
        assert render(styled(sheet, groups), size=20).width == 20
    except RenderError as error:
        assert "not rendered" in str(error)


def test_plain_drawings_are_left_alone() -> None:
    assert not must_be_resolved(RED)
    assert not must_be_resolved(styled(".x, g > rect{fill:#c33;stroke:rgb(1,2,3);clip-path:url(#a)}"))
    assert not must_be_resolved(svg('<g style="fill:none;stroke-width:2px"><path d="M1 1q3 3 4 5"/></g>'))
    assert must_be_resolved(svg('<g style="fill:var(--a)"/>'))
    assert must_be_resolved(styled("rect:first-child{fill:red}"))


def test_what_the_cascade_says_is_the_same_for_all_who_ask() -> None:
    document = read(styled(":root{--a:#c33}.x{fill:var(--a)}"), Limits())
    assert isinstance(document, Document)
    cascade = Cascade(document.root, [document.root[0]])
    assert cascade.of(document.root[1])["fill"] == "#c33"
    assert not cascade.doubtful


def test_what_cannot_be_drawn_is_said() -> None:
    warnings = render(svg(SQUARE.format('style="mask-image:linear-gradient(#000,transparent)"')), size=20).warnings
    assert any("mask" in warning for warning in warnings)
    result = check(svg(SQUARE.format('style="backdrop-filter:blur(2px)"')))
    assert [(f.code, f.blame, f.severity) for f in result.faults] == [("D014", Blame.RENDERER, Severity.INFO)]
    assert result.status is Status.CLEAN
    endless = "<style>.x{animation:a 1s infinite}@keyframes a{to{opacity:.5}}</style>" + SQUARE.format("")
    assert any("without end" in warning for warning in render(svg(endless), size=20).warnings)
