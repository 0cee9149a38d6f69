"""Rendering: sizes, fallback, fonts, and that no document makes an engine fetch, hang or crash."""

from __future__ import annotations

import base64
import builtins
import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from svgguard import rendering
from svgguard.document import Document, read
from svgguard.rendering import EngineUnavailableError, Failure, Job, RenderError, export, missing_glyphs, render
from svgguard.rendering.fonts import PINNED, coverage
from svgguard.result import Result
from svgguard.types import Limits, Status

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
RED, TRANSPARENT = (255, 0, 0, 255), (0, 0, 0, 0)


def svg(body: str = "", attributes: str = 'viewBox="0 0 100 100"') -> str:
    return f"<svg {NS} {attributes}>{body}</svg>"


def rect(colour: str = "red", more: str = "") -> str:
    return f'<rect width="100" height="100" fill="{colour}" {more}/>'


def pixel(text: str, **options: Any) -> Any:
    raster = render(text, size=20, **options)
    return raster.image.getpixel((raster.width // 2, raster.height // 2))


class Broken:
    """An engine that fails, or is not there."""

    uses_given_fonts = True
    distribution = "svgguard"

    def __init__(self, name: str, *, unavailable: bool = False) -> None:
        self.name = name
        self.failure = Failure(name, f"{name} says no", unavailable)

    def problem(self) -> Failure | None:
        return self.failure if self.failure.unavailable else None

    def draw(self, job: Job) -> bytes | Failure:
        return self.failure


# ---------------------------------------------------------------------------------------------------- size and options


@pytest.mark.parametrize("engine", ["resvg", "cairosvg"])
@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('viewBox="0 0 200 100"', (64, 32)),
        ('viewBox="-10,-10 , 50 100"', (32, 64)),
        ('width="30" height="60"', (32, 64)),
        ('width="2in" height="2.54cm"', (64, 32)),
        ('width="72pt" height="48px"', (64, 32)),
        ('width="100%" height="100%" viewBox="0 0 40 10"', (64, 16)),
        ('width="100%" height="50" viewBox="0 0 40 10"', (64, 16)),
        ('height="50" viewBox="0 0 40 10"', (64, 16)),
        ('width="50" height="50" viewBox="0 0 40 10"', (64, 64)),
        ('style="width: 50px; height: 25px"', (64, 32)),
        ('style="width:100%;height:auto" viewBox="0 0 10 20"', (32, 64)),
        ('width="300" viewBox="broken"', (64, 32)),
        ('width="-5" height="0" viewBox="0 0 0 10"', (64, 32)),
        ('width="1e9" height="1e9"', (64, 64)),
        ('width="1e-300" height="1e308"', (1, 64)),
        ('width="NaN" height="1e999" viewBox="0 0 10 20"', (32, 64)),
        ("", (64, 32)),
    ],
)
def test_size_is_the_longest_side(attributes: str, expected: tuple[int, int], engine: str) -> None:
    raster = render(svg(rect(), attributes), size=64, engine=engine)
    assert (raster.width, raster.height) == raster.image.size == expected
    assert raster.engine == engine


@pytest.mark.parametrize("engine", ["resvg", "cairosvg"])
@pytest.mark.parametrize("attributes", ['viewBox="0 0 100 50"', 'width="100" height="50"'])
def test_the_whole_canvas_is_drawn_to_its_edges(attributes: str, engine: str) -> None:
    halves = '<rect width="50%" height="100%" fill="red"/><rect x="50" width="50" height="50" fill="blue"/>'
    image = render(svg(halves, attributes), size=64, engine=engine).image
    assert [image.getpixel(at) for at in ((0, 0), (30, 31), (33, 0), (63, 31))] == [RED, RED, *[(0, 0, 255, 255)] * 2]


def test_a_document_without_any_size_says_so() -> None:
    assert "canvas" in render(svg(rect(), "")).warnings[0]
    assert render(svg(rect())).warnings == ()


@pytest.mark.parametrize("engine", ["resvg", "cairosvg"])
@pytest.mark.parametrize(
    ("background", "expected"),
    [
        (None, TRANSPARENT),
        ("transparent", TRANSPARENT),
        ("white", (255, 255, 255, 255)),
        ("#f00", RED),
        ("rgb(0, 0, 255)", (0, 0, 255, 255)),
        ("hsl(120, 100%, 50%)", (0, 255, 0, 255)),
    ],
)
def test_background(background: str | None, expected: tuple[int, ...], engine: str) -> None:
    assert pixel(svg(), background=background, engine=engine) == expected


