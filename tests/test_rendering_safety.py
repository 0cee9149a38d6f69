"""Drawing a document fetches nothing from elsewhere, and refuses what would take for ever."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pictures import RED, Broken, pixel, rect, svg
from PIL import Image

from svgguard import rendering
from svgguard.rendering import RenderError, render


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
