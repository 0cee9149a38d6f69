# ruff: noqa: E501 - a document is one line
"""The browser as an engine, where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pictures import rect, svg
from PIL import ImageChops, ImageFilter, ImageStat

from svgguard.rendering import BROWSERS, EngineUnavailableError, RenderError, chromium, render

problem = BROWSERS["chromium"].problem()
browser = pytest.mark.skipif(problem is not None, reason=str(problem))
VARIABLE = svg("<style>:root{--a:#c33}</style>" + rect("var(--a)"))


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "executable", lambda: None)
    with pytest.raises(EngineUnavailableError, match=r"apt install chromium|svgguard.browser."):
        render(svg(rect()), engine="chromium", isolation="none")


@browser
def test_it_reads_css_and_keeps_what_is_transparent() -> None:
    raster = render(VARIABLE, size=20, engine="chromium")
    assert raster.engine == "chromium"
    assert raster.image.size == (20, 20)
    assert (204, 51, 51, 255) in [colour for _, colour in raster.image.getcolors() or []]


@browser
def test_neither_scripts_nor_files_nor_the_network_are_reached(tmp_path: Path) -> None:
    (tmp_path / "red.svg").write_text(svg(rect("red")))
    hostile = svg(
        f'<image width="9" height="9" href="{(tmp_path / "red.svg").as_uri()}"/>'
        '<script>document.documentElement.setAttribute("style","background:red")</script>'
        f'<style>@import url("{(tmp_path / "a.css").as_uri()}");rect{{fill:url({(tmp_path / "red.svg").as_uri()}#a)}}</style>'
    )
    colours = render(hostile, size=20, engine="chromium").image.getcolors() or []
    assert [colour for _, colour in colours] == [(0, 0, 0, 0)]


@browser
def test_what_takes_too_long_is_ended_with_its_browser() -> None:
    render(svg(rect()), size=20, engine="chromium")
    with pytest.raises(RenderError, match="took more than"):
        render(svg(rect()), size=20, engine="chromium", seconds=1e-4)
    assert render(svg(rect()), size=20, engine="chromium").width == 20


@browser
@pytest.mark.parametrize(
    "content",
    [
        '<rect width="60" height="60" fill="color-mix(in oklch, red, white)"/>',
        '<rect x="20" y="20" width="60" height="60" style="rotate:20deg;transform-box:fill-box;transform-origin:center"/>',
        '<path d="M20 20C40 0 80 0 80 50L20 80Z" style="transform:rotate(45deg);transform-box:fill-box;'
        'transform-origin:center"/>',
        '<rect x="20" y="20" width="60" height="60" style="clip-path:inset(10px 20% round 8px)"/>',
        '<circle cx="50" cy="50" r="40" fill="none" stroke="red" stroke-width="9" pathLength="1" stroke-dasharray=".2"/>',
        "<style>g{rect{fill:red;&amp;:last-child{fill:lab(50% 40 -20)}}}</style>"
        '<g><rect width="50" height="50"/><rect x="50" width="50" height="50"/></g>',
    ],
)
def test_what_is_worked_out_looks_as_in_the_browser(content: str) -> None:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{content}</svg>'
    ours, theirs = (
        render(text, size=200, background="white", engine=engine).image.convert("RGB").filter(ImageFilter.BoxBlur(2))
        for engine in ("resvg", "chromium")
    )
    assert sum(ImageStat.Stat(ImageChops.difference(ours, theirs)).mean) / 3 < 1.5