@pytest.mark.parametrize(
    "options", [{"size": 0}, {"size": 100_000}, {"background": "no colour"}, {"engine": "inkscape"}]
)
def test_senseless_options_are_the_callers_mistake(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        render(svg(), **options)


def test_a_raster_is_a_picture(tmp_path: Path) -> None:
    raster = render(svg(rect()), size=10)
    assert raster.image.mode == "RGBA"
    assert raster.save(str(tmp_path / "a.png")).read_bytes() == raster.png == raster._repr_png_()
    assert len(repr(raster)) < 100


# --------------------------------------------------------------------------------------------------------- what goes in


def test_sources_are_text_bytes_documents_and_results() -> None:
    text = svg(rect())
    document = read(text, Limits())
    assert isinstance(document, Document)
    utf16 = ('<?xml version="1.0" encoding="utf-16"?>' + text).encode("utf-16")
    result = Result(source=text, status=Status.CLEAN, svg=text)
    for source in (text, "\ufeff" + text, text.encode(), b"\xef\xbb\xbf" + text.encode(), utf16, document, result):
        assert render(source, size=4).image.getpixel((1, 1)) == RED


def test_a_rejected_result_has_no_picture() -> None:
    with pytest.raises(RenderError, match="no document"):
        render(Result(source="sorry", status=Status.REJECTED, svg=None))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "repair"),
        ("no svg at all", "repair"),
        ("Here: " + svg(), "repair"),
        (f'<svg {NS}><line x1="0" x1="1"/></svg>', "redefined"),
        (svg("\ud800"), "surrogate"),
        (f"<html {NS}/>", "not <svg>"),
        ("<svg/>", "namespace"),
        ("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + svg("<text>&a;</text>"), "entities"),
        ("<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + svg(), "entities"),
        ("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd'>" + svg("<text>&nbsp;</text>"), "entities"),
    ],
)
def test_only_strict_xml_without_entities_is_drawn(text: str, message: str) -> None:
    with pytest.raises(RenderError, match=message) as caught:
        render(text)
    assert caught.value.failures == ()


def test_a_doctype_comments_and_style_sheets_do_no_harm() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">' + svg(
        f"<style>.a {{ fill: <!-- really --> red }}</style><!-- a --><rect class='a' {rect()[5:]}".replace(
            'fill="red"', ""
        )
    )
    assert pixel(text) == RED


# ---------------------------------------------------------------------------------------------------------- two engines


def test_the_second_engine_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rendering.ENGINES, "resvg", Broken("resvg"))
    raster = render(svg(rect()), size=10)
    assert (raster.engine, raster.image.getpixel((5, 5))) == ("cairosvg", RED)
    assert raster.warnings == ("resvg failed: resvg says no",)


def test_cannot_be_rendered_means_that_both_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in rendering.ENGINES:
        monkeypatch.setitem(rendering.ENGINES, name, Broken(name))
    with pytest.raises(RenderError, match=r"cannot be rendered; resvg: resvg says no; cairosvg: cairosvg says no"):
        render(svg())


def test_an_engine_asked_for_by_name_is_the_only_one_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rendering.ENGINES, "resvg", Broken("resvg"))
    with pytest.raises(RenderError) as caught:
        render(svg(), engine="resvg")
    assert [failure.engine for failure in caught.value.failures] == ["resvg"]


def test_an_engine_that_is_not_there_is_no_failure_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rendering.ENGINES, "cairosvg", Broken("cairosvg", unavailable=True))
    with pytest.raises(EngineUnavailableError, match="cairosvg is unavailable"):
        render(svg(), engine="cairosvg")
    monkeypatch.setitem(rendering.ENGINES, "resvg", Broken("resvg"))
    with pytest.raises(RenderError) as caught:
        render(svg())
    assert not isinstance(caught.value, EngineUnavailableError)


