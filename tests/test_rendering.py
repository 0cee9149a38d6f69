"""Rendering: sizes, fallback, fonts, and that no document makes an engine fetch, hang or crash."""

from __future__ import annotations

import base64
import builtins
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import html5lib
import pytest
from pictures import NS, RED, TRANSPARENT, Broken, pixel, rect, svg
from PIL import Image

from svgguard import rendering
from svgguard.document import Document, read
from svgguard.rendering import EngineUnavailableError, RenderError, export, render
from svgguard.result import RejectedError, Result
from svgguard.types import Limits, Status

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


@pytest.mark.parametrize(("suffix", "kind"), [("png", "PNG"), ("webp", "WEBP"), ("jpg", "JPEG"), ("JPEG", "JPEG")])
def test_a_picture_is_written_as_its_suffix_says(suffix: str, kind: str, tmp_path: Path) -> None:
    raster = render(svg('<rect width="50" height="100" fill="red"/>'), size=20)
    with Image.open(raster.save(tmp_path / f"a.{suffix}")) as image:
        assert image.format == kind
        red, green, blue, alpha = image.convert("RGBA").getpixel((15, 10))  # type: ignore[misc]  # four bands
        assert alpha == (255 if kind == "JPEG" else 0)
        assert kind != "JPEG" or min(red, green, blue) > 250
    with pytest.raises(ValueError, match="bmp"):
        raster.save(tmp_path / "a.bmp")
    result = Result(source="", status=Status.CLEAN, svg=svg(rect()))
    with Image.open(result.save(tmp_path / f"b.{suffix}")) as image:
        assert image.format == kind


def test_an_img_says_its_alternative_and_nothing_else() -> None:
    alt = """a "red" <b>&</b> 'house'"""
    text = svg(rect())
    for element in (
        render(text, size=4).img(alt),
        Result(source=text, status=Status.CLEAN, svg=text).img(alt),
    ):
        [found] = html5lib.parseFragment(element, namespaceHTMLElements=False)
        assert found.tag == "img" and set(found.attrib) == {"src", "alt"} and found.get("alt") == alt
    assert base64.b64decode(found.get("src").partition("base64,")[2]).decode() == text
    with pytest.raises(RejectedError):
        Result(source="", status=Status.REJECTED, svg=None).img("")


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
    assert render(svg(rect())).engine == "resvg"
    with pytest.raises(EngineUnavailableError, match=hint):
        render(svg(), engine="cairosvg", isolation="none")
    assert [(status.name, status.version is None) for status in rendering.engines()] == [
        ("resvg", False),
        ("cairosvg", True),
        ("chromium", rendering.BROWSERS["chromium"].problem() is not None),
    ]


def test_a_panic_of_the_engine_is_data_and_an_interrupt_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    import resvg_py

    panic = type("PanicException", (BaseException,), {})

    def panicking(**_: Any) -> bytes:
        raise panic("index out of bounds")

    monkeypatch.setattr(resvg_py, "svg_to_bytes", panicking)
    with pytest.raises(RenderError, match="resvg: index out of bounds") as caught:
        render(svg(rect()), isolation="none")
    assert caught.value.fault == "drawing-crash"


def test_engines_lists_versions() -> None:
    statuses = {status.name: status for status in rendering.engines()}
    assert list(statuses) == ["resvg", "cairosvg", "chromium"]
    assert all(bool(status.version) != bool(status.hint) for status in statuses.values())
    assert statuses["resvg"].version


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


@pytest.mark.parametrize(
    ("inside", "drawn"),
    [
        ('<rect x="5 " width=" 5" height="10\t" fill="red"/>', True),
        ('<rect x="5PX" width="5Px" height="10" fill="red"/>', True),
        ('<svg width="0" height="5"><rect width="10" height="10" fill="red"/></svg>', False),
        ('<svg viewBox="0 0 0 9"><rect width="10" height="10" fill="red"/></svg>', False),
    ],
)
def test_what_engines_read_otherwise_than_browsers_is_written_plainly(inside: str, drawn: bool) -> None:
    picture = rendering.render(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{inside}</svg>', size=10)
    assert picture.image.getpixel((7, 5)) == ((255, 0, 0, 255) if drawn else (0, 0, 0, 0))
    assert picture.image.getpixel((2, 5)) == (0, 0, 0, 0)