@pytest.mark.parametrize(("platform", "hint"), [("linux", "libcairo2"), ("darwin", "brew"), ("win32", "GTK")])
def test_a_missing_libcairo_comes_with_a_hint(monkeypatch: pytest.MonkeyPatch, platform: str, hint: str) -> None:
    for module in [name for name in sys.modules if name.split(".")[0] in ("cairosvg", "cairocffi")]:
        monkeypatch.delitem(sys.modules, module)
    real_import = builtins.__import__

    def without_cairo(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "cairocffi":
            raise OSError('no library called "cairo-2" was found')
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_cairo)
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(EngineUnavailableError, match=hint):
        export(svg(), "pdf")
    assert render(svg(rect())).engine == "resvg"
    assert [(status.name, status.version is None) for status in rendering.engines()] == [
        ("resvg", False),
        ("cairosvg", True),
    ]


def test_a_panic_of_the_engine_is_data_and_an_interrupt_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    panic = type("PanicException", (BaseException,), {})

    def panicking(**_: Any) -> bytes:
        raise panic("index out of bounds")

    monkeypatch.setattr(resvg_py, "svg_to_bytes", panicking)
    assert render(svg(rect())).warnings[0] == "resvg failed: index out of bounds"


def test_engines_lists_versions() -> None:
    assert all(status.version and not status.hint for status in rendering.engines())


@pytest.mark.parametrize(("kind", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("ps", b"%!PS"), ("eps", b"%!PS")])
def test_export(kind: str, magic: bytes) -> None:
    assert export(svg(rect()), kind).startswith(magic)


def test_a_page_has_the_size_of_the_document() -> None:
    assert b"MediaBox [ 0 0 75 37.5 ]" in export(svg(rect(), 'width="100" height="50"'), "pdf")
    assert b"MediaBox [ 0 0 10800 10800 ]" in export(svg(rect(), 'width="1e9" height="1e9"'), "pdf")


def test_export_of_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="gif"):
        export(svg(), "gif")


def test_rendering_from_several_threads() -> None:
    texts = [svg(rect(f"#{i:02x}0000") + "<text y='20'>abc</text>") for i in range(0, 240, 10)]
    expected = [(i, 0, 0, 255) for i in range(0, 240, 10)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pixel, texts)) == expected
        assert list(pool.map(lambda text: pixel(text, engine="cairosvg"), texts)) == expected
    assert threading.stack_size() == 0


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = "import sys, svgguard.rendering; print([m for m in ('resvg_py', 'cairosvg', 'PIL') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# ------------------------------------------------------------------------------------------------------ nothing fetched


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[str]]]:
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}", hits
        httpd.shutdown()


def bait(folder: Path) -> str:
    """The name of a red picture in `folder`."""
    Image.new("RGB", (8, 8), "red").save(folder / "bait.png")
    (folder / "bait.svg").write_text(svg(rect().replace("<rect", '<rect id="r"')), encoding="utf-8")
    return "bait.png"


REACHES = [
    '<image width="100" height="100" href="{}"/>',
    '<image width="100" height="100" xlink:href="{}"/>',
    '<image width="100" height="100" href="#x" xlink:href="{}"/>',
    '<image width="100" height="100" href=" {} "/>',
    '<g xml:base="{}"><image width="100" height="100" href="bait.png"/></g>',
    '<use href="{}#r"/>',
    '<filter id="f"><feImage href="{}"/></filter><rect width="100" height="100" fill="none" filter="url(#f)"/>',
    '<style>@import url("{}"); @font-face {{ font-family: x; src: url({}) }}</style><text font-family="x"> </text>',
    '<style>.a {{ fill: url("{}#p") }}</style><rect class="a" width="0" height="9"/>',
    '<rect width="100" height="100" fill="url({}#p) none" mask="url({}#m)"/>',
    '<pattern id="p" href="{}#p"/><rect width="100" height="100" fill="url(#p) none"/>',
    '<text><tref xlink:href="{}#r"/></text>',
    '<script href="{}"/>',
    '<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="{}"/></foreignObject>',
]


@pytest.mark.parametrize("engine", ["resvg", "cairosvg"])
@pytest.mark.parametrize("body", REACHES)
def test_no_engine_reaches_outside(
    body: str, engine: str, server: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, hits = server
    name = bait(tmp_path)
    monkeypatch.chdir(tmp_path)
    for address in (f"{url}/x.png", name, "bait.svg", str(tmp_path / name), (tmp_path / name).as_uri(), f"./{name}"):
        reached = None
        try:
            reached = pixel(svg(body.replace("{{", "{").replace("}}", "}").replace("{}", address)), engine=engine)
        except RenderError as error:
            assert error.failures
        assert reached != RED
    assert hits == []


def test_the_bait_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    name = bait(tmp_path)
    monkeypatch.chdir(tmp_path)
    text = svg(REACHES[0].replace("{}", name))
    with Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=text))) as image:
        assert image.convert("RGBA").getpixel((50, 50)) == RED


def test_what_is_left_out_is_said() -> None:
    assert render(svg('<image href="cat.png" width="9" height="9"/>')).warnings == (
        "image leaves out 'cat.png': it lies outside the document",
    )
    assert render(svg('<a href="https://example.org">' + rect() + "</a>")).warnings == ()


@pytest.mark.parametrize("engine", ["resvg", "cairosvg"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_embedded_pixels_are_drawn_whatever_they_are_called(kind: str, engine: str) -> None:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, kind)
    payload = base64.b64encode(data.getvalue()).decode()
    for head in ("data:image/png;base64,", "data:application/octet-stream;charset=x; base64,\n "):
        text = svg(f'<image width="100" height="100" href="{head}{payload}"/>')
        red, green, blue, alpha = pixel(text, engine=engine)
        assert red > 250 and max(green, blue) < 5 and alpha == 255


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,AAAA", "data:image/png;base64,%", "data:image/png", "data:,x", "data:text/css,a"]
)
def test_broken_embedded_images_are_left_out(address: str) -> None:
    raster = render(svg(rect() + f'<image width="100" height="100" href="{address}"/>'), size=8)
    assert raster.image.getpixel((4, 4)) == RED
    assert "image leaves out" in raster.warnings[0]


def test_embedded_documents_are_left_out() -> None:
    inner = base64.b64encode(svg("<g>" * 2000 + "</g>" * 2000).encode()).decode()
    for mime in ("image/svg+xml", "text/plain", "image/png"):
        raster = render(svg(f'<image width="100" height="100" href="data:{mime};base64,{inner}"/>'))
        assert "not a PNG" in raster.warnings[0]


def test_enormous_embedded_images_are_refused() -> None:
    data = io.BytesIO()
    Image.new("1", (8000, 8000)).save(data, "PNG")
    payload = base64.b64encode(data.getvalue()).decode()
    with pytest.raises(RenderError, match="64000000"):
        render(svg(f'<image href="data:image/png;base64,{payload}"/>'))


# ----------------------------------------------------------------------------------------------------------- no bombs


def nested(levels: int, times: int) -> str:
    groups = [f'<g id="n0">{rect()}</g>']
    groups += [f'<g id="n{i}">' + f'<use href="#n{i - 1}"/>' * times + "</g>" for i in range(1, levels + 1)]
    return "<defs>" + "".join(groups) + f'</defs><use href="#n{levels}"/>'


def chain(kind: str, links: int) -> str:
    """Elements of a kind whose content refers to the next of them."""
    fill = {"pattern": "fill", "mask": "mask", "clipPath": "clip-path", "marker": "marker-end"}[kind]
    parts = [f'<{kind} id="c{i}"><path d="M0 0L9 9" {fill}="url(#c{i + 1})"/></{kind}>' for i in range(links)]
    return "".join(parts) + f'<rect width="9" height="9" {fill}="url(#c0)"/>'


def multiplied(levels: int, through: str) -> str:
    """Patterns each of which paints eight times with the one before; `through` says how the paint is given."""
    patterns = [f'<pattern id="p0" width="1" height="1">{rect()}</pattern>']
    for i in range(1, levels + 1):
        shapes = '<rect class="k{}" width="9" height="9" {}/>'.format(i, f'fill="url(#p{i - 1})"' * (through == "own"))
        inherited = f'fill="url(#p{i - 1})"' if through == "inherited" else ""
        patterns.append(f'<pattern id="p{i}" width="1" height="1"><g {inherited}>{shapes * 8}</g></pattern>')
    rules = "".join(f".k{i}{{fill:url(#p{i - 1})}}" for i in range(1, levels + 1)) * (through == "stylesheet")
    return f"<style>{rules}</style>" + "".join(patterns) + rect(f"url(#p{levels})")


BOMBS = {
    "deep": "<g>" * 250 + "</g>" * 250,
    "very deep": "<g>" * 100_000 + "</g>" * 100_000,
    "use": nested(10, 10),
    "use, small": nested(5, 12),
    "use chain": nested(150, 1),
    **{f"{kind} chain": chain(kind, 2_000) for kind in ("pattern", "mask", "clipPath", "marker")},
    **{f"patterns, {how}": multiplied(9, how) for how in ("own", "inherited", "stylesheet")},
    "markers": '<marker id="m"><path d="{}"/></marker><path marker-mid="url(#m)" d="{}"/>'.format(
        "M0 0L9 9" * 500, "M0 0" + "L9 9" * 20_000
    ),
    "filter chain": f'<filter id="f">{"<feOffset/>" * 3_000}</filter>' + rect(more='filter="url(#f)"'),
    "morphology": '<filter id="f"><feMorphology radius="90"/></filter>' + rect(more='filter="url(#f)"'),
    "convolution": '<filter id="f"><feConvolveMatrix order="200"/></filter>' + rect(more='filter="url(#f)"'),
    "attributes": "<g {}/>".format(" ".join(f'a{i}=""' for i in range(1_001))),
    "style rules": "<style>" + "a{}" * 4_000 + "</style>" + "<g/>" * 4_000,
    "text": f"<text>{'W' * 30_000}</text>",
    "stylesheet circle": '<style>.a{fill:url(#b)}.b{fill:url(#a)}</style><pattern id="a"><g class="a"/></pattern>'
    '<pattern id="b"><g class="b"/></pattern>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_any_engine_sees_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for engine in rendering.ENGINES:
        monkeypatch.setitem(rendering.ENGINES, engine, Broken(engine))
    with pytest.raises(RenderError, match="not rendered"):
        render(svg(BOMBS[name]))


def test_entity_bombs_are_refused() -> None:
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    for use in ("<text>&a9;</text>", '<g id="&a9;"/>'):
        with pytest.raises(RenderError, match="not rendered"):
            render(f'<!DOCTYPE svg [<!ENTITY a0 "lol">{bomb}]>' + svg(use))


@pytest.mark.parametrize(
    "body",
    [
        '<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>',
        '<use id="a" href="#a"/>',
        '<g id="a"><use href="#a"/></g>',
        '<g><use href="#b"/><g id="b"><use href="#c"/></g></g><g id="c"><use href="#b"/><use href="#b"/></g>',
        '<pattern id="a"><g mask="url(#b)"/></pattern><mask id="b"><g style="x:y;fill:url(#a)"/></mask>',
        '<mask id="a"><rect mask="url(#b)"/></mask><mask id="b"><rect mask="url(#a)"/></mask><g mask="url(#a)"/>',
        '<clipPath id="c" clip-path="url(#c)"/><g clip-path="url(#c)"/>',
        '<marker id="m"><path d="M0 0L9 9" marker-end="url(#m)"/></marker><path d="M0 0L9 9" marker-end="url(#m)"/>',
    ],
)
@pytest.mark.parametrize("engine", ["resvg", "cairosvg"])
def test_circles_are_opened_and_the_rest_is_drawn(body: str, engine: str) -> None:
    raster = render(svg(body + rect()), size=8, engine=engine)
    assert raster.image.getpixel((4, 4)) == RED
    assert any("leads back to itself" in warning for warning in raster.warnings)


def test_opening_a_circle_keeps_the_other_declarations() -> None:
    body = '<pattern id="p"><g id="p2" style="stroke:red;fill:url(#p)"/></pattern>'
    raster = render(svg(body + '<rect width="100" height="100" style="fill:red;filter:url(#none)"/>'), size=8)
    assert "fill" in raster.warnings[0]


@pytest.mark.parametrize(
    "body",
    [
        "<g>" * 198 + rect() + "</g>" * 198,
        nested(4, 8),
        '<style>rect{fill:url(#p)}</style><pattern id="p" width="1" height="1"><rect width="9" height="9"/></pattern>'
        + rect(),
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/>' + rect() + rect("url(#a) none"),
        '<filter id="f"><feTurbulence numOctaves="2000000000"/></filter><rect width="9" height="9" filter="url(#f)"/>'
        + rect(),
        '<linearGradient id="g"><stop stop-color="red"/></linearGradient>' + rect("url(#g)") * 2_000,
        '<defs><filter id="f"><feGaussianBlur stdDeviation="1"/></filter></defs>'
        + '<circle r="2" filter="url(#f)"/>' * 200
        + rect(),
    ],
)
def test_large_but_honest_documents_are_drawn(body: str) -> None:
    assert render(svg(body), size=16).width == 16


# ------------------------------------------------------------------------------------------------------------- fonts


def inked(text: str, **options: Any) -> int:
    """The number of pixels that a text colours."""
    image = render(svg(f'<text y="60" font-size="40" {options.pop("attributes", "")}>{text}</text>'), **options).image
    return sum(image.getchannel("A").histogram()[1:])


@pytest.mark.parametrize("family", ["serif", "sans-serif", "cursive", "fantasy", "Arial", "Comic Sans MS, cursive", ""])
def test_every_family_is_drawn_with_the_pinned_font(family: str) -> None:
    def picture(attributes: str) -> bytes:
        return render(svg(f'<text y="60" font-size="40" {attributes}>Wim</text>')).png

    assert picture(f'font-family="{family}"') == picture('font-family="DejaVu Sans"') == picture("")
    assert picture('font-family="monospace"') != picture("")
    assert inked("Wim", attributes='font-weight="bold"') > inked("Wim")


def test_missing_glyphs_are_reported() -> None:
    text = svg(
        "<title>標題</title><desc>描述</desc><text>\u200dAé <tspan>Ж日</tspan>本<title>語</title>"
        "&#x1F984;\ufe0f</text><text>日</text>"
    )
    assert missing_glyphs(text) == "日本🦄"
    assert render(text).warnings == ("no font at hand has 日 (U+65E5), 本 (U+672C), 🦄 (U+1F984)",)
    assert missing_glyphs(svg("<text>Ωmega → ✓ ½ 😀</text>")) == ""


def test_many_missing_glyphs_are_counted() -> None:
    assert "and 10 more" in render(svg(f"<text>{''.join(map(chr, range(0x4E00, 0x4E14)))}</text>")).warnings[0]


def test_cairosvg_says_that_it_uses_the_fonts_of_the_machine() -> None:
    assert "fonts of this machine" in render(svg("<text>a</text>"), engine="cairosvg").warnings[0]


def test_fonts_given_by_the_caller_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering.font_files, "PINNED", PINNED[2:])
    character = min(c for c in coverage(PINNED[0]) - coverage(PINNED[2]) if c > 0x4D0)
    text = svg(f"<text y='60' font-size='40'>{chr(character)}</text>")
    assert missing_glyphs(text) == chr(character)
    assert missing_glyphs(text, fonts=[PINNED[0]]) == ""
    assert render(text, fonts=[str(PINNED[0])]).png != render(text).png


def test_what_is_no_font_is_the_callers_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"no font")
    (tmp_path / "b.ttf").write_bytes(PINNED[0].read_bytes()[:2000])
    for name in ("a.ttf", "b.ttf"):
        with pytest.raises(ValueError, match="not a TrueType"):
            render(svg(), fonts=[tmp_path / name])
    with pytest.raises(OSError, match="missing"):
        render(svg(), fonts=[tmp_path / "missing.ttf"])


def test_coverage_agrees_with_the_font_engine() -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(str(PINNED[0]), 20)
    absent = bytes(font.getmask("\uffff"))
    for code in (*range(0x21, 0x7F), *range(0x400, 0x460), 0x65E5, 0x1F600, 0x1F984, 0x1D538, 0x10FFFD):
        assert (code in coverage(PINNED[0])) == (bytes(font.getmask(chr(code))) != absent), hex(code)


def test_the_licence_of_the_fonts_is_in_the_notice() -> None:
    notice = (Path(__file__).parent.parent / "NOTICE").read_text(encoding="utf-8")
    assert all(path.is_file() and path.name in notice for path in PINNED)
    assert "Bitstream" in notice
